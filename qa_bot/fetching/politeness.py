"""How often a site is asked: never twice within its delay, nor before it wants.

Knows host names and time. Safe to share between threads: each that asks for
the same host gets a turn of its own.
"""

import threading
import time
from collections.abc import Callable


class Pace:
    """Turns for each host, at least `delay` seconds apart."""

    def __init__(self, delay: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._delay = delay
        self._clock = clock
        self._next: dict[str, float] = {}
        self._held: dict[str, float] = {}
        self._lock = threading.Lock()

    def turn(self, host: str, delay: float | None = None) -> float:
        """Take the next turn at `host`; how many seconds to wait for it.

        `delay` is what the site itself asks for between two turns, where that
        is longer than ours.
        """
        with self._lock:
            now = self._clock()
            turn = max(now, self._next.get(host, now))
            self._next[host] = turn + max(self._delay, delay or 0.0)
            self._next = _still(self._next, now)
            return turn - now

    def hold(self, host: str, seconds: float) -> None:
        """Leave `host` alone for so long: it asked for that."""
        with self._lock:
            now = self._clock()
            self._held[host] = max(self._held.get(host, 0.0), now + seconds)
            self._held = _still(self._held, now)

    def held(self, host: str) -> float:
        """For how many more seconds `host` is to be left alone, 0 when it is not."""
        with self._lock:
            return max(0.0, self._held.get(host, 0.0) - self._clock())


def _still(until: dict[str, float], now: float) -> dict[str, float]:
    """Those of the moments that have not passed."""
    return {host: moment for host, moment in until.items() if moment > now}
