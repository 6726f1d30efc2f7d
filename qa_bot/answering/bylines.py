"""The lines of an article that say who wrote it and when, and the words in them that answer.

Knows the short lines at the start and at the end of a text, and English wording first; not what
is asked.
"""

import re
from collections.abc import Iterator
from datetime import date

from qa_bot.answering.byline_translations import translated_byline, translated_date
from qa_bot.answering.date_expressions import MONTH
from qa_bot.documents import Article, Span
from qa_bot.text.line_breaks import split_blocks

# Lines at the start and at the end of a text among which a byline or date line stands.
_FIRST_LINES, _LAST_LINES = 8, 4
# Characters of such a line: a longer one is a paragraph.
_MAX_LINE_CHARS = 160
_PART = r"[^\W\d_a-z][\w.’'-]*+"
_JOINED = rf" (?:(?:of|de|van|von|the|and|&) )?{_PART}"
_NAME = rf"{_PART}(?:{_JOINED}){{0,4}}+"
_FULL_NAME = rf"{_PART}(?:{_JOINED}){{1,4}}+"
_BYLINE = re.compile(
    rf"(?<!\w)(?:(?:[Ww]ritten |[Pp]osted |[Pp]ublished |[Rr]eport |[Rr]ecipe |[Ss]tory "
    rf"|[Tt]ext |[Ww]ords |[Cc]ompiled )?[Bb]y:? |(?:[Aa]uthor|[Ww]riter|[Tt]ext|[Ww]ords)s?: )"
    rf"(?P<name>(?:the )?{_NAME}(?: (?:team|staff))?)"
)
# Labels of which more than one word must follow to be a name: "Notes: Please bring …".
_LABELLED = re.compile(
    rf"(?:Minutes|Notes|Reporter|Editor|Test(?:er)?|Interview|Review|Recipe|Report|Story|From|Translation"
    rf"|Compiled|Prepared|Written): (?P<name>{_FULL_NAME})"
)
# "Kind regards, Anna Brook": who signs a letter wrote it.
_SIGNED = re.compile(
    r"(?:^|\n)(?:Yours(?: \w+)?|(?:(?:Kind|Best|Warm|Good) )?(?:[Rr]egards|[Ww]ishes)|Sincerely"
    r"|Love|Many thanks|Thank you|With (?:best|kind|warm) (?:regards|wishes)),?\s{1,4}"
    rf"(?P<name>{_NAME})"
)
# Characters at the end of a text among which a letter is signed.
_SIGNATURE_CHARS = 300
# What a line says before "by" that is a sentence, and what makes it a byline all the same.
_IS_SENTENCE = re.compile(r"\b[a-z]+ [a-z]+ $")
_MADE = re.compile(
    r"\b(?:taken|written|published|posted|compiled|recorded|prepared|edited|reported|updated)\b",
    re.IGNORECASE,
)
# Whoever publishes need not have written: only a line that says so answers.
MAKING_VERBS = ("issued", "published", "released", "produced", "updated", "edited")
_MADE_BY = {
    verb: re.compile(rf"\b(?i:{verb} by):? (?P<name>(?:the )?{_NAME})") for verb in MAKING_VERBS
}
_MONTH = rf"{MONTH}\.?"
_WHOLE_DAY = (
    rf"\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? \d{{4}}"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}}"
)
_DAY = re.compile(_WHOLE_DAY)
_MONTH_OF_YEAR = re.compile(
    rf"\b(?:{_MONTH}|Spring|Summer|Autumn|Winter) \d{{4}}\b|(?<=edition )(?:19|20)\d\d\b"
)
_ANY_DATE = re.compile(
    rf"{_WHOLE_DAY}|(?:{_MONTH}|Spring|Summer|Autumn|Winter) \d{{4}}\b|\d{{1,2}} {_MONTH}"
)
# Characters between "updated" or "meeting" and its date.
_CUE_CHARS = 40
# Characters beside a date in a line that only dates the text: the weekday, a time, a place.
_SPARE_CHARS = 25
# A dateline begins with at most a place and an agency before its date.
_DATELINE_CHARS = 60
_DASH = re.compile(r"\)?,? ?[–—-]")
_DATE_LINE = re.compile(
    r"\b(?:posted|published|dated?|issued|updated|released|written|edition|version|issue|state)\b",
    re.IGNORECASE,
)


