"""The small parts: the door off the loop, the bounded memories."""

import asyncio
import threading

from qa_bot.channels.telegram.middleware.recent_keys import Recent
from qa_bot.channels.telegram.transport.threads import OffLoop
from tests.patience import PATIENCE_S


def test_off_loop_is_bounded() -> None:
    """No more than the agreed number of threads work at once, and all work gets done."""
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
        door = OffLoop(at_once=2)
        return await asyncio.gather(*(door.run(work, number) for number in range(6)))

    assert asyncio.run(all_of_it()) == list(range(6))
    assert most == 2


def test_recent_is_bounded() -> None:
    """A key is new once, until it is forgotten."""
    recent = Recent(bound=2)
    assert [recent.is_new(key) for key in (1, 1, 2, 3, 1)] == [True, False, True, True, True]
