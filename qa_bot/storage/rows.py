"""Rows of the library's tables as the nouns that they stand for."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qa_bot.documents import Article, ArticleRef, Place, place_at
from qa_bot.errors import ArticleDamaged
from qa_bot.identity import content_digest

# In the order of ArticleRef's fields.
REF = "a.id, a.title, a.source, a.published, a.link, a.collection, a.digest"
REF_FIELDS = 7
# What all articles that tell the same story have in common.
STORY = "CASE a.story WHEN '' THEN a.id ELSE a.story END"

TAGS = (
    "(SELECT json_group_array(tag) FROM "
    "(SELECT tag FROM tags WHERE article_id = a.id ORDER BY tag))"
)
PLACES = (
    "(SELECT json_group_array(json_array(start, label)) FROM "
    "(SELECT start, label FROM places WHERE article_id = a.id ORDER BY start))"
)


@dataclass(frozen=True, slots=True)
class Listing:
    """One article as `list` shows it; `added_at` in seconds since the epoch."""

    ref: ArticleRef
    characters: int
    chunks: int
    added_at: float
    author: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredChunk:
    """A chunk with the number that the indexes know it by, and its article.

    `places` are those that its text stands at, the first of which may begin
    before it. Articles that say nearly the same have the same `story`.
    """

    id: int
    article: ArticleRef
    ordinal: int
    start: int
    end: int
    text: str
    places: tuple[Place, ...] = ()
    story: str = ""

    def place(self, at: int) -> str:
        """Where the character `at` of the article stands, if it is within the chunk."""
        return place_at(self.places, at)


def to_article(row: Sequence[Any]) -> Article:
    """From id, title, source, text, digest, author, published, language, tags, places,
    collection and link, text as UTF-8, tags and places as JSON.

    Raises ArticleDamaged unless title and text are what the digest says.
    """
    values: list[Any] = list(row)
    values[3] = sound_text(row[0], row[1], row[2], row[3], row[4])
    values[8] = tuple(json.loads(row[8]))
    values[9] = to_places(row[9])
    return Article(*values)


def sound_text(number: str, title: str, source: str, text: bytes, digest: str) -> str:
    """A text as it was when its digest was taken; raises ArticleDamaged."""
    try:
        whole = text.decode("utf-8")
        sound = content_digest(title, whole) == digest
    except (UnicodeError, AttributeError):
        sound = False
    if not sound:
        raise altered(number, title, source)
    return whole


def altered(number: str, title: str, source: str) -> ArticleDamaged:
    """The error that says that the text kept of an article is another than was added."""
    return ArticleDamaged(
        f"The article '{title}' ({number}) is damaged: the text kept of it is not the one that "
        f"was added, so it is not quoted. Add its source again ({source}), restore the library "
        f"from a copy, or remove the article (qa-bot remove {number})."
    )


def to_listing(row: Sequence[Any]) -> Listing:
    """From a reference, characters, chunks, added_at, author, language and tags as JSON."""
    rest: list[Any] = list(row[REF_FIELDS:])
    rest[-1] = tuple(json.loads(rest[-1]))
    return Listing(ArticleRef(*row[:REF_FIELDS]), *rest)


def to_chunk(row: Sequence[Any]) -> StoredChunk:
    """From number, a reference, ordinal, start, end, text, places as JSON and story."""
    rest: list[Any] = list(row[1 + REF_FIELDS :])
    rest[-2] = to_places(rest[-2])
    return StoredChunk(row[0], ArticleRef(*row[1 : 1 + REF_FIELDS]), *rest)


def is_whole(row: Sequence[Any]) -> bool:
    """Whether number, a reference, ordinal, start and end are of their types."""
    ref, numbers = row[1 : 1 + REF_FIELDS], row[1 + REF_FIELDS :]
    return all(isinstance(v, str) for v in ref) and all(isinstance(v, int) for v in numbers)


def to_places(found: str) -> tuple[Place, ...]:
    """From a JSON list of pairs of start and label."""
    return tuple(Place(*place) for place in json.loads(found))
