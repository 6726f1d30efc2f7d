"""Notices that the bot has gone deaf while its process lives on.

Knows when updates were asked for and what came of it. Does not know what is in
them, nor how the bot is stopped. A failing network is no cause for alarm as
long as the bot keeps trying.
"""

import asyncio
import math
import time
from collections.abc import Callable
from typing import Final

from qa_bot.channels.telegram.transport.token import CURE
from qa_bot.errors import QaBotError, TelegramSetupError

# A long poll takes up to 20 s, the pause after a failure up to 30 s.
SILENCE_S: Final = 45.0
REFUSALS: Final = 3
REPEATS: Final = 20
_EVERY_S: Final = 1.0


class PollingStopped(QaBotError):
    """The bot no longer receives messages, though its process runs."""


class Pulse:
    """The signs of life of polling, from the first one on."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._due = math.inf
        self._refusals = 0
        self._repeats = 0
        self._offset: object = None

    def beat(self, expected_pause_s: float = 0.0) -> None:
        """A poll has begun or ended; the next sign may take that much longer."""
        self._due = self._clock() + SILENCE_S + expected_pause_s

    def refused(self) -> None:
        """Telegram did not know the token."""
        self._refusals += 1

    def accepted(self, offset: object, updates: int) -> None:
        """Telegram gave so many updates, counted from `offset`."""
        self._refusals = 0
        again = updates > 0 and offset == self._offset
        self._repeats = self._repeats + 1 if again else 0
        self._offset = offset if updates > 0 else None

    def verdict(self) -> QaBotError | None:
        """Why the bot is deaf; None while it is not."""
        if self._refusals >= REFUSALS:
            return TelegramSetupError(f"Telegram no longer accepts the token. {CURE}")
        if self._repeats >= REPEATS:
            return PollingStopped(
                "Polling is stuck: Telegram gave the same updates again and again, and none "
                "could be read. Update python-telegram-bot, then start the bot again."
            )
        if self._clock() > self._due:
            return PollingStopped(
                f"Polling has stopped: no updates were asked for in {SILENCE_S:.0f} seconds. "
                "Start the bot again; its log says what went before."
            )
        return None


async def watch(pulse: Pulse, every_s: float = _EVERY_S) -> QaBotError:
    """Wait until the bot is deaf; returns why."""
    while (verdict := pulse.verdict()) is None:
        await asyncio.sleep(every_s)
    return verdict
