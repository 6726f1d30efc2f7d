"""Anaphora: pronouns replaced by their antecedents, and pointing nouns tied to the topic.

Knows which words refer outside the message, and how a replacement is worded.
Does not know how antecedents are weighed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from qa_bot.conversation.rewriting.antecedents import (
    MAX_SHORT_ANSWER_WORDS,
    AntecedentCandidate,
    PronounClass,
    find_antecedents,
    find_topic,
)
from qa_bot.conversation.rewriting.intrasentential import has_antecedent_in_message
from qa_bot.conversation.rewriting.lexicon import (
    BE,
    DEMONSTRATIVES,
    DO,
    PREPOSITIONS,
    VERBS,
)
from qa_bot.conversation.rewriting.mentions import Mention, MentionType, proper_names
from qa_bot.conversation.rewriting.pronouns import (
    end_of_pronoun,
    follows_adjective,
    pronoun_class,
)
from qa_bot.conversation.rewriting.tokens import Token, tokenize
from qa_bot.conversation.turns import Turn

_POSSESSIVES = {"his", "hers", "its", "their", "theirs"}
# Nouns after "its" that only a state or the like has.
_OF_STATES = {"president", "capital", "population", "government", "prime", "king", "queen", "army"}
# The most content words of a message with a pronoun to replace: a longer one stands alone.
_MAX_CONTENT_WORDS = 10
# Salience below that of its likeliest antecedent at which a pronoun is rather left as it is.
_UNREPLACED_LOSS = 1.5
# What a further choice of antecedents may lose beside the likeliest: others are not meant.
_MOST_LOSS = 0.8
# Answers to "when" that "then" may refer to: of the latest turns only.
_MAX_TURNS_SINCE_WHEN = 2
_MOTION_VERBS = {"go", "went", "come", "came", "travel", "move", "get", "return", "gone", "moved"}
# Nouns that "this" makes a time, a figure of speech or the text itself of, no thing of the topic.
_UNTIED_NOUNS = frozenset(
    "time year day season period point sense case way right true article page document edition"
    " text website site post blog release press recipe guide manual leaflet notice terms agreement"
    " policy version".split()
)


@dataclass(frozen=True, slots=True)
class _Replacement:
    """What stands in place of `[start, end)` of a message, with the antecedent that it is of."""

    start: int
    end: int
    text: str
    antecedent: AntecedentCandidate | None = None


@dataclass(frozen=True, slots=True)
class Resolution:
    """A message put into words, with the first mention that replaced a pronoun, if any did.

    `salience` is that mention's, fit included, 0 where there is none.
    """

    question: str
    referent: str = ""
    salience: float = 0.0


def resolve_pronouns(message: str, turns: Sequence[Turn]) -> list[Resolution]:
    """Replace the first pronoun of each class by its antecedent; none if none could be.

    Returns the message with the likeliest antecedents, and then with each of the
    next ones of the first pronoun.
    """
    found = _replacements(message, turns)
    if not found:
        return []
    resolved: dict[_Replacement, Resolution] = {}
    for first, *others in _coreferences(found):
        if first in resolved:
            continue
        mention = "" if first.antecedent is None else _with_article(first.antecedent.mention)
        question = _replaced(message, [first, *others])
        resolved[first] = Resolution(question, mention, _salience(first))
    return list(resolved.values())


def _coreferences(found: Sequence[Sequence[_Replacement]]) -> Iterator[list[_Replacement]]:
    """Yield a replacement for each pronoun, the most salient together first.

    Two pronouns of one clause do not refer to the same: the one that loses less by it has
    another referent, or stays.
    """
    combinations = []
    for chosen in product(*([*choices, None] for choices in found)):
        kept = [each for each in chosen if each is not None]
        referents = [each.antecedent.mention.words for each in kept if each.antecedent]
        if kept and len(set(referents)) == len(referents):
            lost = sum(
                _UNREPLACED_LOSS if one is None else _salience(choices[0]) - _salience(one)
                for one, choices in zip(chosen, found, strict=True)
            )
            combinations.append((lost, kept))
    combinations.sort(key=lambda each: each[0])
    least = combinations[0][0]
    yield from (kept for lost, kept in combinations if lost <= least + _MOST_LOSS)


def _salience(replacement: _Replacement) -> float:
    return 0.0 if replacement.antecedent is None else replacement.antecedent.salience


def _replacements(message: str, turns: Sequence[Turn]) -> list[list[_Replacement]]:
    """Return what may replace each pronoun of a message, in order, the likeliest first."""
    replacements: list[list[_Replacement]] = []
    seen: set[PronounClass] = set()
    tokens = tokenize(message)
    if sum(token.is_content for token in tokens) > _MAX_CONTENT_WORDS:
        return []
    for at in range(len(tokens)):
        pronoun = pronoun_class(message, tokens, at)
        if pronoun is None or pronoun in seen:
            continue
        seen.add(pronoun)
        if has_antecedent_in_message(pronoun, message, tokens, at):
            continue
        if choices := _choices(pronoun, tokens, at, turns):
            replacements.append(choices)
    return replacements


def attach_topic(message: str, turns: Sequence[Turn]) -> str | None:
    """Tie a pointing noun to the topic: "this album" becomes "this album of Queen".

    None where the message has no such noun or names something itself.
    """
    tokens = tokenize(message)
    at = next((i for i in range(1, len(tokens)) if _is_pointed_at(tokens, i)), None)
    topic = find_topic(turns)
    if at is None or topic is None or proper_names(message):
        return None
    while at + 1 < len(tokens) and tokens[at + 1].is_content and not _ends_noun(tokens[at + 1]):
        at += 1
    end = tokens[at].end
    return f"{message[:end]} of {topic.text}{message[end:]}"


def _is_pointed_at(tokens: Sequence[Token], at: int) -> bool:
    """Return whether this is the noun of "… was this album", not of "… said that albums"."""
    noun, pointer = tokens[at], tokens[at - 1]
    before = tokens[at - 2].lower if at > 1 else ""
    is_opened = before in PREPOSITIONS | BE | DO | {"of", "and"}
    if at == 2 and before in BE and at == len(tokens) - 1:
        # "Is that free": the predicate of "that".
        return False
    is_noun = noun.is_content and noun.lower not in _UNTIED_NOUNS and not _ends_noun(noun)
    return is_opened and is_noun and pointer.lower in DEMONSTRATIVES


def _ends_noun(token: Token) -> bool:
    """Return whether a word after a noun is a verb, adverb or adjective, by its ending."""
    return token.lower in VERBS or token.lower.endswith(("ed", "ly", "ful", "ar", "ing"))


def _choices(
    pronoun: PronounClass, tokens: Sequence[Token], at: int, turns: Sequence[Turn]
) -> list[_Replacement]:
    """Return what may replace the pronoun at `at`, the likeliest first."""
    start, end = tokens[at].start, end_of_pronoun(tokens, at)
    if pronoun is PronounClass.THEN:
        time = _time_of(turns)
        return [] if time is None else [_Replacement(start, end, time)]
    following = tokens[at + 1].lower if at + 1 < len(tokens) else ""
    is_state = tokens[at].lower == "its" and following in _OF_STATES
    found = find_antecedents(PronounClass.STATE if is_state else pronoun, turns)
    if tokens[at].lower in {"them", "these", "those"} and tokens[at - 1].lower == "of":
        # "Which of them" asks of several.
        found = [each for each in found if _is_several(each.mention)]
    return [
        _Replacement(start, end, _as_placed(each.mention, pronoun, tokens, at), each)
        for each in found
    ]


def _is_several(mention: Mention) -> bool:
    return mention.is_plural or mention.type is MentionType.GROUP


def _as_placed(antecedent: Mention, pronoun: PronounClass, tokens: Sequence[Token], at: int) -> str:
    """Return the words of an antecedent as they stand in place of the token at `at`."""
    text = _with_article(antecedent)
    if pronoun is PronounClass.ONE:
        noun = _one_of(text)
        return noun.partition(" ")[2] if follows_adjective(tokens, at) else noun
    if pronoun is PronounClass.THERE:
        return _with_preposition(text, tokens, at)
    return _possessive(text) if _is_possessive(tokens, at) else text


def _one_of(text: str) -> str:
    """Return "a permit" for "the permit" and "a book" for "the books"."""
    noun = re.sub(r"^the ", "", text, flags=re.IGNORECASE)
    singular = noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun
    return f"{'an' if singular[:1].lower() in 'aeiou' else 'a'} {singular}"


def _with_article(mention: Mention) -> str:
    return f"the {mention.text}" if mention.takes_article else mention.text


def _time_of(turns: Sequence[Turn]) -> str | None:
    """Return the short answer to the latest when-question, without its preposition."""
    for turn in reversed(turns[-_MAX_TURNS_SINCE_WHEN:]):
        answer = (turn.answer or "").strip(" .")
        asks_when = "when" in {t.lower for t in tokenize(turn.question)[:2]}
        if answer and asks_when and len(answer.split()) <= MAX_SHORT_ANSWER_WORDS:
            return re.sub(r"^(?:on|in|at) ", "", answer, flags=re.IGNORECASE)
    return None


def _with_preposition(place: str, tokens: Sequence[Token], at: int) -> str:
    before = tokens[at - 1].lower if at else ""
    if before in PREPOSITIONS:
        return place
    return f"to {place}" if before in _MOTION_VERBS else f"in {place}"


def _is_possessive(tokens: Sequence[Token], at: int) -> bool:
    lower = tokens[at].lower
    before_noun = at + 1 < len(tokens) and tokens[at + 1].is_content
    return (lower in _POSSESSIVES or lower == "her") and before_noun


def _possessive(text: str) -> str:
    return f"{text}’" if text.endswith("s") else f"{text}’s"


def _replaced(message: str, replacements: Sequence[_Replacement]) -> str:
    for each in reversed(replacements):
        message = message[: each.start] + each.text + message[each.end :]
    return message
