"""The terms of a text: its words by their stems, and its numbers in digits.

Words are compared by terms wherever a question and a text may write the same otherwise.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from qa_bot.answering.lexical_features import stem
from qa_bot.text.number_forms import NUMBER_FORMS
from qa_bot.text.words import STOP_WORDS, has_digit

_TENS = {
    word: 10 * n
    for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_UNITS = {
    word: n for n, word in enumerate("one two three four five six seven eight nine".split(), 1)
}
TERM = re.compile(
    rf"(?:{'|'.join(_TENS)})-(?:{'|'.join(_UNITS)})\b"
    rf"|{NUMBER_FORMS}|\d+(?:[.,:/]\d+)*|[^\W\d_][^\W_]*(?:['’][^\W\d_]+)?|[^\W_]+",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r",(?=\d{3})")
# Words that ask, or stand for what is asked about; no text need have them.
_ASKING_WORDS = frozenset(
    "many much long old far often name kind sort type thing things tell anything something "
    "someone anyone please text article say does get got one ones yet ever really exactly "
    "actually also still happen happened take place go goes".split()
)
# "can't" is no word of the matter, and "what's" as little as "what".
_NEGATED, _CONTRACTED = re.compile(r"n['’]t\Z"), re.compile(r"['’](?:s|ve|m|re|ll|d)\Z")
# Marks after which a capital begins a sentence, an item or a cell, and is no sign of a name.
_OPENING_MARKS = '.!?:"”|\n-•*'
# Texts whose terms are kept: the candidates of some forty questions.
_CACHED_TEXTS = 1024


@dataclass(frozen=True, slots=True)
class TextTerms:
    """The terms of a text, and those of its words that are written with a capital or without."""

    all: frozenset[str]
    capitals: frozenset[str]
    lower: frozenset[str]


@lru_cache(_CACHED_TEXTS)
def terms_of(text: str) -> TextTerms:
    """Return the terms of a text; a capital that may begin a sentence is no sign of a name."""
    found: set[str] = set()
    capitals: set[str] = set()
    lower: set[str] = set()
    for match in TERM.finditer(text):
        word, term, at = match.group(), term_of(match.group()), match.start()
        found.add(term)
        if not word[0].isupper():
            lower.add(term)
        elif at > 1 and text[at - 1] == " " and text[at - 2] not in _OPENING_MARKS:
            capitals.add(term)
    return TextTerms(frozenset(found), frozenset(capitals), frozenset(lower))


def terms(text: str) -> frozenset[str]:
    """Return the terms of a text."""
    return frozenset(term_of(match.group()) for match in TERM.finditer(text))


def term_of(word: str) -> str:
    """Return what a word is compared by: its stem, or its number in digits."""
    low = word.lower().removesuffix("'s").removesuffix("’s")
    tens, _, units = low.partition("-")
    if units in _UNITS and tens in _TENS:
        return str(_TENS[tens] + _UNITS[units])
    return stem(_THOUSANDS.sub("", low))


def without(question: str, missing: Collection[str]) -> str:
    """Return a question without the words of some terms."""
    kept = TERM.sub(
        lambda found: "" if term_of(found.group()) in missing else found.group(), question
    )
    return " ".join(kept.split())


def numbered(text: str) -> Iterator[tuple[str, tuple[str, bool]]]:
    """Yield each number beside a content word, with the word and whether it comes first."""
    words = [match.group() for match in TERM.finditer(text)]
    for left, right in pairwise(words):
        if has_digit(term_of(left)) != has_digit(term_of(right)):
            is_first = has_digit(term_of(left))
            number, word = (left, right) if is_first else (right, left)
            if is_content(word):
                yield term_of(number), (term_of(word), is_first)


def is_content(word: str) -> bool:
    """Return whether a word says something of the matter; "IT" does, and "it" does not."""
    low = _CONTRACTED.sub("", word.lower())
    if low in STOP_WORDS or low in _ASKING_WORDS or _NEGATED.search(low):
        return word.isupper() and len(word) > 1
    return len(word) > 1 or word.isdigit()


def holds(held: frozenset[str], term: str) -> bool:
    """Return whether terms hold one, or as a number its more exact form: 5.3.0 for 5.3."""
    return term in held or (
        term[0].isdigit() and any(other.startswith(f"{term}.") for other in held)
    )
