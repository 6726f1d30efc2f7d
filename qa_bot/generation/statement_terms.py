"""The terms of statements and sentences: what their words are compared by.

A term is the stem of a word, or a number in digits. Function words are left out. Names
are recognised by their capitals, so a name that only begins a sentence is known as one where
it has a capital elsewhere, or where another name follows.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from qa_bot.answering.lexical_features import stem
from qa_bot.text.words import STOP_WORDS

# A number with its separators, or a word with an apostrophe in it.
WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_][^\W_]*(?:['’][^\W_]+)?|[^\W_]+")
_GROUPS = re.compile(r"(?<=\d)[,](?=\d{3}\b)")
# Words of relation: function words that state the opposite of one another.
RELATIONS = {
    word: frozenset(group.split()) - {word}
    for group in (
        "before after|more less fewer|most least|up down|above below|over under|against for|with"
        " without|first last|within outside"
    ).split("|")
    for word in group.split()
}
# What follows a name that begins a sentence, and rarely another word.
_NAME_BEFORE = re.compile(r"['’]s\b|, (?:who|which|whose)\b| (?:has|had|is|was|said|says)\b")
_OPENING_MARKS = '.!?:;"“”«»|\n•*('


def term(word: str) -> str:
    """Return what a word is compared by: its stem without the possessive, or its number."""
    low = word.lower()
    return low if low in STOP_WORDS else stem(_bare(low))


def _bare(low: str) -> str:
    return _GROUPS.sub("", low.removesuffix("'s").removesuffix("’s"))


@lru_cache(256)  # the sentences of some passages
def terms(text: str) -> tuple[str, ...]:
    """Return the terms of the content words of a text, in order."""
    found = (term(match.group()) for match in WORD.finditer(text))
    return tuple(each for each in found if each not in STOP_WORDS)


def relations(text: str) -> frozenset[str]:
    """Return the words of relation in a text."""
    return frozenset(m.group().lower() for m in WORD.finditer(text)) & RELATIONS.keys()


@lru_cache(256)  # the sentences of some passages
def names(text: str) -> frozenset[str]:
    """Return the terms of the words that are written as names in a text."""
    found = set()
    matches = list(WORD.finditer(text))
    for at, match in enumerate(matches):
        word = match.group()
        if not word[0].isupper() or word.lower() in STOP_WORDS:
            continue
        follows = matches[at + 1] if at + 1 < len(matches) else None
        is_run = (
            follows is not None
            and follows.group()[0].isupper()
            and text[match.end() : follows.start()] == " "
        )
        is_first = _is_opening(text, match.start())
        if is_run or word[1:].isupper() or not is_first or _NAME_BEFORE.match(text, match.end()):
            found.add(term(word))
    return frozenset(found)


def _is_opening(text: str, start: int) -> bool:
    """Return whether a word begins a sentence, an item or a cell."""
    before = text[:start].rstrip(" \t")
    return not before or before[-1] in _OPENING_MARKS


def common_run(wanted: Sequence[str], held: Sequence[str]) -> int:
    """Return the length of the longest common subsequence of two sequences of terms."""
    row = [0] * (len(held) + 1)
    for each in wanted:
        above = row
        row = [0]
        for at, other in enumerate(held):
            row.append(above[at] + 1 if each == other else max(above[at + 1], row[at]))
    return row[-1]
