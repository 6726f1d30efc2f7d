"""When all workers sent messages lately, so that together they keep to Telegram's limits.

The clock is that of their PostgreSQL server. Does not know what was sent.
"""

import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from qa_bot.channels.telegram.storage.sent_times import SendLimit, SentMessage, SentTimes
from qa_bot.channels.telegram.storage.server_clock import NOW
from qa_bot.channels.telegram.storage.state_database import StateStatements
from qa_bot.errors import StateError

_LOG = logging.getLogger(__name__)
# Longer than Telegram's longest window, a minute for a group.
_RETENTION_S: Final = 120.0
# Messages between two deletions of old rows; bounds the table to about that many more.
_PRUNE_EVERY: Final = 500


class SharedSentTimes(SentTimes):
    """The send times of all workers, and how long Telegram asked them to wait.

    Every method blocks. While the server is away each worker keeps to both by itself.
    """

    is_shared = True

    def reserve(self, chat: object, limits: Sequence[SendLimit]) -> float:
        """Store that a message is sent now and return 0, or return the seconds to wait."""
        try:
            with self._database.transaction() as statements:
                waits = [self._wait_s(statements, chat, limit) for limit in limits]
                wait_s = max(*waits, _held_s(statements, chat))
                if wait_s <= 0.0:
                    statements.execute(
                        f"INSERT INTO departures (chat_id, at) VALUES (?, {NOW})", str(chat)
                    )
                    self._prune(statements)
        except StateError as error:
            _LOG.warning("A message leaves without regard to other workers. %s", error)
            return 0.0
        return max(wait_s, 0.0)

    def hold(self, chat: object, seconds: float) -> None:
        """Let the other workers hold back their requests to a chat, or all without a chat."""
        with suppress(StateError):
            self._database.execute(f"DELETE FROM holds WHERE until < {NOW}")
            self._database.execute(
                f"INSERT INTO holds (chat_id, until) VALUES (?, {NOW} + ?) ON CONFLICT (chat_id) "
                "DO UPDATE SET until = greatest(holds.until, excluded.until)",
                *(_held_name(chat), seconds),
            )

    def held_s(self, chat: object) -> float:
        """Return the seconds for which requests to a chat are held back; 0 if they are not."""
        try:
            return max(_held_s(self._database, chat), 0.0)
        except StateError:
            return 0.0

    def within(self, seconds: float) -> list[SentMessage]:
        """Return nothing: what others sent is looked up at each message."""
        return []

    def _wait_s(self, statements: StateStatements, chat: object, limit: SendLimit) -> float:
        """Return the seconds until a limit lets a message be sent; at most 0 if it does now."""
        row = statements.fetch_one(
            f"SELECT at + ? - {NOW} FROM departures WHERE at > {NOW} - ? "
            f"AND (? OR chat_id = ?) ORDER BY at DESC LIMIT 1 OFFSET ?",
            *(limit.seconds, limit.seconds, not limit.is_of_chat, str(chat), limit.messages - 1),
        )
        return float(row[0]) if row is not None else 0.0

    def _prune(self, statements: StateStatements) -> None:
        self._since_pruning += 1
        if self._since_pruning >= _PRUNE_EVERY:
            self._since_pruning = 0
            statements.execute(f"DELETE FROM departures WHERE at < {NOW} - ?", _RETENTION_S)


def _held_s(statements: StateStatements, chat: object) -> float:
    """Return the seconds until a chat's requests are held back no longer; at most 0 if none is."""
    row = statements.fetch_one(
        f"SELECT max(until) - {NOW} FROM holds WHERE chat_id IN (?, ?)",
        *(_held_name(None), _held_name(chat)),
    )
    return 0.0 if row is None or row[0] is None else float(row[0])


def _held_name(chat: object) -> str:
    return "" if chat is None else str(chat)
