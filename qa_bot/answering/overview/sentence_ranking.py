"""Which sentences of a text carry most of it: centrality, position, and little repetition.

Two stages, so that a long text takes bounded time. The first is the centroid of
tf-idf vectors with a prior for the position (Radev, Jing, Styś and Tam, "Centroid-based
summarization of multiple documents", 2004), linear in the text. The second is
LexRank (Erkan and Radev, 2004) over embeddings, with the prior of the position as the
teleport vector (Otterbacher, Erkan and Radev, "Using random walks for
question-focused sentence retrieval", 2005). Sentences are then taken by maximal
marginal relevance (Carbonell and Goldstein, 1998).
"""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from qa_bot.text.unspaced_scripts import unspaced_grams
from qa_bot.text.words import content_words

Scores = NDArray[np.float32]

# Sentences that the first stage leaves; embedding them takes about as long as a question.
MAX_EMBEDDED = 48
# The probability of following an edge of the graph, as PageRank has it.
_DAMPING = 0.85
# Iterations after which no score changes by a thousandth: 0.85 to this power is 0.0003.
_ITERATIONS = 50
# The weight of centrality against likeness to what was taken, both 0 to 1.
_RELEVANCE_WEIGHT = 0.7


def prior(ranks: Sequence[int]) -> Scores:
    """Return the weight of each sentence by its rank in its paragraph, shape (n,): 1, 1/2, …"""
    return np.asarray(1.0 / (1.0 + np.asarray(ranks, np.float32)), np.float32)


def preselect(texts: Sequence[str], ranks: Sequence[int], count: int = MAX_EMBEDDED) -> list[int]:
    """Return the indices, in order, of the `count` sentences nearest the centroid of all."""
    if len(texts) <= count:
        return list(range(len(texts)))
    vectors = _tf_idf(texts)
    centroid: Counter[str] = Counter()
    for vector in vectors:
        centroid.update(vector)
    products = [sum(weight * centroid[word] for word, weight in v.items()) for v in vectors]
    scores = np.asarray(products, np.float32) * (0.5 + 0.5 * prior(ranks))
    return sorted(np.argsort(-scores, kind="stable")[:count].tolist())


def lexrank(cosines: NDArray[np.float32], teleport: Scores) -> Scores:
    """Return the centrality of each sentence, shape (n,), greatest 1.

    `cosines` is of shape (n, n); `teleport` is what a random walk is drawn to.
    """
    edges = np.maximum(cosines, 0.0)
    np.fill_diagonal(edges, 0.0)
    degrees = edges.sum(axis=1, keepdims=True)
    jump = teleport / teleport.sum()
    edges = np.where(degrees > 0, edges / np.where(degrees > 0, degrees, 1.0), jump)
    rank = jump
    for _ in range(_ITERATIONS):
        rank = _DAMPING * (rank @ edges) + (1 - _DAMPING) * jump
    return np.asarray(rank / rank.max(), np.float32)


def by_marginal_relevance(
    scores: Scores, cosines: NDArray[np.float32], count: int, taken: Sequence[int] = ()
) -> list[int]:
    """Return `count` indices: those `taken`, then by maximal marginal relevance, best first.

    `scores` are of shape (n,) and `cosines` of shape (n, n).
    """
    spread = float(scores.max() - scores.min()) if len(scores) else 0.0
    relevance = (scores - scores.min()) / spread if spread else np.ones_like(scores)
    chosen = list(taken)
    while len(chosen) < min(count, len(scores)):
        likeness = cosines[:, chosen].max(axis=1) if chosen else np.zeros_like(relevance)
        marginal = _RELEVANCE_WEIGHT * relevance - (1 - _RELEVANCE_WEIGHT) * likeness
        marginal[chosen] = -np.inf
        chosen.append(int(marginal.argmax()))
    return chosen


def _tf_idf(texts: Sequence[str]) -> list[dict[str, float]]:
    """Return the unit tf-idf vector of each text, by word."""
    counts = [Counter([*content_words(text), *unspaced_grams(text)]) for text in texts]
    frequency = Counter(word for count in counts for word in count)
    return [
        _unit({w: n * math.log(len(texts) / frequency[w]) for w, n in c.items()}) for c in counts
    ]


def _unit(vector: dict[str, float]) -> dict[str, float]:
    norm = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
    return {word: weight / norm for word, weight in vector.items()}
