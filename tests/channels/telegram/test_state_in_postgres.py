"""The bot's state in PostgreSQL: workers that start together, what it refuses, what it hides."""

import logging
import traceback
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier

import pytest

from qa_bot.channels.telegram.bot_settings import BotSettings
from qa_bot.channels.telegram.storage.additions import Additions, MessagePart
from qa_bot.channels.telegram.storage.postgres_state import PostgresState
from qa_bot.channels.telegram.storage.state_database import open_state
from qa_bot.channels.telegram.storage.stored_pairing import StoredCode, StoredPairing
from qa_bot.channels.telegram.storage.update_journal import UpdateJournal
from qa_bot.channels.telegram.transport.bot_token import parse_token
from qa_bot.cli.telegram import _bot_settings
from qa_bot.config import load_config
from qa_bot.errors import ConfigError, StateError
from qa_bot.server_url import ServerUrl
from tests.channels.telegram.bot_api import TOKEN
from tests.channels.telegram.state_places import StatePlace
from tests.patience import PATIENCE_S

# As many workers as start at once.
WORKERS = 4
PASSWORD = "open-sesame"
OTHER, OWN = "postgresql://host/library", "postgresql://host/bot"


def _start_together(place: StatePlace, bot: int) -> None:
    """Start workers of a bot, each of which at once records an update and makes a pairing code."""
    barrier = Barrier(WORKERS)

    def start(number: int) -> None:
        state = place.open()
        barrier.wait(PATIENCE_S)
        UpdateJournal(state, bot).record(number, "{}")
        StoredPairing(state).replace(StoredCode(b"salt", bytes([number])), 1.0)

    with ThreadPoolExecutor(WORKERS) as threads:
        list(threads.map(start, range(WORKERS)))


def test_workers_that_start_together(place: StatePlace) -> None:
    """They delete another bot's updates and none of their own, and leave one pairing code."""
    for bot in range(1, 4):
        _start_together(place, bot)
        state = place.open()
        journal = UpdateJournal(state, bot)
        assert sorted(each.update_id for each in journal.pending()) == [*range(WORKERS)]
        assert state.fetch_all("SELECT count(*) FROM pairing") == [(1,)]
        assert journal.record(100, "{}")


@pytest.mark.parametrize(
    ("url", "cure"),
    [
        (f"postgresql://bot:{PASSWORD}@127.0.0.1:1/bot", "Start the server"),
        (f"postgresql://bot:{PASSWORD}@[127.0.0.1/bot", "telegram.state_url is an address"),
        (f"mysql://bot:{PASSWORD}@127.0.0.1:1/bot", "telegram.state_url is an address"),
    ],
)
def test_password_is_never_shown(url: str, cure: str, caplog: pytest.LogCaptureFixture) -> None:
    """Neither an error with all its causes, nor the log, nor the settings hold the password."""
    caplog.set_level(logging.DEBUG)
    with pytest.raises((StateError, ConfigError)) as caught:
        open_state(None, ServerUrl(url))
    assert cure in str(caught.value)
    seen: BaseException | None = caught.value
    while seen is not None:
        assert PASSWORD not in f"{seen!r} {seen}"
        seen = seen.__cause__ or seen.__context__
    assert PASSWORD not in "".join(traceback.format_exception(caught.value))
    assert PASSWORD not in caplog.text
    assert PASSWORD not in repr(BotSettings(parse_token(TOKEN), state_url=ServerUrl(url)))


def test_newer_schema_is_refused(database_url: str) -> None:
    """A state that a newer program changed is refused by the number of its schema."""
    with closing(PostgresState(ServerUrl(database_url))) as state:
        state.execute("UPDATE alembic_version SET version_num = ?", "9999")
    with pytest.raises(StateError, match=r"revision 9999.*Install a newer qa-bot"):
        PostgresState(ServerUrl(database_url))


def test_character_that_postgresql_cannot_hold(database_url: str) -> None:
    """U+0000, which a text may hold, becomes U+FFFD."""
    with closing(PostgresState(ServerUrl(database_url))) as state:
        additions = Additions(state)
        added = additions.add("a", MessagePart(1, 1, 1, 0.0, 3, "Ada\0"), "x\0y")
        found = additions.get(added.id)
        assert found is not None and found.last.origin == "Ada\ufffd"
        assert [each.text for each in additions.save_text(added.id, 2, "")] == ["x\ufffdy"]


@pytest.mark.parametrize(
    ("library", "state", "used"),
    [("", "", ""), (OTHER, "", OTHER), (OTHER, OWN, OWN), ("", OWN, OWN)],
)
def test_state_is_where_the_library_is(library: str, state: str, used: str) -> None:
    """Without a setting of its own the state is in the library's database, if it has one."""
    environment = {
        "QA_BOT_LIBRARY_URL": library,
        "QA_BOT_TELEGRAM_STATE_URL": state,
        "QA_BOT_TELEGRAM_TOKEN": TOKEN,
    }
    settings = _bot_settings(load_config(environment=environment))
    assert (settings.state_url or ServerUrl()).reveal() == used
