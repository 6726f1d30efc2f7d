"""Support: how likely it is that a passage says what a statement does.

A statement that only leaves something out of one sentence of the passage is supported.
For any other, logistic regression weighs what the reader makes of it, which is trained
on false premises: whether the passage answers the statement read as a question, and
whether it answers the cloze questions of it with the phrases that were left out; and
whether it has words of further sentences. Fitted on English by
`python -m training support`; in other languages only what leaves something out counts.
"""

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from qa_bot.answering.features import sigmoid
from qa_bot.answering.lexical_features import stem
from qa_bot.answering.readers.reader import PassageReading, Reader
from qa_bot.answering.scoring import clipped
from qa_bot.generation.alignment import Alignment, align
from qa_bot.generation.cloze_questions import ClozeQuestion, cloze_questions
from qa_bot.text.sentences import ENGLISH
from qa_bot.text.words import words

# The share of a statement's words that no sentence of the passage has. What is invented is mostly
# said in such words, and the reader judges by those that are there.
MOST_NOVEL = 0.25


@dataclass(frozen=True, slots=True)
class SupportFeatures:
    """What the support of a statement by a passage is weighed by.

    `support` and `least_score` are log-odds of the reader, for the statement and for the
    cloze question that it answers worst; `agreement` is the mean F1 of the phrases left out
    and what it answers with; `has_stray` is 1 where a word is of another sentence of the
    passage than the nearest.
    """

    support: float
    agreement: float
    has_stray: float
    least_score: float


# Fitted on 1,900 statements about 600 passages of new Wikipedia articles.
_INTERCEPT = -0.811
_WEIGHTS = SupportFeatures(support=0.191, agreement=1.58, has_stray=-1.592, least_score=0.05)


@dataclass(frozen=True, slots=True)
class Support:
    """The probability, 0 to 1, that a passage supports a statement, and how both compare."""

    probability: float
    alignment: Alignment


class SupportModel:
    """Judges how far passages support statements. Safe to share between threads."""

    def __init__(self, reader: Reader) -> None:
        """Take the shipped English reader, which the weights are for."""
        self._reader = reader

    def support(self, statement: str, passage: str, language: str = ENGLISH) -> Support:
        """Return how far one passage supports a statement in the language of both."""
        alignment = align(statement, passage, language)
        if alignment.is_opposite or alignment.is_distortion:
            return Support(0.0, alignment)
        if alignment.is_compression:
            return Support(1.0, alignment)
        if language != ENGLISH or alignment.novel > MOST_NOVEL:
            return Support(0.0, alignment)
        features = self.features(statement, passage, alignment)
        weighed = zip(astuple(_WEIGHTS), astuple(features), strict=True)
        return Support(sigmoid(_INTERCEPT + sum(w * f for w, f in weighed)), alignment)

    def features(self, statement: str, passage: str, alignment: Alignment) -> SupportFeatures:
        """Return what the support of a statement is weighed by; reads the passage a few times."""
        asked = cloze_questions(statement)
        whole, *readings = (
            self._reader.read(question, [passage])[0]
            for question in (statement, *(each.question for each in asked))
        )
        pairs = list(zip(asked, readings, strict=True))
        return SupportFeatures(
            support=clipped(whole.support),
            agreement=_mean([_agreement(each, reading, passage) for each, reading in pairs]),
            has_stray=float(alignment.stray > 0),
            least_score=min((clipped(r.best.score) for r in readings), default=0.0),
        )


def _agreement(asked: ClozeQuestion, reading: PassageReading, passage: str) -> float:
    """Return the F1 of a phrase and what the passage answers with, 1 where that holds it."""
    answer = passage[reading.best.start : reading.best.end]
    if asked.phrase.lower() in answer.lower():
        return 1.0
    said, left_out = ({stem(word) for word in words(text)} for text in (answer, asked.phrase))
    return 2 * len(said & left_out) / max(1, len(said) + len(left_out))


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values) if values else 1.0
