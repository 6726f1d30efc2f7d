"""Scripts that put no space between words, and the runs of characters that stand for words.

Chinese words mostly have two characters, so that pairs find them (the method of
Lucene's CJKAnalyzer); those of Thai, Lao, Khmer and Burmese have more letters.
"""

import re
from collections.abc import Iterator

# Chinese and Japanese, with the Korean that joins particles to its words, for the brackets of an
# expression.
IDEOGRAPHIC = (
    "\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003134f"
)
_ALPHABETIC = "\u0e01-\u0edf\u1000-\u109f\u1780-\u17d3"
_RUN = re.compile(f"[{IDEOGRAPHIC}]+|[{_ALPHABETIC}]+")
_CHARACTER = re.compile(f"[{IDEOGRAPHIC}{_ALPHABETIC}]")
_IS_ALPHABETIC = re.compile(f"[{_ALPHABETIC}]")
_PAIR, _TRIPLE = 2, 3  # characters that mostly are a word, and letters that are some of one
_MAX_GRAMS = 60  # bounds the work on a question


def has_unspaced(text: str) -> bool:
    """Return whether a text has characters of such a script."""
    return _RUN.search(text) is not None


def without_unspaced(text: str) -> str:
    """Return a text with a space in place of each run of such a script."""
    return _RUN.sub(" ", text)


def spaced_characters(text: str) -> str:
    """Return a text with a space on either side of each character of such a script."""
    return _CHARACTER.sub(r" \g<0> ", text)


def unspaced_grams(question: str) -> tuple[str, ...]:
    """Return the runs of two characters, or three letters, in the order of a question.

    A shorter run of the question is one by itself.
    """
    grams: dict[str, None] = {}
    for match in _RUN.finditer(question):
        run = match[0]
        size = _TRIPLE if _IS_ALPHABETIC.match(run) else _PAIR
        starts = range(max(1, len(run) - size + 1))
        grams |= dict.fromkeys(run[start : start + size] for start in starts)
        if len(grams) >= _MAX_GRAMS:
            break
    return tuple(grams)[:_MAX_GRAMS]


def unspaced_parts(text: str) -> Iterator[str]:
    """Yield whatever `unspaced_grams` may make of a question, of every run of a text."""
    for match in _RUN.finditer(text):
        run = match[0]
        longest = _TRIPLE if _IS_ALPHABETIC.match(run) else _PAIR
        for size in range(1, longest + 1):
            yield from (run[start : start + size] for start in range(len(run) - size + 1))
