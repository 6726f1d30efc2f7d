"""When all workers sent messages lately, so that together they keep to Telegram's limits.

The clock is that of their PostgreSQL server. Does not know what was sent.
"""

import logging
from collections.abc import Sequence
from typing import Final

from qa_bot.channels.telegram.storage.sent_times import SendLimit, SentMessage, SentTimes
from qa_bot.channels.telegram.storage.state_database import StateStatements
from qa_bot.errors import StateError

_LOG = logging.getLogger(__name__)
# Longer than Telegram's longest window, a minute for a group.
_RETENTION_S: Final = 120.0
# Messages between two deletions of old rows; bounds the table to about that many more.
_PRUNE_EVERY: Final = 500
_NOW: Final = "extract(epoch FROM clock_timestamp())::float8"


class SharedSentTimes(SentTimes):
    """The send times of all workers. Every method blocks."""

    def reserve(self, chat: object, limits: Sequence[SendLimit]) -> float:
        """Store that a message is sent now and return 0, or return the seconds to wait.

        While the server is away each worker keeps to the limits by itself.
        """
        try:
            with self._database.transaction() as statements:
                wait_s = max(self._wait_s(statements, chat, limit) for limit in limits)
                if wait_s <= 0.0:
                    statements.execute(
                        f"INSERT INTO departures (chat_id, at) VALUES (?, {_NOW})", str(chat)
                    )
                    self._prune(statements)
        except StateError as error:
            _LOG.warning("A message leaves without regard to other workers. %s", error)
            return 0.0
        return max(wait_s, 0.0)

    def within(self, seconds: float) -> list[SentMessage]:
        """Return nothing: what others sent is looked up at each message."""
        return []

    def _wait_s(self, statements: StateStatements, chat: object, limit: SendLimit) -> float:
        """Return the seconds until a limit lets a message be sent; at most 0 if it does now."""
        row = statements.fetch_one(
            f"SELECT at + ? - {_NOW} FROM departures WHERE at > {_NOW} - ? "
            f"AND (? OR chat_id = ?) ORDER BY at DESC LIMIT 1 OFFSET ?",
            *(limit.seconds, limit.seconds, not limit.is_of_chat, str(chat), limit.messages - 1),
        )
        return float(row[0]) if row is not None else 0.0

    def _prune(self, statements: StateStatements) -> None:
        self._since_pruning += 1
        if self._since_pruning >= _PRUNE_EVERY:
            self._since_pruning = 0
            statements.execute(f"DELETE FROM departures WHERE at < {_NOW} - ?", _RETENTION_S)
