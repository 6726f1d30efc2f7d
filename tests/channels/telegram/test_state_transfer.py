"""`qa-bot telegram --copy-state` moves what a bot keeps, whole or not at all, in any direction."""

import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from qa_bot.channels.telegram.storage.additions import Additions, MessagePart
from qa_bot.channels.telegram.storage.admissions import Admissions
from qa_bot.channels.telegram.storage.offers import Offers
from qa_bot.channels.telegram.storage.single_instance import single_instance
from qa_bot.channels.telegram.storage.state_transfer import transfer_state
from qa_bot.channels.telegram.storage.stored_answers import StoredAnswers
from qa_bot.channels.telegram.storage.worker_claims import WorkerClaims
from qa_bot.errors import StateError
from qa_bot.server_url import ServerUrl
from tests.channels.telegram.state_places import StatePlace
from tests.channels.telegram.state_samples import ADA, ASKED, fill, read
from tests.patience import PATIENCE_S
from tests.shell import Shell

KILLED = """
import os, signal, sys
from pathlib import Path
from qa_bot.channels.telegram.storage import postgres_state, sqlite_state
from qa_bot.channels.telegram.storage.state_transfer import transfer_state
from qa_bot.server_url import ServerUrl

def guard(owner):
    write = owner.execute_each
    def execute_each(self, sql, rows):
        if "INTO updates" in sql:
            os.kill(os.getpid(), signal.SIGKILL)
        write(self, sql, rows)
    owner.execute_each = execute_each

guard(postgres_state._Statements)
guard(sqlite_state._Statements)
transfer_state(sys.argv[1], Path(sys.argv[2]), ServerUrl(sys.argv[3]))
"""


@pytest.fixture
def other(place: StatePlace, tmp_path: Path, new_database_url: Callable[[], str]) -> StatePlace:
    """Where a state is not yet: in PostgreSQL if `place` is a file, and the other way round."""
    return StatePlace(tmp_path / "other", "" if place.url else new_database_url())


def transfer(source: StatePlace, target: StatePlace) -> None:
    """Copy the state of one place to another."""
    transfer_state(source.url or str(source.folder), target.folder, ServerUrl(target.url))


def test_there_and_back(place: StatePlace, other: StatePlace, tmp_path: Path) -> None:
    """All is found where it moved and after it moved back, and numbers go on."""
    with closing(place.open()) as state:
        fill(state)
        # What PostgreSQL cannot hold is replaced.
        state.execute("UPDATE answers SET question = ? WHERE id = 2", "And when?\ufffd")
    transfer(place, other)
    back = StatePlace(tmp_path / "back")
    transfer(other, back)
    with (
        closing(place.open()) as was,
        closing(other.open()) as there,
        closing(back.open()) as again,
    ):
        assert read(was) == read(there) == read(again)
        assert StoredAnswers(again).save(ASKED, "[]") == StoredAnswers(there).save(ASKED, "[]")
        assert Offers(again).add(7, 1, "") == Offers(there).add(7, 1, "") == 1201
        part = MessagePart(7, 7, 3, 5.0, 9)
        assert Additions(again).add("b", part) == Additions(there).add("b", part)


def test_a_state_is_never_overwritten(place: StatePlace, other: StatePlace) -> None:
    """A place where a bot has started keeps what it has, with the cure; so does an empty source."""
    with pytest.raises(StateError, match="there is no state of a bot"):
        transfer(place, other)
    with closing(place.open()) as state:
        fill(state)
    transfer(place, other)
    with closing(other.open()) as there:
        there.execute("DELETE FROM operators")
    with pytest.raises(StateError, match=r"not overwritten\. (Move the file|Name another)"):
        transfer(place, other)
    with closing(other.open()) as there:
        assert Admissions(there).operators() == []


def test_a_folder_is_not_copied_to_itself(tmp_path: Path) -> None:
    """The error says where the settings keep the state, not that another bot runs there."""
    with pytest.raises(StateError, match=r"already\. Set telegram\.state_url"):
        transfer_state(f"{tmp_path}/../{tmp_path.name}", tmp_path, ServerUrl())


def test_a_state_that_is_in_use_stays(place: StatePlace, other: StatePlace) -> None:
    """While a bot runs on it nothing is copied: the cure is to stop it."""
    with closing(place.open()) as state:
        fill(state)
        if place.url:
            claims = WorkerClaims(state, 1)
            claims.join("somebody", "1")
            with pytest.raises(StateError, match=r"somebody runs on this state\. Stop"):
                transfer(place, other)
            claims.leave("somebody")
        else:
            with single_instance(place.folder), pytest.raises(StateError, match="Stop that one"):
                transfer(place, other)
    transfer(place, other)


def test_a_kill_leaves_nothing_half_copied(place: StatePlace, other: StatePlace) -> None:
    """Killed before the last table, the copy is not there, and can be made."""
    with closing(place.open()) as state:
        fill(state)
    named = (place.url or str(place.folder), str(other.folder), other.url)
    killed = subprocess.run([sys.executable, "-c", KILLED, *named], timeout=PATIENCE_S)
    assert killed.returncode == -signal.SIGKILL
    with closing(other.open()) as there:
        assert there.fetch_all("SELECT count(*) FROM answers") == [(0,)]
    transfer(place, other)
    with closing(other.open()) as there:
        assert Admissions(there).operators() == [ADA]


def test_the_command(
    place: StatePlace, other: StatePlace, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It copies to where the settings say, needs no token, and says what it did or why not."""
    with closing(place.open()) as state:
        fill(state)
    shell.index = other.folder
    monkeypatch.setenv("QA_BOT_TELEGRAM_STATE_URL", other.url)
    source = place.url or str(place.folder)
    said = " ".join(shell("telegram", "--copy-state", source).split())
    assert shell.status == 0, shell.errors
    assert "Copied the bot's state" in said and "which stays" in said
    shell("telegram", "--copy-state", source)
    assert shell.status == 1 and "not overwritten" in " ".join(shell.errors.split())
