"""The features that passages, sentences and answers are scored by, and their weights.

Weights have the same fields as the features that they multiply. Files hold them
as arrays in the order of these fields, so a field must keep its place.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Self


@dataclass(frozen=True, slots=True)
class _FeatureVector:
    """Named numbers with the fields' order."""

    @classmethod
    def from_values(cls, values: Sequence[float]) -> Self:
        """Name the values in field order; raises TypeError unless there is one for each."""
        return cls(*values)

    def values(self) -> tuple[float, ...]:
        """Return the values in field order."""
        return tuple(getattr(self, field.name) for field in fields(self))

    def weighted_sum(self, weights: Self) -> float:
        """Return the dot product with the weights, summed in field order."""
        pairs = zip(self.values(), weights.values(), strict=True)
        return sum(value * weight for value, weight in pairs)


@dataclass(frozen=True, slots=True)
class PassageFeatures(_FeatureVector):
    """Features of one passage; log-odds are clipped.

    `span_score` is the log-odds of the passage's best span, `support` those of
    the passage answering at all, `retrieval_score` the first stage's fused score.
    """

    span_score: float
    support: float
    retrieval_score: float


@dataclass(frozen=True, slots=True)
class SentenceFeatures(_FeatureVector):
    """Features of one sentence of a scored passage; log-odds are clipped.

    `span_score` is the log-odds of its best span, and `span_margin` how far
    they fall behind those of the passage's best span, at most 0. `cosine` is
    that of its embedding and the question's. `overlap` is the share of the
    question's words in it, 0 to 1, by inverse frequency; `neighbour_overlap`
    the greater one of the sentences beside it. `passage_score` is its passage's.
    """

    span_score: float
    cosine: float
    overlap: float
    neighbour_overlap: float
    passage_score: float
    span_margin: float


@dataclass(frozen=True, slots=True)
class ConfidenceFeatures(_FeatureVector):
    """Features of the best sentence, by which it is estimated to answer.

    `intercept` is 1. `nearby_overlap` is the greater of the sentence's overlap
    and its neighbours'. `passage_margin` is the lead of the best passage's score
    over the second's, 0 or more unless the passages were reordered, clipped.
    `question_coverage` is the share of the question's content words that the
    passage holds, 0 to 1. `sentence_margin` is the lead of the sentence's score
    over that of the next with other words, clipped. The others are as in the features above.
    """

    intercept: float
    span_score: float
    support: float
    retrieval_score: float
    cosine: float
    overlap: float
    nearby_overlap: float
    passage_margin: float
    question_coverage: float
    sentence_margin: float


@dataclass(frozen=True, slots=True)
class PremiseFeatures(_FeatureVector):
    """Signs that the best sentence speaks of something else than the question; they add to
    the features of confidence.

    `unheld_number` and `unheld_name` are 1 if the question has a number or a name that
    nothing retrieved has, and `far_number` if it has one that stands elsewhere only.
    `rival_name` is 1 if a name stands elsewhere and the sentence has another one, and
    `opposite` if the sentence has the opposite, or a sibling, of a word that it lacks.
    `type_missing` is 1 if nothing in the sentence is of the type asked for, such as a time
    or an amount of money, and `form_missing` if nothing is of the form asked for, such as a
    colour or a telephone number. `rival_number` is 1 if the sentence has another number than
    the question beside the same word, and `other_time` if it speaks of another time.
    `missing_meaning` is how much nearer the words that stand nowhere near are to the question
    than to the sentence, by their cosines, and `foreign_words` how much nearer the sentence
    is to the question without them: less than 0 where it says the same in other words.
    """

    unheld_number: float
    far_number: float
    unheld_name: float
    type_missing: float
    rival_name: float
    opposite: float
    form_missing: float
    rival_number: float
    other_time: float
    missing_meaning: float
    foreign_words: float


NO_PREMISES = PremiseFeatures.from_values([0.0] * len(fields(PremiseFeatures)))


# Where nothing matches by words, the first stage gives the right passage so much less, and cosines,
# which are nearer to each other, weigh so many times as much for passages and for sentences. Chosen
# on 60 English questions about German texts, and as many German ones about Arabic texts
# (docs/languages.md).
_UNMATCHED_SCORE = 0.8
_PASSAGE_COSINES, _SENTENCE_COSINES = 4.0, 2.0


@dataclass(frozen=True, slots=True)
class ScoringWeights:
    """The weight of each feature, under the feature's name; every reader has its own.

    `compares_grams` says that a question and a text are compared by runs of characters, in
    any language, and not by English words.
    """

    passage: PassageFeatures
    sentence: SentenceFeatures
    confidence: ConfidenceFeatures
    premises: PremiseFeatures = NO_PREMISES
    compares_grams: bool = False

    def without_shared_words(self) -> Self:
        """Return the weights for a question that shares no words with a text in another language.

        The first stage has cosines alone then, so that its score is lower for the same passage.
        """
        passage, sentence, sure = self.passage, self.sentence, self.confidence
        return replace(
            self,
            passage=replace(passage, retrieval_score=_PASSAGE_COSINES * passage.retrieval_score),
            sentence=replace(
                sentence,
                cosine=_SENTENCE_COSINES * sentence.cosine,
                overlap=0.0,
                neighbour_overlap=0.0,
            ),
            confidence=replace(
                sure,
                intercept=sure.intercept + _UNMATCHED_SCORE * sure.retrieval_score,
                overlap=0.0,
                nearby_overlap=0.0,
                question_coverage=0.0,
            ),
        )

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Sequence[float]]) -> Self:
        """Read the arrays of a weights file; raises KeyError or TypeError for others.

        Premises are English wording, and weigh nothing where grams are compared.
        """
        compares_grams = bool(arrays.get("compares_grams"))
        premises = NO_PREMISES
        if not compares_grams:
            premises = PremiseFeatures.from_values(arrays["premises"])
        return cls(
            passage=PassageFeatures.from_values(arrays["passage"]),
            sentence=SentenceFeatures.from_values(arrays["sentence"]),
            confidence=ConfidenceFeatures.from_values(arrays["confidence"]),
            premises=premises,
            compares_grams=compares_grams,
        )

    def to_arrays(self) -> dict[str, list[float]]:
        """Return the arrays that `from_arrays` reads."""
        names = ("passage", "sentence", "confidence", "premises")
        arrays = {name: list(getattr(self, name).values()) for name in names}
        return arrays | ({"compares_grams": [1.0]} if self.compares_grams else {})


def sigmoid(x: float) -> float:
    """Return the logistic function of any float, without overflow."""
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))