def byline(article: Article, maker: str = "") -> Span | None:
    """Return the name in the line that says who wrote a text, or that has the known author.

    With one of the `MAKING_VERBS`, such as "issued", only one that says so.
    """
    if maker:
        return _made_by(article, maker)
    lines = list(_lines(article))
    for line in lines:
        at = article.text.find(article.author, line.start, line.end) if article.author else -1
        if at >= 0:
            return Span(at, at + len(article.author))
    for line in lines:
        found = _BYLINE.search(article.text, line.start, line.end)
        before = article.text[line.start : found.start()] if found else ""
        is_bare = found is not None and found[0].lower().startswith("by")
        # "The swings will be back by Easter" has no name of an author.
        if found and not (is_bare and _IS_SENTENCE.search(before) and not _MADE.search(before)):
            return Span(*found.span("name"))
        if labelled := _LABELLED.match(article.text, line.start, line.end):
            return Span(*labelled.span("name"))
    signed = _SIGNED.search(article.text, max(0, len(article.text) - _SIGNATURE_CHARS))
    return Span(*signed.span("name")) if signed else translated_byline(article.text, lines)


def date_line(article: Article) -> Span | None:
    """Return the date in the line that dates a text: by its words, or as the date known of it."""
    known, lines = readable_date(article.published), list(_lines(article))
    for line in lines:
        found = _DAY.search(article.text, line.start, line.end)
        if found is None:
            continue
        says_so = _DATE_LINE.search(article.text, line.start, line.end)
        is_alone = line.end - line.start <= len(found[0]) + _SPARE_CHARS
        if says_so or is_alone or (known and found[0] in (known, article.published[:10])):
            return Span(*found.span())
    if (dateline := _dateline(article)) is not None or known:
        return dateline
    for line in lines:
        month = _MONTH_OF_YEAR.search(article.text, line.start, line.end)
        if month and _DATE_LINE.search(article.text, line.start, line.end):
            return Span(*month.span())
    return translated_date(article.text, lines)


def date_after(article: Article, cue: re.Pattern[str]) -> Span | None:
    """Return the date that stands a few words after a cue such as "updated", None without one."""
    for line in _lines(article):
        for found in cue.finditer(article.text, line.start, line.end):
            end = min(line.end, found.end() + _CUE_CHARS)
            if day := _ANY_DATE.search(article.text, found.end(), end):
                return Span(*day.span())
    return None


def readable_date(published: str) -> str:
    """Return an ISO date as "2 March 2024", or as it is where it has no day."""
    try:
        day = date.fromisoformat(published[:10])
    except ValueError:
        return published
    return f"{day.day} {day:%B %Y}"


def _made_by(article: Article, verb: str) -> Span | None:
    for line in _lines(article):
        if found := _MADE_BY[verb].search(article.text, line.start, line.end):
            return Span(*found.span("name"))
    return None


def _lines(article: Article) -> Iterator[Span]:
    """Yield the short lines at the start and at the end of a text."""
    blocks = split_blocks(article.text)
    outer = blocks[:_FIRST_LINES] + blocks[_FIRST_LINES:][-_LAST_LINES:]
    yield from (block for block in outer if block.end - block.start <= _MAX_LINE_CHARS)


def _dateline(article: Article) -> Span | None:
    """Return the date of a dateline: "ALDMOOR, 12 March 2024 – The council …"."""
    for block in split_blocks(article.text)[:_FIRST_LINES]:
        found = _DAY.search(
            article.text, block.start, min(block.end, block.start + _DATELINE_CHARS)
        )
        if found and _DASH.match(article.text, found.end()):
            return Span(*found.span())
    return None
