"""The full text compared with the texts that it is of, tokenized anew, batch by batch."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from qa_bot.storage.postgres.database import LibraryDatabase
from qa_bot.storage.postgres.terms import CountedTerm, Tokenizer

# Chunks that are tokenized together, some megabytes.
_AT_ONCE: Final = 1000
# Texts as bytes, as damage may have left them without a valid encoding.
_INDEXED: Final = """
SELECT c.id, convert_to(x.title, 'UTF8'), convert_to(x.text, 'UTF8'),
    convert_to(x.stems, 'UTF8'), t.length, t.terms
FROM chunks c JOIN chunk_text x ON x.chunk_id = c.id LEFT JOIN chunk_terms t ON t.chunk_id = c.id
"""
_NUMBERS: Final = """
SELECT term, frequency, number FROM lexemes
JOIN unnest(%s::text[], %s::integer[]) AS n (term, frequency) USING (term, frequency)
"""
# Lexemes whose count of chunks is not that of the chunks that have them.
_MISCOUNTED: Final = """
SELECT number FROM lexemes AS l FULL JOIN (
    SELECT number, count(*) AS chunks FROM chunk_terms, unnest(terms) AS number GROUP BY number
) AS n USING (number)
WHERE l.chunks IS DISTINCT FROM n.chunks
"""
_TOTALS: Final = """
SELECT (SELECT ROW(count(*), sum(chunks), sum(stems)) FROM text_totals)
    IS NOT DISTINCT FROM ROW(1::bigint, count(*)::numeric, coalesce(sum(length), 0)::numeric)
FROM chunk_terms
"""


def text_problems(database: LibraryDatabase) -> Iterator[str]:
    """Yield what the full text has otherwise than its texts, as they are at one moment."""
    with database.snapshot():
        if database.one(_TOTALS) != (True,):
            yield "the chunks and words that it counts are not those that it has"
        for (number,) in database.each(_MISCOUNTED):
            yield f"word {number}: it is counted for another number of chunks than have it"
        rows = database.each(_INDEXED)
        tokenizer = Tokenizer()
        while part := list(islice(rows, _AT_ONCE)):
            for chunk in _differing(database, tokenizer, part):
                yield f"chunk {chunk}: it is found by other words than those of its text"


def _differing(
    database: LibraryDatabase, tokenizer: Tokenizer, rows: list[tuple[Any, ...]]
) -> Iterator[int]:
    """Yield the chunks whose stems, length or terms are not those of their text."""
    anew = tokenizer.chunk_terms([(_text(title), _text(text)) for _, title, text, *_ in rows])
    numbers = _numbers(database, {term for each in anew for term in each.counted})
    for (chunk, _, _, stems, length, terms), each in zip(rows, anew, strict=True):
        # No lexeme has the number 0.
        own = sorted(numbers.get(term, 0) for term in each.counted)
        if (_text(stems), length, terms) != (each.stems, each.length, own):
            yield chunk


def _numbers(database: LibraryDatabase, terms: set[CountedTerm]) -> dict[CountedTerm, int]:
    values = [term for term, _ in terms], [frequency for _, frequency in terms]
    rows = database.all(_NUMBERS, *values)
    return {(term, frequency): number for term, frequency, number in rows}


def _text(stored: bytes) -> str:
    return stored.decode(errors="replace")
