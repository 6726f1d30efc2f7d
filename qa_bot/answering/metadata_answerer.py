"""Answers what the library knows of an article itself: who wrote it, when it came out, its title.

The byline or date line of the text is quoted where it has one; else the answer is the
article's metadata, such as a page's author, and says so. Other questions go on to the
answerer of the texts. Knows English wording only.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from enum import Enum
from typing import Protocol

from qa_bot.answering.named_articles import MOST_NAMES, described_article, named_articles
from qa_bot.answers import Answer, Quote
from qa_bot.documents import EVERYTHING, Article, ArticleRef, Scope, Span, place_at
from qa_bot.text.line_breaks import split_blocks

# Whoever asks for metadata is rarely wrong to be given it; a little less than certain.
_CONFIDENCE = 0.95
# Lines at the start and at the end of a text among which a byline or date line stands.
_FIRST_LINES, _LAST_LINES = 8, 4
# Characters of such a line: a longer one is a paragraph.
_MAX_LINE_CHARS = 160
_TEXT = (
    r"(?:article|text|page|(?:blog )?post|blog|document|manual|guide|leaflet|recipe|report|review"
    r"|story|piece|news|obituary|press release|release|interview|diary|entry|notes?|letter|paper"
    r"|minutes|newsletter|essay|book|file|terms|notice|faq|this)"
)
_THIS = rf"(?:this|(?:this|the|these) {_TEXT}|(?:these|the|your|my) (?:{_TEXT}|storie)s|it)"
_AUTHOR = re.compile(
    rf"(?:who (?:wrote|authored|penned|posted|compiled|(?:is|was) the author of) {_THIS}(?: up)?"
    rf"|who (?:is|was) (?:this|the) {_TEXT} (?:written )?by"
    rf"|who(?: is| was)? (?:the )?(?:author|writer)(?: of {_THIS})?"
    rf"|(?:and )?(?:the )?(?:author|writer|byline)(?: name)?(?: of {_THIS})?"
    rf"|by whom (?:is|was) {_THIS} written|whose {_TEXT} is (?:this|it)"
    rf"|{_THIS} (?:is|was) (?:written )?by who(?:m)?)"
)
_PUBLISHED = (
    r"(?:(?:last |first )?(?:published|posted|written|dated|issued|put out|put online|released"
    r"|uploaded|updated|revised|changed))"
)
_DATE = re.compile(
    rf"(?:(?:when|on what (?:date|day)|what (?:date|day)|in what year|what year) (?:is|was|were) "
    rf"{_THIS} {_PUBLISHED}|when (?:did|was) {_THIS} (?:come out|appear)"
    rf"|when is {_THIS} from"
    rf"|(?:what (?:is|was) )?(?:the )?(?:publication date|date of {_THIS}|date of publication)"
    rf"|(?:what|which) (?:date|day) is {_THIS} from|how (?:old|recent) is (?:this|the) {_TEXT})"
)
_TITLE = re.compile(
    rf"(?:(?:what(?: is| was) )?(?:the )?(?:title|headline)(?: of {_THIS})?"
    rf"|what is (?:this|the) {_TEXT} called|how is (?:this|the) {_TEXT} called)"
)
_OF_IT = re.compile(r"\bit\b", re.IGNORECASE)
# "It" and the past of a verb alone may be about anything that the text speaks of.
_UNCLEAR = re.compile(
    r"who (?:wrote|made|penned|posted|compiled) it|when was it (?:written|released)"
)
_IS = re.compile(r"['’]s\b")
_OPENING_WORDS = frozenset("and so ok hi hey please um btw".split())
_CLOSING_WORDS = frozenset("please pls then".split())
# Characters of a question; a longer one asks for more than the author, date or title.
_MAX_QUESTION_CHARS = 120
_SECOND_PART = re.compile(r"[,;] (?:who|when|what)\b.*$|(?: and|,) (?:who|when|what|by whom)\b.*$")
_NAME = r"[^\W\d_a-z][\w.’'-]*+(?: (?:(?:of|de|van|von|the|and|&) )?[^\W\d_a-z][\w.’'-]*+){0,4}+"
_BYLINE = re.compile(
    rf"(?<!\w)(?:(?:[Ww]ritten |[Pp]osted |[Pp]ublished |[Rr]eport |[Rr]ecipe |[Ss]tory "
    rf"|[Tt]ext |[Ww]ords |[Cc]ompiled )?[Bb]y:? |(?:[Aa]uthor|[Ww]riter|[Tt]ext|[Ww]ords)s?: )"
    rf"(?P<name>(?:the )?{_NAME}(?: (?:team|staff))?)"
)
# What a line says before "by" that is a sentence, and what makes it a byline all the same.
_IS_SENTENCE = re.compile(r"\b[a-z]+ [a-z]+ $")
_MADE = re.compile(
    r"\b(?:taken|written|published|posted|compiled|recorded|prepared|edited|reported|updated)\b",
    re.IGNORECASE,
)
_MONTHS = "January February March April May June July August September October November December"
_MONTH = "(?:" + "|".join(rf"{m[:3]}(?:{m[3:]})?" for m in _MONTHS.split()) + r")\.?"
_DAY = re.compile(
    rf"\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? \d{{4}}"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}}"
)
# Characters beside a date in a line that only dates the text: the weekday, a time, a place.
_SPARE_CHARS = 25
# A dateline begins with at most a place and an agency before its date.
_DATELINE_CHARS = 60
_DASH = re.compile(r"\)?,? ?[–—-]")
_DATE_LINE = re.compile(r"\b(?:posted|published|dated?|issued|updated|released|written)\b", re.I)


class MetadataField(Enum):
    """What a question asks of an article itself."""

    AUTHOR = "author"
    DATE = "date"
    TITLE = "title"


class _Answers(Protocol):
    def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer: ...


class _Articles(Protocol):
    def article(self, article_id: str) -> Article: ...

    def refs(self, limit: int, scope: Scope = EVERYTHING) -> list[ArticleRef]: ...


def metadata_request(question: str) -> MetadataField | None:
    """Return what a question asks of an article itself; None for one about what it says."""
    if len(question) > _MAX_QUESTION_CHARS:
        return None
    asked = _IS.sub(" is", question.lower()).strip(" ?.!").split()
    while asked and asked[0].strip(",") in _OPENING_WORDS:
        del asked[0]
    while asked and asked[-1] in _CLOSING_WORDS:
        del asked[-1]
    plain = _SECOND_PART.sub("", " ".join(asked).rstrip(","))
    if _UNCLEAR.fullmatch(plain):
        return None
    for pattern, field in (
        (_AUTHOR, MetadataField.AUTHOR),
        (_DATE, MetadataField.DATE),
        (_TITLE, MetadataField.TITLE),
    ):
        if pattern.fullmatch(plain):
            return field
    return None


class MetadataAnswerer:
    """Answers questions about an article itself: the one of a scope, or the one that is named."""

    def __init__(self, answerer: _Answers, articles: _Articles) -> None:
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
            return self._answerer.answer(question, scope)
        # Without a description it matters alone whether there is more than one.
        refs = self._articles.refs(2 if description is None else MOST_NAMES, scope)
        named = refs
        if description is not None and len(refs) > 1:
            named = named_articles(description, refs, self._articles.article)
        if len(named) == 1:
            article = self._articles.article(named[0].id)
            if (known := _metadata(article, field)) is not None:
                return replace(known, question=question)
        ordinary = self._answerer.answer(question, scope)
        is_of_text = metadata_request(question) is None or _OF_IT.search(question) is not None
        if len(refs) < 2 or (is_of_text and not named):
            return ordinary
        # The nearest sentence is of any article, and says when or who of something else.
        return Answer(question, False, 0.0, passages=ordinary.passages)


def _metadata(article: Article, field: MetadataField) -> Answer | None:
    if field is MetadataField.TITLE:
        return _known(article, article.title)
    mark = _byline(article) if field is MetadataField.AUTHOR else _date_line(article)
    if mark is not None:
        return _quoted(article, mark)
    if field is MetadataField.AUTHOR:
        return _known(article, article.author)
    return _known(article, _readable(article.published))


def _known(article: Article, text: str) -> Answer | None:
    """Return an answer from what the library knows of an article; quotes a line that says it."""
    if not text:
        return None
    start = article.text[: 2 * _MAX_LINE_CHARS].find(text)
    if start >= 0:
        return _quoted(article, Span(start, start + len(text)))
    return Answer("", True, _CONFIDENCE, text=text, metadata_of=article.ref)


def _quoted(article: Article, mark: Span) -> Answer:
    """Return an answer that quotes the line of a mark."""
    start = article.text.rfind("\n", 0, mark.start) + 1
    end = article.text.find("\n", mark.end)
    line = article.text[start : end if end >= 0 else len(article.text)].rstrip()
    place = place_at(article.places, start)
    quote = Quote(article.ref, start, start + len(line), line, (mark,), place)
    return Answer("", True, _CONFIDENCE, text=article.text[mark.start : mark.end], quote=quote)


def _lines(article: Article) -> Iterator[Span]:
    """Yield the short lines at the start and at the end of a text."""
    blocks = split_blocks(article.text)
    outer = blocks[:_FIRST_LINES] + blocks[_FIRST_LINES:][-_LAST_LINES:]
    yield from (block for block in outer if block.end - block.start <= _MAX_LINE_CHARS)


def _byline(article: Article) -> Span | None:
    """Return the name in the line that says who wrote a text, or that has the known author."""
    for line in _lines(article):
        at = article.text.find(article.author, line.start, line.end) if article.author else -1
        if at >= 0:
            return Span(at, at + len(article.author))
    for line in _lines(article):
        found = _BYLINE.search(article.text, line.start, line.end)
        before = article.text[line.start : found.start()] if found else ""
        is_bare = found is not None and found[0].lower().startswith("by")
        # "The swings will be back by Easter" has no name of an author.
        if found and not (is_bare and _IS_SENTENCE.search(before) and not _MADE.search(before)):
            return Span(*found.span("name"))
    return None


def _date_line(article: Article) -> Span | None:
    """Return the date in the line that dates a text: by its words, or as the date known of it."""
    dated = [
        (line, found)
        for line in _lines(article)
        if (found := _DAY.search(article.text, line.start, line.end))
    ]
    known = _readable(article.published)
    for line, found in dated:
        says_so = _DATE_LINE.search(article.text, line.start, line.end)
        is_alone = line.end - line.start <= len(found[0]) + _SPARE_CHARS
        if says_so or is_alone or (known and found[0] in (known, article.published[:10])):
            return Span(*found.span())
    return _dateline(article)


def _dateline(article: Article) -> Span | None:
    """Return the date of a dateline: "ALDMOOR, 12 March 2024 – The council …"."""
    for block in split_blocks(article.text)[:_FIRST_LINES]:
        found = _DAY.search(
            article.text, block.start, min(block.end, block.start + _DATELINE_CHARS)
        )
        if found and _DASH.match(article.text, found.end()):
            return Span(*found.span())
    return None


def _readable(published: str) -> str:
    """Return an ISO date as "2 March 2024", or as it is where it has no day."""
    try:
        day = date.fromisoformat(published[:10])
    except ValueError:
        return published
    return f"{day.day} {day:%B %Y}"
