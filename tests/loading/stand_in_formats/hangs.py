"""A format module whose library never returns."""

import time


def read(raw: object) -> None:
    time.sleep(600)
