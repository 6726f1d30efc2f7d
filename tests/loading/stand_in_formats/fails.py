"""Stands in for a library that a malformed file leads astray."""


def read(raw: object) -> float:
    return 1 / 0
