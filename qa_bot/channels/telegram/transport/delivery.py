"""Deliver messages, edits and files to Telegram, retrying what failed where that is safe.

Knows refusals, lost connections and which requests may be repeated. Does not know
what a message says. `FloodLimiter` waits where Telegram asks to.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, Final, TypeVar

import httpx
from telegram import Bot, CallbackQuery, InlineKeyboardMarkup, ReplyParameters
from telegram import Message as Sent
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, NetworkError, RetryAfter, TelegramError

from qa_bot.channels.telegram.transport.flood_limits import retry_after_s
from qa_bot.channels.telegram.views.message_layout import RenderedMessage

_LOG = logging.getLogger(__name__)
# Seconds before each retry of a request that failed; after about 3.7 minutes it is given up.
_RETRY_PAUSES_S: Final = (0.5, 2.0, 8.0, 30.0, 60.0, 60.0, 60.0)
# Seconds before the first retry without any connection; doubled up to the second number.
_FIRST_OFFLINE_PAUSE_S: Final = 1.0
_MAX_OFFLINE_PAUSE_S: Final = 30.0
# A text of more messages is sent as a file under the first of them.
_MAX_MESSAGES: Final = 3
_FILE_NAME: Final = "answer.txt"
# Causes that prove that the request never reached Telegram.
_NEVER_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError)

T = TypeVar("T")


async def send(
    asked: Sent,
    messages: Sequence[RenderedMessage],
    buttons: InlineKeyboardMarkup | None = None,
    *,
    at_least_once: bool = False,
) -> Sent | None:
    """Reply as `send_all` does; return the last message."""
    sent = await send_all(asked, messages, buttons, at_least_once=at_least_once)
    return sent[-1] if sent else None


async def deliver_notice(notice: Awaitable[object]) -> None:
    """Send a notice; one that cannot be delivered is only logged."""
    try:
        await notice
    except TelegramError as error:
        _LOG.info("A notice was not delivered: %s", error.message)


async def send_all(
    asked: Sent,
    messages: Sequence[RenderedMessage],
    buttons: InlineKeyboardMarkup | None = None,
    *,
    at_least_once: bool = False,
) -> list[Sent]:
    """Reply to `asked` with messages, in order; the buttons go under the last one.

    A text of too many messages is sent whole as a file after its first message.
    `at_least_once` is as in `retry`. Returns the messages, of which the last has the
    buttons. Raises telegram.error.TelegramError when one cannot be delivered.
    """
    sent = []
    is_long = len(messages) > _MAX_MESSAGES
    shown = messages[:1] if is_long else messages
    for number, message in enumerate(shown, start=1):
        is_last = number == len(shown)
        under = buttons if is_last else None
        sent.append(await _send_one(asked, message, under, at_least_once))
    if is_long:
        whole = "\n\n".join(m.plain for m in messages).encode()
        file = await send_file(asked, _FILE_NAME, whole, at_least_once=at_least_once)
        sent.insert(0, file)
    return sent


async def send_file(
    asked: Sent,
    name: str,
    data: bytes,
    caption: str = "",
    buttons: InlineKeyboardMarkup | None = None,
    *,
    at_least_once: bool = False,
) -> Sent:
    """Reply to `asked` with a file; `at_least_once` is as in `retry`.

    Raises telegram.error.TelegramError.
    """

    async def attempt() -> Sent:
        more: dict[str, Any] = {
            "filename": name,
            "caption": caption or None,
            "reply_markup": buttons,
        }
        try:
            return await asked.reply_document(data, **more)
        except ChatMigrated as moved:
            return await asked.get_bot().send_document(moved.new_chat_id, data, **more)

    return await retry(attempt, at_least_once=at_least_once)


async def send_below(
    bot: Bot,
    chat: int,
    thread: int,
    below: int,
    message: RenderedMessage,
    buttons: InlineKeyboardMarkup | None = None,
) -> Sent:
    """Reply to the message `below`, if it is still there, at most once.

    `thread` is 0 outside threads. Raises telegram.error.TelegramError.
    """
    more: dict[str, Any] = {
        "reply_markup": buttons,
        "message_thread_id": thread or None,
        "reply_parameters": ReplyParameters(below, allow_sending_without_reply=True),
    }

    async def attempt(text: str, parse_mode: str | None) -> Sent:
        try:
            return await bot.send_message(chat, text, parse_mode=parse_mode, **more)
        except ChatMigrated as moved:
            place = moved.new_chat_id
            return await bot.send_message(place, text, parse_mode=parse_mode, reply_markup=buttons)

    return await _with_plain_fallback(
        partial(attempt, message.html, ParseMode.HTML), partial(attempt, message.plain, None)
    )


async def edit(
    shown: Sent, message: RenderedMessage, buttons: InlineKeyboardMarkup | None = None
) -> bool:
    """Edit the message `shown`, as `edit_message` does."""
    return await edit_message(shown.get_bot(), shown.chat_id, shown.message_id, message, buttons)


async def edit_message(
    bot: Bot,
    chat: int,
    message_id: int,
    message: RenderedMessage,
    buttons: InlineKeyboardMarkup | None = None,
) -> bool:
    """Replace the text and buttons of a message of the bot's.

    Returns False when that message is gone or too old to be edited, True when it was
    edited or needed no change. Raises telegram.error.TelegramError when the edit
    cannot be delivered.
    """

    async def as_html() -> object:
        return await bot.edit_message_text(
            message.html, chat, message_id, parse_mode=ParseMode.HTML, reply_markup=buttons
        )

    async def as_plain() -> object:
        return await bot.edit_message_text(message.plain, chat, message_id, reply_markup=buttons)

    try:
        await _with_plain_fallback(as_html, as_plain, idempotent=True)
    except ChatMigrated:
        return False
    except BadRequest as error:
        reason = error.message.lower()
        if "not modified" in reason:
            return True
        if "message to edit not found" in reason or "can't be edited" in reason:
            return False
        raise
    return True


async def acknowledge(query: CallbackQuery, text: str = "", *, alert: bool = False) -> None:
    """Answer a callback query, unless Telegram no longer waits for the answer.

    So a button that was pressed while the bot was down still takes effect. Raises
    telegram.error.TelegramError.
    """
    await answer_query(partial(query.answer, text or None, show_alert=alert or None))


async def answer_query(attempt: Callable[[], Awaitable[object]]) -> None:
    """Answer a callback or inline query, unless Telegram no longer waits for the answer.

    Raises telegram.error.TelegramError.
    """
    try:
        await retry(attempt, idempotent=True)
    except BadRequest as error:
        if "query is too old" not in error.message.lower():
            raise


async def retry(
    attempt: Callable[[], Awaitable[T]], *, idempotent: bool = False, at_least_once: bool = False
) -> T:
    """Make a request, and again while it fails in a way that may pass.

    Without any connection, as in a laptop that sleeps, it retries for ever. A request
    that timed out may have been carried out: it is retried only if it is `idempotent`
    (a read or an edit), or once if `at_least_once` (better twice than never). Raises
    telegram.error.TelegramError.
    """
    policy = _RetryPolicy(idempotent, at_least_once)
    while True:
        try:
            return await attempt()
        except RetryAfter as error:
            # Downloads of files bypass the rate limiter.
            pause_s = retry_after_s(error)
        except NetworkError as error:
            pause_s = policy.pause_s(error)
        await asyncio.sleep(pause_s)


class _RetryPolicy:
    """Which failures of one request to retry, and after how many seconds."""

    def __init__(self, idempotent: bool, at_least_once: bool) -> None:
        self._idempotent, self._at_least_once = idempotent, at_least_once
        self._pauses = iter(_RETRY_PAUSES_S)
        self._offline_pause_s = _FIRST_OFFLINE_PAUSE_S

    def pause_s(self, error: NetworkError) -> float:
        """Return the seconds before the next attempt; raise the error if there is to be none."""
        if isinstance(error, BadRequest):
            raise error
        if isinstance(error.__cause__, _NEVER_SENT):
            pause_s = self._offline_pause_s
            self._offline_pause_s = min(2 * pause_s, _MAX_OFFLINE_PAUSE_S)
            return pause_s
        if _may_have_arrived(error) and not self._idempotent:
            if not self._at_least_once:
                raise error
            self._at_least_once = False
        if (next_pause_s := next(self._pauses, None)) is None:
            raise error
        return next_pause_s


async def _send_one(
    asked: Sent, message: RenderedMessage, buttons: InlineKeyboardMarkup | None, at_least_once: bool
) -> Sent:
    async def as_html() -> Sent:
        return await _send_text(asked, message.html, ParseMode.HTML, buttons)

    async def as_plain() -> Sent:
        return await _send_text(asked, message.plain, None, buttons)

    return await _with_plain_fallback(as_html, as_plain, at_least_once=at_least_once)


async def _send_text(
    asked: Sent, text: str, parse_mode: str | None, buttons: InlineKeyboardMarkup | None
) -> Sent:
    """Reply with a text; where the group has become a supergroup, write it there instead."""
    more: dict[str, Any] = {"parse_mode": parse_mode, "reply_markup": buttons}
    try:
        return await asked.reply_text(text, **more)
    except ChatMigrated as moved:
        return await asked.get_bot().send_message(moved.new_chat_id, text, **more)


async def _with_plain_fallback(
    as_html: Callable[[], Awaitable[T]],
    as_plain: Callable[[], Awaitable[T]],
    *,
    idempotent: bool = False,
    at_least_once: bool = False,
) -> T:
    """Send as HTML, or as plain text if Telegram refuses the markup."""
    try:
        return await retry(as_html, idempotent=idempotent, at_least_once=at_least_once)
    except BadRequest as error:
        if "can't parse entities" not in error.message.lower():
            raise
        _LOG.error("Telegram refused the markup of a message; it was sent as plain text.")
        return await retry(as_plain, idempotent=idempotent, at_least_once=at_least_once)


def _may_have_arrived(error: NetworkError) -> bool:
    """Return whether the whole request was sent and no response came in time.

    A broken connection does not count, though the message may have arrived: an answer
    that is shown twice does less harm than one that never comes.
    """
    return isinstance(error.__cause__, httpx.ReadTimeout)
