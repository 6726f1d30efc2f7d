"""The update queue of one of several workers: recorded for all, handled by whoever claims it.

A chat is claimed as a whole, and stays with its worker while that is alive, so that the
order within a chat holds. Knows claims and heartbeats. Does not know what an update asks for.
"""

import asyncio
import logging
import os
import platform
import secrets
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from typing import Final

from telegram import Bot, Update

from qa_bot import __version__
from qa_bot.channels.telegram.middleware.suspect_updates import is_suspect
from qa_bot.channels.telegram.middleware.update_processor import (
    HANDLED,
    HandlingEnd,
    JournalledQueue,
)
from qa_bot.channels.telegram.monitoring.error_handler import traceback_outline
from qa_bot.channels.telegram.storage.shared_journal import Recording, SharedJournal
from qa_bot.channels.telegram.storage.worker_claims import LEASE_S, ClaimedUpdate, WorkerClaims
from qa_bot.channels.telegram.transport.worker_threads import WorkerThreads
from qa_bot.channels.telegram.workers.chats_at_work import ChatsAtWork
from qa_bot.errors import StateError

_LOG = logging.getLogger(__name__)
# Seconds between two heartbeats: four fit in a lease, so that one may be late.
_BEAT_EVERY_S: Final = LEASE_S / 5
# Seconds between two looks at the table, where no announcement came.
_LOOK_EVERY_S: Final = 2.0
# Chats that are handled at once; the others are left to other workers. Far more than answers are
# found at once, since a chat may wait for a long file or for Telegram's limits.
_MAX_BUSY: Final = 64
# Chats that are claimed at a time, and seconds that a worker then waits for each chat it is busy
# with, so that of many chats that write at once each worker gets a part.
_CLAIM_AT_ONCE: Final = 4
_DEFERENCE_S: Final = 0.002
# One for the heartbeat, which waits for nothing, and one for the claims.
_THREADS: Final = 2
# Random bytes at the end of a worker's name, since a container's processes all have one number.
_NAME_BYTES: Final = 3


