"""Which updates were received, and which of them are not handled yet.

An update is recorded before Telegram is told that it arrived, and marked as
handled afterwards, so that a killed process finds it again. Knows update ids and
bodies. Does not know what handling means.
"""

import time
from dataclasses import dataclass
from typing import Final

from qa_bot.channels.telegram.storage.state_database import StateDatabase

# 3 days: Telegram stores an update for 24 hours, after which it cannot come again.
_RETENTION_S: Final = 3 * 24 * 3600.0
# Handled updates between two deletions of old rows; bounds the table to about that many more.
_PRUNE_EVERY: Final = 1000


# Telegram confirms an update by the id after it, which must fit in 64 bits as well.
_MAX_UPDATE_ID: Final = 2**63 - 2


@dataclass(frozen=True, slots=True)
class PendingUpdate:
    """An update that was not handled yet.

    `tries` counts how often handling it was begun beside others and not finished, and
    `tries_alone` how often alone.
    """

    update_id: int
    body: str
    tries: int
    tries_alone: int


class UpdateJournal:
    """The updates of the bot `bot_id`; those of another bot in the file are deleted.

    Every method blocks.
    """

    def __init__(self, database: StateDatabase, bot_id: int) -> None:
        self._database = database
        self._since_pruning = 0
        self._set_bot(bot_id)
        self._prune()

    def _set_bot(self, bot_id: int) -> None:
        """Delete another bot's updates: the numbers of two bots are unrelated."""
        with self._database.transaction() as statements:
            # Of several workers that start with a new token, one finds another bot's.
            is_another = statements.execute(
                "INSERT INTO meta (key, value) VALUES ('bot', ?) ON CONFLICT (key) "
                "DO UPDATE SET value = excluded.value WHERE meta.value <> excluded.value",
                bot_id,
            )
            if is_another:
                statements.execute("DELETE FROM updates")
                statements.execute("DELETE FROM downloads")

    def record(self, update_id: int, body: str) -> bool:
        """Store an update; return whether it came for the first time."""
        added = self._database.execute(
            "INSERT INTO updates (update_id, body, received_at) VALUES (?, ?, ?) "
            "ON CONFLICT (update_id) DO NOTHING",
            *(update_id, body, time.time()),
        )
        return added == 1

    def start_attempt(self, update_id: int, *, alone: bool = False) -> None:
        """Count an attempt to handle an update, `alone` or beside others."""
        self._count(update_id, alone, 1)

    def withdraw_attempt(self, update_id: int, *, alone: bool = False) -> None:
        """Count an attempt no longer, as it was a stop that ended it."""
        self._count(update_id, alone, -1)

    def _count(self, update_id: int, alone: bool, change: int) -> None:
        column = "tries_alone" if alone else "tries"
        self._database.execute(
            f"UPDATE updates SET {column} = {column} + ? WHERE update_id = ?", change, update_id
        )

    def mark_handled(self, update_id: int) -> None:
        """Mark an update as handled, and delete its body."""
        self._database.execute(
            "UPDATE updates SET handled_at = ?, body = NULL WHERE update_id = ?",
            time.time(),
            update_id,
        )
        self._since_pruning += 1
        if self._since_pruning >= _PRUNE_EVERY:
            self._prune()

    def pending(self) -> list[PendingUpdate]:
        """Return the updates that were not handled, in the order of arrival."""
        rows = self._database.fetch_all(
            "SELECT update_id, body, tries, tries_alone FROM updates "
            "WHERE handled_at IS NULL ORDER BY arrival"
        )
        return [PendingUpdate(*row) for row in rows]

    def _prune(self) -> None:
        self._since_pruning = 0
        until = time.time() - _RETENTION_S
        self._database.execute("DELETE FROM updates WHERE handled_at < ?", until)


def is_update_id(value: object) -> bool:
    """Return whether a value can be an update's id: an integer of 64 bits."""
    is_integer = isinstance(value, int) and not isinstance(value, bool)
    return is_integer and -_MAX_UPDATE_ID <= value <= _MAX_UPDATE_ID  # type: ignore[operator]
