"""No reading at all: the passage that retrieval puts first is the answer."""

from collections.abc import Sequence

from qa_bot.answering.reading import Reading, Weights

# Nothing but the retriever's own score counts, and it says little of being right.
_WEIGHTS = Weights(span=0.0, support=0.0, retrieval=1.0, bias=-4.0, rank=6.0, lead=4.0)


class WholeReader:
    """Takes each passage whole: for search without answers, and as a baseline."""

    weights = _WEIGHTS

    def read(self, question: str, passages: Sequence[str]) -> list[Reading]:
        """Every passage from its first character to its last."""
        return [Reading(0, len(passage), 0.0, 0.0) for passage in passages]
