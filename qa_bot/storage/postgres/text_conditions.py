"""A query for full text as SQL conditions on the terms of chunks.

A word of one stem is a matter of the index alone. One of several ("don't" is "don t") is
found by the index and then looked for among the stems in their order.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

# The stems of a spelling of a word, in order.
Phrase = tuple[str, ...]
# The spellings of each word of a query.
Words = Sequence[Sequence[Phrase]]
_STEMS = "(SELECT x.stems FROM chunk_text x WHERE x.chunk_id = t.chunk_id)"


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A term with how often a chunk has it: its number, and how many chunks that is true of."""

    number: int
    frequency: int
    chunks: int


@dataclass(frozen=True, slots=True)
class TextCondition:
    """An SQL condition on `chunk_terms t` with the values of its parameters."""

    sql: str
    values: tuple[object, ...] = ()


class Lexemes:
    """What the library knows of the terms of a query."""

    def __init__(self, rows: Sequence[tuple[str, int, int, int]]) -> None:
        """Each row is a term with its frequency, number and how many chunks that is true of."""
        self._by_term: dict[str, list[Lexeme]] = {}
        for term, frequency, number, chunks in rows:
            self._by_term.setdefault(term, []).append(Lexeme(number, frequency, chunks))

    def of(self, term: str) -> Sequence[Lexeme]:
        """Return the lexemes of a term, one for each frequency."""
        return self._by_term.get(term, ())

    def count(self, term: str) -> int:
        """Return how many chunks have a term."""
        return sum(each.chunks for each in self.of(term))

    def most(self, phrase: Phrase) -> int:
        """Return how many chunks may have a phrase at most."""
        return min(map(self.count, phrase))

    def has(self, phrase: Phrase) -> TextCondition:
        """Return the condition to have a phrase."""
        parts = ["t.terms && %s::integer[]"] * len(phrase)
        values: list[object] = [[each.number for each in self.of(stem)] for stem in phrase]
        if len(phrase) > 1:
            parts.append(f"{_STEMS} LIKE %s")
            values.append(f"% {' '.join(phrase)} %")
        return TextCondition(f"({' AND '.join(parts)})", tuple(values))


def possible(words: Words, lexemes: Lexemes) -> Words:
    """Return for each word those of its spellings whose stems the library has."""
    return [[phrase for phrase in word if lexemes.most(phrase)] for word in words]


def matches(words: Words, match_all: bool, lexemes: Lexemes) -> TextCondition | None:
    """Return the condition to have any of the words, or all; None where nothing can."""
    if not any(words) or (match_all and not all(words)):
        return None
    parts = [[lexemes.has(phrase) for phrase in word] for word in words if word]
    joint = " AND " if match_all else " OR "
    sql = joint.join(f"({' OR '.join(each.sql for each in word)})" for word in parts)
    return TextCondition(
        f"({sql})", tuple(value for word in parts for each in word for value in each.values)
    )


def occurrences(phrase: Phrase) -> str:
    """Return the regular expression of the server that matches once where a phrase begins."""
    first, *rest = map(re.escape, phrase)
    return f" {first}(?= {' '.join(rest)} )"
