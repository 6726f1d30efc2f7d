"""From the words that answer to the whole sentences that hold them, word for word."""

from qa_bot.answering.reading import Reading
from qa_bot.documents import Quote, Span
from qa_bot.library.sentences import split_sentences
from qa_bot.library.store import StoredChunk


def quote(chunk: StoredChunk, reading: Reading) -> Quote:
    """The whole sentences of `chunk` that hold the words read, with those marked.

    The quote's text is the article's text at [start, end), as the chunk's is.
    """
    touched = [
        s
        for s in split_sentences(chunk.text)
        if s.start < max(reading.end, reading.start + 1) and s.end > reading.start
    ]
    start = touched[0].start if touched else 0
    end = touched[-1].end if touched else len(chunk.text)
    mark = Span(chunk.start + reading.start, chunk.start + reading.end)
    return Quote(
        chunk.article, chunk.start + start, chunk.start + end, chunk.text[start:end], (mark,)
    )
