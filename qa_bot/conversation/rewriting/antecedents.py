"""Antecedents: which mention of the earlier turns a pronoun most likely refers to.

Mentions compete by salience, after Lappin and Leass, "An Algorithm for Pronominal
Anaphora Resolution", 1994. Knows mentions and where they stood; does not know the
message's grammar. The numbers were chosen on half of CANARD's development set
(benchmarks/followups.py).
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from qa_bot.conversation.rewriting.genders import is_female
from qa_bot.conversation.rewriting.lexicon import (
    DISCOURSE_MARKERS,
    GROUP_NOUNS,
    PERSON_NOUNS,
    PLACE_NAMES,
    PLACE_NOUNS,
    PREPOSITIONS,
)
from qa_bot.conversation.rewriting.mentions import (
    Mention,
    MentionType,
    bare_nouns,
    noun_phrases,
    proper_names,
    subject_mention,
)
from qa_bot.conversation.rewriting.tokens import lowercase_words, tokenize
from qa_bot.conversation.turns import Turn

# A question whose subject stands after "about".
_ASKS_ABOUT = re.compile(r"\s*(?:please )?(?:tell me|what|how|anything)\b[^?]{0,30}\babout\b", re.I)
_ASKS_FOR_TIME_OR_AMOUNT = re.compile(
    r"\W*(?:(?:and|so|but) )?(?:(?:since|until|from|by|for|at) )?"
    r"(?:when|what (?:time|day|date|year)|how (?:much|many|long|old|often|far))\b",
    re.IGNORECASE,
)
# The most words of an answer that is a name or a time by itself.
MAX_SHORT_ANSWER_WORDS = 8
# Salience that a mention loses with each turn since.
_AGE_COST = 0.8
# Salience that a name gains with each question that names it, and the most that count.
_REPETITION_BONUS = 0.4
_MAX_REPETITIONS = 4
# Salience of a mention by where it stands.
_FIRST_NAME = 3.0
_OTHER_NAME = 2.0
_LOWERCASE_NAME = 1.6
_PHRASE_BEFORE_NAME = 2.8
_PHRASE_AFTER_NAME = 2.4
_PHRASE_AFTER_PREPOSITION = 1.6
_BARE_NOUN = 2.2
_EXPECTED_ANSWER = 3.4
_NAMED_ANSWER = 2.6
_OTHER_ANSWER = 1.2
_PHRASE_OF_ANSWER = 2.4
_FIRST_NAME_OF_ANSWER = 0.8
_OTHER_NAME_OF_ANSWER = 0.4
# Antecedents that are weighed against each other; the third is seldom the one.
_MAX_ANTECEDENTS = 3
# Names of a long answer that are looked at: those after them are hardly its subject.
_MAX_ANSWER_NAMES = 4
# What stands before a place, such as what only a place has: "the mayor of Dunmore".
_BEFORE_PLACE = re.compile(
    r"\b(?:in|near|at|between|around|outside|(?:mayor|town|city|village|county|port|council|people"
    r"|university|bishop) of|(?:get|go|goes|going|went|come|travel|way|road|bus|train|ferry) to) "
)
_AFTER_OF = re.compile(r"\b(?:of|in|at|from|near) (?:the )?$")


class PronounClass(Enum):
    """Pronouns and adverbs that refer alike; STATE is an "it" that has a president.

    ONE is a thing of the kind that was spoken of, as in "do I need one?".
    """

    HE = "he"
    SHE = "she"
    IT = "it"
    THEY = "they"
    THERE = "there"
    THEN = "then"
    STATE = "state"
    ONE = "one"


# Added to a mention's salience by its type, also for SHE; no antecedent of a type that is missing.
_TYPE_FIT = {
    PronounClass.HE: {MentionType.PERSON: 1.0, MentionType.UNKNOWN: 0.4},
    PronounClass.IT: {
        MentionType.THING: 0.5,
        MentionType.GROUP: 0.4,
        MentionType.PLACE: 0.0,
        MentionType.UNKNOWN: 0.2,
    },
    PronounClass.THEY: {
        MentionType.GROUP: 1.0,
        MentionType.UNKNOWN: 0.2,
        MentionType.THING: 0.0,
        MentionType.PERSON: -0.6,
        MentionType.PLACE: 0.0,
    },
    PronounClass.STATE: {
        MentionType.PLACE: 2.0,
        MentionType.GROUP: 1.0,
        MentionType.UNKNOWN: 0.0,
        MentionType.THING: -1.0,
    },
    PronounClass.THERE: {
        MentionType.PLACE: 1.0,
        MentionType.UNKNOWN: -1.5,
        MentionType.GROUP: -1.5,
    },
}
# The same for a plural with "they", and for a place after a preposition with "there".
_PLURAL_FIT = 0.8
# The same for one man or woman with "they", who is meant with somebody else.
_ONE_PERSON_FIT = -0.8
_PLACE_AFTER_PREPOSITION_FIT = 2.5


@dataclass(frozen=True, slots=True)
class AntecedentCandidate:
    """A mention with its salience: how present it is in the conversation."""

    mention: Mention
    salience: float


def find_antecedents(pronoun: PronounClass, turns: Sequence[Turn]) -> list[AntecedentCandidate]:
    """Return the mentions that a pronoun may refer to, the likeliest first; none if none fits.

    Their salience includes how well they fit the pronoun.
    """
    best: dict[tuple[str, ...], AntecedentCandidate] = {}
    is_personal = pronoun in {PronounClass.HE, PronounClass.SHE}
    for candidate in antecedent_candidates(turns):
        if is_personal and _stands_as_place(candidate.mention, turns):
            continue
        fit = _fit(pronoun, candidate.mention)
        words = candidate.mention.words
        if fit is None:
            continue
        fitted = replace(candidate, salience=candidate.salience + fit)
        if words not in best or fitted.salience > best[words].salience:
            best[words] = fitted
    return sorted(best.values(), key=lambda each: -each.salience)[:_MAX_ANTECEDENTS]


def _stands_as_place(mention: Mention, turns: Sequence[Turn]) -> bool:
    """Return whether a name of unknown type has "in" or the like before it in what was said."""
    if mention.type is not MentionType.UNKNOWN or not mention.is_name:
        return False
    said = (text for turn in turns for text in (turn.question, turn.answer, turn.quote) if text)
    return any(
        text.startswith(mention.text, found.end())
        and not text[found.end() + len(mention.text) :][:1].isalnum()
        for text in said
        for found in _BEFORE_PLACE.finditer(text)
    )


def find_topic(turns: Sequence[Turn]) -> Mention | None:
    """Return the name that the questions name most often, or else the most salient mention."""
    count: Counter[str] = Counter()
    latest: dict[str, Mention] = {}
    for turn in turns:
        for mention in reversed(proper_names(turn.question)):
            count[mention.text] += 1
            latest.pop(mention.text, None)
            latest[mention.text] = mention
    if latest:
        return max(reversed(latest.values()), key=lambda m: count[m.text])
    salient = max(antecedent_candidates(turns), key=lambda c: c.salience, default=None)
    return salient.mention if salient else None


def antecedent_candidates(turns: Sequence[Turn]) -> Iterator[AntecedentCandidate]:
    """Yield every mention of the turns, with the type that any of the turns shows."""
    found = list(_by_turn(turns))
    known = {
        c.mention.text: c.mention.type for c in found if c.mention.type is not MentionType.UNKNOWN
    }
    count = Counter(m.text for turn in turns for m in proper_names(turn.question))
    for candidate in found:
        mention = candidate.mention
        bonus = _REPETITION_BONUS * min(_MAX_REPETITIONS, count[mention.text])
        typed = replace(mention, type=known.get(mention.text, mention.type))
        yield AntecedentCandidate(typed, candidate.salience + bonus)


def answer_mention(turn: Turn) -> Mention | None:
    """Return the name in a short answer, with the type that the question asks for."""
    answer = turn.answer or ""
    is_short = len(answer.split()) <= MAX_SHORT_ANSWER_WORDS
    found = names_in_answer(turn) if is_short else ()
    if not found:
        return None
    expected = expected_answer_type(turn.question)
    if expected is MentionType.UNKNOWN:
        return found[0]
    if expected is MentionType.PERSON:
        # "The mayor of Dunmore, Patrick Fell" is not Dunmore.
        apart = (each for each in found if not _AFTER_OF.search(answer[: each.start]))
        return replace(next(apart, found[0]), type=expected)
    return replace(found[0], type=expected)


def names_in_answer(turn: Turn) -> Sequence[Mention]:
    """Return the names in an answer, without a common noun that only begins a sentence."""
    found = proper_names(turn.answer or "")
    is_of_type = expected_answer_type(turn.question) is not MentionType.UNKNOWN
    if found and found[0].start == 0 and not is_of_type and _is_common_word(found[0], turn):
        return found[1:]
    return found


def _is_common_word(mention: Mention, turn: Turn) -> bool:
    """Return whether a capital at the head of an answer is that of its sentence alone.

    "Landlord informed in May" names nobody where "was the landlord told" was asked, or where the
    quote has "landlord" too. What is typed without any capitals tells nothing but by its articles.
    """
    word = mention.text.lower()
    if mention.type is not MentionType.UNKNOWN or len(mention.words) != 1 or word in PLACE_NAMES:
        return False
    if mention.text[1:] != word[1:] or not mention.text.isalpha():
        return False
    quoted = {token.text for token in tokenize(turn.quote or "")}
    asked = {m.words[-1] for find in (noun_phrases, bare_nouns) for m in find(turn.question)}
    return word in quoted or word in asked or word.endswith("ing")


def expected_answer_type(question: str) -> MentionType:
    """Return the type of what a question asks for, by its question phrase."""
    words = [word for word in lowercase_words(question) if word not in DISCOURSE_MARKERS][:5]
    words = words[1:] if words[:1] and words[0] in PREPOSITIONS else words
    if words[:1] and words[0] in {"who", "whom"}:
        return MentionType.PERSON
    if words[:1] == ["where"]:
        return MentionType.PLACE
    if words[:1] not in (["which"], ["what"]):
        return MentionType.UNKNOWN
    nouns_of = {
        MentionType.PLACE: PLACE_NOUNS,
        MentionType.GROUP: GROUP_NOUNS,
        MentionType.PERSON: PERSON_NOUNS,
    }
    asked = set(words[1:3])
    return next((kind for kind, nouns in nouns_of.items() if asked & nouns), MentionType.UNKNOWN)


def _by_turn(turns: Sequence[Turn]) -> Iterator[AntecedentCandidate]:
    """Yield the mentions of each turn, latest turn first."""
    for age, turn in enumerate(reversed(turns)):
        cost = _AGE_COST * age
        for candidate in (*_in_question(turn.question), *_in_answer(turn)):
            yield replace(candidate, salience=candidate.salience - cost)


def _in_question(question: str) -> Iterator[AntecedentCandidate]:
    subject = subject_mention(question)
    found = proper_names(question) or (() if subject is None else (subject,))
    for rank, mention in enumerate(found):
        is_capitalised = mention.text != mention.text.lower()
        salience = _FIRST_NAME if rank == 0 else _OTHER_NAME
        yield AntecedentCandidate(mention, salience if is_capitalised else _LOWERCASE_NAME)
    for mention in bare_nouns(question):
        yield AntecedentCandidate(mention, _BARE_NOUN)
    first_name = found[0].start if found else len(question)
    for mention in noun_phrases(question):
        salience = _PHRASE_BEFORE_NAME if mention.start < first_name else _PHRASE_AFTER_NAME
        is_aside = mention.after_preposition and not _ASKS_ABOUT.match(question)
        yield AntecedentCandidate(mention, _PHRASE_AFTER_PREPOSITION if is_aside else salience)


def _in_answer(turn: Turn) -> Iterator[AntecedentCandidate]:
    if _ASKS_FOR_TIME_OR_AMOUNT.match(turn.question):
        # "The last Friday in June" and "30 a month" are seldom spoken of themselves.
        return
    direct = answer_mention(turn)
    if direct is not None:
        is_expected = expected_answer_type(turn.question) is not MentionType.UNKNOWN
        salience = _EXPECTED_ANSWER if is_expected else _OTHER_ANSWER
        if not is_expected and lowercase_words(turn.question)[:1] in (["what"], ["which"]):
            salience = _NAMED_ANSWER
        yield AntecedentCandidate(direct, salience)
        return
    if len((turn.answer or "").split()) <= MAX_SHORT_ANSWER_WORDS:
        for mention in noun_phrases(turn.answer or "")[:1]:
            yield AntecedentCandidate(mention, _PHRASE_OF_ANSWER)
    for rank, mention in enumerate(names_in_answer(turn)[:_MAX_ANSWER_NAMES]):
        salience = _FIRST_NAME_OF_ANSWER if rank == 0 else _OTHER_NAME_OF_ANSWER
        yield AntecedentCandidate(mention, salience)


def _is_common_noun(mention: Mention) -> bool:
    """Return whether words of no known type are typed without capitals."""
    return mention.type is MentionType.UNKNOWN and mention.text == mention.text.lower()


def _fit(pronoun: PronounClass, mention: Mention) -> float | None:
    """Return what is added to the salience of a mention; None for no antecedent."""
    is_personal = pronoun in {PronounClass.HE, PronounClass.SHE}
    if pronoun is PronounClass.ONE:
        is_kind = mention.type is MentionType.THING or _is_common_noun(mention)
        return 0.0 if is_kind and " of " not in mention.text else None
    if is_personal and is_female(mention) is (pronoun is PronounClass.HE):
        return None
    if pronoun is PronounClass.THEY and is_female(mention) is not None:
        return _ONE_PERSON_FIT
    type_fit = _TYPE_FIT[PronounClass.HE if is_personal else pronoun]
    if pronoun is PronounClass.THERE and mention.after_preposition:
        is_place = mention.type is MentionType.PLACE
        return _PLACE_AFTER_PREPOSITION_FIT if is_place else type_fit.get(mention.type)
    if pronoun is PronounClass.THERE and _is_common_noun(mention):
        # Neither its type nor a preposition says that it is a place.
        return None
    if mention.is_plural:
        return _PLURAL_FIT if pronoun is PronounClass.THEY else None
    is_thing = not mention.is_name and mention.type is MentionType.THING
    if pronoun is PronounClass.THEY and (is_thing or _is_common_noun(mention)):
        # One thing is not "they", unless its name is that of a group.
        return None
    return type_fit.get(mention.type)
