"""In which order updates are handled: in order within a chat, chats side by side.

Knows an update's chat and how many wait. Does not know what handling one means.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from telegram import Update


class ChatOrder:
    """Gives the updates of one chat their turn one after the other."""

    def __init__(self) -> None:
        self._chats: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._waiting: Counter[int] = Counter()

    def waiting(self, chat: int | None = None) -> int:
        """How many updates of a chat, or in all, are being handled or wait for it."""
        return self._waiting.total() if chat is None else self._waiting[chat]

    @asynccontextmanager
    async def turn(self, update: Update) -> AsyncIterator[None]:
        """Wait for the update's turn, and hold it until the block ends."""
        if (chat := update.effective_chat) is None:
            yield
            return
        self._waiting[chat.id] += 1
        try:
            # Weakly held: a chat's lock lives while an update holds it or waits for it.
            async with self._chats.setdefault(chat.id, asyncio.Lock()):
                yield
        finally:
            self._waiting[chat.id] -= 1
            if not self._waiting[chat.id]:
                del self._waiting[chat.id]
