"""No reading at all: the passage that retrieval puts first is the answer."""

from collections.abc import Sequence

from qa_bot.answering.readers.base import Finding, Reading, Weights
from qa_bot.documents import Span

# Nothing but the retriever's own score counts, and it says little of being right.
_WEIGHTS = Weights(
    passage=(0.0, 0.0, 1.0),
    sentence=(0.0, 0.0, 0.0, 0.0, 1.0, 0.0),
    confidence=(-4.0, 0.0, 0.0, 6.0, 0.0, 0.0, 0.0, 4.0, 0.0),
)


class WholeReader:
    """Takes each passage whole: for search without answers, and as a baseline."""

    weights = _WEIGHTS

    def read(self, question: str, passages: Sequence[str]) -> list[Reading]:
        """Every passage from its first character to its last."""
        return [
            Reading((Finding(0, len(text), Span(0, len(text)), 0.0),), 0.0) for text in passages
        ]
