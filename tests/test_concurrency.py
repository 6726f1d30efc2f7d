"""Work on the cores is done once, in turns, and told truly."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_bot.concurrency import Cores
from tests.patience import PATIENCE_S


class _Gate(Cores):
    """One core that is busy until it is opened, so that what waits for it is known."""

    def __init__(self) -> None:
        super().__init__(1)
        self._open, self._busy = threading.Event(), threading.Event()
        self.pool = ThreadPoolExecutor(8)
        self._holding = self.pool.submit(self.run, [self._hold])
        assert self._busy.wait(PATIENCE_S)

    def _hold(self) -> None:
        self._busy.set()
        assert self._open.wait(PATIENCE_S)

    def waiting(self, callers: int) -> None:
        """Return once so many callers wait for the core."""
        until = time.monotonic() + PATIENCE_S
        while sum(map(bool, self._waiting)) < callers:
            assert time.monotonic() < until
            time.sleep(0.001)

    def release(self) -> None:
        self._open.set()
        self._holding.result(PATIENCE_S)


def _noting(done: list[str], name: str) -> Callable[[], str]:
    def task() -> str:
        done.append(name)
        return name

    return task


@settings(max_examples=30)
@given(st.lists(st.integers(0, 9), max_size=12), st.integers(1, 4))
def test_each_task_is_done_once_and_its_result_is_in_its_place(
    sizes: list[int], cores: int
) -> None:
    """However many callers come at once, each gets its own results in order."""
    shared, done = Cores(cores), list[str]()
    with ThreadPoolExecutor(max(1, len(sizes))) as callers:
        asked = [[f"{caller}.{n}" for n in range(size)] for caller, size in enumerate(sizes)]
        given_back = callers.map(lambda names: shared.run([_noting(done, n) for n in names]), asked)
        assert list(given_back) == asked
    assert sorted(done) == sorted(name for names in asked for name in names)


def test_a_short_piece_of_work_does_not_wait_for_the_end_of_a_long_one() -> None:
    """Those who wait take turns, task by task."""
    core, done = _Gate(), list[str]()
    long = core.pool.submit(core.run, [_noting(done, "long")] * 6)
    core.waiting(1)
    short = core.pool.submit(core.run, [_noting(done, "short")] * 2)
    core.waiting(2)
    core.release()
    assert short.result(PATIENCE_S) == ["short"] * 2 and long.result(PATIENCE_S) == ["long"] * 6
    assert done == ["long", "short", "long", "short", "long", "long", "long", "long"]


def test_what_fails_is_raised_where_it_was_asked_for_and_drops_its_rest() -> None:
    """Another's failure is no concern of those who wait beside it."""
    core, done, told = _Gate(), list[str](), threading.Event()

    def fail() -> str:
        raise ValueError("no such pass")

    def rest() -> str:
        assert told.wait(PATIENCE_S)
        return _noting(done, "rest")()

    failing = core.pool.submit(core.run, [fail, *[rest] * 50])
    failing.add_done_callback(lambda _: told.set())
    core.waiting(1)
    beside = core.pool.submit(core.run, [_noting(done, "beside")] * 3)
    core.waiting(2)
    core.release()
    with pytest.raises(ValueError, match="no such pass"):
        failing.result(PATIENCE_S)
    assert beside.result(PATIENCE_S) == ["beside"] * 3
    assert core.run([_noting(done, "after")]) == ["after"]
    assert done.count("rest") <= 1
