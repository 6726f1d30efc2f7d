"""Signs that the bot is working: the typing action, and a message that shows progress.

Knows Telegram's limits on both. Does not know what the work is.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Final

from telegram import InlineKeyboardMarkup
from telegram import Message as Sent
from telegram.constants import ChatAction
from telegram.error import TelegramError

from qa_bot.channels.telegram.transport.delivery import edit_message, send
from qa_bot.channels.telegram.views.message_layout import RenderedMessage

_LOG = logging.getLogger(__name__)
# Seconds before the first message: work that ends sooner shows none.
PATIENCE_S: Final = 1.0
# Seconds between edits; Telegram lets a chat's messages change about once a second.
EVERY_S: Final = 2.0
# Seconds before the typing action: an answer that comes sooner needs none.
_TYPING_AFTER_S: Final = 0.2
# Telegram shows the action for 5 s, so it is repeated a little sooner.
_TYPING_EVERY_S: Final = 4.0


class ProgressMessage:
    """A message that shows the latest state of long work, then its outcome.

    Use it as an asynchronous context around the work. `show` is thread-safe.
    """

    def __init__(
        self,
        asked: Sent,
        first: RenderedMessage,
        shown: int | None = None,
        on_sent: Callable[[int], Awaitable[None]] | None = None,
    ) -> None:
        """Reply to `asked`, beginning with `first`.

        `shown` is the id of a message of the bot's to edit instead of sending one;
        `on_sent` is called with the id of one that was sent.
        """
        self._on_sent = on_sent
        self._asked = asked
        self._state = first
        self._shown = shown
        self._last: RenderedMessage | None = None
        self._ended = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def show(self, state: RenderedMessage) -> None:
        """Show another state when the message may next be edited."""
        self._state = state

    def reuse(self, shown: int | None) -> None:
        """Show the outcome in the bot's message `shown`, unless there is one already."""
        self._shown = self._shown or shown

    async def __aenter__(self) -> "ProgressMessage":
        self._task = asyncio.create_task(self._keep_updating())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._ended.set()
        if self._task is not None:
            await self._task

    async def finish(
        self, outcome: RenderedMessage, buttons: InlineKeyboardMarkup | None = None
    ) -> int | None:
        """Show the outcome, in the same message if there is one; return the message's id."""
        await self.__aexit__()
        if self._shown is not None and await self._edit(self._shown, outcome, buttons):
            return self._shown
        sent = await send(self._asked, [outcome], buttons, at_least_once=True)
        await self._keep_id(sent)
        return self._shown

    async def _keep_updating(self) -> None:
        pause_s = PATIENCE_S
        while not await self._has_ended_within(pause_s):
            pause_s = EVERY_S
            if self._state != self._last:
                await self._update(self._state)

    async def _has_ended_within(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ended.wait(), seconds)
        return self._ended.is_set()

    async def _update(self, state: RenderedMessage) -> None:
        try:
            if self._shown is None:
                sent = await send(self._asked, [state])
                await self._keep_id(sent)
            else:
                await self._edit(self._shown, state)
            self._last = state
        except TelegramError as error:
            _LOG.info("A sign of progress was not delivered: %s", error.message)

    async def _keep_id(self, sent: Sent | None) -> None:
        self._shown = sent.message_id if sent else None
        if self._on_sent is not None and self._shown is not None:
            await self._on_sent(self._shown)

    async def _edit(
        self, message_id: int, state: RenderedMessage, buttons: InlineKeyboardMarkup | None = None
    ) -> bool:
        bot, chat = self._asked.get_bot(), self._asked.chat_id
        return await edit_message(bot, chat, message_id, state, buttons)


@asynccontextmanager
async def show_typing(message: Sent) -> AsyncIterator[None]:
    """Show in the message's chat that the bot is typing, until the block ends."""
    task = asyncio.create_task(_keep_typing(message))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _keep_typing(message: Sent) -> None:
    await asyncio.sleep(_TYPING_AFTER_S)
    while True:
        with suppress(TelegramError):
            await message.reply_chat_action(ChatAction.TYPING)
        await asyncio.sleep(_TYPING_EVERY_S)
