"""How a message reaches a person, whatever Telegram says to the first try.

Knows refusals, lost connections and what may be sent again. Does not know what
the message says. Waiting when Telegram asks for it is the rate limiter's part.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Final, TypeVar

import httpx
from telegram import InlineKeyboardMarkup
from telegram import Message as Sent
from telegram.constants import ParseMode
from telegram.error import BadRequest, NetworkError

from qa_bot.channels.telegram.layout import Message

_LOG = logging.getLogger(__name__)
_PAUSES: Final = (0.5, 2.0)
_NEVER_LEFT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

T = TypeVar("T")


async def send(
    asked: Sent, messages: Iterable[Message], buttons: InlineKeyboardMarkup | None = None
) -> None:
    """Send messages, in order, to where `asked` came from.

    Raises telegram.error.TelegramError when one cannot be delivered.
    """
    for message in messages:
        await _send_one(asked, message, buttons)


async def edit(shown: Sent, message: Message, buttons: InlineKeyboardMarkup | None) -> None:
    """Put another text in place of one shown; showing the same again is no error.

    Raises telegram.error.TelegramError when it cannot be delivered.
    """
    try:
        await shown.edit_text(message.html, parse_mode=ParseMode.HTML, reply_markup=buttons)
    except BadRequest as error:
        if "not modified" not in error.message.lower():
            raise


async def _send_one(asked: Sent, message: Message, buttons: InlineKeyboardMarkup | None) -> None:
    async def as_html() -> Sent:
        return await asked.reply_text(message.html, parse_mode=ParseMode.HTML, reply_markup=buttons)

    async def as_plain() -> Sent:
        return await asked.reply_text(message.plain, reply_markup=buttons)

    try:
        await _persist(as_html)
    except BadRequest as error:
        if "can't parse entities" not in error.message.lower():
            raise
        _LOG.error("Telegram refused the markup of a message; it was sent as plain text.")
        await _persist(as_plain)


async def _persist(attempt: Callable[[], Awaitable[T]]) -> T:
    """Try again while it is certain that the message did not arrive."""
    for pause in _PAUSES:
        try:
            return await attempt()
        except NetworkError as error:
            if isinstance(error, BadRequest) or not _surely_lost(error):
                raise
        await asyncio.sleep(pause)
    return await attempt()


def _surely_lost(error: NetworkError) -> bool:
    """Whether Telegram refused the message or never saw it.

    After a time-out or a broken connection it may have arrived: sending it
    again could show it twice.
    """
    cause = error.__cause__
    return not isinstance(cause, httpx.HTTPError) or isinstance(cause, _NEVER_LEFT)
