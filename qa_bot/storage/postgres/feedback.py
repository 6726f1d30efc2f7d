"""Votes and counts in a schema of their own beside the library's.

Apart from the library, as a vote or a question changes nothing that is searched, and
waits for nobody who adds articles.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Final

from qa_bot.errors import FeedbackError
from qa_bot.postgres.database import Connection, PostgresDatabase
from qa_bot.postgres.migrations import Migrations
from qa_bot.postgres.problems import Problem
from qa_bot.storage.feedback import DayCount, Vote

SCHEMA: Final = "qa_bot_feedback"
_MIGRATIONS: Final = Migrations("qa_bot.storage.postgres.feedback_revisions")
_ITS_KEY: Final = "channel = %s AND answer_id = %s AND voter = %s"
_INSERT: Final = (
    "INSERT INTO votes (channel, answer_id, voter, question, resolved, answer, good, at) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
)
_VOTES: Final = (
    "SELECT channel, answer_id, voter, question, resolved, answer, good, at FROM votes "
    "ORDER BY at DESC, number DESC"
)
_COUNT: Final = """
INSERT INTO days AS d (day, answered, declined, good, bad) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (day) DO UPDATE SET answered = d.answered + excluded.answered,
    declined = d.declined + excluded.declined, good = d.good + excluded.good,
    bad = d.bad + excluded.bad
"""
_COUNT_TOKENS: Final = """
INSERT INTO tokens AS t VALUES (%s, %s, %s)
ON CONFLICT (day, person) DO UPDATE SET tokens = t.tokens + excluded.tokens
"""
_TOKENS_OF: Final = """
SELECT coalesce(sum(tokens) FILTER (WHERE person = %s), 0)::bigint,
    coalesce(sum(tokens), 0)::bigint
