"""Votes are one list for every channel, and questions are counted without anybody's words."""

import os
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from qa_bot.channels.telegram.storage.sqlite_state import SqliteState
from qa_bot.channels.telegram.storage.state_schema import MIGRATIONS as STATE_MIGRATIONS
from qa_bot.channels.telegram.storage.stored_answers import ChatQuestion, StoredAnswers
from qa_bot.channels.telegram.storage.votes import Votes
from qa_bot.components import Components
from qa_bot.config import load_config
from qa_bot.errors import FeedbackError
from qa_bot.library import Library
from qa_bot.sqlite_migrations import migrate
from qa_bot.storage.feedback import DayCount, FeedbackStore, Vote
from qa_bot.storage.locations import FEEDBACK
from qa_bot.storage.postgres.feedback import PostgresFeedback
from qa_bot.storage.sqlite import feedback as feedback_module
from qa_bot.storage.sqlite.feedback import SqliteFeedback
from qa_bot.storage.sqlite.feedback_schema import MIGRATIONS
from tests.engines import POSTGRES
from tests.fakes import FakeEmbedder, WordReader

COUNTING = """
import sys
from pathlib import Path
from qa_bot.storage.sqlite.feedback import SqliteFeedback
feedback = SqliteFeedback(Path(sys.argv[1]))
for number in range(50):
    feedback.count_question(number % 5 > 0)
feedback.close()
"""
SPENDING = """
import sys
from pathlib import Path
from qa_bot.storage.sqlite.feedback import SqliteFeedback
feedback = SqliteFeedback(Path(sys.argv[1]))
for number in range(20):
    feedback.count_tokens(sys.argv[2], 10)
    feedback.count_tokens(sys.argv[2], -3)
feedback.close()
"""
# In a process that has lost root's power over files.
READING = """
import os, sys
from pathlib import Path
from qa_bot.errors import FeedbackError
from qa_bot.storage.feedback import Vote
from qa_bot.storage.sqlite.feedback import SqliteFeedback
os.getuid() or (os.setgroups([]), os.setgid(65534), os.setuid(65534))
feedback = SqliteFeedback(Path(sys.argv[1]))
feedback.count_question(True)
feedback.count_tokens("a", 5)
feedback.count_tokens("b", 6)
print([vote.resolved for vote in feedback.votes()])
print([day.answered for day in feedback.day_counts()])
print(feedback.tokens_used("a"))
try:
    feedback.toggle(feedback.votes()[0])
except FeedbackError as error:
    print(error)
feedback.close()
"""
VOTE = Vote("terminal", "one", "", "And where?", "Where was it?", '{"text": "1804"}', True, 1e9)


OpenFeedback = Callable[[], FeedbackStore]


@pytest.fixture
def open_feedback(
    engine: str, folder: Path, request: pytest.FixtureRequest
) -> Iterator[OpenFeedback]:
    """Opens the votes and counts of one library, as each program that uses it does."""
    opened: list[FeedbackStore] = []
    url = request.getfixturevalue("database_url") if engine == POSTGRES else ""

    def open_() -> FeedbackStore:
        opened.append(PostgresFeedback(url) if url else SqliteFeedback(folder))
        return opened[-1]

    yield open_
    for each in opened:
        each.close()


@pytest.mark.engines
def test_the_same_vote_again_takes_it_back(open_feedback: OpenFeedback) -> None:
    """One vote an answer and person: the other one replaces it, the same removes it."""
    feedback = open_feedback()
    assert feedback.toggle(VOTE)
    assert feedback.toggle(replace(VOTE, good=False))
    assert feedback.toggle(replace(VOTE, channel="telegram"))
    assert {(each.channel, each.good) for each in feedback.votes()} == {
        ("terminal", False),
        ("telegram", True),
    }
    assert not feedback.toggle(replace(VOTE, good=False))
    assert [each.channel for each in open_feedback().votes()] == ["telegram"]


@pytest.mark.engines
def test_a_vote_that_is_set_or_withdrawn(open_feedback: OpenFeedback) -> None:
    """Setting a vote twice leaves it, and only the same vote is withdrawn."""
    feedback = open_feedback()
    for vote in (replace(VOTE, good=False), VOTE, VOTE):
        feedback.put(vote)
    feedback.withdraw(replace(VOTE, good=False))
    assert feedback.votes() == [VOTE]
    feedback.withdraw(VOTE)
    feedback.withdraw(VOTE)
    assert feedback.votes() == []


