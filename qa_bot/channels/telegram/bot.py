"""The Telegram bot as a whole: put together, run and stopped.

Knows python-telegram-bot's parts and their lifetimes. Does not know
configuration, nor where answers and articles come from: it is given both.
"""

import asyncio
import logging
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from telegram import LinkPreviewOptions
from telegram.constants import UpdateType
from telegram.error import InvalidToken
from telegram.ext import Application, ApplicationBuilder, Defaults
from telegram.request import HTTPXRequest

from qa_bot.channels.telegram import handlers
from qa_bot.channels.telegram.handlers.context import Shared
from qa_bot.channels.telegram.handlers.operators import Operators
from qa_bot.channels.telegram.library import Library
from qa_bot.channels.telegram.middleware.access import AccessPolicy, AccessSettings
from qa_bot.channels.telegram.middleware.admission import AdmissionFilter, UsageLimits
from qa_bot.channels.telegram.middleware.chat_admins import ChatAdmins
from qa_bot.channels.telegram.middleware.chat_locks import ChatLocks
from qa_bot.channels.telegram.middleware.chat_scopes import ChatScopes, Sharing
from qa_bot.channels.telegram.middleware.pairing_codes import PairingCodes
from qa_bot.channels.telegram.middleware.update_processor import JournalledQueue, UpdateProcessor
from qa_bot.channels.telegram.monitoring.error_handler import ErrorHandler
from qa_bot.channels.telegram.monitoring.health_server import HealthSettings, serve_health
from qa_bot.channels.telegram.monitoring.prometheus_metrics import PrometheusMetrics
from qa_bot.channels.telegram.monitoring.recent_errors import RecentErrors
from qa_bot.channels.telegram.monitoring.watchdog import PollingWatchdog, watch
from qa_bot.channels.telegram.storage.additions import Additions
from qa_bot.channels.telegram.storage.admissions import Admissions
from qa_bot.channels.telegram.storage.answers import StoredAnswers
from qa_bot.channels.telegram.storage.article_id_migration import expand_article_ids
from qa_bot.channels.telegram.storage.chat_preferences import ChatPreferences
from qa_bot.channels.telegram.storage.offers import Offers
from qa_bot.channels.telegram.storage.sent_times import SentTimes
from qa_bot.channels.telegram.storage.state_database import StateDatabase, single_instance
from qa_bot.channels.telegram.storage.update_journal import UpdateJournal
from qa_bot.channels.telegram.storage.votes import Votes
from qa_bot.channels.telegram.transport import redaction
from qa_bot.channels.telegram.transport.bot_token import TOKEN_CURE, BotToken
from qa_bot.channels.telegram.transport.flood_limits import FloodLimiter
from qa_bot.channels.telegram.transport.polling_request import PollingRequest
from qa_bot.channels.telegram.transport.webhook import Webhook, WebhookSettings
from qa_bot.channels.telegram.transport.worker_threads import WorkerThreads
from qa_bot.channels.telegram.views.command_menu import set_menu, set_operator_menu
from qa_bot.documents import EVERYTHING
from qa_bot.errors import QaBotError, TelegramSetupError
from qa_bot.i18n import wording

ALLOWED_UPDATES: Final = (
    UpdateType.MESSAGE,
    UpdateType.EDITED_MESSAGE,
    UpdateType.CALLBACK_QUERY,
    UpdateType.MY_CHAT_MEMBER,
)
INLINE_UPDATES: Final = (UpdateType.INLINE_QUERY,)
_POLL_S: Final = 10
# What Telegram has not confirmed after so long may never have been done.
_ANSWER_S: Final = 20.0
_STARTING_S: Final = 0.05
_CONNECTIONS: Final = 256
# They take turns at the models, pass by pass, so that many quick ones overtake a slow one.
ANSWERS_AT_ONCE: Final = 8
# Adding is work for the whole machine; texts wait for each other, and no answer waits for them.
_ADDED_AT_ONCE: Final = 1

App = Application[Any, Any, Any, Any, Any, Any]


@dataclass(frozen=True)
class BotSettings:
    """What a bot needs to know.

    `base_url` is the root of a Bot API server of one's own. `folder` is where
    the bot keeps its own file; None keeps all in memory. Without `webhook` it
    polls; without `health` no server tells of its health. `answers_at_once` is
    how many threads may ask for answers at the same time. `announce` shows a
    line to the one who started the bot; it is a pairing code while there is no
    operator, and with `pair` in any case. `inline` answers questions asked by
    the bot's name in other chats.
    """

    token: BotToken
    base_url: str | None = None
    folder: Path | None = None
    access: AccessSettings = field(default_factory=AccessSettings)
    limits: UsageLimits = field(default_factory=UsageLimits)
    announce: Callable[[str], None] = print
    pair: bool = False
    webhook: WebhookSettings | None = None
    health: HealthSettings | None = None
    answers_at_once: int = ANSWERS_AT_ONCE
    sharing: Sharing = Sharing.OWN
    inline: bool = True
    max_file_bytes: int = 20_000_000


def run_bot(settings: BotSettings, library: Library) -> None:
    """Answer people until SIGINT or SIGTERM.

    What was received is answered before it returns, or after the next start
    where that takes longer than a minute.

    Raises TelegramSetupError when Telegram refuses the token, PollingStopped
    when the bot has gone deaf.
    """
    TelegramBot(settings, library).run()


