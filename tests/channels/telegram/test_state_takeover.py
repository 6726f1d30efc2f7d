"""A bot that moves from its file to PostgreSQL goes on where it was."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from qa_bot.channels.telegram.storage.additions import Additions, MessagePart
from qa_bot.channels.telegram.storage.admissions import Admissions
from qa_bot.channels.telegram.storage.offers import Offers
from qa_bot.channels.telegram.storage.single_instance import single_instance
from qa_bot.channels.telegram.storage.sqlite_state import SqliteState
from qa_bot.channels.telegram.storage.state_database import open_state
from qa_bot.channels.telegram.storage.stored_answers import StoredAnswers
from qa_bot.errors import StateError
from qa_bot.server_url import ServerUrl
from tests.channels.telegram.state_samples import ADA, ASKED, UPDATES, fill, read


@pytest.fixture
def file(folder: Path) -> Iterator[SqliteState]:
    """The file of a bot that ran."""
    with closing(SqliteState(folder)) as state:
        fill(state)
        yield state


def test_all_that_is_of_use_moves(file: SqliteState, folder: Path, database_url: str) -> None:
    """People, settings, answers with their buttons and what waits are there, and numbers go on."""
    with closing(open_state(folder, ServerUrl(database_url))) as moved:
        # What PostgreSQL cannot hold is replaced.
        file.execute("UPDATE answers SET question = ? WHERE id = 2", "And when?\ufffd")
        assert read(moved) == read(file)
        chats = moved.fetch_all("SELECT chat_id FROM updates ORDER BY arrival LIMIT 5")
        assert [chat for (chat,) in chats] == [chat for _, chat in UPDATES]
        part = MessagePart(7, 7, 3, 5.0, 9)
        assert Additions(moved).add("b", part) == Additions(file).add("b", part)
        assert StoredAnswers(moved).save(ASKED, "[]") == 1
        assert Offers(moved).add(7, 1, "") == 1201


def test_it_moves_once(file: SqliteState, folder: Path, database_url: str) -> None:
    """Of workers that start together one copies, and what is deleted there does not return."""
    url = ServerUrl(database_url)
    with ThreadPoolExecutor(3) as threads:
        states = list(threads.map(lambda _: open_state(folder, url), range(3)))
    assert states[0].fetch_all("SELECT count(*) FROM offers") == [(1200,)]
    states[0].execute("DELETE FROM operators")
    states.append(open_state(folder, url))
    assert Admissions(states[-1]).operators() == []
    for state in states:
        state.close()


def test_a_bot_that_runs_over_the_folder(
    file: SqliteState, folder: Path, database_url: str
) -> None:
    """Its state is not copied behind its back: the cure is to stop it, and then all moves."""
    url = ServerUrl(database_url)
    with single_instance(folder), pytest.raises(StateError, match="Stop that one"):
        open_state(folder, url)
    with closing(open_state(folder, url)) as moved:
        assert Admissions(moved).operators() == [ADA]
