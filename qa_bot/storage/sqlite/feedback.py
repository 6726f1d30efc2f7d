"""Votes and counts in an SQLite file of their own beside the library's.

Apart from the library, as a vote or a question changes nothing that is searched,
and as they hold people's questions: only the owner may read the file.
"""

import os
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from qa_bot.errors import FeedbackError
from qa_bot.sqlite_migrations import NewerSchema, open_private_database, transaction
from qa_bot.storage.feedback import DayCount, Vote
from qa_bot.storage.locations import FEEDBACK, TELEGRAM_STATE
from qa_bot.storage.sqlite.feedback_schema import MIGRATIONS

# What a former release stored in the file of the Telegram bot, taken over once.
_TAKE_OVER: Final = """
INSERT OR IGNORE INTO votes
    SELECT 'telegram', answer_id, user_id, question, resolved, answer, good, f.at
    FROM bot.feedback f JOIN bot.answers a ON a.id = f.answer_id
"""
_IS_TAKEN_OVER: Final = "SELECT 1 FROM meta WHERE key = 'votes of telegram.sqlite'"
_SET_TAKEN_OVER: Final = "INSERT INTO meta VALUES ('votes of telegram.sqlite', 1)"
_COUNT: Final = """
INSERT INTO days (day, answered, declined) VALUES (?, ?, ?) ON CONFLICT (day) DO UPDATE SET
    answered = answered + excluded.answered, declined = declined + excluded.declined
"""
_ITS_KEY: Final = "channel = ? AND answer_id = ? AND voter = ?"
_VOTE_DAY: Final = "coalesce(date(at, 'unixepoch', 'localtime'), '')"
_KEEP_NUMBER: Final = f"""
INSERT INTO days (day, good, bad)
    SELECT {_VOTE_DAY}, sum(good), sum(1 - good) FROM votes WHERE at < ? AND channel = ? GROUP BY 1
    ON CONFLICT (day) DO UPDATE SET good = good + excluded.good, bad = bad + excluded.bad
"""
_BY_DAY: Final = f"""
SELECT day, sum(answered), sum(declined), sum(good), sum(bad) FROM (
    SELECT day, answered, declined, good, bad FROM days
    UNION ALL SELECT {_VOTE_DAY}, 0, 0, good, 1 - good FROM votes
) WHERE day <> '' GROUP BY day ORDER BY day
"""
_COUNT_TOKENS: Final = """
INSERT INTO tokens VALUES (?, ?, ?) ON CONFLICT (day, person) DO UPDATE SET
    tokens = tokens + excluded.tokens
"""
_TOKENS_OF: Final = """
SELECT coalesce(sum(tokens) FILTER (WHERE person = ?), 0), coalesce(sum(tokens), 0)
FROM tokens WHERE day = ?
"""
# Milliseconds to wait for another process: for a vote, which somebody asked for, and for a
# count, which is then added with the next one instead of delaying an answer.
_VOTE_WAIT_MS, _COUNT_WAIT_MS = 10_000, 200
# What a file that cannot be used raises.
_UNUSABLE: Final = (sqlite3.Error, OSError, NewerSchema)


