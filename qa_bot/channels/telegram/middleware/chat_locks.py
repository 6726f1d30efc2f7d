"""The order of handling: one update after the other within a chat, chats in parallel.

Knows an update's chat. Does not know what handling means.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from telegram import Update


class ChatLocks:
    """One lock per chat, acquired first come first served, with counts of the waiting."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._pending: Counter[int] = Counter()

    def pending(self, chat: int | None = None) -> int:
        """Return how many updates, of a chat or in all, hold a lock or wait for one."""
        return self._pending.total() if chat is None else self._pending[chat]

    @asynccontextmanager
    async def acquire(self, update: Update) -> AsyncIterator[None]:
        """Hold the lock of an update's chat during the block; updates without one need none."""
        if (chat := update.effective_chat) is None:
            yield
            return
        self._pending[chat.id] += 1
        try:
            async with self.hold(chat.id):
                yield
        finally:
            self._pending[chat.id] -= 1
            if not self._pending[chat.id]:
                del self._pending[chat.id]

    @asynccontextmanager
    async def hold(self, chat: int) -> AsyncIterator[None]:
        """Hold the lock of a chat for what is no update, and so not counted."""
        # Held weakly: a chat's lock lives while an update holds it or waits for it.
        async with self._locks.setdefault(chat, asyncio.Lock()):
            yield
