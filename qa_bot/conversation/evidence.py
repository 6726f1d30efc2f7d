"""Evidence: what can be shown of an answer beside its quote, each piece verbatim.

The passage around the quote, what the passage says next, and the passages after it.
Knows answers; does not know what was asked for.
"""

from collections.abc import Iterator

from qa_bot.answers import Answer, Passage, Quote
from qa_bot.documents import Span
from qa_bot.text.sentences import split_sentences

# Sentences shown on each side of a quote, and of those that follow it: about a paragraph.
_SURROUNDING_SENTENCES = 2
_FOLLOWING_SENTENCES = 3
# Characters of a passage that is shown by itself: about a paragraph.
_MAX_SHOWN_CHARS = 600


def quote_in_passage(answer: Answer) -> Quote | None:
    """Return the quote, marked, with sentences on both sides; the nearest passage if declined.

    None where the answer has neither.
    """
    quote = answer.quote
    if quote is None:
        return next((_as_quote(passage) for passage in answer.passages), None)
    passage = _passage_of(answer)
    if passage is None:
        return quote
    before, after = _sentences_beside(passage, quote)
    around = [*before[-_SURROUNDING_SENTENCES:], *after[:_SURROUNDING_SENTENCES]]
    start = min([quote.start, *(sentence.start for sentence in around)])
    end = max([quote.end, *(sentence.end for sentence in around)])
    return _excerpt(passage, Span(start, end), (Span(quote.start, quote.end),))


def continuation(answer: Answer) -> Quote | None:
    """Return the sentences after the quote in its passage, or else those before it.

    None where the passage has no other sentence, or the answer no quote.
    """
    passage, quote = _passage_of(answer), answer.quote
    if passage is None or quote is None:
        return None
    before, after = _sentences_beside(passage, quote)
    shown = after[:_FOLLOWING_SENTENCES] or before[-_FOLLOWING_SENTENCES:]
    return _excerpt(passage, Span(shown[0].start, shown[-1].end)) if shown else None


def next_passage(answer: Answer, shown: int) -> tuple[Quote, int] | None:
    """Return the next passage after the first `shown`, and how many are shown with it.

    A passage that only repeats the quote's is passed over. None where there is no other.
    """
    around = _passage_of(answer)
    for at in range(max(1, shown), len(answer.passages)):
        passage = answer.passages[at]
        if around is None or not _is_within(passage, around):
            return _as_quote(passage), at + 1
    return None


def _passage_of(answer: Answer) -> Passage | None:
    """Return the passage that holds the quote; None where there is no such passage."""
    quote = answer.quote
    if quote is None:
        return None
    return next((passage for passage in answer.passages if _is_within(quote, passage)), None)


def _is_within(part: Quote | Passage, passage: Passage) -> bool:
    is_inside = passage.start <= part.start and part.end <= passage.end
    return part.article.id == passage.article.id and is_inside


def _sentences_beside(passage: Passage, quote: Quote) -> tuple[list[Span], list[Span]]:
    """Return the sentences before and after a quote, as spans of the article."""
    spans = list(_sentences(passage))
    before = [span for span in spans if span.end <= quote.start]
    return before, [span for span in spans if span.start >= quote.end]


def _sentences(passage: Passage) -> Iterator[Span]:
    for sentence in split_sentences(passage.text):
        yield Span(passage.start + sentence.start, passage.start + sentence.end)


def _excerpt(passage: Passage, span: Span, marks: tuple[Span, ...] = ()) -> Quote:
    text = passage.text[span.start - passage.start : span.end - passage.start]
    return Quote(passage.article, span.start, span.end, text, marks, passage.place, passage.also)


def _as_quote(passage: Passage) -> Quote:
    """Return the beginning of a passage: whole sentences, or words of a longer one."""
    end = passage.end
    if end - passage.start > _MAX_SHOWN_CHARS:
        latest = passage.start + _MAX_SHOWN_CHARS
        space = passage.text.rfind(" ", 0, _MAX_SHOWN_CHARS)
        word_end = passage.start + space if space > 0 else latest
        ends = [span.end for span in _sentences(passage) if span.end <= latest]
        end = max(ends, default=word_end)
    return _excerpt(passage, Span(passage.start, end))
