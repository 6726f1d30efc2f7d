"""Runs of characters by which words of any language are compared, without a stemmer.

Runs of four characters find inflected and compound words in European languages as well as
stemming does, or better (McNamee and Mayfield, "Character N-Gram Tokenization for European
Language Text Retrieval", 2004), and need no list of a language. Words of the scripts that
put no space between them are compared by pairs of characters.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

from qa_bot.text.unspaced_scripts import has_unspaced

_GRAM, _UNSPACED_GRAM = 4, 2  # characters
# Marks above and below letters, which many leave out: those up to Arabic's. Indic vowels are
# marks as well, and make words differ.
_OPTIONAL_MARKS_END = 0x0900
_CACHED_CHARACTERS = 4096  # more than the characters of the texts of most libraries
_TATWEEL = "\u0640"  # stretches an Arabic word, and is no letter


def character_grams(text: str) -> list[str]:
    """Return the grams of a text's words in order, each word with a space at either end.

    Case, width, presentation forms and optional marks make no difference. Linear in the
    text's length.
    """
    return [gram for word in _words(_folded(text)) for gram in _grams(word)]


def _words(text: str) -> Iterator[str]:
    """Yield runs of letters and digits with their marks, which end a word for `re`."""
    for is_word, run in groupby(text, _is_of_word):
        if is_word:
            yield "".join(run)


def _grams(word: str) -> Iterator[str]:
    if has_unspaced(word):
        size, whole = _UNSPACED_GRAM, word
    else:
        size, whole = _GRAM, f" {word} "
    for start in range(max(1, len(whole) - size + 1)):
        yield whole[start : start + size]


def _folded(text: str) -> str:
    """Return a text without what writers may leave out: case, width, accents, tatweel."""
    if text.isascii():
        return text.casefold()
    apart = unicodedata.normalize("NFKD", text.casefold())
    kept = (c for c in apart if not _is_optional(c))
    return unicodedata.normalize("NFKC", "".join(kept))


@lru_cache(_CACHED_CHARACTERS)
def _is_of_word(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNM"


def _is_optional(character: str) -> bool:
    is_mark = unicodedata.combining(character) and ord(character) < _OPTIONAL_MARKS_END
    return bool(is_mark) or character == _TATWEEL
