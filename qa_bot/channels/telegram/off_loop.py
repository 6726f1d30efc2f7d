"""The one door from the event loop to synchronous work.

Knows threads and how many may work at once. Does not know what the work is.
"""

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class OffLoop:
    """Runs synchronous work in threads, at most `at_once` at a time, first come first served."""

    def __init__(self, at_once: int) -> None:
        self._slots = asyncio.BoundedSemaphore(at_once)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `work` returns; raises what it raises."""
        async with self._slots:
            return await asyncio.to_thread(work, *args, **kwargs)
