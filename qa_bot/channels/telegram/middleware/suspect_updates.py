"""Updates that may be what ends the process: each is handled while no other is.

Knows ids and turns. Does not know what an update asks for, nor how it is handled.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from qa_bot.channels.telegram.storage.update_journal import PendingUpdate

# Deaths of the process during an update and others, after which it is suspected. An update that
# waits for the flood limits, in a group for a minute, is begun too, so that fewer prove nothing.
_DEATHS_WITH_OTHERS: Final = 3
# Deaths while it was handled alone, after which it is the cause; one may be the machine's.
_DEATHS_ALONE: Final = 2


def is_suspect(update: PendingUpdate) -> bool:
    """Return whether an update may be what ended the process."""
    return update.tries >= _DEATHS_WITH_OTHERS


def is_cause(update: PendingUpdate) -> bool:
    """Return whether an update ended the process while no other was handled."""
    return update.tries_alone >= _DEATHS_ALONE


class SuspectUpdates:
    """Gives each suspect the process to itself; all others wait until none is left."""

    def __init__(self) -> None:
        self._left: set[int] = set()
        self._none_left = asyncio.Event()
        self._none_left.set()
        self._one_at_a_time = asyncio.Lock()

    def add(self, update_id: int) -> None:
        """Suspect an update, before any is handled."""
        self._left.add(update_id)
        self._none_left.clear()

    @asynccontextmanager
    async def turn(self, update_id: int) -> AsyncIterator[bool]:
        """Wait for an update's turn; the block is given whether it is handled alone."""
        if update_id not in self._left:
            await self._none_left.wait()
            yield False
            return
        async with self._one_at_a_time:
            try:
                yield True
            finally:
                self._left.discard(update_id)
                if not self._left:
                    self._none_left.set()
