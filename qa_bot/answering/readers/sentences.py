"""No model: every sentence is a finding, to be judged by words and meaning alone.

For languages that the built-in reader does not read, and as the baseline that
the built-in reader must beat. The whole sentence is the answer.
"""

from collections.abc import Sequence

from qa_bot.answering.readers.base import Finding, Reading, Weights
from qa_bot.answering.reasons import asks_why, share_repeated
from qa_bot.documents import Span
from qa_bot.text.sentences import split_sentences

_WEIGHTS = Weights(
    passage=(0.0, 0.0, 1.0),
    sentence=(1.0, 4.0, 4.0, 1.0, 2.0, 0.0),
    confidence=(-4.0, 0.0, 0.0, 2.0, 3.0, 2.0, 1.0, 0.5, 0.0),
)
_RESTATING = 4.0


class SentenceReader:
    """Takes each sentence as it is; one that repeats a why-question counts less."""

    weights = _WEIGHTS

    def read(self, question: str, passages: Sequence[str]) -> list[Reading]:
        """A finding for every sentence."""
        return [self._read(question, passage) for passage in passages]

    @staticmethod
    def _read(question: str, passage: str) -> Reading:
        why = asks_why(question)
        found = []
        for span in split_sentences(passage) or [Span(0, len(passage))]:
            share = share_repeated(question, passage[span.start : span.end]) if why else 0.0
            found.append(Finding(span.start, span.end, span, -_RESTATING * share))
        return Reading(tuple(found), 0.0)
