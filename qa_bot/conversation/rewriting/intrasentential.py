"""Intrasentential anaphora: whether a pronoun's antecedent stands in the message itself.

Knows the words before the pronoun. Does not know the earlier turns.
"""

from collections.abc import Sequence
from itertools import pairwise

from qa_bot.conversation.rewriting.antecedents import PronounClass
from qa_bot.conversation.rewriting.lexicon import (
    AUXILIARIES,
    DETERMINERS,
    GROUP_NOUNS,
    PERSON_NOUNS,
    PLACE_NOUNS,
    VERBS,
)
from qa_bot.conversation.rewriting.mentions import MentionType, noun_phrases, proper_names
from qa_bot.conversation.rewriting.question_frames import base_form
from qa_bot.conversation.rewriting.tokens import Token

_IMPERSONAL = {MentionType.PLACE, MentionType.GROUP, MentionType.THING}
_CLAUSE_OPENERS = {
    "that", "when", "if", "because", "while", "said", "say", "says", "what", "where", "than",
}  # fmt: skip
_ACTOR_NOUNS = PERSON_NOUNS | GROUP_NOUNS | PLACE_NOUNS | {"people", "children"}
_POSSESSIVES = {"its", "their", "his"}


def has_antecedent_in_message(
    pronoun: PronounClass, message: str, tokens: Sequence[Token], at: int
) -> bool:
    """Return whether the message names what its pronoun, the token at `at`, may refer to."""
    text, before = message[: tokens[at].start], tokens[:at]
    if pronoun in {PronounClass.HE, PronounClass.SHE}:
        return _names_person(text, before)
    if pronoun not in {PronounClass.IT, PronounClass.THEY}:
        return False
    if _refers_to_asked_actor(tokens, at) or _opens_clause(before):
        return True
    return _names_group(text, before) if pronoun is PronounClass.THEY else _names_thing(text)


def _names_person(text: str, before: Sequence[Token]) -> bool:
    has_name = any(m.type is not MentionType.PLACE for m in proper_names(text))
    pairs = pairwise(token.lower for token in before)
    return has_name or any(one in DETERMINERS and two in PERSON_NOUNS for one, two in pairs)


def _names_group(text: str, before: Sequence[Token]) -> bool:
    nouns = [m for m in noun_phrases(text) if not m.after_preposition]
    has_group = any(m.is_plural or m.type is MentionType.GROUP for m in nouns)
    return len(proper_names(text)) > 1 or has_group or _has_plural_subject(before)


def _names_thing(text: str) -> bool:
    things = [
        m
        for m in noun_phrases(text)
        if m.type is not MentionType.PERSON and not m.after_preposition
    ]
    return bool(things or [m for m in proper_names(text) if m.type in _IMPERSONAL])


def _has_plural_subject(before: Sequence[Token]) -> bool:
    """Return whether a bare plural follows the auxiliary: "why do people …"."""
    plurals = {"people", "children", "men", "women"}
    pairs = pairwise(before)
    return any(
        one.lower in AUXILIARIES
        and two.is_content
        and (two.lower in plurals or two.lower.endswith("s"))
        for one, two in pairs
    )


def _refers_to_asked_actor(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a possessive is of what is asked for: "Which nations sent their leaders?"."""
    if tokens[at].lower not in _POSSESSIVES or tokens[at - 1].lower in AUXILIARIES:
        return False
    words = [token.lower for token in tokens[:at]]
    if words[:1] == ["who"]:
        return len(words) > 1 and words[1] not in AUXILIARIES
    actors = {word for word in words[1:3] if _singulars(word) & _ACTOR_NOUNS}
    return words[:1] in (["which"], ["what"]) and bool(actors)


def _singulars(word: str) -> set[str]:
    """Return the forms that a word may be the plural of, and itself."""
    return {word, word.removesuffix("s"), f"{word[:-3]}y" if word.endswith("ies") else word}


def _opens_clause(before: Sequence[Token]) -> bool:
    """Return whether the pronoun opens a clause after one that has a noun of its own."""
    nouns = [t for t in before[:-1] if t.is_content and base_form(t.lower) not in VERBS]
    return bool(before) and before[-1].lower in _CLAUSE_OPENERS and bool(nouns)
