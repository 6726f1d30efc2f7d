"""Stands in for a library that never comes back."""

import time


def read(raw: object) -> None:
    time.sleep(600)
