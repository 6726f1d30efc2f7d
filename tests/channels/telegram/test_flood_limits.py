"""Messages are sent no faster than Telegram allows, per chat, per group and overall."""

import asyncio
import selectors
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from telegram.error import RetryAfter

from qa_bot.channels.telegram.monitoring.prometheus_metrics import PrometheusMetrics
from qa_bot.channels.telegram.storage.sent_times import SentTimes
from qa_bot.channels.telegram.storage.sqlite_state import SqliteState
from qa_bot.channels.telegram.transport import flood_limits
from qa_bot.channels.telegram.transport.flood_limits import FloodLimiter, SendWindow
from qa_bot.channels.telegram.transport.worker_threads import P, T, WorkerThreads
from tests.channels.telegram.bot_api import BotApi, Fault, Person
from tests.channels.telegram.fakes import FakeAnswers
from tests.channels.telegram.running import RunningBot, open_to_all


class Clock:
    """A clock that moves only while all tasks sleep."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Hurried(selectors.DefaultSelector):
    """Moves the clock instead of sleeping."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self._clock.now += timeout or 0.0
        return super().select(0 if timeout is not None else None)


class Inline(WorkerThreads):
    """Runs work at once, since a real thread takes time that the clock does not count."""

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return work(*args, **kwargs)


def hurried_loop(clock: Clock) -> asyncio.AbstractEventLoop:
    """Return an event loop whose time is the clock's."""
    loop = asyncio.SelectorEventLoop(Hurried(clock))
    loop.time = clock  # type: ignore[method-assign]
    return loop


def sent_at(
    *requests: tuple[str, int | None],
    database: SqliteState | None = None,
    floods: Sequence[int | None] = (),
    clock: Clock | None = None,
) -> list[tuple[int | None, float]]:
    """Make several requests at once; return the chat and the time at which each was sent.

    Telegram asks the first request of each chat in `floods` to wait for a second.
    """
    at = clock or Clock()
    refused = list(floods)

    async def all_at_once() -> list[tuple[int | None, float]]:
        sent_times = SentTimes(database or SqliteState(), at)
        limits = FloodLimiter(PrometheusMetrics(), sent_times, Inline(1), at)
        sent: list[tuple[int | None, float]] = []

        async def request(method: str, chat: int | None) -> None:
            async def leave() -> bool:
                if chat in refused:
                    refused.remove(chat)
                    raise RetryAfter(timedelta(seconds=1))
                sent.append((chat, at.now))
                return True

            await limits.process_request(leave, (), {}, method, {"chat_id": chat}, None)

        await asyncio.gather(*(request(method, chat) for method, chat in requests))
        return sent

    with asyncio.Runner(loop_factory=lambda: hurried_loop(at)) as runner:
        return runner.run(all_at_once())


def most_within(times: list[float], seconds: float) -> int:
    """Return the most times in any window of so many seconds."""
    return max(sum(start <= each < start + seconds for each in times) for start in times)


WINDOW_S = 0.8
# As loaded, before tests make them shorter.
SHIPPED = (flood_limits._CHAT, flood_limits._GROUP, flood_limits._OVERALL)


@pytest.fixture(autouse=True)
def _short_windows(_unhurried: None, monkeypatch: pytest.MonkeyPatch) -> None:
    # As the bot sets it for itself.
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    monkeypatch.setattr(flood_limits, "_CHAT", SendWindow(3, WINDOW_S))
    monkeypatch.setattr(flood_limits, "_GROUP", SendWindow(4, WINDOW_S))
    monkeypatch.setattr(flood_limits, "_OVERALL", SendWindow(10, WINDOW_S))


def test_one_chat() -> None:
    """A few messages to a chat are sent at once, the others no faster than one a second."""
    times = [at for _, at in sent_at(*[("sendMessage", 1)] * 7)]
    assert most_within(times, WINDOW_S) == 3
    assert all(earlier <= later for earlier, later in pairwise(times))


def test_edits_count_like_messages() -> None:
    """An edit counts as a message; the typing action does not."""
    sent = sent_at(*[("sendChatAction", 1)] * 5, *[("editMessageText", 1), ("sendMessage", 1)] * 2)
    assert most_within([at for _, at in sent], WINDOW_S) == 5 + 3