@pytest.mark.engines
def test_an_edited_question_has_a_vote_of_its_own(open_feedback: OpenFeedback) -> None:
    """Voting alike on what is shown in place of an earlier answer is no taking back."""
    feedback = open_feedback()
    feedback.toggle(VOTE)
    assert feedback.toggle(replace(VOTE, answer='{"text": "1805"}'))
    (vote,) = feedback.votes()
    assert vote.answer == '{"text": "1805"}'


@pytest.mark.parametrize("version", range(1, len(STATE_MIGRATIONS) + 1))
def test_votes_of_a_former_release_are_kept(folder: Path, version: int) -> None:
    """Those in the bot's own file, of any version of it, are taken over once and stay there."""
    folder.mkdir()
    connection = sqlite3.connect(folder / "telegram.sqlite", isolation_level=None)
    migrate(connection, STATE_MIGRATIONS[:version])
    connection.execute(
        "INSERT INTO answers (id, chat_id, question, resolved, answer, at) "
        "VALUES (7, 1, 'And where?', 'Where was it?', '{}', 5.0)"
    )
    connection.executemany("INSERT INTO feedback VALUES (7, ?, ?, ?)", [(1, 1, 6.0), (2, 0, 7.0)])
    connection.close()
    feedback = SqliteFeedback(folder)
    kept = [
        Vote("telegram", "7", "2", "And where?", "Where was it?", "{}", False, 7.0),
        Vote("telegram", "7", "1", "And where?", "Where was it?", "{}", True, 6.0),
    ]
    assert feedback.votes() == kept
    votes = Votes(StoredAnswers(SqliteState(folder)), feedback)
    assert not votes.toggle("press", 7, 2, False)
    feedback.close()
    assert SqliteFeedback(folder).votes() == kept[1:]


def test_a_damaged_file_of_the_bot_stops_no_vote(folder: Path) -> None:
    """Where earlier votes cannot be read, new ones are stored all the same."""
    folder.mkdir()
    (folder / "telegram.sqlite").write_bytes(b"no database " * 1000)
    feedback = SqliteFeedback(folder)
    assert feedback.toggle(VOTE)
    assert feedback.votes() == [VOTE]


@pytest.mark.engines
def test_old_votes_leave_their_number(open_feedback: OpenFeedback) -> None:
    """What is past its retention is deleted with its words; its day still counts it."""
    feedback = open_feedback()
    feedback.toggle(replace(VOTE, channel="telegram", at=time.time()))
    feedback.toggle(replace(VOTE, channel="telegram", answer_id="two", good=False))
    feedback.toggle(replace(VOTE, answer_id="three"))
    before = feedback.day_counts()
    feedback.delete_older_than(1000.0, "telegram")
    assert [each.answer_id for each in feedback.votes()] == ["one", "three"]
    assert feedback.day_counts() == before


