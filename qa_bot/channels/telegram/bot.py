"""The Telegram bot as a whole: assembled, run and stopped.

Knows the parts of python-telegram-bot and their lifetimes. Does not know
configuration, nor where answers and articles come from: callers pass both.
"""

import asyncio
import logging
import os
import threading
import time
from contextlib import suppress
from typing import Any, Final

from telegram import Bot, LinkPreviewOptions
from telegram.error import InvalidToken
from telegram.ext import ApplicationBuilder, Defaults

from qa_bot.channels.telegram.bot_settings import (
    BotSettings,
    instance_locks,
    update_kinds,
    webhook_of,
)
from qa_bot.channels.telegram.handlers.context import HandlerContext, PtbApplication
from qa_bot.channels.telegram.handlers.operators import OperatorHandlers
from qa_bot.channels.telegram.handlers.registration import register_handlers
from qa_bot.channels.telegram.middleware.access import AccessPolicy
from qa_bot.channels.telegram.middleware.admission import AdmissionFilter
from qa_bot.channels.telegram.middleware.chat_admins import ChatAdmins
from qa_bot.channels.telegram.middleware.chat_locks import ChatLocks
from qa_bot.channels.telegram.middleware.chat_scopes import ChatScopes
from qa_bot.channels.telegram.middleware.pairing_codes import PairingCodes
from qa_bot.channels.telegram.middleware.rate_limit import own_limit
from qa_bot.channels.telegram.middleware.update_processor import JournalledQueue, UpdateProcessor
from qa_bot.channels.telegram.monitoring.error_handler import ErrorHandler
from qa_bot.channels.telegram.monitoring.health_server import serve_health
from qa_bot.channels.telegram.monitoring.prometheus_metrics import PrometheusMetrics
from qa_bot.channels.telegram.monitoring.recent_errors import RecentErrors
from qa_bot.channels.telegram.monitoring.watchdog import PollingWatchdog, watch
from qa_bot.channels.telegram.storage.additions import Additions
from qa_bot.channels.telegram.storage.admissions import Admissions
from qa_bot.channels.telegram.storage.article_id_migration import expand_article_ids
from qa_bot.channels.telegram.storage.chat_preferences import ChatPreferences
from qa_bot.channels.telegram.storage.offers import Offers
from qa_bot.channels.telegram.storage.pending_downloads import PendingDownloads
from qa_bot.channels.telegram.storage.sent_times import SentTimes
from qa_bot.channels.telegram.storage.shared_sent_times import SharedSentTimes
from qa_bot.channels.telegram.storage.state_database import open_state
from qa_bot.channels.telegram.storage.status_messages import StatusMessages
from qa_bot.channels.telegram.storage.stored_answers import StoredAnswers
from qa_bot.channels.telegram.storage.update_journal import UpdateJournal
from qa_bot.channels.telegram.storage.votes import Votes
from qa_bot.channels.telegram.transport import redaction
from qa_bot.channels.telegram.transport.background_tasks import BackgroundTasks
from qa_bot.channels.telegram.transport.bot_request import BotRequest
from qa_bot.channels.telegram.transport.bot_token import TOKEN_CURE
from qa_bot.channels.telegram.transport.downloads import FileDownloads
from qa_bot.channels.telegram.transport.flood_limits import FloodLimiter
from qa_bot.channels.telegram.transport.polling_request import PollingRequest
from qa_bot.channels.telegram.transport.worker_threads import WorkerThreads
from qa_bot.channels.telegram.views.command_menu import set_menu, set_operator_menu
from qa_bot.channels.telegram.workers.bot_worker import BotWorker
from qa_bot.documents import EVERYTHING
from qa_bot.errors import QaBotError, TelegramSetupError
from qa_bot.i18n import wording
from qa_bot.library import Library

# Seconds of a long poll.
_POLL_S: Final = 10
# What Telegram has not confirmed after so many seconds may never have been done.
_READ_TIMEOUT_S: Final = 20.0
# Seconds between two looks at whether an application that shall stop has started.
_STARTING_S: Final = 0.05
# Requests to Telegram at once; more wait for a connection, and fail after a second.
_CONNECTIONS: Final = 256
# One addition occupies the whole machine; others wait for it, and no answer does.
_ADDITIONS_AT_ONCE: Final = 1
# The connection has a lock: more threads would only wait, and one keeps the order of calls.
_STATE_THREADS: Final = 1