class SqliteFeedback:
    """Implements FeedbackStore. Nothing is opened or created before it is needed."""

    def __init__(self, folder: Path | None = None) -> None:
        """Use the file in a library's folder; None keeps all in memory."""
        self._file = None if folder is None else folder / FEEDBACK
        self._bot = None if folder is None else folder / TELEGRAM_STATE
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._uncounted: Counter[tuple[str, bool]] = Counter()
        self._uncounted_tokens: Counter[tuple[str, str]] = Counter()

    def __del__(self) -> None:
        # A command that ends leaves no connection open, which Python would warn of.
        if (connection := getattr(self, "_connection", None)) is not None:
            connection.close()

    def toggle(self, vote: Vote, press: str = "") -> bool:
        """As FeedbackStore says."""
        key = _key(vote)
        with self._translated_errors(), self._writing(_VOTE_WAIT_MS) as connection:
            if press:
                new = connection.execute(
                    "INSERT OR IGNORE INTO presses VALUES (?, ?)", (press, time.time())
                )
                if not new.rowcount:
                    sql = f"SELECT 1 FROM votes WHERE {_ITS_KEY}"
                    return connection.execute(sql, key).fetchone() is not None
            earlier = connection.execute(
                f"DELETE FROM votes WHERE {_ITS_KEY} RETURNING good, answer", key
            ).fetchone()
            # A question that was edited since has another answer, with a vote of its own.
            if earlier == (vote.good, vote.answer):
                return False
            _insert(connection, vote)
            return True

    def put(self, vote: Vote) -> None:
        """As FeedbackStore says."""
        with self._translated_errors(), self._writing(_VOTE_WAIT_MS) as connection:
            connection.execute(f"DELETE FROM votes WHERE {_ITS_KEY}", _key(vote))
            _insert(connection, vote)

    def withdraw(self, vote: Vote) -> None:
        """As FeedbackStore says."""
        sql = f"DELETE FROM votes WHERE {_ITS_KEY} AND good = ?"
        with self._translated_errors(), self._writing(_VOTE_WAIT_MS) as connection:
            connection.execute(sql, (*_key(vote), vote.good))

    def votes(self) -> list[Vote]:
        """As FeedbackStore says."""
        rows = self._rows("SELECT * FROM votes ORDER BY at DESC, rowid DESC")
        return [replace(Vote(*row), good=bool(row[6])) for row in rows]

    def count_question(self, answered: bool) -> None:
        """As FeedbackStore says."""
        with self._lock:
            self._uncounted[_today().isoformat(), answered] += 1
            self._write_counts(_COUNT_WAIT_MS)

    def tokens_used(self, person: str) -> tuple[int, int]:
        """As FeedbackStore says."""
        day, stored = _today().isoformat(), (0, 0)
        with self._lock:
            # Where nothing can be read, what this process has counted is a limit all the same.
            with suppress(FeedbackError):
                for of_person, of_all in self._rows(_TOKENS_OF, (person, day), _COUNT_WAIT_MS):
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
            self._write_tokens(_COUNT_WAIT_MS)

    def day_counts(self) -> list[DayCount]:
        """As FeedbackStore says."""
        with self._lock:
            self._write_counts(_COUNT_WAIT_MS)
        return [DayCount(*row) for row in self._rows(_BY_DAY)]

    def delete_older_than(self, seconds: float, channel: str) -> None:
        """As FeedbackStore says."""
        before = time.time() - seconds
        with self._translated_errors(), self._writing(_VOTE_WAIT_MS) as connection:
            connection.execute(_KEEP_NUMBER, (before, channel))
            connection.execute("DELETE FROM votes WHERE at < ? AND channel = ?", (before, channel))
            connection.execute("DELETE FROM presses WHERE at < ?", (before,))

    def close(self) -> None:
        """As FeedbackStore says."""
        with self._lock:
            self._write_counts(_VOTE_WAIT_MS)
            self._write_tokens(_VOTE_WAIT_MS)
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _write_counts(self, wait_ms: int) -> None:
        """Write what is not counted yet; where that fails, it is tried again with the next."""
        if not self._uncounted:
            return
        rows = [
            (day, count * answered, count * (not answered))
            for (day, answered), count in self._uncounted.items()
        ]
        # No answer fails or waits because a library is read-only or its disk is full.
        with suppress(*_UNUSABLE):
            with self._writing(wait_ms) as connection:
                connection.executemany(_COUNT, rows)
            self._uncounted.clear()

    def _write_tokens(self, wait_ms: int) -> None:
        """As `_write_counts` does, and delete those of days that are over."""
        if not self._uncounted_tokens:
            return
        rows = [(*key, count) for key, count in self._uncounted_tokens.items()]
        yesterday = (_today() - timedelta(days=1)).isoformat()
        with suppress(*_UNUSABLE):
            with self._writing(wait_ms) as connection:
                connection.executemany(_COUNT_TOKENS, rows)
                connection.execute("DELETE FROM tokens WHERE day < ?", (yesterday,))
            self._uncounted_tokens.clear()

    @contextmanager
    def _writing(self, wait_ms: int) -> Iterator[sqlite3.Connection]:
        """Commit the statements of the block together, or none of them."""
        with self._lock:
            if self._connection is None:
                self._connection = self._open(wait_ms)
            connection = self._connection
            connection.execute(f"PRAGMA busy_timeout = {wait_ms}")
            with transaction(connection):
                yield connection

    def _rows(
        self, sql: str, values: tuple[str, ...] = (), wait_ms: int = _VOTE_WAIT_MS
    ) -> list[tuple[Any, ...]]:
        with self._translated_errors(), self._lock:
            try:
                if self._connection is None:
                    self._connection = self._open(wait_ms)
            except (OSError, sqlite3.OperationalError):
                return self._rows_of_read_only(sql, values)
            return self._connection.execute(sql, values).fetchall()

    def _rows_of_read_only(self, sql: str, values: tuple[str, ...]) -> list[tuple[Any, ...]]:
        """Return the rows where the folder cannot be written; none where there is no file."""
        assert self._file is not None  # noqa: S101  # memory can be written
        if not self._file.exists():
            return []
        uri = f"{self._file.resolve().as_uri()}?mode=ro&immutable=1"
        connection = sqlite3.connect(uri, uri=True)
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            connection.close()

    def _open(self, wait_ms: int) -> sqlite3.Connection:
        connection = open_private_database(self._file, MIGRATIONS, wait_ms / 1000)
        try:
            self._take_over(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _take_over(self, connection: sqlite3.Connection) -> None:
        """Copy the votes of a former release, once; that file stays as it is."""
        if self._bot is None or not self._bot.is_file():
            return
        if connection.execute(_IS_TAKEN_OVER).fetchone():
            return
        # A file that is damaged or locked is no reason to refuse votes; it is tried again.
        with suppress(sqlite3.DatabaseError):
            connection.execute("ATTACH ? AS bot", (os.fsencode(self._bot),))
            try:
                with transaction(connection):
                    if not connection.execute(_IS_TAKEN_OVER).fetchone():
                        connection.execute(_TAKE_OVER)
                        connection.execute(_SET_TAKEN_OVER)
            finally:
                connection.execute("DETACH bot")

    @contextmanager
    def _translated_errors(self) -> Iterator[None]:
        try:
            yield
        except _UNUSABLE as error:
            raise FeedbackError(
                f"{self._file or 'memory'}: the votes and counts cannot be used ({error}). Make "
                "its folder writable and its disk roomy, or move the file away: they then begin "
                "again from nothing."
            ) from error


def _today() -> date:
    return datetime.now().astimezone().date()


def _key(vote: Vote) -> tuple[str, str, str]:
    return vote.channel, vote.answer_id, vote.voter


def _insert(connection: sqlite3.Connection, vote: Vote) -> None:
    row = (*_key(vote), vote.question, vote.resolved, vote.answer, vote.good, vote.at)
    connection.execute("INSERT INTO votes VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
