"""The same passage from two articles is one passage: which candidates those are.

Only articles that tell the same story are compared, and only a passage that
says next to nothing of its own is dropped: no number that the other lacks.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from qa_bot.retrieval.candidates import Candidate
from qa_bot.storage.rows import StoredChunk
from qa_bot.text.shingles import shingles

_NUMBER = re.compile(r"\d+")
_OWN = 0.1


def merge(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The candidates, best first, without those that a better one says already.

    The better one names the articles of those as its `twins`.
    """
    kept: list[Candidate] = []
    for candidate in candidates:
        at = next((i for i, k in enumerate(kept) if adds_nothing(candidate.chunk, k.chunk)), None)
        if at is None:
            kept.append(candidate)
        else:
            named = {ref.id: ref for ref in (*kept[at].twins, candidate.chunk.article)}
            kept[at] = replace(kept[at], twins=tuple(named.values()))
    return kept


def adds_nothing(chunk: StoredChunk, better: StoredChunk) -> bool:
    """Whether a chunk of another article of the same story is all in the better one."""
    if chunk.story != better.story or chunk.article.id == better.article.id:
        return False
    own, others = shingles(chunk.text), shingles(better.text)
    numbers = set(_NUMBER.findall(chunk.text)) - set(_NUMBER.findall(better.text))
    return not numbers and len(own - others) <= _OWN * len(own)
