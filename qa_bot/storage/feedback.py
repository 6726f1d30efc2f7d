"""What people thought of answers, and how many questions were asked, day by day.

Votes of every channel are one list. Counts hold numbers and days, and nobody's words; those
of tokens, where they are limited, are kept for two days.
"""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Vote:
    """One person's vote on one answer.

    `channel` is where it was given, `answer_id` the answer's id there and `voter` the
    person's. `resolved` is the question after query rewriting, `answer` the JSON of
    `answer_serialization`, and `at` in seconds since the epoch.
    """

    channel: str
    answer_id: str
    voter: str
    question: str
    resolved: str
    answer: str
    good: bool
    at: float


@dataclass(frozen=True, slots=True)
class DayCount:
    """The questions and votes of one day, an ISO date in the time zone of the machine."""

    day: str
    answered: int
    declined: int
    good: int
    bad: int


class TokenCounts(Protocol):
    """The tokens that a language model took today. Safe to share between threads."""

    def tokens_used(self, person: str) -> tuple[int, int]:
        """Return how many tokens of today are a person's, and how many there are; never raises."""
        ...

    def count_tokens(self, person: str, tokens: int) -> None:
        """Add to the tokens of a person today, or take off; never raises, or waits long."""
        ...


class FeedbackStore(TokenCounts, Protocol):
    """The votes and counts of one library. Safe to share between threads and processes."""

    def toggle(self, vote: Vote, press: str = "") -> bool:
        """Store a vote in place of the person's earlier one; the same again takes it back.

        `press` is the id of the press of a button; one that comes twice counts once.
        Returns whether the person now has a vote on the answer. Raises FeedbackError.
        """
        ...

    def put(self, vote: Vote) -> None:
        """Store a vote in place of the person's earlier one. Raises FeedbackError."""
        ...

    def withdraw(self, vote: Vote) -> None:
        """Delete the person's vote if it is as good or as bad as `vote`. Raises FeedbackError."""
        ...

    def votes(self) -> list[Vote]:
        """Return every vote, the latest first. Raises FeedbackError."""
        ...

    def count_question(self, answered: bool) -> None:
        """Count a question of today; never raises, and never waits long."""
        ...

    def day_counts(self) -> list[DayCount]:
        """Return the counts of each day that has any, the first first. Raises FeedbackError."""
        ...

    def delete_older_than(self, seconds: float, channel: str) -> None:
        """Delete a channel's older votes and presses; their number stays in the day's count."""
        ...

    def close(self) -> None:
        """Count what could not be counted before, and close the file."""
        ...
