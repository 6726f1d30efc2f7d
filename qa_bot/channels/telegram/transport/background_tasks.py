"""Work that goes on beside the turns of chats, until the bot stops.

Knows tasks of the event loop. Does not know what they do, nor how they are begun
again: what must not be lost is stored elsewhere.
"""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from qa_bot.channels.telegram.monitoring.error_handler import traceback_outline

_LOG = logging.getLogger(__name__)


class BackgroundTasks:
    """The tasks that run beside the turns of chats."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run `work` until it ends or `close` is called; log what goes wrong."""
        task = asyncio.create_task(_logged(work))
        # The event loop alone holds a task weakly.
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Cancel what runs, and wait until it has ended."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _logged(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except Exception as error:
        _LOG.error("Work beside a chat's turn failed.\n%s", traceback_outline(error))
