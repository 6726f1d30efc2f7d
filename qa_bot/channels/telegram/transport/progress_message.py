"""One message that says how far a long piece of work has come, and then what came of it.

Knows when a person begins to wonder and how often a message may change. Does
not know what the work is.
"""

import asyncio
import logging
from contextlib import suppress
from typing import Final

from telegram import InlineKeyboardMarkup
from telegram import Message as Sent
from telegram.error import TelegramError

from qa_bot.channels.telegram.transport.sending import edit_at, send
from qa_bot.channels.telegram.views.message_layout import Message

_LOG = logging.getLogger(__name__)
# Work that is done sooner needs no sign; Telegram lets a chat change once a second.
PATIENCE_S: Final = 1.0
EVERY_S: Final = 2.0


class ProgressMessage:
    """Shows the latest state while work goes on; use as an asynchronous context.

    `tell` may be called from any thread.
    """

    def __init__(self, asked: Sent, first: Message, shown: int | None = None) -> None:
        """`shown` is the number of a message of the bot's to tell it in, in place of a new one."""
        self._asked = asked
        self._state = first
        self._shown = shown
        self._last: Message | None = None
        self._over = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def tell(self, state: Message) -> None:
        """Show another state when the message may next be changed."""
        self._state = state

    async def __aenter__(self) -> "ProgressMessage":
        self._task = asyncio.create_task(self._keep_telling())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._over.set()
        if self._task is not None:
            await self._task

    async def finish(
        self, outcome: Message, buttons: InlineKeyboardMarkup | None = None
    ) -> int | None:
        """Show what came of it, in the same message if one was sent; returns its id."""
        await self.__aexit__()
        if self._shown is not None and await self._edit(self._shown, outcome, buttons):
            return self._shown
        sent = await send(self._asked, [outcome], buttons, surely=True)
        return sent.message_id if sent else None

    async def _keep_telling(self) -> None:
        pause = PATIENCE_S
        while not await self._is_over(pause):
            pause = EVERY_S
            if self._state != self._last:
                await self._tell(self._state)

    async def _is_over(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._over.wait(), seconds)
        return self._over.is_set()

    async def _tell(self, state: Message) -> None:
        try:
            if self._shown is None:
                sent = await send(self._asked, [state])
                self._shown = sent.message_id if sent else None
            else:
                await self._edit(self._shown, state)
            self._last = state
        except TelegramError as error:
            _LOG.info("A sign of progress was not delivered: %s", error.message)

    async def _edit(
        self, place: int, state: Message, buttons: InlineKeyboardMarkup | None = None
    ) -> bool:
        bot, chat = self._asked.get_bot(), self._asked.chat_id
        return await edit_at(bot, chat, place, state, buttons)
