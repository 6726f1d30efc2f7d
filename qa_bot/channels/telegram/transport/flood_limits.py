"""How fast messages leave: as Telegram allows, for each chat, each group and in all.

Knows methods, chats and times. Does not know messages. Where Telegram asks to wait
nevertheless, the chat that it concerns waits, and no other.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from datetime import timedelta
from typing import Any, Final
from weakref import WeakValueDictionary

from telegram.error import RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter

from qa_bot.channels.telegram.middleware.rate_limit import Pace
from qa_bot.channels.telegram.monitoring.metrics import Metrics
from qa_bot.channels.telegram.storage.sent_times import Departures

# A second a message in a chat, of which a few may come at once. Windows are a little longer than
# Telegram's, whose clock is not ours.
_CHAT: Final = (3, 3.1)
_GROUP: Final = (20, 61.0)
_OVERALL: Final = (30, 1.1)
_COUNTED: Final = ("send", "edit", "copy", "forward")
_FREE: Final = ("sendChatAction",)
# Telegram counts in whole seconds.
_GRACE_S: Final = 0.1


class FloodLimits(BaseRateLimiter[None]):
    """Holds each message back until it may leave, in order within a chat.

    `departures` are those of an earlier process too, which Telegram still counts.
    """

    __slots__ = (
        "_chats",
        "_clock",
        "_departures",
        "_groups",
        "_held",
        "_metrics",
        "_overall",
        "_turns",
    )

    def __init__(
        self,
        metrics: Metrics,
        departures: Departures,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._metrics = metrics
        self._departures = departures
        self._clock = clock
        self._overall = Pace(*_OVERALL, clock)
        self._chats = Pace(*_CHAT, clock)
        self._groups = Pace(*_GROUP, clock)
        self._turns: WeakValueDictionary[object, asyncio.Lock] = WeakValueDictionary()
        self._held: dict[object, float] = {}
        for chat, ago_s in departures.within(max(_CHAT[1], _GROUP[1], _OVERALL[1])):
            for pace, key in self._paces(chat):
                pace.happened(key, ago_s)

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> Any:
        """Carry out a request when it may leave, again if Telegram asks to wait.

        Raises what else it raises.
        """
        chat = data.get("chat_id")
        counted = endpoint.startswith(_COUNTED) and endpoint not in _FREE
        paces = list(self._paces(chat)) if counted and chat is not None else []
        while True:
            await self._leave(chat, paces)
            try:
                return await callback(*args, **kwargs)
            except TelegramError as error:
                self._metrics.refused(endpoint, error)
                if not isinstance(error, RetryAfter):
                    raise
                self._hold(chat, error)
            finally:
                for pace, key in paces:
                    pace.done(key)

    async def _leave(self, chat: object, paces: Sequence[tuple[Pace, object]]) -> None:
        if not paces:
            await self._wait_held(chat)
            return
        async with self._turns.setdefault(chat, asyncio.Lock()):
            await self._wait_held(chat)
            for pace, key in paces:
                while wait_s := pace.wait_s(key):
                    await asyncio.sleep(wait_s)
            self._departures.note(chat)

    def _paces(self, chat: object) -> Iterator[tuple[Pace, object]]:
        yield self._chats, chat
        if _is_group(chat):
            yield self._groups, chat
        yield self._overall, None

    def _hold(self, chat: object, error: RetryAfter) -> None:
        """Hold a chat's requests as long as Telegram asks; all, where it is about no chat."""
        until = self._clock() + asked_to_wait_s(error)
        self._held[chat] = max(until, self._held.get(chat, until))

    async def _wait_held(self, chat: object) -> None:
        while wait_s := max(self._held_s(chat), self._held_s(None)):
            await asyncio.sleep(wait_s)

    def _held_s(self, chat: object) -> float:
        left_s = self._held.get(chat, 0.0) - self._clock()
        if left_s <= 0.0:
            self._held.pop(chat, None)
        return max(left_s, 0.0)

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to release."""


def asked_to_wait_s(error: RetryAfter) -> float:
    """How long Telegram asks to wait, and a little more."""
    asked = error.retry_after
    seconds = asked.total_seconds() if isinstance(asked, timedelta) else float(asked)
    return seconds + _GRACE_S


def _is_group(chat: object) -> bool:
    """Whether a chat is a group or channel, whose id is negative or a name."""
    return str(chat).startswith(("-", "@"))
