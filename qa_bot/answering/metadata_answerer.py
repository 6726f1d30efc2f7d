"""Answers what the library knows of an article itself: who wrote it, when it came out, its title.

The byline or date line of the text is quoted where it has one; else the answer is the
article's metadata, such as a page's author, and says so. Other questions go on to the
answerer of the texts. Knows English wording only.
"""

import re
from typing import Protocol

from qa_bot.answering.bylines import byline, date_after, date_line, readable_date
from qa_bot.answering.metadata_requests import (
    MetadataField,
    date_cue,
    is_of_event,
    maker_cue,
    metadata_request,
    unclear_request,
)
from qa_bot.answering.named_articles import MOST_NAMES, described_article, named_articles
from qa_bot.answers import Answer, Quote
from qa_bot.documents import EVERYTHING, Article, ArticleRef, Scope, Span, place_at

# Whoever asks for metadata is rarely wrong to be given it; a little less than certain.
_CONFIDENCE = 0.95
# A line is sought so far into a text: a longer beginning is a paragraph.
_MAX_LINE_CHARS = 160
_OF_IT = re.compile(r"\bit\b", re.IGNORECASE)


class _Answers(Protocol):
    def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer: ...


class _Articles(Protocol):
    def article(self, article_id: str) -> Article: ...

    def refs(self, limit: int, scope: Scope = EVERYTHING) -> list[ArticleRef]: ...


class MetadataAnswerer:
    """Answers questions about an article itself: the one of a scope, or the one that is named."""

    def __init__(self, answerer: _Answers, articles: _Articles, threshold: float = 0.0) -> None:
        """Take the confidence, 0 to 1, below which the texts say nothing."""
        self._threshold = threshold
        self._answerer = answerer
        self._articles = articles

    def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer:
        """Answer a question; one for metadata that the library does not have is declined.

        Of the one article of a scope it is passed on, as its text may say. Raises what the
        answerer of the texts raises, and ArticleNotFound.
        """
        field = metadata_request(question)
        description = described_article(question)
        if description is not None:
            field = metadata_request(description.message) or field
        if field is None:
            return self._unless_declined(question, scope)
        # Without a description it matters alone whether there is more than one.
        refs = self._articles.refs(2 if description is None else MOST_NAMES, scope)
        named = refs
        if description is not None and len(refs) > 1:
            named = named_articles(description, refs, self._articles.article)
        if len(named) == 1:
            article = self._articles.article(named[0].id)
            if (known := _metadata(article, field, question)) is not None:
                return known
        ordinary = self._answerer.answer(question, scope)
        is_of_text = metadata_request(question) is None or _OF_IT.search(question) is not None
        is_event = len(named) != 1 and is_of_event(question)
        if len(refs) < 2 or is_event or (is_of_text and not named):
            return ordinary
        # The nearest sentence is of any article, and says when or who of something else.
        return Answer(question, False, 0.0, passages=ordinary.passages)

    def _unless_declined(self, question: str, scope: Scope) -> Answer:
        """Answer of the texts; where they say nothing and "it" may be the one article, of that."""
        ordinary = self._answerer.answer(question, scope)
        is_sure = ordinary.answered and ordinary.confidence >= self._threshold
        if is_sure or (field := unclear_request(question)) is None:
            return ordinary
        refs = self._articles.refs(2, scope)
        if len(refs) != 1:
            return ordinary
        article = self._articles.article(refs[0].id)
        return _metadata(article, field, question) or ordinary


def _metadata(article: Article, field: MetadataField, question: str) -> Answer | None:
    if field is MetadataField.TITLE:
        return _known(article, article.title, question)
    if field is MetadataField.AUTHOR:
        maker = maker_cue(question)
        name = byline(article, maker)
        if name is None:
            return None if maker else _known(article, article.author, question)
        return _quoted(article, name, question)
    cue, is_needed = date_cue(question)
    day = None if cue is None else date_after(article, cue)
    day = day if day is not None or is_needed else date_line(article)
    if day is not None:
        return _quoted(article, day, question)
    return None if is_needed else _known(article, readable_date(article.published), question)


def _known(article: Article, text: str, question: str) -> Answer | None:
    """Return an answer from what the library knows of an article; quotes a line that says it."""
    if not text:
        return None
    start = article.text[: 2 * _MAX_LINE_CHARS].find(text)
    if start >= 0:
        return _quoted(article, Span(start, start + len(text)), question)
    return Answer(question, True, _CONFIDENCE, text=text, metadata_of=article.ref)


def _quoted(article: Article, mark: Span, question: str) -> Answer:
    """Return an answer that quotes the line of a mark."""
    start = article.text.rfind("\n", 0, mark.start) + 1
    end = article.text.find("\n", mark.end)
    line = article.text[start : end if end >= 0 else len(article.text)].rstrip()
    place = place_at(article.places, start)
    quote = Quote(article.ref, start, start + len(line), line, (mark,), place)
    text = article.text[mark.start : mark.end]
    return Answer(question, True, _CONFIDENCE, text=text, quote=quote)
