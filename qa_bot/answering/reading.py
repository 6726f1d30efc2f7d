"""What a reader finds in a passage."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of one passage that answer best, and how well they do.

    `start` and `end` are code points of the passage's text. `span` is the
    score of those words over the score of finding nothing, and `support` says
    how well the passage as a whole answers; both are log-odds, comparable
    between the passages of a question and, after calibration, between questions.
    """

    start: int
    end: int
    span: float
    support: float


@dataclass(frozen=True, slots=True)
class Weights:
    """What each sign counts: the first three for rank, the others for confidence."""

    span: float
    support: float
    retrieval: float
    bias: float
    rank: float
    lead: float


class Reader(Protocol):
    """Anything that reads passages with a question in mind.

    `weights` say how its readings are to be judged.
    """

    @property
    def weights(self) -> Weights: ...

    def read(self, question: str, passages: Sequence[str]) -> list[Reading]:
        """One reading for each passage, in the order given."""
        ...
