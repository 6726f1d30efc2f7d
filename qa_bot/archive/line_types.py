"""The lines of an export's JSON Lines files, and whether they are plausible.

A file from elsewhere may be made by hand. A line that passes here is as harmless
to search, to show and to export again as what was read from a document.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from msgspec import Struct, structs

from qa_bot.documents import Article, Place
from qa_bot.identity import article_id, content_digest
from qa_bot.text.normalisation import clean_text, one_line

# Characters: beyond the longest path and the longest address that servers take.
_LONGEST_NAME = 10_000
# The end of the year 9999 in seconds since the epoch, the last that a date can be made of.
_LAST_SECOND = 253_402_300_799.0
# Far beyond the tags of any document.
_MOST_TAGS = 1000
# The fields that people read, which are put on one line each.
_DISPLAYED = frozenset({"title", "author", "published", "language", "value"})


class _Line(Struct, forbid_unknown_fields=True):
    pass


class ArticleLine(_Line):
    """A line of articles.jsonl; `id` is shorter in an export of version 1."""

    id: str
    title: str
    source: str
    digest: str
    author: str
    published: str
    language: str
    tags: list[str]
    places: list[Place]
    collection: str
    link: str
    sha256: str
    added_at: float
    given: list[tuple[str, str]]

    @property
    def full_id(self) -> str:
        """The present id of the article."""
        return article_id(self.source, self.collection)

    def article(self, text: str) -> Article:
        """Return the article with its text."""
        values = structs.asdict(self)
        for name in ("sha256", "added_at", "given"):
            del values[name]
        values["id"] = self.full_id
        values |= {"text": text, "tags": tuple(self.tags), "places": tuple(self.places)}
        return Article(**values)


class VersionLine(_Line):
    """A line of versions.jsonl."""

    article_id: str
    digest: str
    title: str
    source: str
    text: str
    at: float
    collection: str
    author: str
    published: str
    language: str
    link: str


class CitationLine(_Line):
    """A line of citations.jsonl."""

    article_id: str
    digest: str
    by: str


class FeedLine(_Line):
    """A line of feeds.jsonl."""

    url: str
    title: str
    added_at: float


class FeedOverrideLine(_Line):
    """A line of feed_given.jsonl."""

    feed: str
    field: str
    value: str


class EntryLine(_Line):
    """A line of entries.jsonl."""

    feed: str
    key: str
    mark: str
    article_id: str | None
    own_text: int


class PageLine(_Line):
    """A line of pages.jsonl.

    Validators are left out: the library that imports the page may hold another
    text, and fetches it whole once.
    """

    article_id: str
    url: str


# The kinds of record in the web's files: each is its kind and ".jsonl".
WEB_LINES: dict[str, type[_Line]] = {
    "feeds": FeedLine,
    "feed_given": FeedOverrideLine,
    "entries": EntryLine,
    "pages": PageLine,
}
# What is stored for the fields that lines of a kind leave out.
WEB_DEFAULTS: dict[str, dict[str, Any]] = {
    "pages": {"etag": "", "last_modified": "", "checked_at": 0.0}
}


def fields_of(line: type[Struct]) -> tuple[str, ...]:
    """Return the fields of a line, in order."""
    return line.__struct_fields__


def text_problem(text: str) -> str:
    """Return why no document has this text; "" when one may."""
    if not any(character.isalnum() for character in text):
        return "there are no words in it"
    # Control characters, directional marks and the like would mislead whoever reads a quote.
    if clean_text(text) != text:
        return "it has characters or spaces that no article has"
    return ""


def line_problem(line: Struct) -> str:
    """Return why no library exports this line; "" when one may."""
    for name, value in structs.asdict(line).items():
        if name != "text" and (problem := _value_problem(name, value)):
            return f"its {name} {problem}"
    return ""


def _value_problem(name: str, value: Any) -> str:
    if isinstance(value, str):
        if len(value) > _LONGEST_NAME:
            return f"is longer than {_LONGEST_NAME:,} characters"
        return "has a NUL character" if "\0" in value else ""
    if isinstance(value, float):
        return "" if 0 <= value <= _LAST_SECOND else "is no time"
    if isinstance(value, int):
        return "" if value in (0, 1) else "is neither 0 nor 1"
    if isinstance(value, list):
        return _list_problem(name, value)
    return ""


def _list_problem(name: str, values: list[Any]) -> str:
    if name != "places" and len(values) > _MOST_TAGS:
        return f"has more than {_MOST_TAGS} parts"
    for value in values:
        for part in value if isinstance(value, tuple) else [getattr(value, "label", value)]:
            if problem := _value_problem(name, part):
                return problem
    return ""


def normalised(article: Article) -> Article:
    """Return the article with its metadata on one line each, without invisible characters."""
    title = one_line(article.title) or "Untitled"
    return replace(
        article,
        title=title,
        digest=content_digest(title, article.text),
        author=one_line(article.author),
        published=one_line(article.published),
        language=one_line(article.language),
        tags=tuple(filter(None, map(one_line, article.tags))),
        places=tuple(Place(place.start, one_line(place.label)) for place in article.places),
    )


def normalised_line(line: Mapping[str, Any]) -> dict[str, Any]:
    """Return a line with the fields that people read normalised as an article's are."""
    return {name: one_line(value) if name in _DISPLAYED else value for name, value in line.items()}
