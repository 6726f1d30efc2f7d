"""From the words that answer to the whole sentence that holds them, word for word."""

from collections.abc import Sequence

from qa_bot.answering.readers.base import Finding
from qa_bot.documents import ArticleRef, Quote, Span
from qa_bot.storage.store import StoredChunk


def quote(chunk: StoredChunk, finding: Finding, also: Sequence[ArticleRef] = ()) -> Quote:
    """The sentence of the finding, with the words found marked.

    `also` are other articles that say the same.

    Its text is the article's text at [start, end), as the chunk's is.
    """
    start, end = finding.sentence.start, finding.sentence.end
    mark = Span(chunk.start + finding.start, chunk.start + finding.end)
    return Quote(
        chunk.article,
        chunk.start + start,
        chunk.start + end,
        chunk.text[start:end],
        (mark,),
        chunk.place(chunk.start + start),
        tuple(also),
    )
