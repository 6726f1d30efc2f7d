"""Blocking work runs in a bounded number of threads, in the order of the calls."""

import asyncio
import threading

from qa_bot.channels.telegram.transport.worker_threads import WorkerThreads
from tests.patience import PATIENCE_S


def test_threads_are_bounded() -> None:
    """No more than the given number of threads work at once, and all work gets done."""
    working, most, lock = 0, 0, threading.Lock()
    together = threading.Barrier(2)

    def work(number: int) -> int:
        nonlocal working, most
        with lock:
            working += 1
            most = max(most, working)
        together.wait(PATIENCE_S)
        with lock:
            working -= 1
        return number

    async def all_of_it() -> list[int]:
        threads = WorkerThreads(max_workers=2)
        return await asyncio.gather(*(threads.run(work, number) for number in range(6)))

    assert asyncio.run(all_of_it()) == list(range(6))
    assert most == 2


def test_one_thread_keeps_the_order() -> None:
    """With one thread, calls run and their callers resume in the order of the calls."""
    begun: list[int] = []
    resumed: list[int] = []

    async def call(threads: WorkerThreads, number: int) -> None:
        await threads.run(begun.append, number)
        resumed.append(number)

    async def all_of_it() -> None:
        threads = WorkerThreads(max_workers=1)
        await asyncio.gather(*(call(threads, number) for number in range(500)))

    asyncio.run(all_of_it())
    assert begun == resumed == list(range(500))


def test_close_waits_for_what_was_submitted() -> None:
    """A write that was submitted is done when the threads are closed, also if nobody awaits it."""
    may_write, written = threading.Event(), threading.Event()

    def write() -> None:
        may_write.wait(PATIENCE_S)
        written.set()

    async def abandon(threads: WorkerThreads) -> None:
        task = asyncio.create_task(threads.run(write))
        await asyncio.sleep(0)
        task.cancel()

    threads = WorkerThreads(max_workers=1)
    asyncio.run(abandon(threads))
    may_write.set()
    threads.close()
    assert written.is_set()
