"""A chunk with the sentences around it: what a person needs to see of a passage.

A chunk is as long as the embedding model reads, which may end in the middle of
a thought; people read further.
"""

from dataclasses import replace

from qa_bot.documents import Span
from qa_bot.library.sentences import split_sentences
from qa_bot.library.store import Store, StoredChunk


def widen(store: Store, chunk: StoredChunk, limit: int) -> StoredChunk:
    """The chunk, grown by whole sentences to at most `limit` characters.

    Both sides grow in turn. The text is the article's at that start.
    """
    room = limit - len(chunk.text)
    if room <= 0:
        return chunk
    before, after = store.around(chunk, room)
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
    whole = before + chunk.text + after
    first = start - (chunk.start - len(before))
    text = whole[first : first + end - start]
    places = store.places(chunk.article.id, start, end)
    return replace(chunk, start=start, end=end, text=text, places=places)


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
