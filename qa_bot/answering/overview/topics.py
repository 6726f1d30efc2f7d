"""What sentences say about a topic: those nearest it in meaning and in words.

A sentence below a heading that names the topic is nearly as near as the heading, and
what follows in a paragraph goes on about what was said.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from qa_bot.answering.lexical_features import stem
from qa_bot.answering.overview.cue_words import SAYS_LITTLE, cue_weight
from qa_bot.answering.overview.sentence_kinds import SentenceKind, TextSentence
from qa_bot.retrieval.similarity import Similarity
from qa_bot.text.words import STOP_WORDS

# The weight of the topic's words in a sentence, beside its cosine: one with all of them is near.
_WORD_WEIGHT = 0.4
# The shares that a sentence has of the nearness of its heading, and of the sentence before it.
_HEADING_SHARE, _FOLLOWING_SHARE = 0.8, 0.7
# The nearness of a heading that begins with the topic.
_NAMED = 1.25
# The least nearness of a sentence that says something about a topic by itself.
_LEAST_NEARNESS = 0.4
# The share of the best sentence's nearness that each further one must have, and the nearness
# above which the best one is no better.
_SHARE_OF_BEST, _NEAR_ENOUGH = 0.5, 0.9
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
_WORD = re.compile(r"\w+(?:[.,]\w+)*")
_VERSION_PARTS = 2  # as short as versions are called: 5.3, and also 5.0


@dataclass(frozen=True, slots=True)
class NearSentence:
    """A sentence with its nearness to a topic, 0 to 1.4."""

    sentence: TextSentence
    nearness: float


def nearness(
    topic: str, sentences: Sequence[TextSentence], similarity: Similarity
) -> list[NearSentence]:
    """Return the sentences that can be quoted with their nearness to a topic, in order.

    None where no sentence or heading is near by itself.
    """
    said = [s for s in sentences if s.kind is not SentenceKind.OTHER]
    above = list(dict.fromkeys(heading for s in said for heading in s.above))
    texts = [*(s.text for s in said), *above]
    if not said:
        return []
    cosines = similarity.to_question(topic, texts)
    scores = [c + _WORD_WEIGHT * _coverage(topic, t) for c, t in zip(cosines, texts, strict=True)]
    by_heading = {
        heading: _NAMED if _begins_with(heading, topic) else score
        for heading, score in zip(above, scores[len(said) :], strict=True)
    }
    near: list[float] = []
    for sentence, own in zip(said, scores[: len(said)], strict=True):
        heading = max((by_heading[each] for each in sentence.above), default=0.0)
        is_said_of_it = cue_weight(sentence.text) > SAYS_LITTLE
        by_both = _HEADING_SHARE * heading + (1 - _HEADING_SHARE) * own
        near.append(max(own, by_both) if is_said_of_it else own)
    if max(near) < _LEAST_NEARNESS:
        return []
    for i, sentence in enumerate(said):
        if sentence.rank and i:
            near[i] = max(near[i], _FOLLOWING_SHARE * near[i - 1])
    return [NearSentence(s, score) for s, score in zip(said, near, strict=True)]


def nearest(near: Sequence[NearSentence], count: int, best: float) -> list[NearSentence]:
    """Return the `count` nearest sentences, in their order, without those less near than `best`."""
    return _in_order(_by_nearness(near, best)[:count])


def next_nearest(near: Sequence[NearSentence], count: int, best: float) -> list[NearSentence]:
    """Return as many sentences that come after those of `nearest`, in their order."""
    return _in_order(_by_nearness(near, best)[count : 2 * count])


def _by_nearness(near: Sequence[NearSentence], best: float) -> list[NearSentence]:
    least = _SHARE_OF_BEST * min(best, _NEAR_ENOUGH)
    return sorted((s for s in near if s.nearness >= least), key=lambda each: -each.nearness)


def _in_order(near: Sequence[NearSentence]) -> list[NearSentence]:
    return sorted(near, key=lambda each: each.sentence.span.start)


def in_typed_case(topic: str, near: Sequence[Sequence[NearSentence]]) -> list[list[NearSentence]]:
    """Return the sentences of each article without those of a word that is written otherwise.

    "Fell" may be a name and "fell" a verb: where the sentences have both, one with a capital
    is in a sentence that has it so, and one without is in none that has only the name.
    """
    if len(_WORD.findall(topic)) != 1:
        return [list(some) for some in near]
    is_name = topic[:1].isupper()
    cases = {
        each.sentence.text: _cases(topic, each.sentence.text) for some in near for each in some
    }
    if set().union(*cases.values()) != {True, False}:
        return [list(some) for some in near]
    without = set() if is_name else {frozenset[bool]()}
    kept = {text for text, held in cases.items() if is_name in held or held in without}
    return [[each for each in some if each.sentence.text in kept] for some in near]


def _cases(topic: str, text: str) -> frozenset[bool]:
    """Return whether a text has a word with a capital, without, or both; its first word may be."""
    asked = stem(topic.lower())
    found = (each for each in _WORD.finditer(text) if stem(each[0].lower()) == asked)
    return frozenset(each[0][0].isupper() for each in found if each.start())


def _coverage(topic: str, text: str) -> float:
    """Return the share of the topic's content words that a text holds, 0 to 1."""
    asked = _stems(topic, STOP_WORDS) or _stems(topic)
    held = _stems(text)
    shares = (
        1.0 if word in held else _RELATED_SHARE * (not held.isdisjoint(_related(word)))
        for word in asked
    )
    return sum(shares) / max(1, len(asked))


@cache
def _related(word: str) -> frozenset[str]:
    """Return the stems of the words that are related to the stem of a topic."""
    groups = (words for topic, words in _RELATED.items() if stem(topic) == word)
    return frozenset(stem(each) for words in groups for each in words)


def _stems(text: str, without: frozenset[str] = frozenset()) -> set[str]:
    words = map(str.lower, _words(text))
    return {stem(word) for word in words if word not in without}


def _words(text: str) -> list[str]:
    """Return the words of a text; version 5.3.0 is 5.3."""
    return [_without_zeros(word) for word in _WORD.findall(text)]


def _without_zeros(word: str) -> str:
    parts = word.split(".")
    while len(parts) > _VERSION_PARTS and parts[-1] == "0":
        parts.pop()
    return ".".join(parts)


def _begins_with(heading: str, topic: str) -> bool:
    """Return whether a heading begins with the words of a topic, after its number if it has one."""
    words = [word.lower() for word in _words(heading)]
    asked = [word for word in map(str.lower, _words(topic)) if word not in STOP_WORDS]
    starts = (
        words[: len(asked)],
        words[1 : len(asked) + 1] if words[:1] and words[0].isdigit() else [],
    )
    return bool(asked) and asked in starts