class TelegramBot:
    """A bot that can be run once, and stopped from another thread."""

    def __init__(self, settings: BotSettings, library: Library) -> None:
        self._webhook = Webhook(settings.webhook) if settings.webhook else None
        redaction.install(settings.token, *(self._webhook.secrets if self._webhook else ()))
        # Times as timedelta, which python-telegram-bot warns will be the only way.
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        self._loop = self._runner.get_loop()
        self._watchdog = PollingWatchdog()
        self._polling = PollingRequest(self._watchdog)
        self._sending = HTTPXRequest(_CONNECTIONS, read_timeout=_ANSWER_S)
        self._watch: asyncio.Task[QaBotError] | None = None
        self._announce, self._pair = settings.announce, settings.pair
        self._folder, self._health = settings.folder, settings.health
        self._updates = (*ALLOWED_UPDATES, *(INLINE_UPDATES if settings.inline else ()))
        self._database = StateDatabase(settings.folder)
        # One thread, so that the journal and admission keep the order of updates.
        self._state_threads = WorkerThreads(1, "state")
        self._access = AccessPolicy(settings.access, Admissions(self._database))
        self._pairing = PairingCodes(self._database)
        self._queue = JournalledQueue(
            UpdateJournal(self._database, settings.token.bot_id), self._state_threads
        )
        self._locks = ChatLocks()
        self._metrics = PrometheusMetrics()
        self._metrics.track_pending(self._locks.pending)
        self._errors = RecentErrors(self._metrics)
        self._app = self._build(settings)
        expand_article_ids(
            self._database, lambda: [each.ref.id for each in library.listings(EVERYTHING)]
        )
        shared = self._shared(settings, library)
        operators = Operators(self._access, self._locks, self._errors, shared)
        operators.register(self._app)
        handlers.register(self._app, shared, inline=settings.inline)
        self._app.add_error_handler(
            ErrorHandler(lambda update: self._state_threads.run(shared.words, update)).on_error
        )

    def _shared(self, settings: BotSettings, library: Library) -> Shared:
        return Shared(
            library,
            ChatScopes(settings.sharing, self._access.admissions.original_id),
            ChatAdmins(),
            self._access.is_operator,
            off_loop=WorkerThreads(settings.answers_at_once),
            adding=WorkerThreads(_ADDED_AT_ONCE),
            answers=StoredAnswers(self._database),
            feedback=Votes(self._database),
            settings=ChatPreferences(self._database, self._access.admissions.original_id),
            additions=Additions(self._database),
            offers=Offers(self._database),
            metrics=self._metrics,
            max_bytes=settings.max_file_bytes,
        )

    def run(self) -> None:
        """As `run_bot`."""
        try:
            logging.getLogger().addHandler(self._errors)
            with self._runner:
                asyncio.set_event_loop(self._loop)
                self._run()
        except InvalidToken:
            # Its text holds the token.
            raise TelegramSetupError(f"Telegram refused the token. {TOKEN_CURE}") from None
        finally:
            logging.getLogger().removeHandler(self._errors)
            asyncio.set_event_loop(None)
        if self._watch is not None and not self._watch.cancelled():
            raise self._watch.result()

    def stop(self) -> None:
        """Stop as SIGTERM does, as soon as it has started; from any thread."""
        self._loop.call_soon_threadsafe(self._stop_once_running)

    def _stop_once_running(self) -> None:
        # An application that is still starting would not take notice.
        if self._app.running:
            self._app.stop_running()
        else:
            self._loop.call_later(_STARTING_S, self._stop_once_running)

    def _run(self) -> None:
        on_main = threading.current_thread() is threading.main_thread()
        how: dict[str, Any] = {} if on_main else {"stop_signals": None}
        how |= {
            "bootstrap_retries": -1,
            "allowed_updates": self._updates,
            "drop_pending_updates": False,
            "close_loop": False,
        }
        try:
            with (
                single_instance(self._folder),
                serve_health(self._health, self._metrics, self._watchdog.problem),
            ):
                self._receive(how)
        finally:
            # An application that could not be initialized does not close what it opened.
            for request in (self._polling, self._sending):
                self._loop.run_until_complete(request.shutdown())
            self._state_threads.close()
            self._database.close()

    def _receive(self, how: dict[str, Any]) -> None:
        if self._webhook is None:
            self._app.run_polling(timeout=_POLL_S, **how)
            return
        with self._webhook.listening():
            self._app.run_webhook(**self._webhook.run_arguments(), **how)

    def _build(self, settings: BotSettings) -> App:
        admission = AdmissionFilter(
            self._access, self._pairing, self._locks, settings.limits, self._state_threads
        )
        builder = (
            ApplicationBuilder()
            .token(settings.token.reveal())
            .get_updates_request(self._polling)
            .request(self._sending)
            .rate_limiter(
                FloodLimiter(self._metrics, SentTimes(self._database), self._state_threads)
            )
            .defaults(_defaults())
            .update_queue(self._queue)
            .concurrent_updates(UpdateProcessor(self._queue, admission, self._locks))
            .job_queue(None)
            .post_init(self._begin)
            .post_shutdown(self._end)
        )
        if settings.base_url is not None:
            root = settings.base_url.rstrip("/")
            builder = builder.base_url(f"{root}/bot").base_file_url(f"{root}/file/bot")
        return builder.build()

    async def _begin(self, app: App) -> None:
        self._watch = asyncio.create_task(watch(self._watchdog))
        self._watch.add_done_callback(lambda _: app.stop_running())
        await self._queue.put_unhandled(app.bot)
        if self._pair or not self._access.operators():
            self._announce(wording.pairing(self._pairing.new_code(), app.bot.username))
        await set_menu(app.bot)
        for operator in self._access.operators():
            await set_operator_menu(app.bot, operator)

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