@pytest.mark.engines
def test_days_are_those_of_the_machine(
    open_feedback: OpenFeedback, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A vote at 23:30 UTC on 8 September 2001 was given on the ninth in Tokyo."""
    at = datetime.fromisoformat("2001-09-08T23:30:00+00:00").timestamp()
    feedback = open_feedback()
    feedback.toggle(replace(VOTE, at=at))
    try:
        for zone, day in (("UTC", "2001-09-08"), ("Asia/Tokyo", "2001-09-09")):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            assert feedback.day_counts() == [DayCount(day, 0, 0, 1, 0)]
    finally:
        monkeypatch.undo()
        time.tzset()


def test_several_processes_count_at_once(folder: Path) -> None:
    """No question is lost where several begin to count in a new library together."""
    folder.mkdir()
    command = [sys.executable, "-c", COUNTING, str(folder)]
    running = [subprocess.Popen(command) for _ in range(4)]
    assert [each.wait() for each in running] == [0, 0, 0, 0]
    counted = SqliteFeedback(folder).day_counts()
    assert sum(each.answered for each in counted) == 160
    assert sum(each.declined for each in counted) == 40


def test_a_read_only_library_is_read(folder: Path) -> None:
    """Where nothing can be written, nothing is counted, votes are listed and none is taken."""
    feedback = SqliteFeedback(folder)
    feedback.toggle(VOTE)
    feedback.close()
    for parent in [folder, *folder.resolve().parents]:
        if parent.stat().st_uid == os.getuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | stat.S_IXOTH)
    (folder / FEEDBACK).chmod(0o444)
    folder.chmod(0o555)
    ran = subprocess.run(
        [sys.executable, "-c", READING, str(folder)], capture_output=True, text=True, check=False
    )
    folder.chmod(0o700)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines()[:3] == ["['Where was it?']", "[0]", "(5, 11)"]
    assert "writable" in ran.stdout.splitlines()[3]


def test_what_cannot_be_written_stops_no_answer(folder: Path) -> None:
    """Counting never raises, also where the folder can never be one or the file is damaged."""
    folder.write_bytes(b"a file")
    SqliteFeedback(folder).count_question(True)
    other = folder.with_name("damaged")
    other.mkdir()
    (other / FEEDBACK).write_bytes(b"no database " * 1000)
    damaged = SqliteFeedback(other)
    damaged.count_question(True)
    with pytest.raises(FeedbackError, match=r"move the file away"):
        damaged.votes()
    (other / FEEDBACK).unlink()
    damaged.close()
    assert sum(each.answered for each in SqliteFeedback(other).day_counts()) == 1


def test_a_count_outlasts_a_commit_that_fails(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Questions and tokens whose commit fails, as on a full disk, are counted with the next."""
    full = [True]

    class OnAFullDisk(sqlite3.Connection):
        def execute(self, sql: str, *values: object) -> sqlite3.Cursor:  # type: ignore[override]
            if full and sql == "COMMIT":
                raise sqlite3.OperationalError("database or disk is full")
            return super().execute(sql, *values)  # type: ignore[arg-type]

    SqliteFeedback(folder).toggle(VOTE)
    opened = partial(sqlite3.connect, factory=OnAFullDisk)
    monkeypatch.setattr(sqlite3, "connect", opened)
    feedback = SqliteFeedback(folder)
    feedback.count_question(True)
    feedback.count_tokens("a", 5)
    full.clear()
    feedback.count_question(True)
    feedback.count_tokens("a", 6)
    assert sum(each.answered for each in feedback.day_counts()) == 2
    assert feedback.tokens_used("a") == (11, 11)
    feedback.close()


def test_several_processes_count_tokens(folder: Path) -> None:
    """Those of a person and of all are what every process counted, and took off again."""
    folder.mkdir()
    command = [sys.executable, "-c", SPENDING, str(folder)]
    running = [subprocess.Popen([*command, person]) for person in ("a", "b", "a")]
    assert [each.wait() for each in running] == [0, 0, 0]
    assert SqliteFeedback(folder).tokens_used("a") == (280, 420)
    assert SqliteFeedback(folder).tokens_used("c") == (0, 420)


def test_several_programs_count_in_one_database(database_url: str) -> None:
    """No question and no token is lost, and none is counted twice."""

    def count(number: int) -> None:
        feedback = PostgresFeedback(database_url)
        for each in range(20):
            feedback.count_question(each % 5 > 0)
            feedback.count_tokens("ab"[number % 2], 10)
        feedback.close()

    threads = [threading.Thread(target=count, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    feedback = PostgresFeedback(database_url)
    (day,) = feedback.day_counts()
    assert (day.answered, day.declined) == (48, 12)
    assert feedback.tokens_used("a") == (400, 600)
    feedback.close()


def test_a_count_in_a_database_waits_for_nobody(database_url: str) -> None:
    """What cannot be written now is a limit all the same, and is written in the end."""
    feedback = PostgresFeedback(database_url)
    feedback.count_tokens("a", 5)
    with feedback._database.try_lock() as held:
        assert held
        feedback.count_tokens("a", 6)
        assert feedback.tokens_used("a") == (11, 11)
        assert feedback._database.all("SELECT tokens FROM tokens") == [(5,)]
    feedback.close()
    again = PostgresFeedback(database_url)
    assert again.tokens_used("a") == (11, 11)
    again.close()


def test_tokens_are_a_limit_where_nothing_can_be_written(folder: Path) -> None:
    """While another process holds the file, or where there can be none, they are remembered."""
    feedback = SqliteFeedback(folder)
    feedback.count_tokens("a", 5)
    holder = sqlite3.connect(folder / FEEDBACK, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    feedback.count_tokens("a", 6)
    feedback.count_tokens("b", 7)
    assert feedback.tokens_used("a") == (11, 18)
    holder.execute("ROLLBACK")
    holder.close()
    feedback.close()
    assert SqliteFeedback(folder).tokens_used("b") == (7, 18)
    other = folder.with_name("a file")
    other.write_bytes(b"a file")
    nowhere = SqliteFeedback(other)
    nowhere.count_tokens("a", 5)
    assert nowhere.tokens_used("a") == (5, 5)


def test_tokens_are_those_of_today(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new day begins with none, and the day after it forgets who asked on the first."""
    stored = SqliteFeedback(folder)
    today = feedback_module._today()
    stored.count_tokens("telegram:7", 5)
    for later, kept in ((1, True), (2, False)):
        day = today + timedelta(days=later)
        monkeypatch.setattr(feedback_module, "_today", lambda day=day: day)
        assert stored.tokens_used("telegram:7") == (0, 0)
        stored.count_tokens("", 0)
        rows = stored._rows("SELECT * FROM tokens WHERE person <> ''")
        assert bool(rows) == kept


def test_a_file_of_the_first_version_gets_tokens(folder: Path) -> None:
    """Its votes stay, and tokens are counted from then on."""
    folder.mkdir()
    connection = sqlite3.connect(folder / FEEDBACK, isolation_level=None)
    migrate(connection, MIGRATIONS[:1])
    connection.execute("INSERT INTO days VALUES ('2026-01-01', 1, 2, 3, 4)")
    connection.close()
    feedback = SqliteFeedback(folder)
    feedback.count_tokens("a", 5)
    assert feedback.tokens_used("a") == (5, 5)
    assert feedback.day_counts() == [DayCount("2026-01-01", 1, 2, 3, 4)]


def test_only_the_owner_may_read_votes(folder: Path) -> None:
    """The file and its journals are for the owner alone, whatever the umask."""
    os.umask(0)
    feedback = SqliteFeedback(folder)
    feedback.toggle(VOTE)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert FEEDBACK in modes and set(modes.values()) == {0o600}


@pytest.mark.parametrize("is_on", [True, False])
def test_counts_hold_no_words(folder: Path, monkeypatch: pytest.MonkeyPatch, is_on: bool) -> None:
    """Questions are counted by day alone, and not at all with library.count_questions off."""
    monkeypatch.setattr(Components, "_load_embedder", lambda components: FakeEmbedder())
    monkeypatch.setattr(Components, "_load_reader", lambda components: WordReader())
    switched = {"QA_BOT_LIBRARY_COUNT_QUESTIONS": str(is_on).lower()}
    with Library.open(load_config(environment=switched, index=folder)) as library:
        library.add_text("The mill\n\nThe mill was built in 1804.", "mill")
        library.ask("When was the xylophone carved?")
        chat = library.chat()
        chat.ask("Who played the xylophone?")
        chat.ask("thank you")
        library.chat(is_counted=False).ask("Who played the xylophone?")
        counts = library.components.feedback.day_counts()
    assert sum(each.answered + each.declined for each in counts) == (2 if is_on else 0)
    written = b"".join(path.read_bytes() for path in folder.glob(f"{FEEDBACK}*"))
    assert b"xylophone" not in written


def test_the_earlier_answers_of_a_bot_are_voted_on(folder: Path) -> None:
    """A vote stores the question as it was asked and as it was understood."""
    database = SqliteState(folder)
    asked = ChatQuestion(1, 0, 1, 5, "And where?", "Where was it?")
    number = StoredAnswers(database).save(asked, "{}")
    feedback = SqliteFeedback(folder)
    votes = Votes(StoredAnswers(database), feedback)
    assert votes.toggle("press", number, 1, True)
    (vote,) = feedback.votes()
    assert (vote.question, vote.resolved) == ("And where?", "Where was it?")
    assert not votes.toggle("another", number + 1, 1, True)
    votes.set(number, 2, False)
    votes.set(number + 1, 2, False)
    votes.withdraw(number, 1, False)
    assert [(each.voter, each.good) for each in feedback.votes()] == [("2", False), ("1", True)]
    votes.withdraw(number, 1, True)
    votes.withdraw(number + 1, 1, True)
    assert [each.voter for each in feedback.votes()] == ["2"]
