"""Stands in for a library that a malformed file leads astray."""


def read(incoming: object) -> float:
    return 1 / 0
