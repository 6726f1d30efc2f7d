"""The path of an update: recorded, admitted, handled in its chat's turn, marked as handled.

Knows the journal, the admission filter and the chat locks. Does not know what an
update asks for.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Coroutine
from contextvars import ContextVar
from enum import Enum, auto
from functools import partial
from typing import Any, Final

from telegram import Bot, Update
from telegram.error import NetworkError
from telegram.ext import BaseUpdateProcessor

from qa_bot.channels.telegram.middleware.admission import AdmissionFilter
from qa_bot.channels.telegram.middleware.chat_locks import ChatLocks
from qa_bot.channels.telegram.middleware.suspect_updates import (
    SuspectUpdates,
    is_cause,
    is_suspect,
)
from qa_bot.channels.telegram.middleware.update_json import update_from_json, update_to_json
from qa_bot.channels.telegram.monitoring.error_handler import traceback_outline
from qa_bot.channels.telegram.storage.update_journal import (
    PendingUpdate,
    UpdateJournal,
    is_update_id,
)
from qa_bot.channels.telegram.transport.delivery import deliver_notice, send
from qa_bot.channels.telegram.transport.rich_messages import add_texts, has_rich_message
from qa_bot.channels.telegram.transport.worker_threads import WorkerThreads
from qa_bot.channels.telegram.views.reply_messages import render_text
from qa_bot.errors import StateError
from qa_bot.escape import replace_surrogates
from qa_bot.i18n import wording

# Concurrent updates; a waiting one counts, so this is far above what UsageLimits lets wait.
_MAX_CONCURRENT_UPDATES: Final = 1_000_000
# Seconds that a stop waits for the handlers at work; what is left is answered after the next start.
_STOP_TIMEOUT_S: Final = 60.0
_LOG = logging.getLogger(__name__)
# The id of the update that a task handles, 0 for none.
HANDLED: Final = ContextVar[int]("handled", default=0)


class HandlingEnd(Enum):
    """How the handling of an update has ended."""

    DONE = auto()
    # It was not begun, as the state could not be used, and can be begun again.
    NOT_BEGUN = auto()
    # It failed, or was cancelled, and is left to the next process.
    LEFT = auto()


class JournalledQueue(asyncio.Queue[object]):
    """The application's update queue; records each update and queues it once.

    By polling or by webhook, updates pass here before Telegram gets them confirmed.
    `ending` is set once python-telegram-bot's stop signal was queued, `suspects` are the
    updates during which earlier processes ended, and `at_work` is what handles updates.
    """

    def __init__(self, journal: UpdateJournal, threads: WorkerThreads) -> None:
        super().__init__()
        self.journal = journal
        self.threads = threads
        self.ending = asyncio.Event()
        self.suspects = SuspectUpdates()
        self.at_work: set[asyncio.Task[Any]] = set()
        self._put_lock = asyncio.Lock()

    async def put(self, item: object) -> None:
        """Record an update and queue it, unless it came before.

        Raises NetworkError, upon which Telegram is asked for it again, when it cannot
        be recorded.
        """
        # A stop cancels the poll that calls this: what was recorded must be queued all the same.
        await asyncio.shield(self._put_in_order(item))

    async def _put_in_order(self, item: object) -> None:
        """Queue items in the order of the calls, which is the order of recording."""
        async with self._put_lock:
            if not isinstance(item, Update):
                self.ending.set()
                await super().put(item)
            elif (update := await self._record(item)) is not None:
                await self.enqueue(update)

    async def enqueue(self, update: Update) -> None:
        """Queue an update that was recorded."""
        await super().put(update)

    async def record(self, update: Update, body: str) -> bool:
        """Record an update; return whether it came for the first time. Raises StateError."""
        return await self.threads.run(self.journal.record, update.update_id, body)

    async def mark_handled(self, update_id: int) -> None:
        """Mark an update as handled. Raises StateError."""
        await self.threads.run(self.journal.mark_handled, update_id)

    async def wait_answerable(self) -> None:
        """Wait until what this task handles may be answered, which one process always may."""

    def finish(self, update_id: int, end: "HandlingEnd") -> None:
        """Note how the handling of an update has ended."""

    async def _record(self, update: Update) -> Update | None:
        """Record an update; return it as recorded, None if it came before or has no usable id."""
        if not is_update_id(update.update_id):
            _LOG.error("An update has no usable id; it is skipped.")
            return None
        body = update_to_json(update)
        # Lone surrogates, which JSON may hold, can be neither stored nor sent.
        readable = replace_surrogates(body)
        if has_rich_message(whole := json.loads(readable)):
            whole = add_texts(whole)
            readable = json.dumps(whole, ensure_ascii=False)
        if readable != body:
            body, update = readable, update_from_json(readable, _bot_of(update)) or update
        try:
            is_new = await self.record(update, body)
        except StateError as error:
            _LOG.error("An update cannot be written down. %s", error)
            raise NetworkError("the update could not be written down") from error
        return update if is_new else None

    async def put_unhandled(self, bot: Bot) -> None:
        """Queue the updates that an earlier process recorded and did not finish.

        Those that may have ended it come first, as each is handled alone.
        """
        pending = await self.threads.run(self.journal.pending)
        for each in sorted(pending, key=lambda update: not is_suspect(update)):
            if (update := await self.restore(each, bot)) is not None:
                if is_suspect(each):
                    self.suspect(each.update_id)
                self.put_nowait(update)

    def suspect(self, number: int) -> None:
        """Have an update handled alone, before any that is not being handled yet."""
        _LOG.warning("Update %d may be what ended the process; it is handled alone.", number)
        self.suspects.add(number)

    async def restore(self, pending: PendingUpdate, bot: Bot) -> Update | None:
        """Return an update that was recorded; None if it cannot be read, or is given up."""
        number = pending.update_id
        update = update_from_json(pending.body, bot)
        if update is None or is_cause(pending):
            _LOG.error("Update %d was never finished; it is given up.", number)
            await self.mark_handled(number)
            await _apologize(update)
            return None
        return update


def _bot_of(update: Update) -> Bot | None:
    try:
        return update.get_bot()
    except RuntimeError:
        return None


class UpdateProcessor(BaseUpdateProcessor):
    """Handles the updates that are admitted, one after the other within a chat."""

    __slots__ = (
        "_admission",
        "_ending",
        "_journal",
        "_locks",
        "_queue",
        "_stopping",
        "_suspects",
        "_tasks",
        "_threads",
    )

    def __init__(
        self, queue: JournalledQueue, admission: AdmissionFilter, locks: ChatLocks
    ) -> None:
        super().__init__(_MAX_CONCURRENT_UPDATES)
        self._queue = queue
        self._journal = queue.journal
        self._threads = queue.threads
        self._ending = queue.ending
        self._suspects = queue.suspects
        self._tasks = queue.at_work
        self._stopping: asyncio.Task[None] | None = None
        self._admission = admission
        self._locks = locks

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Handle an update if it is admitted; an error in admission rejects it."""
        if not isinstance(update, Update):
            await coroutine
            return
        if (task := asyncio.current_task()) is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        end = HandlingEnd.LEFT
        try:
            async with self._suspects.turn(update.update_id) as is_alone:
                if await self._admission.should_handle(update):
                    await self._handle(update, coroutine, is_alone)
            end = HandlingEnd.DONE
            # What was handled is marked even if a stop cancels this task now.
            await asyncio.shield(self._queue.mark_handled(update.update_id))
        except Exception as error:
            if isinstance(error, StateError) and end is HandlingEnd.LEFT:
                end = HandlingEnd.NOT_BEGUN
            _LOG.error("An update did not get through.\n%s", traceback_outline(error))
        finally:
            # Closing one that ran to its end does nothing.
            if isinstance(coroutine, Coroutine):
                coroutine.close()
            self._queue.finish(update.update_id, end)

    async def _handle(self, update: Update, coroutine: Awaitable[Any], is_alone: bool) -> None:
        number = update.update_id
        async with self._locks.acquire(update):
            await self._threads.run(partial(self._journal.start_attempt, number, alone=is_alone))
            HANDLED.set(number)
            try:
                await coroutine
            except asyncio.CancelledError:
                # It was a stop that ended it, not this update.
                withdraw = partial(self._journal.withdraw_attempt, number, alone=is_alone)
                await asyncio.shield(self._threads.run(withdraw))
                raise

    async def _cancel_after_stop(self) -> None:
        """Once a stop has waited long enough, cancel the handlers at work."""
        await self._ending.wait()
        await asyncio.sleep(_STOP_TIMEOUT_S)
        _LOG.warning("%d updates are left to the next start.", len(self._tasks))
        for task in list(self._tasks):
            task.cancel()

    async def initialize(self) -> None:
        """Begin to wait for the stop signal."""
        self._stopping = asyncio.create_task(self._cancel_after_stop())

    async def shutdown(self) -> None:
        """Wait for the stop signal no longer."""
        if self._stopping is not None:
            self._stopping.cancel()


async def _apologize(update: Update | None) -> None:
    message = update.effective_message if update else None
    if message is not None:
        # In place of an answer, so that it is sent as one is: it is all that the person hears.
        apology = send(message, render_text(wording.APOLOGY), at_least_once=True)
        await deliver_notice(apology)
