"""A format module whose library raises on a malformed file."""


def read(raw: object) -> float:
    return 1 / 0
