"""How long a test waits before it calls something hung.

Every such wait ends as soon as what it waits for is there, so that a test is
as fast as the machine and its load allow; only a test that fails waits so long.
"""

import time
from collections.abc import Callable

PATIENCE_S = 240.0


def until(condition: Callable[[], bool]) -> None:
    """Wait for what tells nobody when it is so."""
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)
