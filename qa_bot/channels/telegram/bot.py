"""The Telegram bot as a whole: put together, run and stopped.

Knows python-telegram-bot's parts and their lifetimes. Does not know
configuration, nor where answers and articles come from: it is given both.
"""

import asyncio
import logging
import os
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from telegram import LinkPreviewOptions
from telegram.constants import UpdateType
from telegram.error import InvalidToken, TelegramError
from telegram.ext import AIORateLimiter, Application, ApplicationBuilder, Defaults
from telegram.request import HTTPXRequest

from qa_bot import wording
from qa_bot.channels.telegram import redaction
from qa_bot.channels.telegram.access import Access, AccessSettings
from qa_bot.channels.telegram.conversations import Conversations
from qa_bot.channels.telegram.failures import on_error
from qa_bot.channels.telegram.gate import Gate, Limits
from qa_bot.channels.telegram.handlers import Handlers
from qa_bot.channels.telegram.intake import Intake, JournalledQueue
from qa_bot.channels.telegram.off_loop import OffLoop
from qa_bot.channels.telegram.ordering import ChatOrder
from qa_bot.channels.telegram.pairing import Pairing
from qa_bot.channels.telegram.polling import PollingRequest
from qa_bot.channels.telegram.state.admissions import Admissions
from qa_bot.channels.telegram.state.database import Database
from qa_bot.channels.telegram.state.journal import Journal
from qa_bot.channels.telegram.token import CURE, Token
from qa_bot.channels.telegram.watchdog import Pulse, watch
from qa_bot.dialogue import Dialogue
from qa_bot.documents import ArticleRef
from qa_bot.errors import QaBotError, TelegramSetupError

ALLOWED_UPDATES: Final = (
    UpdateType.MESSAGE,
    UpdateType.EDITED_MESSAGE,
    UpdateType.CALLBACK_QUERY,
    UpdateType.MY_CHAT_MEMBER,
)
_POLL_S: Final = 10
_ANSWER_S: Final = 10.0
_CONNECTIONS: Final = 256
_FLOOD_RETRIES: Final = 3
_LOG = logging.getLogger(__name__)

App = Application[Any, Any, Any, Any, Any, Any]


@dataclass(frozen=True)
class BotSettings:
    """What a bot needs to know.

    `base_url` is the root of a Bot API server of one's own. `folder` is where
    the bot keeps its own file; None keeps all in memory. `answers_at_once` is
    how many threads may ask for answers at the same time. `announce` shows a
    line to the one who started the bot.
    """

    token: Token
    base_url: str | None = None
    folder: Path | None = None
    access: AccessSettings = field(default_factory=AccessSettings)
    limits: Limits = field(default_factory=Limits)
    announce: Callable[[str], None] = print
    max_chats: int = 1000
    answers_at_once: int = 2


def run_bot(
    settings: BotSettings,
    new_dialogue: Callable[[], Dialogue],
    list_articles: Callable[[], Sequence[ArticleRef]],
) -> None:
    """Answer people until SIGINT or SIGTERM; what was received is answered before it returns.

    Raises TelegramSetupError when Telegram refuses the token, PollingStopped
    when the bot has gone deaf.
    """
    TelegramBot(settings, new_dialogue, list_articles).run()


class TelegramBot:
    """A bot that can be run once, and stopped from another thread."""

    def __init__(
        self,
        settings: BotSettings,
        new_dialogue: Callable[[], Dialogue],
        list_articles: Callable[[], Sequence[ArticleRef]],
    ) -> None:
        redaction.install(settings.token)
        # Times as timedelta, which python-telegram-bot warns will be the only way.
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        self._loop = self._runner.get_loop()
        self._pulse = Pulse()
        self._polling = PollingRequest(self._pulse)
        self._sending = HTTPXRequest(_CONNECTIONS, read_timeout=_ANSWER_S)
        self._watch: asyncio.Task[QaBotError] | None = None
        self._announce = settings.announce
        self._database = Database(settings.folder)
        self._access = Access(settings.access, Admissions(self._database))
        self._pairing = Pairing(self._database)
        self._queue = JournalledQueue(Journal(self._database, settings.token.bot_id))
        self._app = self._build(settings)
        conversations = Conversations(new_dialogue, settings.max_chats)
        off_loop = OffLoop(settings.answers_at_once)
        Handlers(conversations, off_loop, list_articles).register(self._app)
        self._app.add_error_handler(on_error)

    def run(self) -> None:
        """As `run_bot`."""
        try:
            with self._runner:
                asyncio.set_event_loop(self._loop)
                self._run()
        except InvalidToken:
            # Its text holds the token.
            raise TelegramSetupError(f"Telegram refused the token. {CURE}") from None
        finally:
            asyncio.set_event_loop(None)
        if self._watch is not None and not self._watch.cancelled():
            raise self._watch.result()

    def stop(self) -> None:
        """Stop as SIGTERM does; from any thread, once it runs."""
        self._loop.call_soon_threadsafe(self._app.stop_running)

    def _run(self) -> None:
        on_main = threading.current_thread() is threading.main_thread()
        signals: dict[str, Any] = {} if on_main else {"stop_signals": None}
        try:
            self._app.run_polling(
                timeout=_POLL_S,
                bootstrap_retries=-1,
                allowed_updates=ALLOWED_UPDATES,
                drop_pending_updates=False,
                close_loop=False,
                **signals,
            )
        finally:
            # An application that could not be initialized does not close what it opened.
            for request in (self._polling, self._sending):
                self._loop.run_until_complete(request.shutdown())
            self._database.close()

    def _build(self, settings: BotSettings) -> App:
        order = ChatOrder()
        gate = Gate(self._access, self._pairing, order, settings.limits)
        builder = (
            ApplicationBuilder()
            .token(settings.token.reveal())
            .get_updates_request(self._polling)
            .request(self._sending)
            .rate_limiter(AIORateLimiter(max_retries=_FLOOD_RETRIES))
            .defaults(_defaults())
            .update_queue(self._queue)
            .concurrent_updates(Intake(self._queue.journal, gate, order))
            .job_queue(None)
            .post_init(self._begin)
            .post_shutdown(self._end)
        )
        if settings.base_url is not None:
            root = settings.base_url.rstrip("/")
            builder = builder.base_url(f"{root}/bot").base_file_url(f"{root}/file/bot")
        return builder.build()

    async def _begin(self, app: App) -> None:
        self._watch = asyncio.create_task(watch(self._pulse))
        self._watch.add_done_callback(lambda _: app.stop_running())
        await self._queue.put_unhandled(app.bot)
        if not self._access.has_operator:
            self._announce(wording.pairing(self._pairing.new_code(), app.bot.username))
        try:
            await app.bot.set_my_commands(list(wording.TELEGRAM_COMMANDS.items()))
        except TelegramError as error:
            # The menu is a convenience: without it the bot still answers.
            _LOG.warning("The menu of commands could not be set: %s", error.message)

    async def _end(self, _: App) -> None:
        if self._watch is not None and not self._watch.done():
            self._watch.cancel()
            with suppress(asyncio.CancelledError):
                await self._watch


def _defaults() -> Defaults:
    return Defaults(
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        allow_sending_without_reply=True,
    )
