"""The bot's state keeps what was recorded, also when a process is killed or another version."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from qa_bot.channels.telegram.storage import single_instance as single_instance_module
from qa_bot.channels.telegram.storage.admissions import Admissions, Peer
from qa_bot.channels.telegram.storage.single_instance import single_instance
from qa_bot.channels.telegram.storage.sqlite_state import FILE, SqliteState
from qa_bot.channels.telegram.storage.state_database import StateDatabase
from qa_bot.channels.telegram.storage.state_schema import MIGRATIONS
from qa_bot.channels.telegram.storage.stored_answers import ChatQuestion, StoredAnswers
from qa_bot.channels.telegram.storage.update_journal import UpdateJournal
from qa_bot.channels.telegram.storage.votes import Votes
from qa_bot.errors import StateError
from qa_bot.storage.sqlite.feedback import SqliteFeedback
from tests.channels.telegram.state_places import StatePlace

ROOT = Path(__file__).parents[3]
KILLED = """
import os, signal, sys
from pathlib import Path
from qa_bot.channels.telegram.storage.state_database import open_state
from qa_bot.channels.telegram.storage.update_journal import UpdateJournal
from qa_bot.server_url import ServerUrl
folder, url = sys.argv[1:]
journal = UpdateJournal(open_state(Path(folder), ServerUrl(url)), 1)
for number in range(5):
    journal.record(number, "{}")
journal.mark_handled(2)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_killed_process_leaves_pending_updates(place: StatePlace) -> None:
    """Updates recorded and not handled when the process was killed are pending, in order."""
    killed = [sys.executable, "-c", KILLED, str(place.folder), place.url]
    subprocess.run(killed, cwd=ROOT, check=False)
    journal = UpdateJournal(place.open(), 1)
    assert [each.update_id for each in journal.pending()] == [0, 1, 3, 4]
    assert not journal.record(2, "{}"), "an update that was handled came again"


def test_handled_update_leaves_no_text(state: StateDatabase) -> None:
    """The journal deletes the body of an update that was handled."""
    journal = UpdateJournal(state, 1)
    journal.record(5, "a private question")
    journal.mark_handled(5)
    assert state.fetch_all("SELECT update_id, body FROM updates") == [(5, None)]


def test_other_bot(state: StateDatabase) -> None:
    """With another bot's token the updates are deleted, and the decisions stay."""
    UpdateJournal(state, 1).record(5, "{}")
    Admissions(state).decide(Peer(7, "Ada"), allowed=True, by=1)
    assert not UpdateJournal(state, 1).record(5, "{}")
    assert UpdateJournal(state, 2).record(5, "{}")
    assert Admissions(state).decision(7)


def test_only_the_owner_may_read_the_file(folder: Path) -> None:
    """Nobody else on the machine can read what people asked."""
    SqliteState(folder)
    for file in folder.glob(f"{FILE}*"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file


def test_older_file_is_migrated(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of an earlier version gets the new tables and keeps its rows."""
    database = SqliteState(folder)
    Admissions(database).add_operator(Peer(7, "Ada"))
    database.close()
    more = (*MIGRATIONS, "CREATE TABLE later (x);")
    monkeypatch.setattr("qa_bot.channels.telegram.storage.state_schema.MIGRATIONS", more)
    database = SqliteState(folder)
    assert database.fetch_all("SELECT x FROM later") == []
    assert Admissions(database).is_operator(7)


def test_newer_file_is_refused(folder: Path) -> None:
    """A file that a newer program wrote is refused with the cure."""
    SqliteState(folder).execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    with pytest.raises(StateError, match=r"telegram\.sqlite.*schema version.*move the file away"):
        SqliteState(folder)


def test_damaged_file_is_refused(folder: Path) -> None:
    """A file that is no database is refused with the cure."""
    folder.mkdir()
    (folder / FILE).write_bytes(b"not a database, whatever its name says" * 100)
    with pytest.raises(StateError, match=r"telegram\.sqlite.*not a database"):
        SqliteState(folder)


def test_transaction_is_atomic(state: StateDatabase) -> None:
    """The statements of a transaction are all committed, or none."""
    with pytest.raises(StateError), state.transaction() as statements:
        statements.execute("INSERT INTO meta VALUES ('a', 1)")
        statements.execute("INSERT INTO meta VALUES ('a', 2)")
    assert state.fetch_one("SELECT value FROM meta WHERE key = 'a'") is None


def test_chat_keeps_its_original_id(state: StateDatabase) -> None:
    """A chat that migrated twice is known by its first id."""
    admissions = Admissions(state)
    admissions.decide(Peer(-1, "Keepers"), allowed=True, by=7)
    admissions.migrate(-1, -2)
    admissions.migrate(-2, -3)
    assert admissions.decision(-3) is True
    assert admissions.original_id(-3) == -1


def test_strangers_are_bounded(state: StateDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the latest strangers are stored, however many come."""
    monkeypatch.setattr("qa_bot.channels.telegram.storage.admissions._MAX_STRANGERS", 3)
    admissions = Admissions(state)
    for number in range(1, 6):
        assert admissions.add_stranger(Peer(number, f"n{number}"))
    assert [known.id for known in admissions.strangers(10)] == [5, 4, 3]
    assert not admissions.add_stranger(Peer(5, "n5"))


def test_press_that_comes_again_counts_once(place: StatePlace, folder: Path) -> None:
    """A vote whose press is handled again after a kill is unchanged."""
    database = place.open()
    number = StoredAnswers(database).save(
        ChatQuestion(1, 0, 1, 5, "How tall is it?", "How tall is it?"), "{}"
    )
    feedback = SqliteFeedback(folder)
    votes = Votes(StoredAnswers(database), feedback)
    after_kill = Votes(StoredAnswers(place.open()), SqliteFeedback(folder))
    assert votes.toggle("first", number, 1, True)
    assert after_kill.toggle("first", number, 1, True)
    assert len(feedback.votes()) == 1
    assert not votes.toggle("second", number, 1, True)
    assert not votes.toggle("second", number, 1, True)
    assert feedback.votes() == []


def test_one_bot_with_a_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second bot with the same token over another library is told to stop, and another not."""
    monkeypatch.setattr(single_instance_module, "cache_folder", lambda: tmp_path / "cache")
    folders = [tmp_path / name for name in ("one", "two", "three")]
    for folder in folders:
        folder.mkdir()
    with single_instance(folders[0], 7):
        with (
            pytest.raises(StateError, match="runs with this token, over another library"),
            single_instance(folders[1], 7),
        ):
            pass
        with single_instance(folders[2], 8):
            pass
    with single_instance(folders[1], 7):
        pass


def test_no_folder_for_the_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the lock on the token cannot be kept, the bot runs without it."""
    (tmp_path / "file").touch()
    monkeypatch.setattr(single_instance_module, "cache_folder", lambda: tmp_path / "file" / "cache")
    with single_instance(tmp_path, 7):
        pass
