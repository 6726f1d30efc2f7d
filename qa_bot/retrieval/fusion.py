"""How the dense and the full-text list become one.

A convex combination of normalised scores (Bruch, Gai and Ingber, "An Analysis
of Fusion Functions for Hybrid Retrieval", 2023), not of ranks: how much better
the best chunk is than the next tells more than that it is first.
"""

from collections.abc import Mapping


def fuse(
    dense: Mapping[int, float], lexical: Mapping[int, float], dense_weight: float
) -> dict[int, float]:
    """One score in 0..1 for every chunk of either list, best first.

    `dense` holds cosines and `lexical` BM25 scores (higher is better). BM25 is
    divided by its best, as its scale differs from question to question;
    cosines are on one scale already. A chunk that a list does not name scores
    that list's least.
    """
    top = max(lexical.values(), default=0.0)
    floor = min(dense.values(), default=0.0)

    def score(chunk: int) -> float:
        full_text = lexical.get(chunk, 0.0) / top if top > 0 else 0.0
        return dense_weight * max(0.0, dense.get(chunk, floor)) + (1 - dense_weight) * full_text

    scores = {chunk: score(chunk) for chunk in {**dense, **lexical}}
    return dict(sorted(scores.items(), key=lambda item: (-item[1], item[0])))
