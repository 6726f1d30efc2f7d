"""Messages leave no faster than Telegram allows, whoever they are for."""

import asyncio
import time
from itertools import pairwise

import pytest

from qa_bot.channels.telegram import flood
from qa_bot.channels.telegram.flood import FloodLimits
from qa_bot.channels.telegram.metrics import Metrics
from tests.telegram.bot_api import BotApi, Person
from tests.telegram.fakes import FakeAnswers
from tests.telegram.running import RunningBot, open_to_all


def sent_at(*requests: tuple[str, int]) -> list[tuple[int, float]]:
    """When each of several requests, made at once, leaves: its chat and the time."""

    async def all_at_once() -> list[tuple[int, float]]:
        limits, sent = FloodLimits(Metrics()), []

        async def request(method: str, chat: int) -> None:
            async def leave() -> bool:
                sent.append((chat, time.monotonic()))
                return True

            await limits.process_request(leave, (), {}, method, {"chat_id": chat}, None)

        await asyncio.gather(*(request(method, chat) for method, chat in requests))
        return sent

    return asyncio.run(all_at_once())


def most_within(times: list[float], seconds: float) -> int:
    """The most that left in any stretch of so many seconds."""
    return max(sum(start <= each < start + seconds for each in times) for start in times)


WINDOW_S = 0.8
# Shorter than the window, for a machine that is slow to note when a message left.
LOOKED_AT_S = 0.5
# As loaded, before tests make them shorter.
SHIPPED = (flood._CHAT, flood._GROUP, flood._OVERALL)


@pytest.fixture(autouse=True)
def _short_windows(_unhurried: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flood, "_CHAT", (3, WINDOW_S))
    monkeypatch.setattr(flood, "_GROUP", (4, WINDOW_S))
    monkeypatch.setattr(flood, "_OVERALL", (10, WINDOW_S))


def test_one_chat() -> None:
    """A few messages to a chat leave at once, the others no faster than one a second."""
    times = [at for _, at in sent_at(*[("sendMessage", 1)] * 7)]
    assert most_within(times, LOOKED_AT_S) == 3
    assert all(earlier <= later for earlier, later in pairwise(times))


def test_edits_count_like_messages() -> None:
    """An edit takes a message's place; the sign of typing takes none."""
    sent = sent_at(*[("sendChatAction", 1)] * 5, *[("editMessageText", 1), ("sendMessage", 1)] * 2)
    assert most_within([at for _, at in sent], LOOKED_AT_S) == 5 + 3


def test_group(monkeypatch: pytest.MonkeyPatch) -> None:
    """A group gets fewer than a person would in the same time."""
    monkeypatch.setattr(flood, "_CHAT", (100, WINDOW_S))
    times = [at for _, at in sent_at(*[("sendMessage", -1)] * 6)]
    assert most_within(times, LOOKED_AT_S) == 4


def test_all_chats_together() -> None:
    """However many chats are served, no more leave in a second than Telegram takes."""
    times = [at for _, at in sent_at(*[("sendMessage", chat) for chat in range(1, 31)])]
    assert len(times) == 30
    assert most_within(times, LOOKED_AT_S) == 10


def test_full_chat_holds_up_no_other() -> None:
    """While one chat waits for its turn, another's messages leave."""
    sent = sent_at(*[("sendMessage", 1)] * 9, ("sendMessage", 2))
    chats = [chat for chat, _ in sent]
    assert chats.index(2) < 9


def test_windows_are_telegrams() -> None:
    """The limits are Telegram's: 1 a second a chat, 20 a minute a group, 30 a second in all."""
    for (limit, seconds), a_second in zip(SHIPPED, (1.0, 20 / 60, 30.0), strict=True):
        assert limit / seconds <= a_second


def test_telegram_never_asks_to_wait(
    api: BotApi, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the limits as shipped, a server that holds to Telegram's refuses nothing."""
    for name, limits in zip(("_CHAT", "_GROUP", "_OVERALL"), SHIPPED, strict=True):
        monkeypatch.setattr(flood, name, limits)
    api.world.limiter.on = True
    with RunningBot(open_to_all(api.url), FakeAnswers()):
        for _ in range(5):
            person.says("How tall is it?")
        assert all(person.hears().text.startswith("34 metres") for _ in range(5))
    assert api.world.limiter.exceeded == []
