"""Delay each request so that Telegram's flood limits hold: per chat, per group and overall.

Knows methods, chats and times. Does not know messages. When Telegram asks to wait
all the same, only the chat concerned waits, in all processes that are the bot.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from weakref import WeakValueDictionary

from telegram.error import RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter

from qa_bot.channels.telegram.middleware.rate_limit import RateLimit
from qa_bot.channels.telegram.monitoring.prometheus_metrics import PrometheusMetrics
from qa_bot.channels.telegram.storage.sent_times import SendLimit, SentTimes
from qa_bot.channels.telegram.transport.worker_threads import WorkerThreads


@dataclass(frozen=True, slots=True)
class SendWindow:
    """At most so many messages in any window of so many seconds."""

    messages: int
    seconds: float


# https://core.telegram.org/bots/faq: one message a second in a chat, of which a few may come at
# once, 20 a minute in a group, 30 a second in all. The windows are a little longer than Telegram's,
# whose clock may differ.
_CHAT: Final = SendWindow(3, 3.1)
_GROUP: Final = SendWindow(20, 61.0)
_OVERALL: Final = SendWindow(30, 1.1)
_COUNTED: Final = ("send", "edit", "copy", "forward")
_FREE: Final = ("sendChatAction",)
# Added to what Telegram asks to wait, since it counts in whole seconds.
_MARGIN_S: Final = 0.1


@dataclass(frozen=True, slots=True)
class _Slot:
    """A limit that a request counts towards, and the key under which it counts."""

    limit: RateLimit
    key: object

    def acquire(self) -> float:
        return self.limit.acquire(self.key)

    def restart(self) -> None:
        self.limit.restart(self.key)


async def _nothing() -> None:
    """Wait for nothing."""


class FloodLimiter(BaseRateLimiter[None]):
    """Holds each message back until it may be sent, in order within a chat.

    `sent_times` also holds what an earlier process sent, which Telegram still counts, and
    where several workers send, what the others did.
    """

    __slots__ = (
        "_before_showing",
        "_chats",
        "_clock",
        "_groups",
        "_held_until",
        "_locks",
        "_metrics",
        "_overall",
        "_sent_times",
        "_threads",
    )

    def __init__(
        self,
        metrics: PrometheusMetrics,
        sent_times: SentTimes,
        threads: WorkerThreads,
        clock: Callable[[], float] = time.monotonic,
        before_showing: Callable[[], Awaitable[None]] = _nothing,
    ) -> None:
        """`before_showing` is awaited right before anything is shown in a chat."""
        self._metrics = metrics
        self._sent_times = sent_times
        self._threads = threads
        self._clock = clock
        self._before_showing = before_showing
        self._chats = RateLimit(_CHAT.messages, _CHAT.seconds, clock)
        self._groups = RateLimit(_GROUP.messages, _GROUP.seconds, clock)
        self._overall = RateLimit(_OVERALL.messages, _OVERALL.seconds, clock)
        self._locks: WeakValueDictionary[object, asyncio.Lock] = WeakValueDictionary()
        self._held_until: dict[object, float] = {}
        longest_s = max(window.seconds for window in (_CHAT, _GROUP, _OVERALL))
        for sent in sent_times.within(longest_s):
            for slot in self._slots(sent.chat):
                slot.limit.add_past(slot.key, sent.age_s)

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> Any:
        """Make a request when it may be sent, and again whenever Telegram asks to wait.

        Raises whatever else the request raises.
        """
        chat = data.get("chat_id")
        counted = endpoint.startswith(_COUNTED) and endpoint not in _FREE
        slots = list(self._slots(chat)) if counted and chat is not None else []
        while True:
            await self._wait_turn(chat, slots)
            if slots:
                await self._before_showing()
            try:
                return await callback(*args, **kwargs)
            except TelegramError as error:
                self._metrics.count_failed_request(endpoint, error)
                if not isinstance(error, RetryAfter):
                    raise
                await self._hold(chat, error)
            finally:
                for slot in slots:
                    slot.restart()

    async def _wait_turn(self, chat: object, slots: Sequence[_Slot]) -> None:
        if not slots:
            await self._wait_held(chat)
            if self._sent_times.is_shared:
                # A message's reservation asks for that too.
                while wait_s := await self._threads.run(self._sent_times.held_s, chat):
                    await asyncio.sleep(wait_s)
            return
        async with self._locks.setdefault(chat, asyncio.Lock()):
            await self._wait_held(chat)
            for slot in slots:
                while wait_s := slot.acquire():
                    await asyncio.sleep(wait_s)
            limits, reserve = list(self._limits(chat)), self._sent_times.reserve
            while wait_s := await self._threads.run(reserve, chat, limits):
                await asyncio.sleep(wait_s)

    def _slots(self, chat: object) -> Iterator[_Slot]:
        yield _Slot(self._chats, chat)
        if _is_group(chat):
            yield _Slot(self._groups, chat)
        yield _Slot(self._overall, None)

    def _limits(self, chat: object) -> Iterator[SendLimit]:
        yield SendLimit(_CHAT.messages, _CHAT.seconds, is_of_chat=True)
        if _is_group(chat):
            yield SendLimit(_GROUP.messages, _GROUP.seconds, is_of_chat=True)
        yield SendLimit(_OVERALL.messages, _OVERALL.seconds, is_of_chat=False)

    async def _hold(self, chat: object, error: RetryAfter) -> None:
        """Hold a chat's requests as long as Telegram asks; all, if the request has no chat."""
        asked_s = retry_after_s(error)
        until = self._clock() + asked_s
        self._held_until[chat] = max(until, self._held_until.get(chat, until))
        if self._sent_times.is_shared:
            await self._threads.run(self._sent_times.hold, chat, asked_s)

    async def _wait_held(self, chat: object) -> None:
        while wait_s := max(self._held_s(chat), self._held_s(None)):
            await asyncio.sleep(wait_s)

    def _held_s(self, chat: object) -> float:
        left_s = self._held_until.get(chat, 0.0) - self._clock()
        if left_s <= 0.0:
            self._held_until.pop(chat, None)
        return max(left_s, 0.0)

    async def initialize(self) -> None:
        """Do nothing: there is nothing to prepare."""

    async def shutdown(self) -> None:
        """Do nothing: there is nothing to release."""


def retry_after_s(error: RetryAfter) -> float:
    """Return how many seconds Telegram asks to wait, plus a margin."""
    asked = error.retry_after
    seconds = asked.total_seconds() if isinstance(asked, timedelta) else float(asked)
    return seconds + _MARGIN_S


def _is_group(chat: object) -> bool:
    """Return whether a chat is a group or channel, whose id is negative or a name."""
    return str(chat).startswith(("-", "@"))
