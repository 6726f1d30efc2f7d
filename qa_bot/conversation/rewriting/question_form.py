"""The form of a written question: whether it is English that a person could have asked.

A reading that puts words where they cannot stand is worse than the message as typed.
Knows word order by lists of words; does not know what the question is about.
"""

from collections.abc import Sequence
from itertools import pairwise

from qa_bot.conversation.rewriting.lexicon import (
    AUXILIARIES,
    BE,
    DETERMINERS,
    DO,
    PARTICIPLES,
    PLACE_NOUNS,
    PREPOSITIONS,
    QUESTION_WORDS,
    VERBS,
)
from qa_bot.conversation.rewriting.tokens import lowercase_words

# What a question asks the amount of, after "how" and not after "what temperature".
_MEASURES = frozenset("long many much far old often tall high deep wide heavy fast big".split())
_NUMBERS = frozenset("one two three four five six seven eight nine ten eleven twelve".split())
_SUBJECT_PRONOUNS = frozenset("i you we they he she it".split())
# After which another clause, with an auxiliary of its own, may begin.
_JOINTS = QUESTION_WORDS | frozenset("that if and or but because than as while until".split())
_ADVERBIAL = frozenset("why how when where".split())
_AREAS = PLACE_NOUNS | frozenset("county district region parish area council".split())
# The words of "How many can I borrow", after which nothing that is counted may follow.
_COUNTED_WORDS = 5


def is_well_formed(question: str) -> bool:
    """Return whether no word of a question stands where it cannot."""
    words = lowercase_words(question)
    faults = (
        _has_repeated_phrase,
        _has_stray_measure,
        _has_second_auxiliary,
        _has_no_subject,
        _counts_apart,
        _asks_who_an_area_is,
    )
    return not any(is_fault(words) for is_fault in faults)


def _has_repeated_phrase(words: Sequence[str]) -> bool:
    """Return whether two articles, or an article and its word twice, stand side by side."""
    pairs = list(pairwise(words))
    is_twice = any(
        one == other for one, other in zip(pairs, pairs[2:], strict=False) if one[0] in DETERMINERS
    )
    return is_twice or any({one, other} <= DETERMINERS for one, other in pairs)


def _has_stray_measure(words: Sequence[str]) -> bool:
    """Return whether "long" or the like stands as in "what temperature long did the long the"."""
    threes = list(zip(words, words[1:], words[2:], strict=False))
    is_in_phrase = any(
        one in {"what", "which"} and three in _MEASURES and two not in _MEASURES | AUXILIARIES
        for one, two, three in threes
    )
    return is_in_phrase or any(
        one in DETERMINERS and two in _MEASURES and three in DETERMINERS
        for one, two, three in threes
    )


def _has_second_auxiliary(words: Sequence[str]) -> bool:
    """Return whether "did" has another finite auxiliary after it in its clause."""
    first = next((at for at, word in enumerate(words) if word in AUXILIARIES), None)
    if first is None or words[first] not in DO:
        return False
    finite = AUXILIARIES - {"do", "have", "be", "been", "being"}
    for word in words[first + 1 :]:
        # The object of a verb may be a clause: "Did he think the repair was right?"
        if word in _JOINTS | VERBS:
            return False
        if word in finite:
            return True
    return False


def _has_no_subject(words: Sequence[str]) -> bool:
    """Return whether what follows the auxiliary is no subject: "Why was against", "Did two die"."""
    at = 1 if words[:1] and words[0] in _ADVERBIAL else 0
    if len(words) < at + 2 or words[at] not in AUXILIARIES:
        return False
    subject, following = words[at + 1], words[at + 2 : at + 3]
    if subject in PREPOSITIONS:
        return at == 1
    ends_there = not following or following[0] in VERBS
    is_verb = subject in PARTICIPLES | {"hurt"} or subject.endswith("ed")
    return words[at] in DO and ends_there and (subject in _NUMBERS or is_verb)


def _counts_apart(words: Sequence[str]) -> bool:
    """Return whether what is counted stands apart: "How many can I borrow books"."""
    if len(words) <= _COUNTED_WORDS or list(words[:2]) not in (["how", "many"], ["how", "much"]):
        return False
    is_inverted = words[2] in AUXILIARIES - BE and words[3] in _SUBJECT_PRONOUNS
    follows = words[_COUNTED_WORDS]
    return is_inverted and len(words) == _COUNTED_WORDS + 1 and follows.endswith("s")


def _asks_who_an_area_is(words: Sequence[str]) -> bool:
    """Return whether a place is asked of as a person: "Who is the county of Fenwick"."""
    is_who = words[:1] == ["who"] and words[1:2] != [] and words[1] in BE
    return is_who and words[2:3] == ["the"] and words[3:4] != [] and words[3] in _AREAS
