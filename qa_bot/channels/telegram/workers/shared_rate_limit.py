"""A rate limit that all workers keep together."""

from collections.abc import Hashable

from qa_bot.channels.telegram.middleware.rate_limit import RateLimit
from qa_bot.channels.telegram.storage.usage_counts import UsageCounts
from qa_bot.errors import StateError


class SharedRateLimit:
    """At most `limit` events in any window of `period_s` seconds, each key for itself.

    While the server is away, this worker keeps to it alone. Its method blocks.
    """

    def __init__(self, counts: UsageCounts, kind: str, limit: int, period_s: float) -> None:
        self._counts = counts
        self._kind, self._limit, self._period_s = kind, limit, period_s
        self._alone = RateLimit(limit, period_s)

    def acquire(self, key: Hashable) -> float:
        """Count an event now and return 0, or return the seconds until one is allowed."""
        who = key if isinstance(key, int) else 0
        try:
            return self._counts.acquire(self._kind, who, self._limit, self._period_s)
        except StateError:
            return self._alone.acquire(key)