def run_bot(settings: BotSettings, library: Library) -> None:
    """Answer people until SIGINT or SIGTERM.

    Updates that were received are handled before it returns, or after the next
    start if that takes longer than a minute.

    Raises TelegramSetupError when Telegram refuses the token, PollingStopped
    when no updates are received any more.
    """
    TelegramBot(settings, library).run()


class TelegramBot:
    """A bot that can be run once, and stopped from another thread."""

    def __init__(self, settings: BotSettings, library: Library) -> None:
        self._webhook = webhook_of(settings)
        redaction.install(settings.token, *(self._webhook.secrets if self._webhook else ()))
        # Times as timedelta, which python-telegram-bot warns will be the only way.
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        self._loop = self._runner.get_loop()
        self._watchdog = PollingWatchdog()
        self._sending = BotRequest(_CONNECTIONS, read_timeout=_READ_TIMEOUT_S)
        self._watch: asyncio.Task[QaBotError] | None = None
        self._announce, self._pair = settings.announce, settings.pair
        self._locks_held = instance_locks(settings)
        self._health = settings.health
        self._updates = update_kinds(settings)
        self._database = open_state(settings.folder, settings.state_url)
        self._state_threads = WorkerThreads(_STATE_THREADS, "state")
        self._access = AccessPolicy(settings.access, Admissions(self._database))
        self._worker, self._queue = self._build_queue(settings)
        self._make_limit = self._worker.make_limit if self._worker else own_limit
        # A code is shown by one worker and may be sent to another, whose clock may be wrong.
        clock = self._worker.now if self._worker else time.time
        self._pairing = PairingCodes(self._database, clock, self._make_limit)
        self._polling = PollingRequest(
            self._watchdog, self._worker.signals.wait_receiver if self._worker else None
        )
        self._locks = ChatLocks()
        self._downloads = FileDownloads(settings.max_file_bytes, self._state_threads)
        self._background = BackgroundTasks()
        self._metrics = PrometheusMetrics()
        self._metrics.track_pending(self._locks.pending)
        if self._worker is not None:
            self._worker.track(self._metrics)
        self._errors = RecentErrors(self._metrics)
        self._application = self._build(settings)
        self._add_handlers(settings, library)

    def _build_queue(self, settings: BotSettings) -> tuple[BotWorker | None, JournalledQueue]:
        """Return the queue of updates, and what this process is where several are one bot."""
        bot_id, threads = settings.token.bot_id, self._state_threads
        if settings.state_url:
            polls = settings.webhook is None
            worker = BotWorker(
                *(self._database, settings.state_url, bot_id, threads),
                polls=polls,
                most_waiting=settings.limits.waiting_overall,
            )
            return worker, worker.queue
        return None, JournalledQueue(UpdateJournal(self._database, bot_id), threads)

    def _add_handlers(self, settings: BotSettings, library: Library) -> None:
        expand_article_ids(
            self._database, lambda: (each.ref.id for each in library.iter_list(EVERYTHING))
        )
        context = self._handler_context(settings, library)
        operators = OperatorHandlers(self._access, self._locks, self._errors, context, self._worker)
        self._files = register_handlers(
            self._application, context, operators, has_inline=settings.inline
        )
        self._application.add_error_handler(ErrorHandler(context.language).on_error)

    def _handler_context(self, settings: BotSettings, library: Library) -> HandlerContext:
        original_id = self._access.admissions.original_id
        answers = StoredAnswers(self._database)
        return HandlerContext(
            library,
            ChatScopes(settings.sharing, original_id),
            ChatAdmins(),
            self._access.is_operator,
            self._access.is_allowed,
            state_threads=self._state_threads,
            answer_threads=WorkerThreads(settings.answers_at_once, "answers"),
            addition_threads=WorkerThreads(_ADDITIONS_AT_ONCE, "additions"),
            answers=answers,
            votes=Votes(answers, library.components.feedback),
            preferences=ChatPreferences(self._database, original_id),
            additions=Additions(self._database),
            offers=Offers(self._database),
            status_messages=StatusMessages(self._database),
            pending_downloads=PendingDownloads(self._database),
            downloads=self._downloads,
            background=self._background,
            chat_locks=self._locks,
            metrics=self._metrics,
            max_file_bytes=settings.max_file_bytes,
            sends_files=settings.send_files,
            has_inline=settings.inline,
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
        """Stop as SIGTERM does, as soon as the bot has started; from any thread."""
        self._loop.call_soon_threadsafe(self._stop_once_running)

    def _stop_once_running(self, has_started: bool = False) -> None:
        # An application that is still starting ignores a request to stop, and so does one that
        # has started in this very step of the loop.
        if has_started:
            self._application.stop_running()
        else:
            running = self._application.running
            self._loop.call_later(_STARTING_S, self._stop_once_running, running)

    def _run(self) -> None:
        is_main = threading.current_thread() is threading.main_thread()
        arguments: dict[str, Any] = {} if is_main else {"stop_signals": None}
        arguments |= {
            "bootstrap_retries": -1,
            "allowed_updates": self._updates,
            "drop_pending_updates": False,
            "close_loop": False,
        }
        try:
            with (
                self._locks_held,
                serve_health(self._health, self._metrics, self._watchdog.problem),
            ):
                self._receive(arguments)
        finally:
            # An application that could not be initialized does not close what it opened.
            for request in (self._polling, self._sending):
                self._loop.run_until_complete(request.shutdown())
            self._state_threads.close()
            self._database.close()

    def _receive(self, arguments: dict[str, Any]) -> None:
        if self._webhook is None:
            self._application.run_polling(timeout=_POLL_S, **arguments)
            return
        with self._webhook.listening():
            self._application.run_webhook(**self._webhook.run_arguments(), **arguments)

    def _build(self, settings: BotSettings) -> PtbApplication:
        admission = AdmissionFilter(
            *(self._access, self._pairing, self._locks, settings.limits, self._state_threads),
            make_limit=self._make_limit,
            is_one_too_many=self._worker.queue.is_one_too_many if self._worker else None,
        )
        sent_times = (SharedSentTimes if self._worker else SentTimes)(self._database)
        builder = (
            ApplicationBuilder()
            .token(settings.token.reveal())
            .get_updates_request(self._polling)
            .request(self._sending)
            .rate_limiter(
                FloodLimiter(
                    *(self._metrics, sent_times, self._state_threads),
                    before_showing=self._queue.wait_answerable,
                )
            )
            .defaults(_defaults())
            .update_queue(self._queue)
            .concurrent_updates(UpdateProcessor(self._queue, admission, self._locks))
            .job_queue(None)
            .post_init(self._begin)
            .post_stop(self._stop_background)
            .post_shutdown(self._end)
        )
        if settings.base_url is not None:
            root = settings.base_url.rstrip("/")
            builder = builder.base_url(f"{root}/bot").base_file_url(f"{root}/file/bot")
        return builder.build()

    async def _begin(self, application: PtbApplication) -> None:
        updater = application.updater
        self._watch = asyncio.create_task(
            watch(self._watchdog, lambda: updater is not None and updater.running)
        )
        self._watch.add_done_callback(lambda _: application.stop_running())
        bot = application.bot
        if self._pair:
            await self._announce_code(bot)
        if self._worker is not None:
            # What is done once for all is done by the worker that receives the updates.
            await self._worker.join(
                bot, self._files.resume, lambda: self._background.spawn(self._introduce(bot))
            )
            return
        await self._files.resume(bot)
        await self._queue.put_unhandled(bot)
        await self._introduce(bot)

    async def _announce_code(self, bot: Bot) -> None:
        code = await self._state_threads.run(self._pairing.new_code)
        self._announce(wording.pairing(code, bot.username))

    async def _introduce(self, bot: Bot) -> None:
        """Announce a pairing code where there is no operator, and set the menus."""
        operators = await self._state_threads.run(self._access.operators)
        if not operators and not self._pair:
            await self._announce_code(bot)
        await set_menu(bot)
        for operator in operators:
            await set_operator_menu(bot, operator)

    async def _stop_background(self, _: PtbApplication) -> None:
        await self._background.close()
        await self._downloads.close()
        if self._worker is not None:
            await self._worker.leave()

    async def _end(self, _: PtbApplication) -> None:
        if self._watch is not None and not self._watch.done():
            self._watch.cancel()
            with suppress(asyncio.CancelledError):
                await self._watch


def _defaults() -> Defaults:
    return Defaults(
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        allow_sending_without_reply=True,
    )
