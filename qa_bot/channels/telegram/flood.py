"""How fast messages leave: as Telegram allows, for each chat, each group and in all.

Knows methods, chats and times. Does not know messages. What Telegram asks to wait
for nevertheless is waited for.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final
from weakref import WeakValueDictionary

from telegram.error import TelegramError
from telegram.ext import AIORateLimiter

from qa_bot.channels.telegram.metrics import Metrics
from qa_bot.channels.telegram.pace import Pace

# A second a message in a chat, of which a few may come at once. Windows are a little longer than
# Telegram's, since messages may draw closer together on their way.
_CHAT: Final = (3, 3.1)
_GROUP: Final = (20, 61.0)
_OVERALL: Final = (30, 1.1)
_COUNTED: Final = ("send", "edit", "copy", "forward")
_FREE: Final = ("sendChatAction",)
_FLOOD_RETRIES: Final = 10


class FloodLimits(AIORateLimiter):
    """Holds each message back until it may leave, in order within a chat."""

    __slots__ = ("_chats", "_groups", "_metrics", "_overall", "_turns")

    def __init__(self, metrics: Metrics) -> None:
        # Its own limits let twice as much through at first; its waiting on demand is what we use.
        super().__init__(overall_max_rate=0, group_max_rate=0, max_retries=_FLOOD_RETRIES)
        self._metrics = metrics
        self._overall = Pace(*_OVERALL)
        self._chats = Pace(*_CHAT)
        self._groups = Pace(*_GROUP)
        self._turns: WeakValueDictionary[object, asyncio.Lock] = WeakValueDictionary()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        """Carry out a request when it may leave; raises what it raises."""
        chat = data.get("chat_id")
        if chat is not None and endpoint.startswith(_COUNTED) and endpoint not in _FREE:
            async with self._turns.setdefault(chat, asyncio.Lock()):
                await self._wait(chat)
        try:
            return await super().process_request(
                callback, args, kwargs, endpoint, data, rate_limit_args
            )
        except TelegramError as error:
            self._metrics.refused(endpoint, error)
            raise

    async def _wait(self, chat: object) -> None:
        for pace in (self._chats, self._groups, self._overall):
            if pace is self._groups and not _is_group(chat):
                continue
            while wait_s := pace.wait_s("" if pace is self._overall else chat):
                await asyncio.sleep(wait_s)


def _is_group(chat: object) -> bool:
    """Whether a chat is a group or channel, whose id is negative or a name."""
    return str(chat).startswith(("-", "@"))
