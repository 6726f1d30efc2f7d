"""What a reader finds in a passage."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from qa_bot.documents import Span


@dataclass(frozen=True, slots=True)
class Finding:
    """The words of one sentence that answer best.

    `start`, `end` and `sentence` are code points of the passage's text; `score`
    is the log-odds of these words over finding nothing.
    """

    start: int
    end: int
    sentence: Span
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """One finding for each sentence of a passage, in order.

    `support` is the log-odds that the passage as a whole answers.
    """

    findings: tuple[Finding, ...]
    support: float

    @property
    def best(self) -> Finding:
        """The finding with the greatest score."""
        return max(self.findings, key=lambda finding: finding.score)


@dataclass(frozen=True, slots=True)
class Weights:
    """What each sign counts with a reader, in the order that judging.py gives them."""

    passage: tuple[float, ...]
    sentence: tuple[float, ...]
    confidence: tuple[float, ...]


class Reader(Protocol):
    """Anything that reads passages with a question in mind.

    `weights` say how its readings are to be judged.
    """

    @property
    def weights(self) -> Weights: ...

    def read(self, question: str, passages: Sequence[str]) -> list[Reading]:
        """One reading for each passage, in the order given, each with a finding at least."""
        ...
