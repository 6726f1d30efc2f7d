"""What happens when handling a message fails.

Knows which failures a person is told of, and which the operator. Never logs
what a person wrote: an unforeseen error's own text is withheld, since it may
quote the question.
"""

import logging
import traceback
from collections.abc import Iterator

from telegram import Message, Update
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, TelegramError
from telegram.ext import ContextTypes

from qa_bot import wording
from qa_bot.channels.telegram.rendering import render_text
from qa_bot.channels.telegram.sending import send
from qa_bot.errors import QaBotError

_LOG = logging.getLogger(__name__)


async def on_error(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Tell the person, or the operator, or both; never raises."""
    error = context.error
    message = update.effective_message if isinstance(update, Update) else None
    try:
        if isinstance(error, TelegramError):
            _log_telegram(error)
        elif error is not None:
            await _tell(message, error)
    except TelegramError as refusal:
        _log_telegram(refusal)
    except Exception as second:
        _LOG.error("Reporting a failure failed too.\n%s", outline(second))


def outline(error: BaseException) -> str:
    """Where an error and its causes arose, without their texts."""
    return "\n".join(f"{_name(each)}\n{_frames(each)}" for each in _chain(error)).rstrip()


async def _tell(message: Message | None, error: Exception) -> None:
    if not isinstance(error, QaBotError):
        _LOG.error("Handling an update failed; error texts are withheld.\n%s", outline(error))
    if message is not None:
        said = str(error) if isinstance(error, QaBotError) else wording.APOLOGY
        await send(message, render_text(said))


def _log_telegram(error: TelegramError) -> None:
    if isinstance(error, Forbidden):
        _LOG.info("A person has blocked the bot or left: %s", error.message)
    elif isinstance(error, Conflict):
        _LOG.error("Another process polls with this token; stop one of them. %s", error.message)
    elif isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        _LOG.warning("Telegram could not be reached: %s: %s", _name(error), error.message)
    else:
        _LOG.error("Telegram refused a request: %s: %s", _name(error), error.message)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _name(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"


def _frames(error: BaseException) -> str:
    return "".join(traceback.format_tb(error.__traceback__))
