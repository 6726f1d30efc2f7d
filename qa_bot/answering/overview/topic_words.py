"""The words of a topic: which of them a text has, and which headings name the topic.

Knows words and those related to them, not the meaning of a sentence.
"""

import re
from collections.abc import Iterable
from functools import cache

from qa_bot.answering.lexical_features import stem
from qa_bot.text.words import STOP_WORDS

# Topics that people ask everyday texts about, and words by which those speak of them.
_RELATED = {
    topic: words.split()
    for topic, words in {
        "decisions": "decided agreed resolved approved accepted adopted voted unanimously",
        "safety": "danger dangerous warning caution risk hazard injury never safe safely burns",
        "environment": "carbon emissions plastic recycled recycling waste energy solar pollution "
        "climate green wildlife reuse reuses compost",
        "money": "cost costs price pay paid fee fees charge charges budget pounds euros dollars",
        "prices": "cost costs pay fee fees charge charges free discount",
        "transport": "bus buses train trains car cars bicycle parking road station ferry",
        "children": "child kids pupils parents family families under-18s aged",
        "food": "eat meal meals café restaurant lunch dinner breakfast drink kitchen vegetarian",
        "access": "wheelchair wheelchairs disabled steps lift ramp step-free",
        "contact": "phone telephone e-mail email ring call write address",
        "problems": "failed fault faults broken complaint complaints wrong cannot error trouble",
    }.items()
}
# How much of a topic's word one of those counts as.
_RELATED_SHARE = 0.75
# A word, or a number with its parts: "5.3" is not in "5.3.0".
WORD = re.compile(r"\w+(?:[.,]\w+)*")
_VERSION_PARTS = 2  # as short as versions are called: 5.3, and also 5.0


def asked_stems(topic: str, title: str = "") -> frozenset[str]:
    """Return the stems of a topic's content words, all of its words where it has no such.

    Those of the title are left out where others remain: all of a text on a lake is about
    "people at the lake".
    """
    asked = _stems(_words(topic), STOP_WORDS) or _stems(_words(topic))
    return frozenset(asked - _stems(_words(title)) or asked)


def coverage(asked: frozenset[str], text: str) -> float:
    """Return the share of stems that a text holds, 0 to 1; a related word counts for less."""
    held = _stems(_words(text))
    shares = (
        1.0 if word in held else _RELATED_SHARE * (not held.isdisjoint(_related(word)))
        for word in asked
    )
    return sum(shares) / max(1, len(asked))


def are_named(asked: frozenset[str], headings: Iterable[str]) -> bool:
    """Return whether the headings that a sentence stands below have all of some stems."""
    return bool(asked) and coverage(asked, "\n".join(headings)) >= _RELATED_SHARE


@cache
def _related(word: str) -> frozenset[str]:
    """Return the stems of the words that are related to the stem of a topic."""
    groups = (words for topic, words in _RELATED.items() if stem(topic) == word)
    return frozenset(stem(each) for words in groups for each in words)


def _stems(words: Iterable[str], without: frozenset[str] = frozenset()) -> set[str]:
    return {stem(word) for word in map(str.lower, words) if word not in without}


def _words(text: str) -> list[str]:
    """Return the words of a text; version 5.3.0 is 5.3."""
    return [_without_zeros(word) for word in WORD.findall(text)]


def _without_zeros(word: str) -> str:
    parts = word.split(".")
    while len(parts) > _VERSION_PARTS and parts[-1] == "0":
        parts.pop()
    return ".".join(parts)
