"""Stands in for a library that takes memory without end."""


def read(raw: object) -> None:
    hoard = []
    while True:
        hoard.append(bytes(50_000_000))
