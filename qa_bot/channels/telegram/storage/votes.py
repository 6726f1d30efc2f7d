"""Votes on the bot's answers, stored with those of the other channels.

Knows which stored answer a vote is on. Does not know what the JSON of an answer
means.
"""

import time
from typing import Final

from qa_bot.channels.telegram.storage.stored_answers import StoredAnswers
from qa_bot.storage.feedback import FeedbackStore, Vote

CHANNEL: Final = "telegram"


class Votes:
    """The votes on the answers of all chats. Every method blocks."""

    def __init__(self, answers: StoredAnswers, feedback: FeedbackStore) -> None:
        self._answers, self._feedback = answers, feedback

    def toggle(self, press: str, answer: int, person: int, good: bool) -> bool:
        """Store a vote, replacing the person's earlier one; the same vote again removes it.

        `press` is the id of the callback query; one that comes twice counts once.
        Returns whether the person now has a vote on the answer, which may be deleted.
        """
        vote = self._vote(answer, person, good)
        return vote is not None and self._feedback.toggle(vote, press)

    def set(self, answer: int, person: int, good: bool) -> None:
        """Store a vote, replacing the person's earlier one."""
        if (vote := self._vote(answer, person, good)) is not None:
            self._feedback.put(vote)

    def withdraw(self, answer: int, person: int, good: bool) -> None:
        """Delete a person's vote if it is that one."""
        if (vote := self._vote(answer, person, good)) is not None:
            self._feedback.withdraw(vote)

    def _vote(self, answer: int, person: int, good: bool) -> Vote | None:
        """Return a vote on a stored answer; None once that is deleted."""
        stored = self._answers.get(answer)
        if stored is None:
            return None
        asked = stored.asked
        return Vote(
            CHANNEL,
            str(answer),
            str(person),
            asked.question,
            asked.resolved,
            stored.answer,
            good,
            time.time(),
        )

    def delete_older_than(self, seconds: float) -> None:
        """Delete older votes and presses, as answers are; the number of votes stays."""
        self._feedback.delete_older_than(seconds, CHANNEL)
