"""A Bot API, a bot that runs against it, and a person who writes to the bot."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qa_bot.channels.telegram.storage.state_database import StateDatabase
from qa_bot.channels.telegram.transport import flood_limits, redaction
from qa_bot.documents import ArticleRef
from tests.channels.telegram.blocking_calls import record_blocking_calls
from tests.channels.telegram.bot_api import BotApi, Person
from tests.channels.telegram.fakes import LIGHTHOUSE, FakeAnswers
from tests.channels.telegram.library import FakeLibrary
from tests.channels.telegram.running import RunningBot, open_to_all
from tests.channels.telegram.second_reader import read_all
from tests.channels.telegram.state_places import StatePlace

Serve = Callable[..., AbstractContextManager[RunningBot]]


@pytest.fixture(autouse=True)
def _direct(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No proxy between the bot and its server; logging as it was, afterwards."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    yield
    redaction.uninstall()


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Conversations of many messages are played at once: only what is sent counts here."""
    for limits in ("_CHAT", "_GROUP", "_OVERALL"):
        monkeypatch.setattr(flood_limits, limits, flood_limits.SendWindow(1000, 1.0))


@pytest.fixture(autouse=True)
def off_the_event_loop(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The bot's coroutines never call the state database or the library themselves."""
    calls = record_blocking_calls(monkeypatch, "qa_bot/channels/telegram/")
    yield
    assert calls == []


@pytest.fixture
def unpaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages leave at once, for tests of what they say."""
    monkeypatch.setattr(
        "qa_bot.channels.telegram.transport.flood_limits._CHAT", flood_limits.SendWindow(1000, 1.0)
    )


@pytest.fixture(params=["a file", "PostgreSQL"])
def place(request: pytest.FixtureRequest, folder: Path) -> Iterator[StatePlace]:
    """Where the bot's state is: in a file, and in PostgreSQL."""
    is_file = request.param == "a file"
    found = StatePlace(folder, "" if is_file else request.getfixturevalue("database_url"))
    yield found
    found.close()


@pytest.fixture
def state(place: StatePlace) -> StateDatabase:
    """The bot's state, in a file and in PostgreSQL."""
    return place.open()


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
def library(answers: FakeAnswers, articles: list[ArticleRef]) -> FakeLibrary:
    return FakeLibrary(answers, lambda: articles)


@pytest.fixture
def bot(api: BotApi, answers: FakeAnswers, library: FakeLibrary) -> Iterator[RunningBot]:
    with RunningBot(open_to_all(api.url), answers, library=library) as running:
        yield running
    assert running.error is None


@pytest.fixture
def serve(api: BotApi, answers: FakeAnswers, library: FakeLibrary, tmp_path: Path) -> Serve:
    """Runs a bot that keeps its file, so that the next one goes on from there."""

    @contextmanager
    def running(**changed: Any) -> Iterator[RunningBot]:
        settings = replace(open_to_all(api.url), folder=tmp_path, **changed)
        with RunningBot(settings, answers, library=library) as bot:
            yield bot
        assert bot.error is None

    return running
