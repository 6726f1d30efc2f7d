"""What this worker has in hand: the chats it has claimed, and their updates.

Knows ids and times. Does not know where claims are stored, nor what an update asks for.
"""

import time
from collections.abc import Callable, Collection, Iterable
from typing import Final

# Seconds that a chat stays with its worker once all is handled: what is kept in memory of it,
# such as how fast its people ask, is then found again, and the parts of an album meet.
LINGER_S: Final = 60.0


class ChatsAtWork:
    """The claimed chats, with the updates that were taken from the table and are not done."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last_active: dict[int, float] = {}
        self._taken: dict[int, int] = {}
        self._left: set[int] = set()

    @property
    def known(self) -> Collection[int]:
        """The ids of the updates in hand, and of those that this worker could not handle."""
        return self._taken.keys() | self._left

    @property
    def has_any(self) -> bool:
        """Whether an update is in hand."""
        return bool(self._taken)

    @property
    def busy(self) -> int:
        """How many chats have an update in hand."""
        return len(set(self._taken.values()))

    def add(self, chats: Iterable[int]) -> None:
        """Add chats that were claimed."""
        self._last_active.update(dict.fromkeys(chats, self._clock()))

    def take(self, update_id: int, chat: int) -> None:
        """Note that an update is being handled."""
        self._taken[update_id] = chat

    def has_taken(self, update_id: int) -> bool:
        """Return whether an update is in hand."""
        return update_id in self._taken

    def finish(self, update_id: int) -> None:
        """Note that an update is in hand no longer."""
        chat = self._taken.pop(update_id, None)
        if chat is not None:
            self._last_active[chat] = self._clock()

    def leave(self, update_id: int) -> None:
        """Note that this worker could not handle an update, and shall not try again."""
        if update_id in self._taken:
            self.finish(update_id)
            self._left.add(update_id)

    def idle(self, *, at_once: bool) -> list[int]:
        """Return the chats without an update in hand: since `LINGER_S`, or at all."""
        busy, now = set(self._taken.values()), self._clock()
        return [
            chat
            for chat, active in self._last_active.items()
            if chat not in busy and (at_once or active + LINGER_S <= now)
        ]

    def remove(self, chats: Iterable[int]) -> None:
        """Remove chats that were released."""
        for chat in chats:
            self._last_active.pop(chat, None)

    def clear(self) -> None:
        """Forget all, as other workers have it now."""
        self._last_active.clear()
        self._taken.clear()
