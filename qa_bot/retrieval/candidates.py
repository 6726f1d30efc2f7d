"""Candidates: the chunks that may answer, fused from two searches and freed of duplicates.

Fusion is a convex combination of normalised scores (Bruch, Gai and Ingber, "An
Analysis of Fusion Functions for Hybrid Retrieval", 2023), not of ranks: how much
better the best chunk is than the next tells more than that it is first.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from qa_bot.documents import ArticleRef, StoredChunk
from qa_bot.text.shingles import shingles

_NUMBER = re.compile(r"\d+")
# The share of shingles that a near duplicate may have of its own: a changed name or date line.
_OWN_SHINGLES = 0.1


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chunk that may answer, with its fused score and the scores that it came from.

    `cosine` and `bm25` are None when that search did not find the chunk.
    `near_duplicates` are other articles that say the same there.
    """

    chunk: StoredChunk
    score: float
    cosine: float | None
    bm25: float | None
    near_duplicates: tuple[ArticleRef, ...] = ()


def fuse(
    dense: Mapping[int, float], lexical: Mapping[int, float], dense_weight: float
) -> dict[int, float]:
    """Return one score, 0 to 1, for every chunk of either search, best first.

    `dense` holds cosines and `lexical` BM25 scores (greater is better). BM25 is
    divided by its best, as its scale differs from question to question;
    cosines are on one scale already. A chunk that a search did not find gets
    that search's least score.
    """
    top = max(lexical.values(), default=0.0)
    floor = min(dense.values(), default=0.0)

    def score(chunk: int) -> float:
        full_text = lexical.get(chunk, 0.0) / top if top > 0 else 0.0
        return dense_weight * max(0.0, dense.get(chunk, floor)) + (1 - dense_weight) * full_text

    scores = {chunk: score(chunk) for chunk in {**dense, **lexical}}
    return dict(sorted(scores.items(), key=lambda item: (-item[1], item[0])))


def deduplicate(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates, best first, without those that repeat a better one.

    The better one names their articles as its `near_duplicates`.
    """
    unique: list[Candidate] = []
    for candidate in candidates:
        at = next((i for i, c in enumerate(unique) if _repeats(candidate.chunk, c.chunk)), None)
        if at is None:
            unique.append(candidate)
        else:
            refs = (*unique[at].near_duplicates, candidate.chunk.article)
            named = {ref.id: ref for ref in refs}
            unique[at] = replace(unique[at], near_duplicates=tuple(named.values()))
    return unique


def _repeats(chunk: StoredChunk, better: StoredChunk) -> bool:
    """Return whether a chunk of a near duplicate article adds nothing, nor any number."""
    if chunk.cluster != better.cluster or chunk.article.id == better.article.id:
        return False
    own, others = shingles(chunk.text), shingles(better.text)
    numbers = set(_NUMBER.findall(chunk.text)) - set(_NUMBER.findall(better.text))
    return not numbers and len(own - others) <= _OWN_SHINGLES * len(own)
