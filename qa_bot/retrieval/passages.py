"""A chunk with the sentences around it: what a person needs to see of a passage.

A chunk is as long as the embedding model reads, which may end in the middle of
a thought; people read further. The article is checked against its digest
first, as what is shown is a quotation.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from qa_bot.documents import Place, Span, place_at
from qa_bot.errors import ArticleDamaged, ArticleNotFound
from qa_bot.storage.rows import altered
from qa_bot.storage.store import Store, StoredChunk
from qa_bot.text.sentences import split_sentences


def widen(
    store: Store, chunks: Sequence[StoredChunk], limit: int
) -> list[StoredChunk | ArticleDamaged]:
    """Each chunk, grown by whole sentences to at most `limit` characters.

    Instead of one whose article is not what its digest says, or does not say
    there what the chunk does, the error that tells so. One whose version is
    kept no more is as long as it was.
    """
    shown: dict[int, StoredChunk | ArticleDamaged] = {}
    for (number, digest), of_it in _by_version(chunks):
        # One text at a time, as twenty large ones would not fit into memory.
        try:
            article = store.version(number, digest)
        except ArticleNotFound:
            shown |= {chunk.id: chunk for chunk in of_it}
        except ArticleDamaged as error:
            shown |= {chunk.id: error for chunk in of_it}
        else:
            for chunk in of_it:
                shown[chunk.id] = (
                    _widened(chunk, article.text, article.places, limit)
                    if article.text[chunk.start : chunk.end] == chunk.text
                    else altered(article.id, article.title, article.source)
                )
    return [shown[chunk.id] for chunk in chunks]


def _by_version(
    chunks: Sequence[StoredChunk],
) -> Iterator[tuple[tuple[str, str], list[StoredChunk]]]:
    grouped: dict[tuple[str, str], list[StoredChunk]] = {}
    for chunk in chunks:
        grouped.setdefault((chunk.article.id, chunk.article.digest), []).append(chunk)
    yield from grouped.items()


def _widened(chunk: StoredChunk, text: str, places: Sequence[Place], limit: int) -> StoredChunk:
    room = limit - len(chunk.text)
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
        grown = _grow_back(ahead, chunk.start - len(before), start, end, limit)
        further = _grow_on(behind, chunk.end, grown, end, limit)
        if (grown, further) == (start, end):
            break
        start, end = grown, further
    first = place_at(places, start)
    within = [Place(start, first)] if first else []
    within += [place for place in places if start < place.start < end]
    return replace(chunk, start=start, end=end, text=text[start:end], places=tuple(within))


def _grow_back(ahead: list[Span], origin: int, start: int, end: int, limit: int) -> int:
    if ahead and end - (origin + ahead[-1].start) <= limit:
        return min(start, origin + ahead.pop().start)
    ahead.clear()
    return start


def _grow_on(behind: list[Span], origin: int, start: int, end: int, limit: int) -> int:
    if behind and origin + behind[0].end - start <= limit:
        return max(end, origin + behind.pop(0).end)
    behind.clear()
    return end
