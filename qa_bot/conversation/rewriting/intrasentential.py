"""Whether a pronoun's antecedent stands in the message itself.

Knows the words before the pronoun. Does not know the earlier turns.
"""

from collections.abc import Sequence
from itertools import pairwise

from qa_bot.conversation.rewriting.lexicon import (
    AUXILIARIES,
    DETERMINERS,
    GROUP_NOUNS,
    PERSON_NOUNS,
    PLACE_NOUNS,
    VERBS,
)
from qa_bot.conversation.rewriting.mentions import Sort, names, phrases
from qa_bot.conversation.rewriting.question_frames import base
from qa_bot.conversation.rewriting.tokens import Token

_SOLID = {Sort.PLACE, Sort.GROUP, Sort.THING}
_CLAUSE = {"that", "when", "if", "because", "while", "said", "say", "says", "what", "where", "than"}
_ACTORS = PERSON_NOUNS | GROUP_NOUNS | PLACE_NOUNS | {"people", "children"}
_OWNING = {"its", "their", "his"}


def within(family: str, message: str, tokens: Sequence[Token], at: int) -> bool:
    """Whether the message names, before the pronoun, what it may mean."""
    said, before = message[: tokens[at].start], tokens[:at]
    if family in {"he", "she"}:
        return _person_before(said, before)
    if family not in {"it", "they"}:
        return False
    if _asked_actor(tokens, at) or _new_clause(before):
        return True
    return _group_before(said, before) if family == "they" else _thing_before(said)


def _person_before(said: str, before: Sequence[Token]) -> bool:
    named = any(m.sort is not Sort.PLACE for m in names(said))
    pairs = pairwise(token.low for token in before)
    return named or any(one in DETERMINERS and two in PERSON_NOUNS for one, two in pairs)


def _group_before(said: str, before: Sequence[Token]) -> bool:
    named = names(said)
    nouns = [m for m in phrases(said) if not m.after_preposition]
    groups = any(m.plural or m.sort is Sort.GROUP for m in nouns)
    return len(named) > 1 or groups or _plural_subject(before)


def _thing_before(said: str) -> bool:
    things = [m for m in phrases(said) if m.sort is not Sort.PERSON and not m.after_preposition]
    return bool(things or [m for m in names(said) if m.sort in _SOLID])


def _plural_subject(before: Sequence[Token]) -> bool:
    """Whether a bare plural follows the auxiliary: "why do people …"."""
    plurals = {"people", "children", "men", "women"}
    pairs = pairwise(before)
    return any(
        one.low in AUXILIARIES and two.content and (two.low in plurals or two.low.endswith("s"))
        for one, two in pairs
    )


def _asked_actor(tokens: Sequence[Token], at: int) -> bool:
    """Whether what is asked for is what owns: "Which countries sent their leaders?"."""
    if tokens[at].low not in _OWNING or tokens[at - 1].low in AUXILIARIES:
        return False
    words = [token.low for token in tokens[:at]]
    if words[:1] == ["who"]:
        return len(words) > 1 and words[1] not in AUXILIARIES
    actors = {word for word in words[1:3] if _singular(word) & _ACTORS}
    return words[:1] in (["which"], ["what"]) and bool(actors)


def _singular(word: str) -> set[str]:
    return {word, word.removesuffix("s"), f"{word[:-3]}y" if word.endswith("ies") else word}


def _new_clause(before: Sequence[Token]) -> bool:
    """Whether the pronoun opens a clause after one that holds a noun of its own."""
    nouns = [t for t in before[:-1] if t.content and base(t.low) not in VERBS]
    return bool(before) and before[-1].low in _CLAUSE and bool(nouns)
