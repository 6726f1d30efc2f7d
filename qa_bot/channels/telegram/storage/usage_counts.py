"""How much people asked, added and guessed lately, counted by all workers together, in PostgreSQL.

One statement counts and refuses, so that two workers at once let through no more than one
would. Does not know limits, nor what was asked.
"""

from typing import Final

from qa_bot.channels.telegram.storage.server_clock import NOW
from qa_bot.channels.telegram.storage.state_database import StateDatabase

# Seconds that a count is kept: longer than the longest window, an hour for guesses of a code.
_RETENTION_S: Final = 7200.0
# Counts between two deletions of old ones; bounds the table to about that many more.
_PRUNE_EVERY: Final = 1000


class UsageCounts:
    """The times of what was counted, by kind and person or chat. Every method blocks."""

    def __init__(self, database: StateDatabase) -> None:
        self._database = database
        self._since_pruning = 0

    def acquire(self, kind: str, who: int, limit: int, period_s: float) -> float:
        """Count an event now and return 0, or return the seconds until one is allowed.

        At most `limit` are allowed in any window of `period_s` seconds.
        """
        counted = self._database.execute(
            f"INSERT INTO usage_counts AS counts (kind, who, times) VALUES (?, ?, ARRAY[{NOW}]) "
            "ON CONFLICT (kind, who) DO UPDATE SET times = ARRAY(SELECT at FROM "
            "unnest(counts.times || excluded.times) AS at WHERE at > excluded.times[1] - ? "
            "ORDER BY at) WHERE (SELECT count(*) FROM unnest(counts.times) AS at "
            "WHERE at > excluded.times[1] - ?) < ?",
            *(kind, who, period_s, period_s, limit),
        )
        if counted:
            self._prune()
            return 0.0
        # What counts is in order, and more than the limit only where that was lowered.
        row = self._database.fetch_one(
            f"SELECT times[cardinality(times) - ? + 1] + ? - {NOW} FROM usage_counts "
            "WHERE kind = ? AND who = ?",
            *(limit, period_s, kind, who),
        )
        # Meanwhile it may have become allowed.
        wait_s = 0.0 if row is None or row[0] is None else float(row[0])
        return wait_s if wait_s > 0.0 else self.acquire(kind, who, limit, period_s)

    def is_full(self, kind: str, who: int, limit: int, period_s: float) -> bool:
        """Return whether no event is allowed now; counts none."""
        row = self._database.fetch_one(
            f"SELECT count(*) >= ? FROM usage_counts, unnest(times) AS at WHERE kind = ? "
            f"AND who = ? AND at > {NOW} - ?",
            *(limit, kind, who, period_s),
        )
        return row is not None and bool(row[0])

    def delete(self, kind: str) -> None:
        """Delete what was counted of a kind."""
        self._database.execute("DELETE FROM usage_counts WHERE kind = ?", kind)

    def _prune(self) -> None:
        self._since_pruning += 1
        if self._since_pruning >= _PRUNE_EVERY:
            self._since_pruning = 0
            self._database.execute(
                f"DELETE FROM usage_counts WHERE times[cardinality(times)] < {NOW} - ?",
                _RETENTION_S,
            )
