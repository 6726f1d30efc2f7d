"""Which updates have come, and which of them still wait to be handled.

Knows update ids and their bodies. Does not know what handling one means. An
update is written down before Telegram is told that it arrived, and crossed out
after it was handled: a killed process finds it again.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from qa_bot.channels.telegram.storage.state_database import Database

# Telegram keeps an update for a day; after that it cannot come again.
_REMEMBERED_S: Final = 3 * 24 * 3600.0
_PRUNE_EVERY: Final = 1000


@dataclass(frozen=True, slots=True)
class Waiting:
    """An update that was not handled yet; `tries` counts how often it was begun."""

    update_id: int
    body: str
    tries: int


class Journal:
    """The updates of one bot; `bot_id` tells whose file this was before."""

    def __init__(self, database: Database, bot_id: int) -> None:
        self._database = database
        self._since_pruning = 0
        self._belong_to(bot_id)
        self._prune()

    def _belong_to(self, bot_id: int) -> None:
        """Forget another bot's updates: their numbers mean nothing to this one."""
        row = self._database.one("SELECT value FROM meta WHERE key = 'bot'")
        if row != (bot_id,):
            with self._database.writing() as connection:
                connection.execute("DELETE FROM updates")
                connection.execute("INSERT OR REPLACE INTO meta VALUES ('bot', ?)", (bot_id,))

    def receive(self, update_id: int, body: str) -> bool:
        """Write an update down; whether it came for the first time."""
        added = self._database.run(
            "INSERT OR IGNORE INTO updates (update_id, body, received_at) VALUES (?, ?, ?)",
            update_id,
            body,
            time.time(),
        )
        return added.rowcount == 1

    def begin(self, update_id: int) -> None:
        """Note that handling an update begins, once more or for the first time."""
        self._database.run("UPDATE updates SET tries = tries + 1 WHERE update_id = ?", update_id)

    def handled(self, update_id: int) -> None:
        """Cross an update out, and drop what it said."""
        self._database.run(
            "UPDATE updates SET handled_at = ?, body = NULL WHERE update_id = ?",
            time.time(),
            update_id,
        )
        self._since_pruning += 1
        if self._since_pruning >= _PRUNE_EVERY:
            self._prune()

    def waiting(self) -> Iterator[Waiting]:
        """What was not handled, in the order of arrival."""
        rows = self._database.all(
            "SELECT update_id, body, tries FROM updates WHERE handled_at IS NULL ORDER BY arrival"
        )
        return (Waiting(*row) for row in rows)

    def _prune(self) -> None:
        self._since_pruning = 0
        self._database.run("DELETE FROM updates WHERE handled_at < ?", time.time() - _REMEMBERED_S)
