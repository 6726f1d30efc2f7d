"""Run blocking work in threads, away from the event loop.

Knows threads. Does not know what the work is. Every blocking call of the bot goes
through here; what stays on the loop says why where it stands.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class WorkerThreads:
    """A pool of threads, like Starlette's `run_in_threadpool` with a bound of its own.

    Calls start in the order in which they were submitted. With one thread they also
    end, and their callers resume, in that order.
    """

    def __init__(self, max_workers: int, name: str = "worker") -> None:
        self._threads = ThreadPoolExecutor(max_workers, name)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call `work` in a thread; return what it returns and raise what it raises.

        A call that has started runs to its end even when the caller is cancelled.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, partial(work, *args, **kwargs))

    def close(self) -> None:
        """Wait for the calls that were submitted, and end the threads."""
        self._threads.shutdown()
