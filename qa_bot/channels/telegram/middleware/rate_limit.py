"""How often something may happen, for each of many keys.

Knows times and keys; forgets the keys that were quiet for longest.
"""

import time
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from typing import Final

_KEYS: Final = 10_000


class Pace:
    """At most `limit` times in any `period_s` seconds, each key for itself."""

    def __init__(
        self, limit: int, period_s: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit = limit
        self._period_s = period_s
        self._clock = clock
        self._times: OrderedDict[Hashable, deque[float]] = OrderedDict()

    def wait_s(self, key: Hashable) -> float:
        """0, and it counts, when it may happen now; else the seconds until it may."""
        now = self._clock()
        times = self._of(key)
        while times and times[0] <= now - self._period_s:
            times.popleft()
        if len(times) >= self._limit:
            return times[0] + self._period_s - now
        times.append(now)
        return 0.0

    def done(self, key: Hashable) -> None:
        """What was counted when it began is over, and happened at some time until now."""
        times = self._of(key)
        if times:
            # Dropping the earliest never counts too little: no time of what is left is too early.
            times.popleft()
        times.append(self._clock())

    def happened(self, key: Hashable, ago_s: float) -> None:
        """Count what happened before this was made; the earliest is to be told first."""
        self._of(key).append(self._clock() - ago_s)

    def _of(self, key: Hashable) -> deque[float]:
        times = self._times.setdefault(key, deque())
        self._times.move_to_end(key)
        if len(self._times) > _KEYS:
            self._times.popitem(last=False)
        return times
