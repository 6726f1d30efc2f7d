"""A rate limit holds in every window, for each key, in bounded memory."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.channels.telegram.middleware import rate_limit
from qa_bot.channels.telegram.middleware.rate_limit import RateLimit


class Clock:
    """A clock that tests set."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@given(st.lists(st.tuples(st.integers(0, 2), st.floats(0, 30)), max_size=40))
def test_no_window_exceeds_the_limit(steps: list[tuple[int, float]]) -> None:
    """No key gets more than the limit in any minute, and the returned wait suffices."""
    clock = Clock()
    limit = RateLimit(3, 60.0, clock)
    passed: dict[int, list[float]] = {0: [], 1: [], 2: []}
    for key, pause in steps:
        clock.now += pause
        wait_s = limit.acquire(key)
        if wait_s:
            assert len([at for at in passed[key] if at > clock.now - 60]) == 3
            assert 0 < wait_s <= 60 + 1e-9  # The clock adds and subtracts in floats.
        else:
            passed[key].append(clock.now)
            assert len([at for at in passed[key] if at > clock.now - 60]) <= 3


def test_restarted_event_counts_as_of_its_end() -> None:
    """A slow request counts as of its end, so that what follows it is not too soon."""
    times = iter([0.0, 5.0, 14.0, 15.0])
    limit = RateLimit(1, 10.0, lambda: next(times))
    assert limit.acquire("chat") == 0.0
    limit.restart("chat")
    assert limit.acquire("chat") == 1.0
    assert limit.acquire("chat") == 0.0


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key counts until it is forgotten, and the one unused for longest is forgotten first."""
    monkeypatch.setattr(rate_limit, "_MAX_KEYS", 2)
    limit = RateLimit(1, 3600.0)
    is_new = [not limit.acquire(key) for key in (1, 1, 2, 3, 1)]
    assert is_new == [True, False, True, True, True]