def test_group(monkeypatch: pytest.MonkeyPatch) -> None:
    """A group gets fewer messages than a private chat in the same time."""
    monkeypatch.setattr(flood_limits, "_CHAT", SendWindow(100, WINDOW_S))
    times = [at for _, at in sent_at(*[("sendMessage", -1)] * 6)]
    assert most_within(times, WINDOW_S) == 4


def test_all_chats_together() -> None:
    """However many chats are served, no more messages are sent a second than Telegram takes."""
    times = [at for _, at in sent_at(*[("sendMessage", chat) for chat in range(1, 31)])]
    assert len(times) == 30
    assert most_within(times, WINDOW_S) == 10


def test_full_chat_delays_no_other() -> None:
    """While one chat waits for its limit, another's messages are sent."""
    sent = sent_at(*[("sendMessage", 1)] * 9, ("sendMessage", 2))
    chats = [chat for chat, _ in sent]
    assert chats.index(2) < 9


def test_retry_after_delays_its_own_chat_only() -> None:
    """Only the chat whose request was refused waits, as long as Telegram asks."""
    sent = sent_at(("sendMessage", 1), ("sendMessage", 2), ("sendMessage", 3), floods=[1])
    assert [chat for chat, _ in sent] == [2, 3, 1]
    assert sent[-1][1] - sent[0][1] >= 1.0


def test_retry_after_without_a_chat_delays_all() -> None:
    """When a request without a chat is refused, nothing is sent until Telegram allows."""
    clock = Clock()
    began = clock.now
    requests = [("answerCallbackQuery", None), *[("sendMessage", chat) for chat in range(12)]]
    sent = sent_at(*requests, floods=[None], clock=clock)
    waited = [at - began for chat, at in sent if chat is None or chat >= 10]
    assert len(waited) == 3
    assert all(each >= 1.0 for each in waited)


def test_limits_hold_across_a_restart(tmp_path: Path) -> None:
    """A new process counts what the one before it sent, as Telegram does."""
    clock, database = Clock(), SqliteState(tmp_path)
    before = sent_at(*[("sendMessage", 1)] * 3, database=database, clock=clock)
    after = sent_at(*[("sendMessage", 1)] * 3, database=SqliteState(tmp_path), clock=clock)
    assert most_within([at for _, at in [*before, *after]], WINDOW_S) == 3


def test_others_are_answered_while_one_chat_waits(
    api: BotApi, person: Person, bot: RunningBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While Telegram refuses messages to one chat, another gets its answer."""
    over, held_s = threading.Event(), FloodLimiter._held_s

    def until_over(self: FloodLimiter, chat: object) -> float:
        return 0.0 if over.is_set() else min(held_s(self, chat), 0.05)

    monkeypatch.setattr(FloodLimiter, "_held_s", until_over)
    api.faults.add(Fault.flood("sendMessage", retry_after=3600))
    person.says("How tall is it?")
    api.faults.wait_used()
    assert Person(api.world, "Ben", 2).asks("How tall is it?").startswith("*34 metres*")
    assert not api.world.posted[person.id]
    over.set()
    assert person.hears().text.startswith("34 metres")


def test_windows_are_telegrams() -> None:
    """The limits are Telegram's: 1 a second a chat, 20 a minute a group, 30 a second in all."""
    for window, per_second in zip(SHIPPED, (1.0, 20 / 60, 30.0), strict=True):
        assert window.messages / window.seconds <= per_second


def test_telegram_never_asks_to_wait(
    api: BotApi, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the limits as shipped, a server that enforces Telegram's refuses nothing."""
    for name, limits in zip(("_CHAT", "_GROUP", "_OVERALL"), SHIPPED, strict=True):
        monkeypatch.setattr(flood_limits, name, limits)
    api.world.limiter.on = True
    with RunningBot(open_to_all(api.url), FakeAnswers()):
        for _ in range(5):
            person.says("How tall is it?")
        assert all(person.hears().text.startswith("34 metres") for _ in range(5))
    assert api.world.limiter.exceeded == []
