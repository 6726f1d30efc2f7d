"""The updates that wait for the bot, until it confirms them.

Knows offsets, long polls and which kinds are asked for. Does not know what an
update says, nor HTTP.
"""

import threading
from collections.abc import Callable
from typing import Any

from tests.channels.telegram.bot_api.errors import ApiError

Json = dict[str, Any]
LONGEST_POLL_S = 50
# What is delivered only when it is asked for by name.
_ON_REQUEST = ("chat_member", "message_reaction", "message_reaction_count")
_ANOTHER = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)
_WEBHOOK = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


class Queue:
    """Updates in the order of their ids; `disturb` may change a batch on its way out."""

    def __init__(self, changed: threading.Condition) -> None:
        self.waiting: list[Json] = []
        self.allowed: list[str] | None = None
        self.webhook: Json | None = None
        self.closed = False
        self.disturb: Callable[[list[Json]], list[Json]] = list
        self._all: dict[int, Json] = {}
        self._changed = changed
        self._polls = 0
        self._last = 1000

    def add(self, update: Json) -> int:
        """Let an update wait; returns its id."""
        with self._changed:
            self._last += 1
            whole = {"update_id": self._last, **update}
            self._all[self._last] = whole
            self.waiting.append(whole)
            self._changed.notify_all()
            return self._last

    def add_again(self, update_id: int) -> None:
        """Let an update that waits, or waited once, come another time."""
        with self._changed:
            self.waiting.append(self._all[update_id])
            self._changed.notify_all()

    def poll(self, offset: int, limit: int, timeout: float) -> list[Json]:
        """Updates from `offset` on, those before it confirmed; waits for the first.

        A negative offset keeps the last ones and forgets those before them.
        """
        with self._changed:
            if self.webhook is not None:
                raise ApiError(409, _WEBHOOK)
            self._polls += 1
            mine = self._polls
            self._confirm(offset)
            self._changed.notify_all()
            self._changed.wait_for(
                lambda: self.closed or self._polls != mine or bool(self.waiting),
                min(timeout, LONGEST_POLL_S),
            )
            if self._polls != mine:
                raise ApiError(409, _ANOTHER)
            self.drop_unwanted()
            return self.disturb(self.waiting[:limit])

    def interrupt(self) -> None:
        """End an open poll, as a connection lost on Telegram's side does."""
        with self._changed:
            self._polls += 1
            self._changed.notify_all()

    def confirm_one(self, update_id: int) -> None:
        """Take out an update that a webhook has accepted."""
        with self._changed:
            self.waiting = [each for each in self.waiting if each["update_id"] != update_id]
            self._changed.notify_all()

    def drop_unwanted(self) -> None:
        """Take out what the bot did not ask for."""
        with self._changed:
            self.waiting = [each for each in self.waiting if self._wants(each)]

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self.waiting = self.waiting[offset:]
        else:
            self.waiting = [each for each in self.waiting if each["update_id"] >= offset]

    def _wants(self, update: Json) -> bool:
        kinds = [kind for kind in update if kind != "update_id"]
        if not self.allowed:
            return not any(kind in _ON_REQUEST for kind in kinds)
        return any(kind in self.allowed for kind in kinds)
