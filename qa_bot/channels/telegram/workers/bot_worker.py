"""This process as one of several workers that share a PostgreSQL database.

Knows the parts that work together. Does not know what an update asks for.
"""

from collections.abc import Awaitable, Callable

from telegram import Bot

from qa_bot import __version__
from qa_bot.channels.telegram.middleware.rate_limit import EventLimit
from qa_bot.channels.telegram.monitoring.prometheus_metrics import PrometheusMetrics
from qa_bot.channels.telegram.storage.server_clock import server_time
from qa_bot.channels.telegram.storage.shared_journal import SharedJournal
from qa_bot.channels.telegram.storage.state_database import StateDatabase
from qa_bot.channels.telegram.storage.usage_counts import UsageCounts
from qa_bot.channels.telegram.storage.worker_claims import CHANNEL, WorkerClaims, WorkerReport
from qa_bot.channels.telegram.transport.worker_threads import WorkerThreads
from qa_bot.channels.telegram.workers.claimed_queue import ClaimedQueue
from qa_bot.channels.telegram.workers.shared_rate_limit import SharedRateLimit
from qa_bot.channels.telegram.workers.worker_signals import WorkerSignals
from qa_bot.server_url import ServerUrl


class BotWorker:
    """One of the processes that are one bot: its queue, and what it hears of the others."""

    def __init__(
        self,
        database: StateDatabase,
        url: ServerUrl,
        bot_id: int,
        threads: WorkerThreads,
        *,
        polls: bool,
        most_waiting: int,
    ) -> None:
        """Raise StateError when workers of another bot use the database.

        Without `polls` every worker receives updates, by webhook. `most_waiting` bounds the
        updates that wait at all workers together.
        """
        from qa_bot.channels.telegram.storage.state_listener import state_listener

        self._database = database
        self._claims = WorkerClaims(database, bot_id)
        self._counts = UsageCounts(database)
        self.signals = WorkerSignals(state_listener(url, CHANNEL))
        self.queue = ClaimedQueue(
            SharedJournal(database, bot_id),
            threads,
            self._claims,
            lambda: self.receives,
            most_waiting,
        )
        self._polls = polls

    @property
    def receives(self) -> bool:
        """Whether this worker, of all, polls."""
        return self._polls and self.signals.is_receiver

    async def join(
        self,
        bot: Bot,
        resume: Callable[[Bot, int], Awaitable[None]],
        on_receiver: Callable[[], None],
    ) -> None:
        """Handle updates from now on; see `ClaimedQueue` and `WorkerSignals`."""
        self.queue.resume = resume
        await self.queue.put_unhandled(bot)
        # Another receives while what this one has is handled, before it stops.
        self.signals.start(self.queue.wake, on_receiver, lambda: not self.queue.ending.is_set())

    async def leave(self) -> None:
        """Let the others have what is left."""
        # Before that announces it, to this worker too.
        self.signals.end()
        await self.queue.leave()
        await self.signals.wait_ended()

    def make_limit(self, kind: str, limit: int, period_s: float) -> EventLimit:
        """Make a limit that all workers keep together; see `UsageLimiter`."""
        return SharedRateLimit(self._counts, kind, limit, period_s)

    def reports(self) -> list[WorkerReport]:
        """Return what each worker that is alive says of itself. Blocks."""
        return self._claims.workers()

    def now(self) -> float:
        """Return the time by the clock that all workers share. Blocks."""
        return server_time(self._database)

    def pending(self) -> int:
        """Return how many updates no worker has handled yet. Blocks."""
        return self._claims.pending()

    def track(self, metrics: PrometheusMetrics) -> None:
        """Have the metrics tell what this worker does."""
        metrics.track_worker(__version__, lambda: self.receives, lambda: self.queue.busy)
