"""Sliding-window rate limit, for each of many keys, and what makes one."""

import time
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from typing import Final, Protocol

# Keys; bounds the memory, beyond it the key that was unused for longest starts afresh.
_MAX_KEYS: Final = 10_000


class EventLimit(Protocol):
    """At most so many events in any window of time, each key for itself. May block."""

    def acquire(self, key: Hashable) -> float:
        """Count an event now and return 0, or return the seconds until one is allowed."""

    def is_full(self, key: Hashable) -> bool:
        """Return whether no event of a key is allowed now; counts none."""

    def clear(self) -> None:
        """Forget all events."""


# Makes a limit of so many events in so many seconds, by a name for what they are.
MakeLimit = Callable[[str, int, float], EventLimit]


class RateLimit:
    """At most `limit` events in any window of `period_s` seconds, each key for itself."""

    def __init__(
        self, limit: int, period_s: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit = limit
        self._period_s = period_s
        self._clock = clock
        self._times: OrderedDict[Hashable, deque[float]] = OrderedDict()

    def acquire(self, key: Hashable) -> float:
        """Count an event now and return 0, or return the seconds until one is allowed."""
        now = self._clock()
        times = self._recent(key, now)
        if len(times) >= self._limit:
            return times[0] + self._period_s - now
        times.append(now)
        return 0.0

    def is_full(self, key: Hashable) -> bool:
        """Return whether no event of a key is allowed now; counts none."""
        return len(self._recent(key, self._clock())) >= self._limit

    def clear(self) -> None:
        """Forget the events of all keys."""
        self._times.clear()

    def restart(self, key: Hashable) -> None:
        """Count an event as of now that was counted when it began."""
        times = self._times_of(key)
        if times:
            # Dropping the earliest never counts too little: no time of what is left is too early.
            times.popleft()
        times.append(self._clock())

    def add_past(self, key: Hashable, age_s: float) -> None:
        """Count an event of `age_s` seconds ago; add the oldest first."""
        self._times_of(key).append(self._clock() - age_s)

    def _recent(self, key: Hashable, now: float) -> deque[float]:
        times = self._times_of(key)
        while times and times[0] <= now - self._period_s:
            times.popleft()
        return times

    def _times_of(self, key: Hashable) -> deque[float]:
        times = self._times.setdefault(key, deque())
        self._times.move_to_end(key)
        if len(self._times) > _MAX_KEYS:
            self._times.popitem(last=False)
        return times


def own_limit(_: str, limit: int, period_s: float) -> EventLimit:
    """Make a limit that this process keeps by itself."""
    return RateLimit(limit, period_s)
