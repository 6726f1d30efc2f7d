"""Through a pooler that gives each transaction another session a database is refused."""

import os
from contextlib import closing

import pytest

from qa_bot.channels.telegram.storage.postgres_state import PostgresState
from qa_bot.channels.telegram.storage.update_journal import UpdateJournal
from qa_bot.errors import LibraryUnavailable, StateError
from qa_bot.server_url import ServerUrl
from qa_bot.storage.postgres.store import PostgresStore
from tests.pooler import Pooler
from tests.servers import LIBRARY_URL
from tests.shell import Shell

pytestmark = pytest.mark.skipif(
    LIBRARY_URL in os.environ, reason="A server of one's own may ask the pooler for a password."
)


def test_pooler_of_transactions_is_named_with_its_cure(database_url: str) -> None:
    """The library and the bot's state say what stands before PostgreSQL, and what to set."""
    with Pooler(database_url, by_transaction=True) as pooler:
        with pytest.raises(StateError, match=r"pgbouncer.*telegram\.state_url.*pool_mode"):
            PostgresState(ServerUrl(pooler.url))
        with pytest.raises(LibraryUnavailable, match=r"pgbouncer.*library\.url.*pool_mode"):
            PostgresStore(pooler.url)


def test_doctor_says_that_a_pooler_is_in_the_way(
    shell: Shell, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the line of the bot's state, with status 1."""
    with Pooler(database_url, by_transaction=True) as pooler:
        monkeypatch.setenv("QA_BOT_TELEGRAM_STATE_URL", pooler.url)
        said = " ".join(shell("doctor").split())
    assert shell.status == 1
    assert "telegram state: cannot be used" in said and "pool_mode = session" in said


def test_pooler_of_sessions_is_fine(database_url: str) -> None:
    """Where each connection keeps its session, all works as without a pooler."""
    with (
        Pooler(database_url, by_transaction=False) as pooler,
        closing(PostgresState(ServerUrl(pooler.url))) as state,
    ):
        assert UpdateJournal(state, 1).record(1, "{}")
