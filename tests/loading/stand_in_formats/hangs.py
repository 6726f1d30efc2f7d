"""Stands in for a library that never comes back."""

import time


def read(incoming: object) -> None:
    time.sleep(600)
