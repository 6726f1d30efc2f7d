"""When messages left lately, so that a process knows what the one before it sent.

Knows chats and times. Does not know limits, nor what was sent.
"""

import time
from collections.abc import Callable
from typing import Final

from qa_bot.channels.telegram.storage.state_database import Database

# Longer than Telegram counts anything.
_REMEMBERED_S: Final = 120.0
_PRUNE_EVERY: Final = 500


class Departures:
    """What left for which chat, and when."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock
        self._since_pruning = 0

    def note(self, chat: object) -> None:
        """Note that a message leaves now."""
        self._database.run("INSERT INTO departures VALUES (?, ?)", chat, self._clock())
        self._since_pruning += 1
        if self._since_pruning >= _PRUNE_EVERY:
            self._since_pruning = 0
            self._database.run("DELETE FROM departures WHERE at < ?", self._clock() - _REMEMBERED_S)

    def within(self, seconds: float) -> list[tuple[object, float]]:
        """The chat of each message of the last seconds, and how long ago it left; in order."""
        now = self._clock()
        rows = self._database.all(
            "SELECT chat_id, at FROM departures WHERE at BETWEEN ? AND ? ORDER BY at",
            now - seconds,
            now,
        )
        return [(chat, now - at) for chat, at in rows]
