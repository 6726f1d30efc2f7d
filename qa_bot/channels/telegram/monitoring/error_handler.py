"""Report errors from handling an update: to the person, in the log, or both.

Never logs what a person wrote: the text of an unforeseen error is withheld, since
it may quote the question.
"""

import logging
import traceback
from collections.abc import Awaitable, Callable, Iterator

from telegram import Update
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, TelegramError
from telegram.ext import ContextTypes

from qa_bot.channels.telegram.transport.delivery import send
from qa_bot.channels.telegram.views.reply_messages import error_text, render_text
from qa_bot.errors import ArticleNotFound, QaBotError, QuestionError, SourceError, StateError
from qa_bot.i18n import wording
from qa_bot.i18n.translation import Language, language

_LOG = logging.getLogger(__name__)


class ErrorHandler:
    """The application's error handler; `language` finds that of an update's chat."""

    def __init__(self, language: Callable[[Update], Awaitable[Language]]) -> None:
        self._language = language

    async def on_error(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Report the context's error; never raises."""
        error = context.error
        try:
            if isinstance(error, TelegramError):
                _log_telegram_error(error)
                if isinstance(error, BadRequest) and isinstance(update, Update):
                    await self._apologize(update)
            elif error is not None:
                await self._report(update if isinstance(update, Update) else None, error)
        except TelegramError as refusal:
            _log_telegram_error(refusal)
        except Exception as second:
            _LOG.error("Reporting a failure failed too.\n%s", traceback_outline(second))

    async def _report(self, update: Update | None, error: Exception) -> None:
        if not isinstance(error, QaBotError):
            outline = traceback_outline(error)
            _LOG.error("Handling an update failed; error texts are withheld.\n%s", outline)
        elif not isinstance(error, SourceError | QuestionError | ArticleNotFound):
            # The person is shown no paths or commands, so whoever runs the bot needs them.
            _LOG.error("%s", error)
        if update is not None:
            await self._apologize(update, error)

    async def _apologize(self, update: Update, error: Exception | None = None) -> None:
        """Say what went wrong, as far as it is for people to know."""
        message = update.effective_message
        # The chat of a guest message is not the bot's to write in.
        if message is not None and update.guest_message is None:
            words = await self._words(update)
            text = error_text(error, words) if isinstance(error, QaBotError) else None
            await send(message, render_text(text or words(wording.APOLOGY)))

    async def _words(self, update: Update) -> Language:
        """Return the language to reply in, even while the bot's state cannot be used."""
        try:
            return await self._language(update)
        except StateError:
            person = update.effective_user
            return language(person.language_code if person else None)


def traceback_outline(error: BaseException) -> str:
    """Return the types and stack frames of an error and its causes, excluding their texts."""
    return "\n".join(f"{_name(each)}\n{_frames(each)}" for each in _chain(error)).rstrip()


def _log_telegram_error(error: TelegramError) -> None:
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
