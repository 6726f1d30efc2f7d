"""In which order updates are handled: in order within a chat, chats side by side, each once.

Knows an update's id and chat. Does not know what handling it means.
"""

import asyncio
from collections.abc import Awaitable, Coroutine
from typing import Any, Final
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from qa_bot.channels.telegram.recent import Recent

# A waiting update holds one of these, so there must be more than people will ever queue up.
_WAITING: Final = 1_000_000
_REMEMBERED: Final = 10_000


class ChatOrder(BaseUpdateProcessor):
    """Handles the updates of one chat one after the other."""

    __slots__ = ("_chats", "_recent")

    def __init__(self) -> None:
        super().__init__(_WAITING)
        self._recent = Recent(_REMEMBERED)
        self._chats: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Handle the update in its turn; one delivered before is dropped."""
        if isinstance(update, Update) and not self._recent.is_new(update.update_id):
            if isinstance(coroutine, Coroutine):
                coroutine.close()
            return
        async with self._turn(update):
            await coroutine

    def _turn(self, update: object) -> asyncio.Lock:
        chat = update.effective_chat if isinstance(update, Update) else None
        # Weakly held: a chat's lock lives while an update holds it or waits for it.
        return self._chats.setdefault(chat.id, asyncio.Lock()) if chat else asyncio.Lock()

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to release."""
