"""A Bot API, a bot that runs against it, and a person who writes to the bot."""

from collections.abc import Iterator

import pytest

from qa_bot.channels.telegram import redaction
from qa_bot.documents import ArticleRef
from tests.telegram.bot_api import BotApi, Person
from tests.telegram.fakes import LIGHTHOUSE, FakeAnswers
from tests.telegram.running import RunningBot, open_to_all
from tests.telegram.second_reader import read_all


@pytest.fixture(autouse=True)
def _direct(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No proxy between the bot and its server; logging as it was, afterwards."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    yield
    redaction.uninstall()


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as server:
        yield server
    assert not server.world.violations
    read_all(server.world)


@pytest.fixture
def person(api: BotApi) -> Person:
    return Person(api.world)


@pytest.fixture
def answers() -> FakeAnswers:
    return FakeAnswers()


@pytest.fixture
def articles() -> list[ArticleRef]:
    return [LIGHTHOUSE.ref]


@pytest.fixture
def bot(api: BotApi, answers: FakeAnswers, articles: list[ArticleRef]) -> Iterator[RunningBot]:
    settings = open_to_all(api.url)
    with RunningBot(settings, answers, lambda: articles) as running:
        yield running
    assert running.error is None