FROM tokens WHERE day = %s
"""
# Seconds to wait for others: for a vote, which somebody asked for, and for a count, which is then
# added with a later one instead of delaying an answer.
_VOTE_WAIT_S, _COUNT_WAIT_S = 10.0, 0.2
# Seconds in which a count is not tried again that could not be written, so that a server that is
# away delays no answer twice.
_PAUSE_S: Final = 30.0


class PostgresFeedback:
    """Implements FeedbackStore. Nothing is opened or created before it is needed."""

    def __init__(self, url: str, schema: str = SCHEMA) -> None:
        self._url = url
        self._schema = schema
        self._lock = threading.RLock()
        self._opened: PostgresDatabase | None = None
        self._uncounted: Counter[tuple[str, bool]] = Counter()
        self._uncounted_tokens: Counter[tuple[str, str]] = Counter()
        self._paused_until = 0.0

    @property
    def _database(self) -> PostgresDatabase:
        with self._lock:
            if self._opened is None:
                self._opened = PostgresDatabase(
                    *(self._url, self._schema, _MIGRATIONS, _feedback_error),
                    lock_timeout=_VOTE_WAIT_S,
                )
            return self._opened

    def toggle(self, vote: Vote, press: str = "") -> bool:
        """As FeedbackStore says."""
        with self._database.writing() as connection:
            if press and not _is_new(connection, press):
                found = connection.execute(f"SELECT 1 FROM votes WHERE {_ITS_KEY}", _key(vote))
                return found.fetchone() is not None
            earlier = connection.execute(
                f"DELETE FROM votes WHERE {_ITS_KEY} RETURNING good, answer", _key(vote)
            ).fetchone()
            # A question that was edited since has another answer, with a vote of its own.
            if earlier == (vote.good, vote.answer):
                return False
            _insert(connection, vote)
            return True

    def put(self, vote: Vote) -> None:
        """As FeedbackStore says."""
        with self._database.writing() as connection:
            connection.execute(f"DELETE FROM votes WHERE {_ITS_KEY}", _key(vote))
            _insert(connection, vote)

    def withdraw(self, vote: Vote) -> None:
        """As FeedbackStore says."""
        with self._database.writing() as connection:
            connection.execute(
                f"DELETE FROM votes WHERE {_ITS_KEY} AND good = %s", (*_key(vote), vote.good)
            )

    def votes(self) -> list[Vote]:
        """As FeedbackStore says."""
        return [Vote(*row) for row in self._database.all(_VOTES)]

    def count_question(self, answered: bool) -> None:
        """As FeedbackStore says."""
        with self._lock:
            self._uncounted[_today().isoformat(), answered] += 1
            self._write_counts()

    def tokens_used(self, person: str) -> tuple[int, int]:
        """As FeedbackStore says."""
        day, stored = _today().isoformat(), (0, 0)
        with self._lock:
            # Where nothing can be read, what this process has counted is a limit all the same.
            with suppress(FeedbackError):
                for of_person, of_all in self._database.all(_TOKENS_OF, person, day):
                    stored = of_person, of_all
            waiting = [(who, n) for (on, who), n in self._uncounted_tokens.items() if on == day]
        return (
            stored[0] + sum(tokens for who, tokens in waiting if who == person),
            stored[1] + sum(tokens for _, tokens in waiting),
        )

    def count_tokens(self, person: str, tokens: int) -> None:
        """As FeedbackStore says."""
        with self._lock:
            self._uncounted_tokens[_today().isoformat(), person] += tokens
            self._write_counts()

    def day_counts(self) -> list[DayCount]:
        """As FeedbackStore says."""
        with self._lock:
            self._write_counts()
        with self._database.snapshot():
            rows = self._database.all("SELECT day, answered, declined, good, bad FROM days")
            votes = self._database.all("SELECT at, good FROM votes")
        counts = {row[0]: DayCount(*row) for row in rows}
        for day, (good, bad) in _by_day(votes).items():
            each = counts.get(day, DayCount(day, 0, 0, 0, 0))
            counts[day] = DayCount(
                day, each.answered, each.declined, each.good + good, each.bad + bad
            )
        return [counts[day] for day in sorted(counts) if day]

    def delete_older_than(self, seconds: float, channel: str) -> None:
        """As FeedbackStore says."""
        before = time.time() - seconds
        with self._database.writing() as connection:
            rows = connection.execute(
                "DELETE FROM votes WHERE at < %s AND channel = %s RETURNING at, good",
                (before, channel),
            ).fetchall()
            with connection.cursor() as cursor:
                cursor.executemany(
                    _COUNT, [(day, 0, 0, *numbers) for day, numbers in _by_day(rows).items()]
                )
            connection.execute("DELETE FROM presses WHERE at < %s", (before,))

    def close(self) -> None:
        """As FeedbackStore says."""
        with self._lock:
            self._paused_until = 0.0
            self._write_counts(_VOTE_WAIT_S)
            if self._opened is not None:
                self._opened.close()
                self._opened = None

    def _write_counts(self, wait: float = _COUNT_WAIT_S) -> None:
        """Add what was counted, or keep it for the next time where that is not possible."""
        if not self._uncounted and not self._uncounted_tokens:
            return
        if time.monotonic() < self._paused_until:
            return
        yesterday = (_today() - timedelta(days=1)).isoformat()
        try:
            with self._database.writing(wait) as connection, connection.cursor() as cursor:
                cursor.executemany(
                    _COUNT,
                    [
                        (day, number * answered, number * (not answered), 0, 0)
                        for (day, answered), number in self._uncounted.items()
                    ],
                )
                cursor.executemany(
                    _COUNT_TOKENS, [(*key, n) for key, n in self._uncounted_tokens.items()]
                )
                cursor.execute("DELETE FROM tokens WHERE day < %s", (yesterday,))
        except FeedbackError:
            self._paused_until = time.monotonic() + _PAUSE_S
        else:
            self._uncounted.clear()
            self._uncounted_tokens.clear()


def _feedback_error(problem: Problem) -> FeedbackError:
    return FeedbackError(problem.message)


def _today() -> date:
    return datetime.now().astimezone().date()


def _key(vote: Vote) -> tuple[str, str, str]:
    return vote.channel, vote.answer_id, vote.voter


def _is_new(connection: Connection, press: str) -> bool:
    """Record a press; return whether it was not recorded before."""
    recorded = connection.execute(
        "INSERT INTO presses VALUES (%s, %s) ON CONFLICT DO NOTHING", (press, time.time())
    )
    return bool(recorded.rowcount)


def _insert(connection: Connection, vote: Vote) -> None:
    row = (*_key(vote), vote.question, vote.resolved, vote.answer, vote.good, vote.at)
    connection.execute(_INSERT, row)


def _by_day(votes: Iterable[tuple[float, bool]]) -> dict[str, tuple[int, int]]:
    """Count good and bad votes by day in the time zone of this machine."""
    good: Counter[str] = Counter()
    bad: Counter[str] = Counter()
    for at, is_good in votes:
        (good if is_good else bad)[datetime.fromtimestamp(at).date().isoformat()] += 1
    return {day: (good[day], bad[day]) for day in {*good, *bad}}
