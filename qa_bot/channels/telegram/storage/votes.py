"""Which answers people voted good or bad.

Knows one vote per person and answer. Does not know what the JSON of an answer
means.
"""

import time
from dataclasses import dataclass

from qa_bot.channels.telegram.storage.state_database import StateDatabase


@dataclass(frozen=True, slots=True)
class Vote:
    """One person's vote on one answer; `answer` is JSON, `at` in seconds since the epoch."""

    question: str
    resolved: str
    answer: str
    good: bool
    at: float


class Votes:
    """The votes on the answers of all chats. Every method blocks."""

    def __init__(self, database: StateDatabase) -> None:
        self._database = database

    def toggle(self, press: str, answer: int, person: int, good: bool) -> bool:
        """Store a vote, replacing the person's earlier one; the same vote again removes it.

        `press` is the id of the callback query; one that comes twice counts once.
        Returns whether the person now has a vote on the answer.
        """
        with self._database.transaction() as connection:
            key = (answer, person)
            new = connection.execute(
                "INSERT OR IGNORE INTO presses VALUES (?, ?)", (press, time.time())
            )
            if not new.rowcount:
                return self._has_vote(*key)
            earlier = connection.execute(
                "DELETE FROM feedback WHERE answer_id = ? AND user_id = ? RETURNING good", key
            ).fetchone()
            if earlier is not None and bool(earlier[0]) == good:
                return False
            connection.execute(
                "INSERT INTO feedback VALUES (?, ?, ?, ?)", (*key, good, time.time())
            )
            return True

    def set(self, answer: int, person: int, good: bool) -> None:
        """Store a vote, replacing the person's earlier one."""
        self._database.execute(
            "INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?)", answer, person, good, time.time()
        )

    def withdraw(self, answer: int, person: int, good: bool) -> None:
        """Delete a person's vote if it is that one."""
        self._database.execute(
            "DELETE FROM feedback WHERE answer_id = ? AND user_id = ? AND good = ?",
            answer,
            person,
            good,
        )

    def delete_older_than(self, seconds: float) -> None:
        """Delete the ids of older presses, which cannot come again; the votes stay."""
        self._database.execute("DELETE FROM presses WHERE at < ?", time.time() - seconds)

    def _has_vote(self, answer: int, person: int) -> bool:
        found = self._database.fetch_one(
            "SELECT 1 FROM feedback WHERE answer_id = ? AND user_id = ?", answer, person
        )
        return found is not None

    def all(self) -> list[Vote]:
        """Return every vote, the latest first."""
        rows = self._database.fetch_all(
            "SELECT question, resolved, answer, good, feedback.at "
            "FROM feedback JOIN answers ON answers.id = answer_id "
            "ORDER BY feedback.at DESC, answer_id DESC"
        )
        return [Vote(row[0], row[1], row[2], bool(row[3]), row[4]) for row in rows]
