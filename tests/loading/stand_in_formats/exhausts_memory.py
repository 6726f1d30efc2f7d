"""A format module whose library allocates without end."""


def read(raw: object) -> None:
    allocated = []
    while True:
        allocated.append(bytes(50_000_000))
