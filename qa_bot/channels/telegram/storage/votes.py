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
        stored = self._answers.get(answer)
        if stored is None:
            return False
        asked = stored.asked
        vote = Vote(
            CHANNEL,
            str(answer),
            str(person),
            asked.question,
            asked.resolved,
            stored.answer,
            good,
            time.time(),
        )
        return self._feedback.toggle(vote, press)

    def delete_older_than(self, seconds: float) -> None:
        """Delete older votes and presses, as answers are; the number of votes stays."""
        self._feedback.delete_older_than(seconds, CHANNEL)
