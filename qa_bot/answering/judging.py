"""How much a reading is worth: which passage is best, and is it good enough.

A passage's rank is a weighted sum of what the reader and the retriever say of
it. Confidence is the probability that the best one answers, by logistic
regression on its rank and its lead. The weights belong to a reader and are
fitted on questions that the reader was not trained on.
"""

import math
from collections.abc import Sequence

from qa_bot.answering.reading import Reading, Weights


def ranks(
    readings: Sequence[Reading], retrieval_scores: Sequence[float], weights: Weights
) -> list[float]:
    """One number for each passage, higher for better; comparable between questions."""
    return [
        weights.span * reading.span
        + weights.support * reading.support
        + weights.retrieval * retrieval
        for reading, retrieval in zip(readings, retrieval_scores, strict=True)
    ]


def confidence(best: float, second: float | None, weights: Weights) -> float:
    """The probability, 0 to 1, that the best passage answers the question."""
    lead = 0.0 if second is None else best - second
    return sigmoid(weights.bias + weights.rank * best + weights.lead * lead)


def sigmoid(x: float) -> float:
    """The logistic function, safe for any float."""
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))
