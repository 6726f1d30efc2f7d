"""A bot that receives no updates is detected; a failing network is waited out."""

import asyncio

import pytest

from qa_bot.channels.telegram.monitoring.watchdog import (
    MAX_REFUSALS,
    MAX_REPEATS,
    SILENCE_S,
    PollingWatchdog,
    watch,
)
from qa_bot.errors import PollingStopped, TelegramSetupError
from tests.channels.telegram.bot_api import BotApi, Fault, Person
from tests.channels.telegram.fakes import FakeAnswers
from tests.channels.telegram.running import RunningBot, open_to_all


class Clock:
    """A clock that tests set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_silence() -> None:
    """A stop of polling is reported within a minute of the last poll, not within 45 seconds."""
    clock = Clock()
    watchdog = PollingWatchdog(clock)
    clock.now = 40.0
    watchdog.beat()
    clock.now += SILENCE_S - 1
    assert watchdog.problem() is None
    clock.now += 2
    assert isinstance(watchdog.problem(), PollingStopped)
    assert clock.now < 40 + 60


def test_asked_to_wait() -> None:
    """A pause that Telegram asks for does not count as a stop."""
    clock = Clock()
    watchdog = PollingWatchdog(clock)
    watchdog.beat(expected_pause_s=300)
    clock.now = 300.0
    assert watchdog.problem() is None


def test_refused_token() -> None:
    """A few refusals in a row are a revoked token; one between successes is an accident."""
    watchdog = PollingWatchdog(Clock())
    for _ in range(MAX_REFUSALS * 2):
        watchdog.record_refusal()
        watchdog.record_batch(offset=1, updates=0)
    assert watchdog.problem() is None
    for _ in range(MAX_REFUSALS):
        watchdog.record_refusal()
    assert isinstance(watchdog.problem(), TelegramSetupError)


def test_same_updates_again_and_again() -> None:
    """The same batch again and again is reported; empty and new batches are not."""
    watchdog = PollingWatchdog(Clock())
    for offset in range(MAX_REPEATS * 2):
        watchdog.record_batch(offset, updates=1)
        watchdog.record_batch(offset + 1, updates=0)
    assert watchdog.problem() is None
    for _ in range(MAX_REPEATS + 1):
        watchdog.record_batch(offset=7, updates=1)
    assert isinstance(watchdog.problem(), PollingStopped)


def test_watch_returns_why() -> None:
    """Watching ends with the reason as soon as there is one."""
    watchdog = PollingWatchdog(Clock())
    for _ in range(MAX_REFUSALS):
        watchdog.record_refusal()
    problem = asyncio.run(watch(watchdog, lambda: True, every_s=0))
    assert isinstance(problem, TelegramSetupError)


def test_stop_is_no_silence() -> None:
    """A stop that takes longer than a silence may ends without an error."""
    clock = Clock()
    watchdog = PollingWatchdog(clock)
    watchdog.beat()
    clock.now += 2 * SILENCE_S

    async def stop_slowly() -> None:
        task = asyncio.create_task(watch(watchdog, lambda: False, every_s=0))
        for _ in range(10):
            await asyncio.sleep(0)
        assert not task.done()
        task.cancel()

    asyncio.run(stop_slowly())


def test_stray_refusal_is_survived(api: BotApi, person: Person, bot: RunningBot) -> None:
    """One 401 on getUpdates, which would end polling for good, does not."""
    api.faults.add(Fault.error("getUpdates", 401, "Unauthorized"))
    assert person.asks("How tall is it?").startswith("*34 metres*")
    api.faults.wait_used()
    assert person.asks("When was it lit?").startswith("*1871*")


@pytest.mark.parametrize("cut", [True, False])
def test_failing_poll_is_tried_again(
    api: BotApi, person: Person, bot: RunningBot, cut: bool
) -> None:
    """A broken connection or a server error on getUpdates only delays the next message."""
    api.faults.add(Fault("getUpdates", 502, "<html>", cut=cut))
    person.asks("How tall is it?")
    api.faults.wait_used()
    assert person.asks("When was it lit?").startswith("*1871*")


def test_revoked_token_ends_the_bot(
    api: BotApi, person: Person, answers: FakeAnswers, caplog: pytest.LogCaptureFixture
) -> None:
    """A token revoked while the bot runs ends it with the cause, after what it had received."""
    with RunningBot(open_to_all(api.url), answers, list) as running:
        api.faults.add(Fault.error("getUpdates", 401, "Unauthorized", times=MAX_REFUSALS + 1))
        person.says("How tall is it?")
        running.wait_ended()
    assert isinstance(running.error, TelegramSetupError)
    assert "no longer accepts the token" in str(running.error)


def test_unreadable_update_is_skipped(
    api: BotApi, person: Person, bot: RunningBot, caplog: pytest.LogCaptureFixture
) -> None:
    """An update that cannot be read is logged and skipped, and those behind it are handled."""
    with api.world.changed:
        number = api.world.deliver({"callback_query": {"id": "1"}})
        person.says("How tall is it?")
    assert person.hears().shown.startswith("*34 metres*")
    assert f"Update {number} cannot be read" in caplog.text
    assert len(api.world.called("getUpdates")) < 10


def test_starts_once_telegram_is_back(api: BotApi, person: Person, answers: FakeAnswers) -> None:
    """A bot started while Telegram fails answers as soon as it recovers."""
    api.faults.add(Fault("getMe", 500))
    with RunningBot(open_to_all(api.url), answers, list):
        assert person.asks("How tall is it?").startswith("*34 metres*")
