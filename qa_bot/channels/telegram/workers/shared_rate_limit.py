"""A rate limit that all workers keep together."""

from collections.abc import Hashable

from qa_bot.channels.telegram.middleware.rate_limit import RateLimit
from qa_bot.channels.telegram.storage.usage_counts import UsageCounts
from qa_bot.errors import StateError


class SharedRateLimit:
    """At most `limit` events in any window of `period_s` seconds, each key for itself.

    While the server is away, this worker keeps to it alone. Every method blocks.
    """

    def __init__(self, counts: UsageCounts, kind: str, limit: int, period_s: float) -> None:
        self._counts = counts
        self._kind, self._limit, self._period_s = kind, limit, period_s
        self._alone = RateLimit(limit, period_s)

    def acquire(self, key: Hashable) -> float:
        """Count an event now and return 0, or return the seconds until one is allowed."""
        try:
            return self._counts.acquire(self._kind, _who(key), self._limit, self._period_s)
        except StateError:
            return self._alone.acquire(key)

    def is_full(self, key: Hashable) -> bool:
        """Return whether no event of a key is allowed now; counts none."""
        try:
            return self._counts.is_full(self._kind, _who(key), self._limit, self._period_s)
        except StateError:
            return self._alone.is_full(key)

    def clear(self) -> None:
        """Forget the events of all keys, in all workers; raises StateError."""
        self._counts.delete(self._kind)
        self._alone.clear()


def _who(key: Hashable) -> int:
    """Return the number under which a person or chat is counted; 0 for all together."""
    return key if isinstance(key, int) else 0
