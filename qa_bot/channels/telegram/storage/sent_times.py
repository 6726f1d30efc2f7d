"""When messages were sent lately, so that the rate limits survive a restart.

Knows chats and times. Does not know limits, nor what was sent.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from qa_bot.channels.telegram.storage.state_database import StateDatabase

# Longer than Telegram's longest window, a minute for a group.
_RETENTION_S: Final = 120.0
# Messages between two deletions of old rows; bounds the table to about that many more.
_PRUNE_EVERY: Final = 500


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message to `chat` that was sent `age_s` seconds ago."""

    chat: object
    age_s: float


class SentTimes:
    """The send times of all chats. Every method blocks."""

    def __init__(self, database: StateDatabase, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock
        self._since_pruning = 0

    def record(self, chat: object) -> None:
        """Store that a message to a chat is sent now."""
        self._database.execute("INSERT INTO departures VALUES (?, ?)", chat, self._clock())
        self._since_pruning += 1
        if self._since_pruning >= _PRUNE_EVERY:
            self._since_pruning = 0
            until = self._clock() - _RETENTION_S
            self._database.execute("DELETE FROM departures WHERE at < ?", until)

    def within(self, seconds: float) -> list[SentMessage]:
        """Return the messages of the last seconds, the oldest first."""
        now = self._clock()
        rows = self._database.fetch_all(
            "SELECT chat_id, at FROM departures WHERE at BETWEEN ? AND ? ORDER BY at",
            now - seconds,
            now,
        )
        return [SentMessage(chat, now - at) for chat, at in rows]
