"""Which thing of the earlier turns a pronoun most likely means.

Knows mentions and where they stood. Does not know the message's grammar.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qa_bot.conversation.rewriting.lexicon import (
    GROUP_NOUNS,
    PERSON_NOUNS,
    PLACE_NOUNS,
    PREPOSITIONS,
)
from qa_bot.conversation.rewriting.mentions import Mention, Sort, female, names, phrases, subject
from qa_bot.conversation.rewriting.tokens import lows
from qa_bot.conversation.turns import Turn

SHORT_ANSWER = 8
_AGE_COST = 0.8
_TYPED_LOW = 1.6
_RETURNED_TO = 0.4
_FIT = {
    "he": {Sort.PERSON: 1.0, Sort.UNKNOWN: 0.4},
    "it": {Sort.THING: 0.5, Sort.GROUP: 0.4, Sort.PLACE: 0.0, Sort.UNKNOWN: 0.2},
    "they": {Sort.GROUP: 1.0, Sort.UNKNOWN: 0.2, Sort.THING: 0.0, Sort.PERSON: -0.6, Sort.PLACE: 0},
    "state": {Sort.PLACE: 2.0, Sort.GROUP: 1.0, Sort.UNKNOWN: 0.0, Sort.THING: -1.0},
    "there": {Sort.PLACE: 1.0, Sort.UNKNOWN: -1.5, Sort.GROUP: -1.5},
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mention with how present it is in the conversation."""

    mention: Mention
    weight: float


def antecedent(pronoun: str, turns: Sequence[Turn]) -> Mention | None:
    """What he, she, it, they or there means; "state" is an it with a president."""
    best, best_weight = None, -1e9
    for candidate in candidates(turns):
        fit = _fit(pronoun, candidate.mention)
        if fit is not None and candidate.weight + fit > best_weight:
            best, best_weight = candidate.mention, candidate.weight + fit
    return best


def topic(turns: Sequence[Turn]) -> Mention | None:
    """The name that the questions return to most, or else what is most present."""
    count: Counter[str] = Counter()
    latest: dict[str, Mention] = {}
    for turn in turns:
        for mention in reversed(names(turn.question)):
            count[mention.text] += 1
            latest.pop(mention.text, None)
            latest[mention.text] = mention
    if latest:
        return max(reversed(latest.values()), key=lambda m: count[m.text])
    present = max(candidates(turns), key=lambda c: c.weight, default=None)
    return present.mention if present else None


def candidates(turns: Sequence[Turn]) -> Iterator[Candidate]:
    """Everything named in the turns, each with its sort as any turn shows it."""
    found = list(_raw(turns))
    known = {c.mention.text: c.mention.sort for c in found if c.mention.sort is not Sort.UNKNOWN}
    count = Counter(m.text for turn in turns for m in names(turn.question))
    for candidate in found:
        often = _RETURNED_TO * min(4, count[candidate.mention.text])
        sort = known.get(candidate.mention.text, candidate.mention.sort)
        yield Candidate(replace(candidate.mention, sort=sort), candidate.weight + often)


def answer_name(turn: Turn) -> Mention | None:
    """The name that a short answer consists of, its sort told by the question."""
    answer = turn.answer or ""
    found = names(answer) if len(answer.split()) <= SHORT_ANSWER else ()
    if not found:
        return None
    sort = asked_sort(turn.question)
    return found[0] if sort is Sort.UNKNOWN else replace(found[0], sort=sort)


def asked_sort(question: str) -> Sort:
    """What sort of thing a question asks for."""
    words = lows(question)[:5]
    words = words[1:] if words[:1] and words[0] in PREPOSITIONS else words
    if words[:1] and words[0] in {"who", "whom"}:
        return Sort.PERSON
    if words[:1] == ["where"]:
        return Sort.PLACE
    if words[:1] not in (["which"], ["what"]):
        return Sort.UNKNOWN
    kinds = {Sort.PLACE: PLACE_NOUNS, Sort.GROUP: GROUP_NOUNS, Sort.PERSON: PERSON_NOUNS}
    return next((sort for sort, nouns in kinds.items() if set(words[1:3]) & nouns), Sort.UNKNOWN)


def _raw(turns: Sequence[Turn]) -> Iterator[Candidate]:
    for age, turn in enumerate(reversed(turns)):
        cost = _AGE_COST * age
        yield from (Candidate(m, w - cost) for m, w in _in_question(turn.question))
        yield from (Candidate(m, w - cost) for m, w in _in_answer(turn))


def _in_question(question: str) -> Iterator[tuple[Mention, float]]:
    typed = subject(question)
    found = names(question) or (() if typed is None else (typed,))
    for rank, mention in enumerate(found):
        capital = mention.text != mention.text.lower()
        yield mention, (3.0 if rank == 0 else 2.0) if capital else _TYPED_LOW
    first_name = found[0].start if found else len(question)
    for mention in phrases(question):
        head = mention.start < first_name
        yield mention, 1.6 if mention.after_preposition else 2.8 if head else 2.4


def _in_answer(turn: Turn) -> Iterator[tuple[Mention, float]]:
    direct = answer_name(turn)
    if direct is not None:
        yield direct, 3.4 if asked_sort(turn.question) is not Sort.UNKNOWN else 1.2
        return
    for rank, mention in enumerate(names(turn.answer or "")[:4]):
        yield mention, 0.8 if rank == 0 else 0.4


def _fit(pronoun: str, mention: Mention) -> float | None:
    kind = "he" if pronoun in {"he", "she"} else pronoun
    if kind == "he" and female(mention) is (pronoun == "he"):
        return None
    if kind == "they" and female(mention) is not None:
        return None
    if kind == "there" and mention.after_preposition:
        return 2.5 if mention.sort is Sort.PLACE else _FIT[kind].get(mention.sort)
    if mention.plural:
        return 0.8 if kind == "they" else None
    if kind == "they" and not mention.name and mention.sort is Sort.THING:
        return None
    return _FIT[kind].get(mention.sort)
