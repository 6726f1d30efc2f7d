"""Detect that the bot receives no updates though its process runs.

Knows when updates were asked for and what came of it. Does not know what is in
them, nor how the bot is stopped. A failing network is no problem as long as the bot
keeps trying.
"""

import asyncio
import math
import time
from collections.abc import Callable
from typing import Final

from qa_bot.channels.telegram.transport.bot_token import TOKEN_CURE
from qa_bot.errors import PollingStopped, QaBotError, TelegramSetupError

# Seconds without a poll: a long poll takes up to 20 s, the pause after a failure up to 30 s.
SILENCE_S: Final = 45.0
# Refused polls in a row: Telegram sometimes refuses a valid token once.
MAX_REFUSALS: Final = 3
# Times that the same batch came: python-telegram-bot asks again at once when it cannot read one.
MAX_REPEATS: Final = 20
# Seconds between two looks at the watchdog.
_CHECK_EVERY_S: Final = 1.0


class PollingWatchdog:
    """Records the events of polling, from the first one on."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._due = math.inf
        self._refusals = 0
        self._repeats = 0
        self._offset: object = None

    def beat(self, expected_pause_s: float = 0.0) -> None:
        """Record that a poll began or ended; the next may come that many seconds later."""
        self._due = self._clock() + SILENCE_S + expected_pause_s

    def record_refusal(self) -> None:
        """Record that Telegram refused the token."""
        self._refusals += 1

    def record_batch(self, offset: object, updates: int) -> None:
        """Record that Telegram returned so many updates for a poll from `offset`."""
        self._refusals = 0
        is_repeated = updates > 0 and offset == self._offset
        self._repeats = self._repeats + 1 if is_repeated else 0
        self._offset = offset if updates > 0 else None

    def problem(self) -> QaBotError | None:
        """Return why the bot receives no updates, or None while it does."""
        if self._refusals >= MAX_REFUSALS:
            return TelegramSetupError(f"Telegram no longer accepts the token. {TOKEN_CURE}")
        if self._repeats >= MAX_REPEATS:
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


async def watch(
    watchdog: PollingWatchdog,
    is_receiving: Callable[[], bool],
    every_s: float = _CHECK_EVERY_S,
) -> QaBotError:
    """Wait until the bot receives no updates any more; return why.

    `is_receiving` is whether it means to: while it stops, which may take longer than
    a silence, nothing is amiss.
    """
    while (problem := watchdog.problem()) is None or not is_receiving():
        await asyncio.sleep(every_s)
    return problem
