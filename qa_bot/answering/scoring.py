"""Which passage, which sentence of it, and how sure: weighted sums of signs.

A passage is judged by the reader's words and support and by the retriever's
score. A sentence of the best passages is judged by its words, by how near its
meaning is to the question's, and by the question's words in it and beside it:
a reason often stands next to the sentence that was asked about. Confidence is
the probability that the chosen sentence answers, by logistic regression. The
weights belong to a reader and are fitted on questions it was not trained on.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa_bot.answering.readers.base import Finding, Reading, Weights
from qa_bot.answering.reasons import asks_why, gives_cause, share_repeated, stem
from qa_bot.retrieval.candidates import Candidate
from qa_bot.text.words import content_words, words

Embed = Callable[[Sequence[str]], NDArray[np.float32]]

PASSAGES = 3
_LIMIT = 12.0
# What a word that gives a cause adds to a sentence's rank, when a reason is asked for.
_CAUSE = 1.0


@dataclass(frozen=True, slots=True)
class Judged:
    """A passage that was read, with its rank: higher is better, for one question."""

    candidate: Candidate
    reading: Reading
    rank: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """One finding of a judged passage with its sentence's signs, and what they sum to."""

    judged: Judged
    finding: Finding
    cosine: float
    overlap: float
    beside: float
    rank: float

    @property
    def sentence(self) -> str:
        """The text of the sentence that the finding is of."""
        return _sentence(self.judged, self.finding)


def passage_signs(candidate: Candidate, reading: Reading) -> tuple[float, float, float]:
    """The reader's best words, its support, and the retriever's score."""
    return _held(reading.best.score), _held(reading.support), candidate.score


def judge(
    candidates: Sequence[Candidate], readings: Sequence[Reading], weights: Weights
) -> list[Judged]:
    """The passages with their ranks, in the order given."""
    return [
        Judged(candidate, reading, _sum(passage_signs(candidate, reading), weights.passage))
        for candidate, reading in zip(candidates, readings, strict=True)
    ]


def evidence(
    question: str,
    judged: Sequence[Judged],
    embed: Embed,
    weights: Weights,
    passages: int = PASSAGES,
) -> list[Evidence]:
    """Every finding of the best `passages`, best first; `judged` is best first too."""
    best = judged[:passages]
    texts = [[_sentence(j, finding) for finding in j.reading.findings] for j in best]
    flat = [text for group in texts for text in group]
    vectors = embed([question, *flat])
    cosines = iter((vectors[1:] @ vectors[0]).tolist())
    overlaps = iter(_overlaps(question, flat))
    found: list[Evidence] = []
    why = asks_why(question)
    for j in best:
        near = [next(cosines) for _ in j.reading.findings]
        shares = [next(overlaps) for _ in j.reading.findings]
        beside = [_beside(shares, i) for i in range(len(shares))]
        if why:
            # A reason need not share a word with what it is the reason of.
            near = [max(own, _beside(near, i)) for i, own in enumerate(near)]
            shares = [max(pair) for pair in zip(shares, beside, strict=True)]
        rows = zip(j.reading.findings, near, shares, beside, strict=True)
        found += [_ranked(Evidence(j, *row, rank=0.0), weights, why) for row in rows]
    return sorted(found, key=lambda e: -e.rank)


def sentence_signs(e: Evidence) -> tuple[float, ...]:
    """Words, meaning, the question's words here and beside, the passage, and the words in it.

    The last is how far its words fall behind the best ones of their passage.
    """
    behind = _held(e.finding.score - e.judged.reading.best.score)
    return _held(e.finding.score), e.cosine, e.overlap, e.beside, e.judged.rank, behind


def confidence_signs(
    question: str, found: Sequence[Evidence], judged: Sequence[Judged]
) -> tuple[float, ...]:
    """What tells a right best sentence from a wrong one; `found` is best first."""
    best = found[0]
    lead = judged[0].rank - judged[1].rank if len(judged) > 1 else 0.0
    return (
        1.0,
        _held(best.finding.score),
        _held(best.judged.reading.support),
        best.judged.candidate.score,
        best.cosine,
        best.overlap,
        max(best.overlap, best.beside),
        min(lead, _LIMIT),
        share_repeated(question, best.judged.candidate.chunk.text),
    )


def confidence(
    question: str, found: Sequence[Evidence], judged: Sequence[Judged], weights: Weights
) -> float:
    """The probability, 0 to 1, that the best sentence answers."""
    return sigmoid(_sum(confidence_signs(question, found, judged), weights.confidence))


def sigmoid(x: float) -> float:
    """The logistic function, safe for any float."""
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def _beside(values: Sequence[float], i: int) -> float:
    """The greater value of the two neighbours of `i`, 0 where there is none."""
    return max([*values[max(0, i - 1) : i], *values[i + 1 : i + 2]], default=0.0)


def _ranked(e: Evidence, weights: Weights, why: bool) -> Evidence:
    rank = _sum(sentence_signs(e), weights.sentence)
    if why and gives_cause(e.sentence):
        rank += _CAUSE
    return Evidence(e.judged, e.finding, e.cosine, e.overlap, e.beside, rank)


def _sum(signs: Sequence[float], weights: Sequence[float]) -> float:
    return sum(sign * weight for sign, weight in zip(signs, weights, strict=True))


def _held(odds: float) -> float:
    """Log-odds within bounds, so that no single sign drowns the others."""
    return max(-_LIMIT, min(_LIMIT, odds))


def _sentence(judged: Judged, finding: Finding) -> str:
    return judged.candidate.chunk.text[finding.sentence.start : finding.sentence.end]


def _overlaps(question: str, sentences: Sequence[str]) -> list[float]:
    """The share of the question's words in each sentence, rare words weighing more."""
    asked = {stem(word) for word in content_words(question)}
    held = [{stem(word) for word in words(text)} & asked for text in sentences]
    often = Counter(word for found in held for word in found)
    weight = {word: math.log(1 + len(sentences) / (1 + often[word])) for word in asked}
    whole = sum(weight.values()) or 1.0
    return [sum(weight[word] for word in found) / whole for found in held]
