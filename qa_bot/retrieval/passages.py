"""Passages: chunks expanded by the sentences around them, for people to read.

A chunk is as long as the embedding model reads, which may end in the middle of
a thought. The article is checked against its digest first, as what is shown is
a quotation.
"""

from collections.abc import Sequence
from dataclasses import replace

from qa_bot.answers import Passage
from qa_bot.documents import Article, Place, Span, StoredChunk, place_at
from qa_bot.errors import ArticleDamaged
from qa_bot.retrieval.candidates import Candidate
from qa_bot.storage.store import Store
from qa_bot.text.sentences import split_sentences


def expand(
    store: Store, chunks: Sequence[StoredChunk], limit: int
) -> list[StoredChunk | ArticleDamaged]:
    """Return each chunk, expanded by whole sentences to at most `limit` characters.

    In place of a chunk whose article does not match its digest, or has another
    text there, the error that says so. A chunk whose version is no longer
    stored stays as it is.
    """
    expanded: dict[int, StoredChunk | ArticleDamaged] = {chunk.id: chunk for chunk in chunks}
    groups = _by_version(chunks)
    # Each text is let go before the next ones, as twenty large ones would not fit into memory.
    for article_id, digest, found in store.versions(list(groups)):
        for chunk in groups[article_id, digest]:
            if isinstance(found, ArticleDamaged):
                expanded[chunk.id] = found
            else:
                expanded[chunk.id] = _expanded(chunk, found, limit)
    return [expanded[chunk.id] for chunk in chunks]


def to_passages(store: Store, candidates: Sequence[Candidate], limit: int) -> list[Passage]:
    """Return the passages of candidates, in their order, each of at most `limit` characters.

    Those of damaged articles are left out; raises ArticleDamaged when no other is left.
    """
    passages: list[Passage] = []
    damaged: list[ArticleDamaged] = []
    expanded = expand(store, [candidate.chunk for candidate in candidates], limit)
    for candidate, chunk in zip(candidates, expanded, strict=True):
        if isinstance(chunk, ArticleDamaged):
            damaged.append(chunk)
        else:
            passages.append(to_passage(chunk, candidate, candidate.score))
    if damaged and not passages:
        raise damaged[0]
    return passages


def to_passage(chunk: StoredChunk, candidate: Candidate, score: float) -> Passage:
    """Return the passage of a candidate's expanded chunk, with a score."""
    place, also = chunk.place(chunk.start), candidate.near_duplicates
    return Passage(chunk.article, chunk.start, chunk.end, chunk.text, score, place, also)


def _by_version(chunks: Sequence[StoredChunk]) -> dict[tuple[str, str], list[StoredChunk]]:
    grouped: dict[tuple[str, str], list[StoredChunk]] = {}
    for chunk in chunks:
        grouped.setdefault((chunk.article.id, chunk.article.digest), []).append(chunk)
    return grouped


def _expanded(chunk: StoredChunk, article: Article, limit: int) -> StoredChunk | ArticleDamaged:
    if article.text[chunk.start : chunk.end] != chunk.text:
        return ArticleDamaged(article.id, article.title, article.source)
    text, room = article.text, limit - len(chunk.text)
    if room <= 0:
        return chunk
    before = text[max(0, chunk.start - room) : chunk.start]
    after = text[chunk.end : chunk.end + room]
    ahead, behind = split_sentences(before), split_sentences(after)
    # The outermost sentence of an excerpt may be cut off.
    ahead = ahead[1:] if chunk.start > len(before) else ahead
    behind = behind[:-1] if len(after) >= room else behind
    start, end = chunk.start, chunk.end
    while ahead or behind:
        grown = _extend_start(ahead, chunk.start - len(before), start, end, limit)
        further = _extend_end(behind, chunk.end, grown, end, limit)
        if (grown, further) == (start, end):
            break
        start, end = grown, further
    first = place_at(article.places, start)
    within = [Place(start, first)] if first else []
    within += [place for place in article.places if start < place.start < end]
    return replace(chunk, start=start, end=end, text=text[start:end], places=tuple(within))


def _extend_start(ahead: list[Span], origin: int, start: int, end: int, limit: int) -> int:
    if ahead and end - (origin + ahead[-1].start) <= limit:
        return min(start, origin + ahead.pop().start)
    ahead.clear()
    return start


def _extend_end(behind: list[Span], origin: int, start: int, end: int, limit: int) -> int:
    if behind and origin + behind[0].end - start <= limit:
        return max(end, origin + behind.pop(0).end)
    behind.clear()
    return end
