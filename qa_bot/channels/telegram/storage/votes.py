"""Which answers people found good or bad.

Knows votes, one a person and answer. Does not know what was answered beyond its
JSON.
"""

import time
from dataclasses import dataclass

from qa_bot.channels.telegram.storage.state_database import Database


@dataclass(frozen=True, slots=True)
class Vote:
    """One person's judgement of one answer; `at` in seconds since the epoch."""

    question: str
    resolved: str
    answer: str
    good: bool
    at: float


class Feedback:
    """The votes on the answers of all chats."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def vote(self, press: str, answer: int, person: int, good: bool) -> bool:
        """Note a vote in place of that person's earlier one; the same again takes it back.

        A `press` that comes twice counts once. Whether the vote now stands.
        """
        with self._database.writing() as connection:
            key = (answer, person)
            new = connection.execute(
                "INSERT OR IGNORE INTO presses VALUES (?, ?)", (press, time.time())
            )
            if not new.rowcount:
                return self._stands(*key)
            earlier = connection.execute(
                "DELETE FROM feedback WHERE answer_id = ? AND user_id = ? RETURNING good", key
            ).fetchone()
            if earlier is not None and bool(earlier[0]) == good:
                return False
            connection.execute(
                "INSERT INTO feedback VALUES (?, ?, ?, ?)", (*key, good, time.time())
            )
            return True

    def drop_older(self, seconds: float) -> None:
        """Forget presses that cannot come again; the votes stay."""
        self._database.run("DELETE FROM presses WHERE at < ?", time.time() - seconds)

    def _stands(self, answer: int, person: int) -> bool:
        found = self._database.one(
            "SELECT 1 FROM feedback WHERE answer_id = ? AND user_id = ?", answer, person
        )
        return found is not None

    def votes(self) -> list[Vote]:
        """Every vote, the latest first."""
        rows = self._database.all(
            "SELECT question, resolved, answer, good, feedback.at "
            "FROM feedback JOIN answers ON answers.id = answer_id "
            "ORDER BY feedback.at DESC, answer_id DESC"
        )
        return [Vote(row[0], row[1], row[2], bool(row[3]), row[4]) for row in rows]
