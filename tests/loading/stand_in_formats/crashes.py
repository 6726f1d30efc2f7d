"""Stands in for a library that kills its process."""

import os
import signal


def read(raw: object) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)
