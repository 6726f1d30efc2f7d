"""Writes of the full text, each within the transaction of whoever holds the writers' lock.

How many chunks have a term and how long all are is kept in step, as BM25 needs it of the
whole library while only a part of it is searched.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any, Final

import psycopg

from qa_bot.storage.postgres.terms import ChunkTerms, CountedTerm, Tokenizer

# The id, title and text of a chunk.
ChunkText = tuple[int, str, str]
# Chunks that are split into terms and written together, some megabytes.
_AT_ONCE: Final = 1000
_COUNT_UP: Final = """
UPDATE lexemes AS l SET chunks = l.chunks + n.chunks
FROM unnest(%s::text[], %s::int[], %s::int[]) AS n (term, frequency, chunks)
WHERE l.term = n.term AND l.frequency = n.frequency
RETURNING l.term, l.frequency, l.number
"""
# Apart from the update, as an upsert uses up a number for each term that is there already.
_ADD_LEXEMES: Final = """
INSERT INTO lexemes (term, frequency, chunks)
SELECT * FROM unnest(%s::text[], %s::int[], %s::int[])
RETURNING term, frequency, number
"""
_DELETE_TERMS: Final = """
WITH deleted AS (
    DELETE FROM chunk_terms WHERE chunk_id = ANY(%s) RETURNING length, terms
), totals AS (
    UPDATE text_totals AS t SET chunks = t.chunks - d.chunks, stems = t.stems - d.stems
    FROM (SELECT count(*) AS chunks, coalesce(sum(length), 0) AS stems FROM deleted) AS d
), counted AS (
    SELECT number, count(*) AS chunks FROM deleted, unnest(terms) AS number GROUP BY number
)
UPDATE lexemes AS l SET chunks = l.chunks - c.chunks FROM counted AS c WHERE l.number = c.number
RETURNING l.number, l.chunks
"""
_CHUNKS: Final = """
SELECT a.title, a.text, array_agg(c.id), array_agg(c.start), array_agg(c."end")
FROM articles AS a JOIN chunks AS c ON c.article_id = a.id GROUP BY a.id
"""
Connection = psycopg.Connection[tuple[Any, ...]]


@cache
def _tokenizer() -> Tokenizer:
    """Return one for writing alone, as a long article would let queries wait."""
    return Tokenizer()


def insert_texts(connection: Connection, rows: Sequence[ChunkText]) -> None:
    """Insert the titles and texts of new chunks."""
    for start in range(0, len(rows), _AT_ONCE):
        part = rows[start : start + _AT_ONCE]
        chunks = _tokenizer().chunk_terms([(title, text) for _, title, text in part])
        _insert_terms(connection, [row[0] for row in part], chunks)
        copying = "COPY chunk_text (chunk_id, title, text, stems) FROM STDIN"
        with connection.cursor() as cursor, cursor.copy(copying) as copy:
            for row, each in zip(part, chunks, strict=True):
                copy.write_row((*row, each.stems))


def delete_texts(connection: Connection, chunk_ids: Sequence[int]) -> None:
    """Delete the titles, texts and terms of chunks, before the chunks themselves."""
    ids = list(chunk_ids)
    connection.execute("DELETE FROM chunk_text WHERE chunk_id = ANY(%s)", (ids,))
    lowered = connection.execute(_DELETE_TERMS, (ids,)).fetchall()
    # The words of what is removed do not stay behind.
    unused = [number for number, chunks in lowered if chunks == 0]
    connection.execute("DELETE FROM lexemes WHERE number = ANY(%s)", (unused,))


def rebuild_texts(connection: Connection) -> None:
    """Make the full text again from the articles."""
    for table in ("chunk_text", "chunk_terms", "lexemes", "text_totals"):
        connection.execute(f"DELETE FROM {table}")
    connection.execute("INSERT INTO text_totals VALUES (0, 0)")
    with connection.cursor(name="articles") as articles:
        articles.itersize = 1
        rows = (row for article in articles.execute(_CHUNKS) for row in _chunk_texts(*article))
        while part := list(islice(rows, _AT_ONCE)):
            insert_texts(connection, part)


def _chunk_texts(
    title: str, text: str, ids: list[int], starts: list[int], ends: list[int]
) -> Iterator[ChunkText]:
    for chunk, start, end in zip(ids, starts, ends, strict=True):
        yield chunk, title, text[start:end]


def _insert_terms(connection: Connection, ids: Sequence[int], chunks: Sequence[ChunkTerms]) -> None:
    numbers = _count_up(connection, Counter(term for each in chunks for term in each.counted))
    connection.execute(
        "UPDATE text_totals SET chunks = chunks + %s, stems = stems + %s",
        (len(chunks), sum(each.length for each in chunks)),
    )
    copying = "COPY chunk_terms (chunk_id, length, terms) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(copying) as copy:
        for chunk, each in zip(ids, chunks, strict=True):
            terms = sorted(numbers[term] for term in each.counted)
            copy.write_row((chunk, each.length, terms))


def _count_up(connection: Connection, terms: Counter[CountedTerm]) -> dict[CountedTerm, int]:
    """Count terms of new chunks; return the numbers of the terms."""
    numbers = _numbered(connection, _COUNT_UP, terms)
    new = {term: count for term, count in terms.items() if term not in numbers}
    return numbers | _numbered(connection, _ADD_LEXEMES, new)


def _numbered(
    connection: Connection, sql: str, terms: dict[CountedTerm, int]
) -> dict[CountedTerm, int]:
    if not terms:
        return {}
    ordered = sorted(terms)
    values = (
        [term for term, _ in ordered],
        [frequency for _, frequency in ordered],
        [terms[each] for each in ordered],
    )
    rows = connection.execute(sql, values).fetchall()
    return {(term, frequency): number for term, frequency, number in rows}
