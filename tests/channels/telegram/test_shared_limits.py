"""Limits that several workers keep together hold in every window, whoever counts."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qa_bot.channels.telegram.storage.sent_times import SendLimit
from qa_bot.channels.telegram.storage.shared_sent_times import SharedSentTimes
from qa_bot.channels.telegram.storage.usage_counts import UsageCounts
from qa_bot.channels.telegram.workers.shared_rate_limit import SharedRateLimit
from tests.channels.telegram.state_places import StatePlace

WORKERS = 4
# Seconds; two windows are waited for.
WINDOW_S = 0.5


@pytest.fixture
def place(folder: Path, database_url: str) -> Iterator[StatePlace]:
    """A database that several workers share."""
    found = StatePlace(folder, database_url)
    yield found
    found.close()


def together(work: Callable[[int], list[float]]) -> list[list[float]]:
    """Let each worker do its part at once; return what each returned."""
    with ThreadPoolExecutor(WORKERS) as threads:
        return list(threads.map(work, range(WORKERS)))


def gaps(times: list[float], of: int) -> list[float]:
    """Return the seconds between each event and the one so many after it, by the server."""
    return [later - earlier for earlier, later in zip(times, times[of:], strict=False)]


def test_messages_of_all_workers_keep_to_the_limits(place: StatePlace) -> None:
    """No window holds more messages than Telegram allows, to a chat or in all."""
    limits = [SendLimit(2, WINDOW_S, is_of_chat=True), SendLimit(5, WINDOW_S, is_of_chat=False)]

    def send(worker: int) -> list[float]:
        sent_times = SharedSentTimes(place.open())
        waits = []
        for chat in (worker % 2, worker % 2, 7):
            while wait_s := sent_times.reserve(chat, limits):
                waits.append(wait_s)
                time.sleep(wait_s)
        return waits

    waits = [each for waited in together(send) for each in waited]
    rows = place.open().fetch_all("SELECT chat_id, at FROM departures ORDER BY at")
    assert len(rows) == 3 * WORKERS
    assert all(0 < each <= WINDOW_S for each in waits)
    assert min(gaps([at for _, at in rows], 5)) >= WINDOW_S
    for chat in ("0", "1", "7"):
        assert min(gaps([at for name, at in rows if name == chat], 2)) >= WINDOW_S


def test_questions_of_a_person_are_counted_by_all_workers(place: StatePlace) -> None:
    """However many workers a person's chats are at, no window holds more than is allowed."""

    def ask(_: int) -> list[float]:
        limit = SharedRateLimit(UsageCounts(place.open()), "questions", 3, 3600.0)
        return [limit.acquire(1) for _ in range(3)] + [limit.acquire(2)]

    waits = [each for waited in together(ask) for each in waited]
    assert waits.count(0.0) == 3 + 3
    assert all(0 <= each <= 3600 for each in waits)


def test_person_may_ask_again_after_the_window(place: StatePlace) -> None:
    """After the returned wait a question is allowed, and those before it count no longer."""
    limit = SharedRateLimit(UsageCounts(place.open()), "questions", 2, WINDOW_S)
    for _ in range(4):
        while wait_s := limit.acquire(1):
            assert 0 < wait_s <= WINDOW_S
            time.sleep(wait_s)
    ((times,),) = place.open().fetch_all("SELECT times FROM usage_counts")
    assert len(times) <= 2
    assert sorted(times) == times
