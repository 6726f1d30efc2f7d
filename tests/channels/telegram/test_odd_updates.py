"""No update, however odd, gets an exception out of a handler or its text into a chat."""

import logging
import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from qa_bot.channels.telegram.transport import flood_limits
from qa_bot.i18n import wording
from tests.channels.telegram.bot_api import BotApi, Channel, Group, Person
from tests.channels.telegram.bot_api.delivery import Queue
from tests.channels.telegram.bot_api.specification import Json
from tests.channels.telegram.fakes import LIGHTHOUSE, FakeAnswers
from tests.channels.telegram.odd_updates import updates
from tests.channels.telegram.running import RunningBot, open_to_all
from tests.patience import PATIENCE_S

FAILED = ("Handling an update failed", "Reporting a failure failed", "did not get through")
RAW = ("Traceback", "Error", "Exception", "NoneType", "object has no attribute", "sqlite")


class Failures(logging.Handler):
    """What is logged when a handler has raised."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if any(words in text for words in FAILED):
            self.texts.append(text)


class Running:
    """A bot that runs for all examples, and what is seen of it."""

    def __init__(self, api: BotApi, bot: RunningBot, failures: Failures) -> None:
        self.api, self.bot, self.failures = api, bot, failures

    def handle(self, odd: list[Json]) -> None:
        """Deliver updates and wait until all are handled."""
        for update in odd:
            self.api.world.open_queries.add("query1")
            self.api.world.deliver(update)
        self.api.world.wait(lambda: not self.api.world.updates)
        until = time.monotonic() + PATIENCE_S
        while self.bot.unhandled():
            assert time.monotonic() < until, "an update is never done with"
            time.sleep(0.005)

    def said(self) -> list[str]:
        """All that the bot has said."""
        return [seen.text for posted in self.api.world.posted.values() for seen in posted]


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    failures = Failures()
    patch = pytest.MonkeyPatch()
    patch.setenv("NO_PROXY", "127.0.0.1")
    # Kinds of updates that were not asked for come nevertheless.
    patch.setattr(Queue, "_wants", lambda *_: True)
    patch.setattr("qa_bot.channels.telegram.transport.delivery._RETRY_PAUSES_S", ())
    # As `_unhurried` does for bots of one test: answers need not wait for their turns.
    for limits in ("_CHAT", "_GROUP", "_OVERALL"):
        patch.setattr(flood_limits, limits, flood_limits.SendWindow(1_000_000, 1.0))
    logging.getLogger().addHandler(failures)
    with BotApi() as api:
        for chat in (Person(api.world), Group(api.world), Group(api.world, number=-101)):
            assert chat.id in api.world.chats
        Channel(api.world)
        for content in (b"The mill at Orr was built in 1804. " * 20, b"\xff\xfe\x00"):
            api.world.files.keep(None, content, None, None)
        with RunningBot(open_to_all(api.url), FakeAnswers(), lambda: [LIGHTHOUSE.ref]) as bot:
            yield Running(api, bot, failures)
    logging.getLogger().removeHandler(failures)
    patch.undo()


@settings(
    max_examples=100,
    suppress_health_check=list(HealthCheck),
    database=None,
    phases=[Phase.generate],
)
@given(st.lists(updates(), min_size=1, max_size=5))
def test_odd_updates(running: Running, odd: list[Json]) -> None:
    """Each is handled or let be; nobody is shown an exception, nor told of a failure."""
    before = len(running.said())
    running.failures.texts.clear()
    running.handle(odd)
    assert not running.failures.texts
    said = running.said()[before:]
    assert wording.APOLOGY not in said
    assert not [text for text in said if any(raw in text for raw in RAW)]
    assert not running.api.world.violations


def test_the_bot_still_answers(running: Running) -> None:
    """After all of them an ordinary question gets its answer."""
    asker = Person(running.api.world, "Zoe", 99)
    assert asker.asks("How tall is it?").startswith("*34 metres*")