class ClaimedQueue(JournalledQueue):
    """Records updates for all workers, and queues those of the chats that this one has claimed.

    `is_receiving` is whether this worker polls, which it tells with each heartbeat. What comes
    while `most_waiting` updates are unhandled, at whichever worker, is to be refused. `resume` is
    called with the bot and a chat that was claimed and has files still to be fetched.
    """

    def __init__(
        self,
        journal: SharedJournal,
        threads: WorkerThreads,
        claims: WorkerClaims,
        is_receiving: Callable[[], bool],
        most_waiting: int,
    ) -> None:
        super().__init__(journal, threads)
        self._shared_journal = journal
        self._claims = claims
        self._is_receiving = is_receiving
        self._most_waiting = most_waiting
        self._too_many: set[int] = set()
        self._claim_threads = WorkerThreads(_THREADS, "claims")
        self._chats = ChatsAtWork()
        self._unmarked: set[int] = set()
        self._changed = asyncio.Event()
        self._finished = asyncio.Event()
        self._is_doubted = asyncio.Event()
        self._following: list[asyncio.Task[None]] = []
        self._buries_from = 0.0
        self._handled = 0
        self._is_away = False
        self.resume: Callable[[Bot, int], Awaitable[None]] | None = None

    @property
    def busy(self) -> int:
        """How many chats this worker is handling."""
        return self._chats.busy

    def wake(self) -> None:
        """Look for updates now."""
        self._changed.set()

    def is_one_too_many(self, update: Update) -> bool:
        """Return whether an update came while as many were unhandled as may be."""
        return update.update_id in self._too_many

    async def record(self, update: Update, body: str) -> bool:
        """Record an update for all workers; return whether it is new."""
        # Whether the bot is a member of a chat is no request that could be refused.
        most = self._most_waiting if update.my_chat_member is None else None
        found = await self.threads.run(
            self._shared_journal.record_of, _chat_of(update), update.update_id, body, most
        )
        if found is Recording.TOO_MANY:
            self._too_many.add(update.update_id)
        return found is not Recording.KNOWN

    async def enqueue(self, update: Update) -> None:
        """Queue what is to be refused; of others the worker hears that has, or claims, the chat."""
        if self.is_one_too_many(update):
            await super().enqueue(update)

    async def put_unhandled(self, bot: Bot) -> None:
        """Become a worker, and handle what is unhandled from now on."""
        await self._join()
        work = (self._keep_alive(), self._follow(bot))
        self._following = [asyncio.create_task(each) for each in work]

    async def mark_handled(self, update_id: int) -> None:
        """Mark an update as handled: now, or once the server is back."""
        self._handled += 1
        try:
            await super().mark_handled(update_id)
        except StateError as error:
            self._report_away(error)
            self._unmarked.add(update_id)

    def finish(self, update_id: int, end: HandlingEnd) -> None:
        """Note how the handling of an update has ended."""
        self._too_many.discard(update_id)
        was_full = self._chats.busy >= _MAX_BUSY
        if end is HandlingEnd.LEFT:
            self._chats.leave(update_id)
        elif update_id not in self._unmarked:
            self._chats.finish(update_id)
        self._finished.set()
        if was_full:
            self.wake()

    async def wait_answerable(self) -> None:
        """Return at once while the chat of what this task handles is this worker's.

        Else another has it, as this process was paused for a while: the task is cancelled.
        """
        number = HANDLED.get()
        if not self._chats.has_taken(number):
            return
        try:
            if await self.threads.run(self._shared_journal.is_claimed, number):
                return
        except StateError:
            # Who asked shall hear that the server is away.
            return
        self._is_doubted.set()
        await asyncio.sleep(LEASE_S)
        raise asyncio.CancelledError

    async def leave(self) -> None:
        """Stop to be a worker: the others get what is left."""
        for task in self._following:
            task.cancel()
        await asyncio.gather(*self._following, return_exceptions=True)
        with suppress(StateError):
            await self._mark_unmarked()
            await self._claim_threads.run(self._claims.leave, self._shared_journal.worker)
        self._claim_threads.close()

    async def _join(self) -> None:
        """Become a worker that no other has the name of, not even an earlier one."""
        host, tail = platform.node() or "worker", secrets.token_hex(_NAME_BYTES)
        name = f"{host}-{os.getpid()}-{tail}"
        await self._claim_threads.run(self._claims.join, name, __version__)
        self._shared_journal.worker = name

    async def _keep_alive(self) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._is_doubted.wait(), _BEAT_EVERY_S)
            self._is_doubted.clear()
            began = time.monotonic()
            try:
                await self._beat()
            except StateError as error:
                self._report_away(error)
            except Exception as error:
                _LOG.error("The heartbeat failed.\n%s", traceback_outline(error))
            if self._is_away or time.monotonic() > began + _BEAT_EVERY_S:
                # The others could not say either that they are alive, and shall get the time to.
                self._buries_from = time.monotonic() + LEASE_S

    async def _beat(self) -> None:
        run, beat = self._claim_threads.run, self._claims.beat
        is_receiving, name = self._is_receiving(), self._shared_journal.worker
        if not await run(beat, name, is_receiving=is_receiving, handled=self._handled):
            _LOG.warning("This worker was silent for too long; others have taken over its chats.")
            await self._drop_all()
            await self._join()
        if time.monotonic() >= self._buries_from:
            for dead in await run(self._claims.bury):
                _LOG.warning("The worker %s is gone; its chats are free.", dead)
            if await run(self._claims.free_receiver):
                _LOG.warning("The worker that received updates hangs; another receives them.")

    async def _drop_all(self) -> None:
        """Stop to handle what others handle now."""
        # Before their tasks end, which this worker may be given again.
        self._chats.clear()
        at_work = list(self.at_work)
        for task in at_work:
            task.cancel()
        if at_work:
            await asyncio.wait(at_work, timeout=_BEAT_EVERY_S)

    def _report_away(self, error: StateError) -> None:
        """Log once that the server is away, until it has been back."""
        if not self._is_away:
            _LOG.error("Updates wait until the bot's state can be used again. %s", error)
        self._is_away = True

    async def _follow(self, bot: Bot) -> None:
        while not self.ending.is_set():
            self._changed.clear()
            try:
                await self._look(bot)
                self._is_away = False
            except StateError as error:
                self._report_away(error)
            except Exception as error:
                _LOG.error("Looking for updates failed.\n%s", traceback_outline(error))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), _LOOK_EVERY_S)

    async def _look(self, bot: Bot) -> None:
        """Release and claim chats, and queue what is new in those that this worker has."""
        run, name = self._claim_threads.run, self._shared_journal.worker
        await self._mark_unmarked()
        room = _MAX_BUSY - self._chats.busy
        idle = self._chats.idle(at_once=room <= 0)
        if idle:
            self._chats.remove(await run(self._claims.release, name, idle))
        if room > 0:
            await asyncio.sleep(self._chats.busy * _DEFERENCE_S)
            await self._claim(bot, min(room, _CLAIM_AT_ONCE))
        # Only this task takes updates, so that none of those left out can be new.
        known = {*self._chats.known, *self._unmarked}
        found = await run(self._claims.waiting, name, known)
        await self._hand_out(bot, found)

    async def _claim(self, bot: Bot, most: int) -> None:
        name = self._shared_journal.worker
        chats = await self._claim_threads.run(self._claims.claim, name, most)
        self._chats.add(chats)
        if len(chats) == most:
            self.wake()
        if chats and self.resume is not None:
            for chat in await self._claim_threads.run(self._claims.with_downloads, chats):
                await self.resume(bot, chat)

    async def _mark_unmarked(self) -> None:
        """Mark what was handled while the server was away."""
        for update_id in list(self._unmarked):
            await self._claim_threads.run(self.journal.mark_handled, update_id)
            self._unmarked.discard(update_id)
            self._chats.finish(update_id)

    async def _hand_out(self, bot: Bot, found: Iterable[ClaimedUpdate]) -> None:
        """Queue updates, beginning with those that are handled alone."""
        for each in sorted(found, key=lambda claimed: not is_suspect(claimed.update)):
            if self.ending.is_set():
                return
            pending = each.update
            update = await self.restore(pending, bot)
            if update is None or self.ending.is_set():
                continue
            if is_suspect(pending):
                await self._hand_out_alone(update, each.chat)
            else:
                self._queue_now(update, each.chat)

    async def _hand_out_alone(self, update: Update, chat: int) -> None:
        """Queue an update once all others are done, and wait until it is done too."""
        await self._until_all_are_done()
        if self.ending.is_set():
            return
        self.suspect(update.update_id)
        self._queue_now(update, chat)
        await self._until_all_are_done()

    async def _until_all_are_done(self) -> None:
        while self._chats.has_any and not self.ending.is_set():
            self._finished.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._finished.wait(), _LOOK_EVERY_S)
            await self._mark_unmarked()

    def _queue_now(self, update: Update, chat: int) -> None:
        self._chats.take(update.update_id, chat)
        self.put_nowait(update)


def _chat_of(update: Update) -> int:
    """Return the chat of an update, or who sent it; 0 for neither."""
    where = update.effective_chat or update.effective_user
    return 0 if where is None else where.id
