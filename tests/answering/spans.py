"""Spans of a text that is one sentence, as a reader marks them."""

from qa_bot.answering.readers.reader import ScoredSpan
from qa_bot.documents import Span


def span_of(text: str, words: str) -> ScoredSpan:
    """Return the span of the first of some words, in a sentence that is all of the text."""
    start = text.index(words)
    return ScoredSpan(start, start + len(words), Span(0, len(text)), 1.0)
