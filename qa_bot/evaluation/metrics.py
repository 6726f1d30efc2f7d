"""Evaluation metrics, each a function of plain values; knows nothing of questions and answers.

Exact match and F1 are those of SQuAD (Rajpurkar et al., 2016 and 2018) with its
official normalisation. Of scripts without spaces each character counts as a word (Cui et al.,
"A Span-Extraction Dataset for Chinese Machine Reading Comprehension", 2019), and punctuation is
that of any script (Lewis et al., "MLQA", 2020).
"""

import itertools
import math
import re
import string
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qa_bot.text.unspaced_scripts import spaced_characters

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_NON_ASCII_MARK = re.compile(r"[^\w\s\x00-\x7f]")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A point of a risk-coverage curve: the share answered, and the error rate of these, 0..1."""

    coverage: float
    risk: float


@dataclass(frozen=True, slots=True)
class BestThreshold:
    """The best mean score, 0..1, and the lowest confidence answered at it, infinity if none."""

    score: float
    threshold: float


def normalise(answer: str) -> str:
    """Return the answer in lower case, without punctuation, articles and extra whitespace."""
    plain = _NON_ASCII_MARK.sub(_without_punctuation, answer.lower().translate(_PUNCTUATION))
    return " ".join(spaced_characters(_ARTICLES.sub(" ", plain)).split())


def _without_punctuation(mark: re.Match[str]) -> str:
    """Return a mark that is no punctuation, such as the sign of a currency or a vowel."""
    return "" if unicodedata.category(mark[0]).startswith("P") else mark[0]


def exact_match(answer: str, golds: Iterable[str]) -> float:
    """Return 1.0 if the answer equals a gold answer after normalisation, else 0.0."""
    return float(any(normalise(answer) == normalise(gold) for gold in golds))


def f1(answer: str, golds: Iterable[str]) -> float:
    """Return the best token F1 with any gold answer, 0..1; two empty answers give 1."""
    return max((_f1(normalise(answer).split(), normalise(g).split()) for g in golds), default=0.0)


def _f1(answer: Sequence[str], gold: Sequence[str]) -> float:
    if not answer or not gold:
        return float(answer == gold)
    shared = sum((Counter(answer) & Counter(gold)).values())
    return 2 * shared / (len(answer) + len(gold))


def first_hit(passages: Iterable[str], golds: Sequence[str]) -> int | None:
    """Return the rank, from 0, of the first passage that contains a gold answer, None if none."""
    return next((i for i, p in enumerate(passages) if any(g in p for g in golds)), None)


def overlaps(quote: str, evidence: str) -> bool:
    """Return whether one of the two texts contains the other; an empty one never does."""
    return bool(quote and evidence) and (quote in evidence or evidence in quote)


def mean(values: Iterable[float]) -> float:
    """Return the mean, 0.0 of no values."""
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0


def quantile(values: Iterable[float], share: float) -> float:
    """Return the value that `share` of the values do not exceed, 0.0 of no values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def auroc(positives: Sequence[float], negatives: Sequence[float]) -> float:
    """Return the area under the ROC curve: the Mann-Whitney statistic, ties counting half."""
    if not positives or not negatives:
        return 0.5
    ordered = sorted([(score, True) for score in positives] + [(s, False) for s in negatives])
    rank_sum, start = 0.0, 0
    while start < len(ordered):
        end = start
        while end < len(ordered) and ordered[end][0] == ordered[start][0]:
            end += 1
        # Ties share their mean rank.
        rank_sum += sum(positive for _, positive in ordered[start:end]) * (start + 1 + end) / 2
        start = end
    count = len(positives)
    return (rank_sum - count * (count + 1) / 2) / (count * len(negatives))


def share_above(scores: Sequence[float], threshold: float) -> float:
    """Return the share of scores that are at least the threshold."""
    return mean(float(score >= threshold) for score in scores)


def risk_coverage(confidence: Sequence[float], correct: Sequence[float]) -> list[CurvePoint]:
    """Return the risk-coverage curve (El-Yaniv and Wiener, 2010), by falling confidence.

    `correct` is what each answer is worth, 0..1.
    """
    points, wrong = [], 0.0
    ordered = sorted(zip(confidence, correct, strict=True), key=lambda pair: -pair[0])
    for answered, (_, worth) in enumerate(ordered, 1):
        wrong += 1 - worth
        points.append(CurvePoint(answered / len(ordered), wrong / answered))
    return points


def calibration_error(
    confidence: Sequence[float], correct: Sequence[float], bins: int = 10
) -> float:
    """Return the expected calibration error (Naeini et al., 2015) with bins of equal width."""
    total = 0.0
    pairs = list(zip(confidence, correct, strict=True))
    for k in range(bins):
        in_bin = [p for p in pairs if k == min(bins - 1, int(p[0] * bins))]
        total += abs(sum(c for c, _ in in_bin) - sum(w for _, w in in_bin))
    return total / len(pairs) if pairs else 0.0


def best_threshold(
    confidence: Sequence[float], scores: Sequence[float], answerable: Sequence[bool]
) -> BestThreshold:
    """Return the best mean score of any confidence threshold, as SQuAD 2.0's official script.

    Declining an unanswerable question is worth 1, answering it 0 (Rajpurkar et al.,
    2018); `scores` are what answering is worth, 0..1. Answers of equal confidence
    are given together.
    """
    total = float(sum(not has_answer for has_answer in answerable))
    best, threshold = total, math.inf
    ordered = sorted(zip(confidence, scores, answerable, strict=True), key=lambda row: -row[0])
    for value, rows in itertools.groupby(ordered, key=lambda row: row[0]):
        total += sum(score if has_answer else -1.0 for _, score, has_answer in rows)
        if total > best:
            best, threshold = total, value
    return BestThreshold(best / len(ordered) if ordered else 0.0, threshold)
