"""When messages were sent lately, so that the rate limits survive a restart.

Knows chats and times. Does not know limits, nor what was sent.
"""

import time
from collections.abc import Callable, Sequence
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


@dataclass(frozen=True, slots=True)
class SendLimit:
    """At most so many messages in any window of so many seconds, to one chat or to all."""

    messages: int
    seconds: float
    is_of_chat: bool


class SentTimes:
    """The send times of all chats. Every method blocks.

    `is_shared` is whether other processes send as well, which `hold` and `held_s` are for.
    """

    is_shared = False

    def __init__(self, database: StateDatabase, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock
        self._since_pruning = 0

    def reserve(self, chat: object, limits: Sequence[SendLimit]) -> float:
        """Store that a message to a chat is sent now, and return 0.

        Or return the seconds until the limits let it be sent, where others send too.
        """
        self.record(chat)
        return 0.0

    def record(self, chat: object) -> None:
        """Store that a message to a chat is sent now."""
        self._database.execute(
            "INSERT INTO departures (chat_id, at) VALUES (?, ?)", str(chat), self._clock()
        )
        self._since_pruning += 1
        if self._since_pruning >= _PRUNE_EVERY:
            self._since_pruning = 0
            until = self._clock() - _RETENTION_S
            self._database.execute("DELETE FROM departures WHERE at < ?", until)

    def hold(self, chat: object, seconds: float) -> None:
        """Let others hold back their requests to a chat, or all of them without a chat."""

    def held_s(self, chat: object) -> float:
        """Return the seconds for which others hold back requests to a chat; 0 if they do not."""
        return 0.0

    def within(self, seconds: float) -> list[SentMessage]:
        """Return the messages of the last seconds, the oldest first."""
        now = self._clock()
        rows = self._database.fetch_all(
            "SELECT chat_id, at FROM departures WHERE at BETWEEN ? AND ? ORDER BY at",
            now - seconds,
            now,
        )
        return [SentMessage(_chat(name), now - at) for name, at in rows]


def _chat(stored: int | str) -> int | str:
    """Return a chat's id as the bot uses it: a number, but for a public name such as @news.

    An earlier version stored the number itself.
    """
    return stored if str(stored).startswith("@") else int(stored)
