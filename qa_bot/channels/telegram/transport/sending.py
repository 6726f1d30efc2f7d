"""How a message reaches a person, whatever Telegram says to the first try.

Knows refusals, lost connections and what may be sent again. Does not know what
the message says. Waiting when Telegram asks for it is the rate limiter's part.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Final, TypeVar

import httpx
from telegram import Bot, CallbackQuery, InlineKeyboardMarkup
from telegram import Message as Sent
from telegram.constants import ParseMode
from telegram.error import BadRequest, NetworkError, RetryAfter

from qa_bot.channels.telegram.transport.flood_limits import asked_to_wait_s
from qa_bot.channels.telegram.views.message_layout import Message

_LOG = logging.getLogger(__name__)
_PAUSES: Final = (0.5, 2.0, 8.0, 30.0, 60.0, 60.0, 60.0)
# Where there is no connection at all: the first pause, and the longest.
_OFFLINE_S: Final = (1.0, 30.0)
# More messages than this are a file and the first of them.
_MOST: Final = 3
_FILE_NAME: Final = "answer.txt"
_NEVER_LEFT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError)

T = TypeVar("T")


async def send(
    asked: Sent,
    messages: Sequence[Message],
    buttons: InlineKeyboardMarkup | None = None,
    *,
    surely: bool = False,
) -> Sent | None:
    """Send messages, in order, to where `asked` came from; the buttons under the last.

    A text too long for a few messages is sent whole as a file, under its
    beginning. `surely` is as in `persist`. Returns the last message. Raises
    telegram.error.TelegramError when one cannot be delivered.
    """
    sent = None
    long = len(messages) > _MOST
    shown = messages[:1] if long else messages
    for number, message in enumerate(shown, start=1):
        last = number == len(shown)
        sent = await _send_one(asked, message, buttons if last else None, surely)
    if long:
        whole = "\n\n".join(m.plain for m in messages).encode()
        await send_file(asked, _FILE_NAME, whole, surely=surely)
    return sent


async def send_file(
    asked: Sent,
    name: str,
    data: bytes,
    caption: str = "",
    buttons: InlineKeyboardMarkup | None = None,
    *,
    surely: bool = False,
) -> Sent:
    """Send bytes as a file; `surely` is as in `persist`. Raises telegram.error.TelegramError."""

    async def attempt() -> Sent:
        return await asked.reply_document(
            data, filename=name, caption=caption or None, reply_markup=buttons
        )

    return await persist(attempt, surely=surely)


async def edit(shown: Sent, message: Message, buttons: InlineKeyboardMarkup | None = None) -> bool:
    """As `edit_at`, for a message at hand."""
    return await edit_at(shown.get_bot(), shown.chat_id, shown.message_id, message, buttons)


async def edit_at(
    bot: Bot,
    chat: int,
    place: int,
    message: Message,
    buttons: InlineKeyboardMarkup | None = None,
) -> bool:
    """Put another text in place of a message shown; showing the same again is no error.

    False when the message is gone or may not be edited any more. Raises
    telegram.error.TelegramError when it cannot be delivered.
    """

    async def as_html() -> object:
        return await bot.edit_message_text(
            message.html, chat, place, parse_mode=ParseMode.HTML, reply_markup=buttons
        )

    async def as_plain() -> object:
        return await bot.edit_message_text(message.plain, chat, place, reply_markup=buttons)

    try:
        await _with_plain(as_html, as_plain, harmless=True)
    except BadRequest as error:
        said = error.message.lower()
        if "not modified" in said:
            return True
        if "message to edit not found" in said or "can't be edited" in said:
            return False
        raise
    return True


async def acknowledge(query: CallbackQuery, text: str = "", *, alert: bool = False) -> None:
    """Answer the press of a button; one that Telegram no longer waits for is no error.

    So what a person pressed while the bot was away is still done. Raises
    telegram.error.TelegramError.
    """
    await answer_query(partial(query.answer, text or None, show_alert=alert or None))


async def answer_query(attempt: Callable[[], Awaitable[object]]) -> None:
    """Answer a press or an inline query, unless Telegram no longer waits for it.

    Raises telegram.error.TelegramError.
    """
    try:
        await persist(attempt, harmless=True)
    except BadRequest as error:
        if "query is too old" not in error.message.lower():
            raise


async def persist(
    attempt: Callable[[], Awaitable[T]], *, harmless: bool = False, surely: bool = False
) -> T:
    """Try again where that is better than not to.

    While there is no connection at all, as in a laptop that sleeps, it waits as
    long as that takes. `harmless` is what may be done twice, a reading or an
    edit: that is tried again even when Telegram took too long to confirm it.
    `surely` is what may come twice rather than never: it is tried once more
    then. Raises telegram.error.TelegramError.
    """
    patience = _Patience(harmless, surely)
    while True:
        try:
            return await attempt()
        except RetryAfter as error:
            # Files are fetched past the rate limiter.
            pause_s = asked_to_wait_s(error)
        except NetworkError as error:
            pause_s = patience.pause_s(error)
        await asyncio.sleep(pause_s)


class _Patience:
    """How long to wait after each failure of a request, and when to give it up."""

    def __init__(self, harmless: bool, surely: bool) -> None:
        self._harmless, self._surely = harmless, surely
        self._pauses = iter(_PAUSES)
        self._offline_s, self._longest_s = _OFFLINE_S

    def pause_s(self, error: NetworkError) -> float:
        """The pause before the next try; raises the error where there shall be none."""
        if isinstance(error, BadRequest):
            raise error
        if isinstance(error.__cause__, _NEVER_LEFT):
            pause_s, self._offline_s = self._offline_s, min(2 * self._offline_s, self._longest_s)
            return pause_s
        if _may_have_arrived(error) and not self._harmless:
            if not self._surely:
                raise error
            self._surely = False
        if (after_refusal_s := next(self._pauses, None)) is None:
            raise error
        return after_refusal_s


async def _send_one(
    asked: Sent, message: Message, buttons: InlineKeyboardMarkup | None, surely: bool
) -> Sent:
    async def as_html() -> Sent:
        return await asked.reply_text(message.html, parse_mode=ParseMode.HTML, reply_markup=buttons)

    async def as_plain() -> Sent:
        return await asked.reply_text(message.plain, reply_markup=buttons)

    return await _with_plain(as_html, as_plain, surely=surely)


async def _with_plain(
    as_html: Callable[[], Awaitable[T]],
    as_plain: Callable[[], Awaitable[T]],
    *,
    harmless: bool = False,
    surely: bool = False,
) -> T:
    """As HTML; as plain text where Telegram refuses the markup."""
    try:
        return await persist(as_html, harmless=harmless, surely=surely)
    except BadRequest as error:
        if "can't parse entities" not in error.message.lower():
            raise
        _LOG.error("Telegram refused the markup of a message; it was sent as plain text.")
        return await persist(as_plain, harmless=harmless, surely=surely)


def _may_have_arrived(error: NetworkError) -> bool:
    """Whether Telegram had the whole request and said nothing to it in time.

    A connection that broke leaves open whether the message arrived: an answer
    that is shown twice does less harm than one that never comes.
    """
    return isinstance(error.__cause__, httpx.ReadTimeout)
