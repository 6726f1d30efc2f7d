"""The passages that a written answer is made of, by what the extractive answer is.

Those that were retrieved for a question or topic, best first; for a summary the whole
articles, cut into passages in the order of their texts.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest

from qa_bot.answers import Answer, Passage
from qa_bot.documents import Article, Span, place_at
from qa_bot.text.sentences import split_sentences

# The share of the best passage's score that others have: those below it answer something else,
# which small models write about nevertheless.
_LEAST_SHARE = 0.5
# The length of a chunk by default: a model finds its way among a few of them.
_PASSAGE_CHARACTERS = 1200


def source_passages(
    answer: Answer,
    article: Callable[[str], Article],
    search: Callable[[str], Sequence[Passage]],
) -> list[Passage]:
    """Return the passages for an answer or overview.

    `article` returns the article of an id, and `search` the passages for a topic.
    Raises ArticleNotFound where one was removed, and ArticleDamaged.
    """
    overview = answer.overview
    if overview is None:
        return _distinct([_relevant(each.passages) for each in (answer, *answer.parts)])
    if overview.topic:
        return [*search(overview.topic)]
    ids = dict.fromkeys(quote.article.id for quote in overview.sentences)
    return [passage for each in ids for passage in article_passages(article(each))]


def article_passages(article: Article, characters: int = _PASSAGE_CHARACTERS) -> list[Passage]:
    """Cut a whole article into passages of whole sentences, of about so many characters."""
    return [
        Passage(
            article.ref,
            span.start,
            span.end,
            article.text[span.start : span.end],
            0.0,
            place_at(article.places, span.start),
        )
        for span in _runs(split_sentences(article.text, article.language), characters)
    ]


def _runs(sentences: Sequence[Span], characters: int) -> Iterator[Span]:
    """Yield runs of sentences, each ended before it would be too long."""
    start = end = -1
    for sentence in sentences:
        if end >= 0 and sentence.end - start > characters:
            yield Span(start, end)
            start = sentence.start
        start, end = (sentence.start if end < 0 else start), sentence.end
    if end >= 0:
        yield Span(start, end)


def _relevant(passages: Sequence[Passage]) -> Sequence[Passage]:
    """Return the passages that score about as well as the best of them."""
    best = max((passage.score for passage in passages), default=0.0)
    return [passage for passage in passages if passage.score >= _LEAST_SHARE * best]


def _distinct(lists: Sequence[Sequence[Passage]]) -> list[Passage]:
    """Return the passages of several lists, the best of each before the next best of any."""
    ranked = [each for rank in zip_longest(*lists) for each in rank if each is not None]
    return list({(p.article.id, p.start, p.end): p for p in ranked}.values())
