"""The measures, each a small function of plain values.

Exact match and F1 are those of SQuAD (Rajpurkar et al., 2016 and 2018) with
its official normalisation.
"""

import itertools
import math
import re
import string
from collections import Counter
from collections.abc import Iterable, Sequence

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalise(answer: str) -> str:
    """Lower case, without punctuation, articles and extra space."""
    return " ".join(_ARTICLES.sub(" ", answer.lower().translate(_PUNCTUATION)).split())


def exact_match(said: str, golds: Iterable[str]) -> float:
    """1.0 when `said` is one of the golds after normalisation, else 0.0."""
    return float(any(normalise(said) == normalise(gold) for gold in golds))


def f1(said: str, golds: Iterable[str]) -> float:
    """The best overlap of words with any gold, 0..1; two empty answers agree."""
    return max(
        (_f1(normalise(said).split(), normalise(gold).split()) for gold in golds), default=0.0
    )


def _f1(said: Sequence[str], gold: Sequence[str]) -> float:
    if not said or not gold:
        return float(said == gold)
    shared = sum((Counter(said) & Counter(gold)).values())
    return 2 * shared / (len(said) + len(gold))


def first_hit(passages: Iterable[str], golds: Sequence[str]) -> int | None:
    """The rank from 0 of the first passage that holds a gold text word for word."""
    return next((i for i, p in enumerate(passages) if any(g in p for g in golds)), None)


def overlaps(quote: str, evidence: str) -> bool:
    """Whether one of the two texts holds the other."""
    return bool(quote and evidence) and (quote in evidence or evidence in quote)


def mean(values: Iterable[float]) -> float:
    """The mean; 0.0 of nothing."""
    known = list(values)
    return sum(known) / len(known) if known else 0.0


def quantile(values: Iterable[float], share: float) -> float:
    """The value that `share` of the values do not exceed; 0.0 of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def auroc(positives: Sequence[float], negatives: Sequence[float]) -> float:
    """The chance that a positive scores above a negative, ties counting half (Mann-Whitney)."""
    if not positives or not negatives:
        return 0.5
    ordered = sorted([(score, True) for score in positives] + [(s, False) for s in negatives])
    total, at = 0.0, 0
    while at < len(ordered):
        end = at
        while end < len(ordered) and ordered[end][0] == ordered[at][0]:
            end += 1
        total += sum(good for _, good in ordered[at:end]) * (at + 1 + end) / 2
        at = end
    count = len(positives)
    return (total - count * (count + 1) / 2) / (count * len(negatives))


def share_above(scores: Sequence[float], threshold: float) -> float:
    """The share of scores that reach the threshold."""
    return mean(float(score >= threshold) for score in scores)


def risk_coverage(confidence: Sequence[float], right: Sequence[float]) -> list[tuple[float, float]]:
    """(coverage, risk) as ever less sure answers are given, surest first."""
    points, wrong = [], 0.0
    ordered = sorted(zip(confidence, right, strict=True), key=lambda pair: -pair[0])
    for given, (_, good) in enumerate(ordered, 1):
        wrong += 1 - good
        points.append((given / len(ordered), wrong / given))
    return points


def calibration_error(confidence: Sequence[float], right: Sequence[float], bins: int = 10) -> float:
    """Expected calibration error (Naeini et al., 2015) with bins of equal width."""
    total = 0.0
    pairs = list(zip(confidence, right, strict=True))
    for k in range(bins):
        held = [p for p in pairs if k == min(bins - 1, int(p[0] * bins))]
        total += abs(sum(c for c, _ in held) - sum(r for _, r in held))
    return total / len(pairs) if pairs else 0.0


def best_threshold(
    confidence: Sequence[float], scores: Sequence[float], answerable: Sequence[bool]
) -> tuple[float, float]:
    """The best mean score that any threshold gives, and the least confidence then answered.

    Of SQuAD 2.0's official script (Rajpurkar et al., 2018): declining is worth
    1 for an unanswerable question, answering it 0; `scores` are what answering
    is worth, 0..1. Equally sure answers are given together. Declining all is
    the threshold infinity.
    """
    total = float(sum(not known for known in answerable))
    best, at = total, math.inf
    ordered = sorted(zip(confidence, scores, answerable, strict=True), key=lambda row: -row[0])
    for sure, rows in itertools.groupby(ordered, key=lambda row: row[0]):
        total += sum(score if known else -1.0 for _, score, known in rows)
        if total > best:
            best, at = total, sure
    return (best / len(ordered) if ordered else 0.0), at
