"""The sign that the bot is typing, for as long as it works.

Knows how long Telegram shows the sign. Does not know what the work is.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from telegram import Message
from telegram.constants import ChatAction
from telegram.error import TelegramError

# An answer that is quicker needs no sign; the sign itself lasts five seconds.
_PATIENCE_S: Final = 0.2
_REPEAT_S: Final = 4.0


@asynccontextmanager
async def typing(message: Message) -> AsyncIterator[None]:
    """Show in the message's chat that the bot is typing, until the block ends."""
    sign = asyncio.create_task(_keep_typing(message))
    try:
        yield
    finally:
        sign.cancel()
        with suppress(asyncio.CancelledError):
            await sign


async def _keep_typing(message: Message) -> None:
    await asyncio.sleep(_PATIENCE_S)
    while True:
        with suppress(TelegramError):
            await message.reply_chat_action(ChatAction.TYPING)
        await asyncio.sleep(_REPEAT_S)
