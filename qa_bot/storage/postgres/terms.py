"""The terms that texts are searched by, the same as those of a library in a folder.

SQLite's own full text splits and stems them: its tokenizer runs here on tables in memory,
so that nothing of it is written a second time.
"""

import hashlib
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from qa_bot.text.unspaced_scripts import unspaced_parts
from qa_bot.text.words import FullTextQuery, phrases

# A term and how often a chunk has it; PostgreSQL's index knows only whether it has it.
CountedTerm = tuple[str, int]
# As the full text of SQLite has it from its first version on.
_TABLES = """
CREATE VIRTUAL TABLE texts USING fts5 (
    title, text, content = '', tokenize = "porter unicode61 remove_diacritics 2"
);
CREATE VIRTUAL TABLE stems USING fts5vocab (texts, instance);
"""
# A row of a B-tree has room for 2,704 bytes; longer stems are stored by their digest.
_LONGEST_BYTES = 512
# Before the grams of scripts without spaces, and between the stems of a pair: none has a space.
_GRAM_SIGN = _PAIR_SIGN = " "
# Endings of English words that are more than one letter ("they're", "we'll", "I've").
_ENDINGS = frozenset(("re", "ll", "ve"))


@dataclass(frozen=True, slots=True)
class ChunkTerms:
    """What a chunk is found by: its stems in order, how many they are, and its terms.

    Each stem in `stems` is between spaces, and between title and text is a line feed.
    """

    stems: str
    length: int
    counted: tuple[CountedTerm, ...]


class Tokenizer:
    """Splits texts and queries into stems. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(":memory:", check_same_thread=False)
        self._connection.executescript(_TABLES)

    def chunk_terms(self, texts: Sequence[tuple[str, str]]) -> list[ChunkTerms]:
        """Return the terms of chunks, given as their titles and texts."""
        return [
            _chunk_terms(*stems, f"{title} {text}")
            for stems, (title, text) in zip(self._stems(texts), texts, strict=True)
        ]

    def phrases(self, query: FullTextQuery) -> list[list[tuple[str, ...]]]:
        """Return for each word of a query the ways to spell it, each as its stems in order.

        A spelling without stems, which nothing matches, is left out.
        """
        words = phrases(query)
        split = iter(self._stems([("", phrase) for word in words for phrase in word]))
        return [[_phrase(stems) for _ in word if (stems := next(split)[1])] for word in words]

    def _stems(self, texts: Sequence[tuple[str, str]]) -> list[tuple[list[str], list[str]]]:
        found: list[tuple[list[str], list[str]]] = [([], []) for _ in texts]
        with self._lock:
            self._connection.executemany(
                "INSERT INTO texts (rowid, title, text) VALUES (?, ?, ?)",
                ((row, *each) for row, each in enumerate(texts)),
            )
            rows = self._connection.execute(
                "SELECT doc, col = 'text', term FROM stems ORDER BY doc, col, offset"
            )
            for row, column, stem in rows:
                found[row][column].append(_stored(stem))
            self._connection.execute("INSERT INTO texts (texts) VALUES ('delete-all')")
        return found


def gram_terms(grams: Sequence[str]) -> list[str]:
    """Return the terms by which the grams of a query are found."""
    return [f"{_GRAM_SIGN}{gram}" for gram in grams]


def _stored(stem: str) -> str:
    encoded = stem.encode("utf-8", "replace")
    if len(encoded) <= _LONGEST_BYTES:
        return stem
    return f"{_GRAM_SIGN}{_GRAM_SIGN}{hashlib.sha256(encoded).hexdigest()}"


def _chunk_terms(title: list[str], text: list[str], whole: str) -> ChunkTerms:
    counts = Counter(title + text)
    counts.update(chain(_pairs(title), _pairs(text)))
    counts.update(dict.fromkeys(gram_terms(list(unspaced_parts(whole))), 1))
    return ChunkTerms(
        f" {' '.join(title)} \n {' '.join(text)} ",
        len(title) + len(text),
        tuple(sorted(counts.items())),
    )


def _phrase(stems: list[str]) -> tuple[str, ...]:
    return tuple(_pairs(stems)) if len(stems) == 2 and _is_pair(*stems) else tuple(stems)


def _pairs(stems: list[str]) -> Iterator[str]:
    """Yield the pairs of neighbours that are terms as well, as words with an apostrophe make.

    "Tesla's" is "tesla" and "s", "l'eau" is "l" and "eau": the index alone finds both.
    """
    for first, second in pairwise(stems):
        if _is_pair(first, second):
            yield f"{first}{_PAIR_SIGN}{second}"


def _is_pair(first: str, second: str) -> bool:
    # The article "a" is a stem of one letter in one text of two.
    return second in _ENDINGS or any(len(each) == 1 and each != "a" for each in (first, second))
