"""Rows of the library's tables, of either engine, read as the data of the product."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from qa_bot.documents import Article, ArticleRef, Listing, Place, StoredChunk
from qa_bot.errors import ArticleDamaged
from qa_bot.identity import content_digest
from qa_bot.storage.store import ChunkChanges, ChunkIds, Cursor, IndexModel

# In the order of ArticleRef's fields.
REF = "a.id, a.title, a.source, a.published, a.link, a.collection, a.digest"
REF_FIELDS = 7
# The same for all articles that are near duplicates of each other.
CLUSTER = "CASE a.story WHEN '' THEN a.id ELSE a.story END"


def to_article(row: Sequence[Any]) -> Article:
    """Read id, title, source, text, digest, author, published, language, tags, places,
    collection and link, with the text as UTF-8, tags and places as JSON.

    Raises ArticleDamaged unless title and text match the digest.
    """
    values: list[Any] = list(row)
    article_id, title, source, text, digest = row[:5]
    try:
        values[3] = text.decode("utf-8")
        intact = content_digest(title, values[3]) == digest
    except (UnicodeError, AttributeError):
        intact = False
    if not intact:
        raise ArticleDamaged(article_id, title, source)
    values[8] = tuple(json.loads(row[8]))
    values[9] = to_places(row[9])
    return Article(*values)


def to_listing(row: Sequence[Any]) -> Listing:
    """Read a reference, characters, chunks, added_at, author, language and tags as JSON."""
    rest: list[Any] = list(row[REF_FIELDS:])
    rest[-1] = tuple(json.loads(rest[-1]))
    return Listing(ArticleRef(*row[:REF_FIELDS]), *rest)


def to_chunk(row: Sequence[Any]) -> StoredChunk:
    """Read id, a reference, ordinal, start, end, text, places as JSON and cluster."""
    rest: list[Any] = list(row[1 + REF_FIELDS :])
    rest[-2] = to_places(rest[-2])
    return StoredChunk(row[0], ArticleRef(*row[1 : 1 + REF_FIELDS]), *rest)


def has_valid_types(row: Sequence[Any]) -> bool:
    """Return whether id, a reference, ordinal, start and end are of their types."""
    ref, numbers = row[1 : 1 + REF_FIELDS], row[1 + REF_FIELDS :]
    return all(isinstance(v, str) for v in ref) and all(isinstance(v, int) for v in numbers)


def to_places(text: str) -> tuple[Place, ...]:
    """Read a JSON list of pairs of start and label."""
    return tuple(Place(*place) for place in json.loads(text))


def to_ids(rows: Sequence[Sequence[Any]]) -> ChunkIds:
    """Read rows that begin with an id, as an array of shape (rows,)."""
    return np.fromiter((row[0] for row in rows), np.int64, len(rows))


def to_changes(
    added: Sequence[Sequence[Any]], deleted: Sequence[Sequence[Any]], since: Cursor
) -> ChunkChanges:
    """Read the ids of chunks that came since a cursor, and the numbers and ids of deletions.

    A chunk that came and went since is among neither.
    """
    return ChunkChanges(
        added=to_ids(added),
        removed=np.array([row[1] for row in deleted if row[1] <= since.chunk], np.int64),
        cursor=Cursor(
            chunk=int(added[-1][0]) if added else since.chunk,
            deletion=int(deleted[-1][0]) if deleted else since.deletion,
        ),
    )


def to_index_model(
    name: bytes | None, fingerprint: bytes | None, chunking: bytes | None
) -> IndexModel | None:
    """Read the model that a library is built with; None before anything was added."""
    if name is None or fingerprint is None:
        return None
    settings = None if chunking is None else chunking.decode(errors="replace")
    return IndexModel(name.decode(errors="replace"), fingerprint, settings)
