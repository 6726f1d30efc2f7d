"""Limits that several workers keep together hold in every window, whoever counts."""

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from telegram.error import RetryAfter

from qa_bot.channels.telegram.middleware.pairing_codes import (
    TRIES_EACH,
    PairingCodes,
    PairingResult,
)
from qa_bot.channels.telegram.monitoring.prometheus_metrics import PrometheusMetrics
from qa_bot.channels.telegram.storage.admissions import Peer
from qa_bot.channels.telegram.storage.sent_times import SendLimit
from qa_bot.channels.telegram.storage.shared_journal import Recording, SharedJournal
from qa_bot.channels.telegram.storage.shared_sent_times import SharedSentTimes
from qa_bot.channels.telegram.storage.usage_counts import UsageCounts
from qa_bot.channels.telegram.transport.flood_limits import FloodLimiter
from qa_bot.channels.telegram.transport.worker_threads import WorkerThreads
from qa_bot.channels.telegram.workers.shared_rate_limit import SharedRateLimit
from tests.channels.telegram.state_places import StatePlace
from tests.patience import PATIENCE_S

WORKERS = 4
# Seconds; two windows are waited for.
WINDOW_S = 0.5
# Seconds that Telegram asks to wait.
ASKED_S = 1.0
GUESS = "AAAAA-AAAAA"


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


@pytest.mark.parametrize(
    ("refused", "held", "free"),
    [
        (("sendMessage", 7), [("sendMessage", 7), ("sendChatAction", 7)], [("sendMessage", 8)]),
        (("getFile", None), [("sendMessage", 8), ("answerCallbackQuery", None)], []),
    ],
)
def test_what_telegram_asks_of_one_worker_all_keep(
    place: StatePlace,
    monkeypatch: pytest.MonkeyPatch,
    refused: tuple[str, int | None],
    held: list[tuple[str, int | None]],
    free: list[tuple[str, int | None]],
) -> None:
    """Requests to that chat wait at each, or all of them where no chat was named; others go on."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    limiters = [
        FloodLimiter(PrometheusMetrics(), SharedSentTimes(place.open()), WorkerThreads(1))
        for _ in range(2)
    ]
    state = place.open()
    left: dict[tuple[str, int | None], float] = {}

    async def ask(worker: int, method: str, chat: int | None, fails: list[float]) -> None:
        async def leave() -> bool:
            if fails:
                raise RetryAfter(timedelta(seconds=fails.pop()))
            left[method, chat] = time.monotonic()
            return True

        data = {"chat_id": chat}
        await limiters[worker].process_request(leave, (), {}, method, data, None)

    async def work() -> float:
        asked = asyncio.create_task(ask(0, *refused, [ASKED_S]))
        began = time.monotonic()
        while not state.fetch_all("SELECT chat_id FROM holds"):
            assert not asked.done() and time.monotonic() < began + PATIENCE_S
            await asyncio.sleep(0.02)
        assert not left
        await asyncio.gather(asked, *(ask(1, *each, []) for each in (*held, *free)))
        return began

    began = asyncio.run(work())
    assert all(left[each] >= began + ASKED_S for each in held)
    assert all(left[each] < min(left[other] for other in held) for each in free)


def test_guesses_of_a_pairing_code_are_counted_by_all_workers(place: StatePlace) -> None:
    """A guesser has as many as with one worker, a new code is a new chance, and so for others."""
    counts = UsageCounts(place.open())

    def make(kind: str, limit: int, period_s: float) -> SharedRateLimit:
        return SharedRateLimit(counts, kind, limit, period_s)

    workers = [PairingCodes(place.open(), make_limit=make) for _ in range(2)]
    ada, ben = Peer(1, "Ada"), Peer(2, "Ben")
    workers[0].new_code()
    tried = [workers[n % 2].try_code(GUESS, ada) for n in range(2 * TRIES_EACH)]
    assert tried.count(PairingResult.WRONG) == TRIES_EACH
    assert set(tried[TRIES_EACH:]) == {PairingResult.IGNORED}
    assert workers[1].try_code(GUESS, ben) is PairingResult.WRONG
    code = workers[1].new_code()
    assert workers[0].try_code(code, ada) is PairingResult.PAIRED


def test_what_waits_is_counted_by_all_workers(place: StatePlace) -> None:
    """Whoever receives them, no more wait than may; those refused are known and never handled."""

    def receive(worker: int) -> list[Recording]:
        journal = SharedJournal(place.open(), 1)
        return [journal.record_of(n, 100 * worker + n, "{}", 5) for n in range(3)]

    first = receive(0)
    assert first == [Recording.NEW] * 3
    found = [each for receiving in (receive(1), receive(2)) for each in receiving]
    assert found == [Recording.NEW] * 2 + [Recording.TOO_MANY] * 4
    journal = SharedJournal(place.open(), 1)
    assert [each.update_id for each in journal.pending()] == [0, 1, 2, 100, 101]
    assert journal.record_of(2, 202, "{}", 5) is Recording.KNOWN
    assert journal.record_of(2, 300, "{}") is Recording.NEW
    journal.mark_handled(0)
    journal.mark_handled(300)
    assert journal.record_of(2, 301, "{}", 5) is Recording.NEW
