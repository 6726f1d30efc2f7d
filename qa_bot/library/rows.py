"""Rows of the library's tables as the nouns that they stand for."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qa_bot.documents import Article, ArticleRef, Place, place_at

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
    collection and link, tags and places as JSON."""
    values: list[Any] = list(row)
    values[8] = tuple(json.loads(row[8]))
    values[9] = to_places(row[9])
    return Article(*values)


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


def to_places(found: str) -> tuple[Place, ...]:
    """From a JSON list of pairs of start and label."""
    return tuple(Place(*place) for place in json.loads(found))
