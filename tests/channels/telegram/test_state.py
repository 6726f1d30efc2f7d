"""The bot's own file: what it keeps, and what becomes of it when a process is killed."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from qa_bot.channels.telegram.storage.admissions import Admissions, Known
from qa_bot.channels.telegram.storage.answers import AnswerBook, Asked
from qa_bot.channels.telegram.storage.state_database import FILE, Database
from qa_bot.channels.telegram.storage.state_schema import MIGRATIONS
from qa_bot.channels.telegram.storage.update_journal import Journal
from qa_bot.channels.telegram.storage.votes import Feedback
from qa_bot.errors import StateError

ROOT = Path(__file__).parents[3]
KILLED = """
import os, signal, sys
from pathlib import Path
from qa_bot.channels.telegram.storage.state_database import Database
from qa_bot.channels.telegram.storage.update_journal import Journal
journal = Journal(Database(Path(sys.argv[1])), 1)
for number in range(5):
    journal.receive(number, "{}")
journal.handled(2)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_killed_process_leaves_what_waits(folder: Path) -> None:
    """What was received and not handled when the process was killed is found again, in order."""
    subprocess.run([sys.executable, "-c", KILLED, str(folder)], cwd=ROOT, check=False)
    journal = Journal(Database(folder), 1)
    assert [each.update_id for each in journal.waiting()] == [0, 1, 3, 4]
    assert not journal.receive(2, "{}"), "an update that was handled came again"


def test_handled_update_leaves_no_text(folder: Path) -> None:
    """What a person wrote is not kept in the journal once it was handled."""
    database = Database(folder)
    journal = Journal(database, 1)
    journal.receive(5, "a private question")
    journal.handled(5)
    assert database.all("SELECT update_id, body FROM updates") == [(5, None)]


def test_other_bot(folder: Path) -> None:
    """With another bot's token the numbers begin anew, and the people stay."""
    database = Database(folder)
    Journal(database, 1).receive(5, "{}")
    Admissions(database).decide(Known(7, "Ada"), allowed=True, by=1)
    assert Journal(database, 2).receive(5, "{}")
    assert Admissions(database).decision(7)


def test_only_the_owner_may_read_it(folder: Path) -> None:
    """Nobody else on the machine can read what people asked."""
    Database(folder)
    for file in folder.glob(f"{FILE}*"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file


def test_older_file_is_brought_forward(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of an earlier version gets what is new and keeps what it had."""
    database = Database(folder)
    Admissions(database).make_operator(Known(7, "Ada"))
    database.close()
    more = (*MIGRATIONS, "CREATE TABLE later (x);")
    monkeypatch.setattr("qa_bot.channels.telegram.storage.state_schema.MIGRATIONS", more)
    database = Database(folder)
    assert database.all("SELECT x FROM later") == []
    assert Admissions(database).is_operator(7)


def test_newer_file_is_refused(folder: Path) -> None:
    """A file that a newer program wrote is left alone, and the cure is named."""
    Database(folder).run(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    with pytest.raises(StateError, match=r"telegram\.sqlite.*schema version.*move the file away"):
        Database(folder)


def test_damaged_file_is_told(folder: Path) -> None:
    """A file that is no database is named with what to do."""
    folder.mkdir()
    (folder / FILE).write_bytes(b"not a database, whatever its name says" * 100)
    with pytest.raises(StateError, match=r"telegram\.sqlite.*not a database"):
        Database(folder)


def test_all_or_nothing(folder: Path) -> None:
    """Statements written together all happen, or none."""
    database = Database(folder)
    with pytest.raises(StateError), database.writing() as connection:
        connection.execute("INSERT INTO meta VALUES ('a', 1)")
        connection.execute("INSERT INTO meta VALUES ('a', 2)")
    assert database.one("SELECT value FROM meta WHERE key = 'a'") is None


def test_moves_are_followed_to_the_first_number() -> None:
    """A chat that moved twice is still what it was at first."""
    admissions = Admissions(Database())
    admissions.decide(Known(-1, "Keepers"), allowed=True, by=7)
    admissions.move(-1, -2)
    admissions.move(-2, -3)
    assert admissions.decision(-3) is True
    assert admissions.home(-3) == -1


def test_many_strangers_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the latest strangers are remembered, however many come."""
    monkeypatch.setattr("qa_bot.channels.telegram.storage.admissions._STRANGERS", 3)
    admissions = Admissions(Database())
    for number in range(1, 6):
        assert admissions.is_first_time(Known(number, f"n{number}"))
    assert [known.id for known in admissions.strangers(10)] == [5, 4, 3]
    assert not admissions.is_first_time(Known(5, "n5"))


def test_press_that_comes_again_counts_once(folder: Path) -> None:
    """A vote whose press is handled anew after a kill stands as it stood."""
    database = Database(folder)
    number = AnswerBook(database).keep(
        Asked(1, 0, 1, 5, "How tall is it?", "How tall is it?"), "{}"
    )
    assert Feedback(database).vote("first", number, 1, True)
    assert Feedback(Database(folder)).vote("first", number, 1, True)
    assert len(Feedback(database).votes()) == 1
    assert not Feedback(database).vote("second", number, 1, True)
    assert not Feedback(database).vote("second", number, 1, True)
    assert Feedback(database).votes() == []
