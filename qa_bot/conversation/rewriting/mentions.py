"""Mentions: the names and noun phrases of a text, each with a guess at its type.

Knows capitals, articles before nouns and a few cue words. Does not know which
mention a later pronoun refers to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from qa_bot.answering.answer_spans import DATELINE
from qa_bot.conversation.rewriting.lexicon import (
    AUXILIARIES,
    BE,
    CALENDAR,
    DETERMINERS,
    DO,
    FEMALE_NAMES,
    FUNCTION_WORDS,
    GROUP_NOUNS,
    MALE_NAMES,
    NAME_PARTICLES,
    NAMED_PLACES,
    PARTICIPLES,
    PERSON_NOUNS,
    PERSONAL_VERBS,
    PLACE_NAMES,
    PREDICATE_ADJECTIVES,
    PREPOSITIONS,
    TITLES,
    VAGUE_NOUNS,
    VERBS,
)
from qa_bot.conversation.rewriting.tokens import Token, tokenize

_DEMONYM_ENDINGS = ("ian", "ish", "ese", "ean", "can")
# Names of places that are common words or names too.
_AMBIGUOUS_PLACES = {"turkey", "chile", "jordan"}
_IRREGULAR_PLURALS = {"people", "children", "men", "women"}
_PARTICIPLE_ENDINGS = ("ed", "ing")
# The most words of a noun phrase after its article, before an "of".
_MAX_PHRASE_WORDS = 4
# The most words of a subject that is typed without capitals; a longer run is no name.
_MAX_SUBJECT_WORDS = 3
# Capitalised where a sentence begins with them.
_INDEFINITE = frozenset("nobody everybody somebody anybody everyone someone anyone none".split())
# What stands before a name beside `PERSON_NOUNS`: "Opposition councillor Ann Ray".
_OFFICES = PERSON_NOUNS | frozenset(
    "councillor spokesman spokeswoman spokesperson senator candidate chief mayor officer".split()
)
# The most particles between two words of a name: "of the".
_MAX_PARTICLES = 2


class MentionType(Enum):
    """What a mention is, as far as its words show."""

    PERSON = "person"
    PLACE = "place"
    GROUP = "group"
    THING = "thing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Mention:
    """A name or noun phrase at `[start, end)` of its text.

    `text` begins with "the" for a noun phrase. `takes_article` says that a name
    had "the" before it.
    """

    text: str
    type: MentionType
    start: int
    end: int
    is_plural: bool = False
    is_name: bool = True
    after_preposition: bool = False
    takes_article: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """Its words in lower case."""
        return tuple(token.lower for token in tokenize(self.text))


# Every strategy looks at the same message and turns: 256 texts are those of a few chats.
@lru_cache(maxsize=256)
def proper_names(text: str) -> tuple[Mention, ...]:
    """Return the capitalised sequences of a text, in order."""
    tokens, at = tokenize(text), 0
    dateline = DATELINE.match(text)
    first = 0 if dateline is None else dateline.end()
    mentions: list[Mention] = []
    while at < len(tokens):
        end = _name_end(text, tokens, at)
        if end > at and tokens[at].start >= first:
            mentions.append(_proper_name(text, tokens, at, end))
        at = max(end, at + 1)
    return tuple(mentions)


@lru_cache(maxsize=256)
def noun_phrases(text: str) -> tuple[Mention, ...]:
    """Return the noun phrases that start with an article, in order."""
    tokens, mentions = tokenize(text), []
    for at, token in enumerate(tokens):
        if token.lower in DETERMINERS:
            end = _phrase_end(text, tokens, at + 1)
            if end > at + 1 and not _is_vague(tokens[at + 1 : end]):
                mentions.append(_noun_phrase(text, tokens, at, end))
    return tuple(mentions)


@lru_cache(maxsize=256)
def bare_nouns(text: str) -> tuple[Mention, ...]:
    """Return the plurals without an article, and numbers with parts: "dumplings", "5.1"."""
    tokens, mentions = tokenize(text), []
    for at, token in enumerate(tokens):
        before = tokens[at - 1].lower if at else ""
        is_code = token.text[0].isdigit() and not token.text.isdigit()
        is_plural = (
            at > 0
            and token.lower == token.text
            and token.is_content
            and has_plural_form(token.lower)
            and not {token.lower, token.lower[:-1]} & (VERBS | VAGUE_NOUNS)
            and before not in DETERMINERS
        )
        if is_code or is_plural:
            words = token.text if is_code else f"the {token.text}"
            kind = MentionType.THING
            mentions.append(Mention(words, kind, token.start, token.end, is_plural))
    return tuple(mentions)


def subject_mention(question: str) -> Mention | None:
    """Return what follows the first auxiliary, for a question typed without capitals."""
    tokens = tokenize(question)
    first = (i for i, token in enumerate(tokens) if token.lower in AUXILIARIES)
    at = next(first, len(tokens)) + 1
    end = at
    while end < len(tokens) and tokens[end].is_content and tokens[end].lower not in VERBS:
        end += 1
    before_verb = end < len(tokens) and tokens[end].lower in VERBS
    if 0 < at < len(tokens) and tokens[at - 1].lower in DO and not before_verb:
        end -= 1
    if not at < end <= at + _MAX_SUBJECT_WORDS or _is_vague(tokens[at:end]):
        return None
    if tokens[at].lower.endswith(_PARTICIPLE_ENDINGS):
        # "Who was going to …" asks for the subject.
        return None
    text = question[tokens[at].start : tokens[end - 1].end]
    last = tokens[end - 1]
    is_name = last.is_capitalised or last.lower in MALE_NAMES | PLACE_NAMES
    is_plural = not is_name and has_plural_form(last.lower)
    return Mention(text, _name_type(tokens, at, end), tokens[at].start, last.end, is_plural)


def _name_end(text: str, tokens: Sequence[Token], at: int) -> int:
    """Return the token after the name that starts at `at`; `at` itself where none does."""
    if not _starts_name(tokens, at):
        return at
    end = at + 1
    while end < len(tokens):
        after = end
        while (
            after < len(tokens)
            and tokens[after].lower in NAME_PARTICLES
            and after - end < _MAX_PARTICLES
        ):
            after += 1
        if after == len(tokens) or not _are_adjacent(text, tokens, end - 1, after):
            break
        # A number of one or two digits may end a name: "Siberia 2", but not a year.
        is_number = tokens[after].text.isdigit() and after == end and len(tokens[after].text) < 3
        if not (tokens[after].is_capitalised or is_number):
            break
        end = after + 1
    return end


def _starts_name(tokens: Sequence[Token], at: int) -> bool:
    token = tokens[at]
    if token.lower in PLACE_NAMES - _AMBIGUOUS_PLACES:
        return True
    if not token.is_capitalised or token.lower in FUNCTION_WORDS or token.lower in CALENDAR:
        return False
    if token.lower in _INDEFINITE or (at == 0 and _is_attribute(tokens)):
        return False
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    before_noun = following and not following.is_capitalised and following.is_content
    return not (before_noun and token.lower.endswith(_DEMONYM_ENDINGS))


def _is_attribute(tokens: Sequence[Token]) -> bool:
    """Return whether the first word says what somebody is: "Opposition councillor Ann Ray"."""
    if len(tokens) < 3 or tokens[1].is_capitalised:
        return False
    return tokens[1].lower in _OFFICES and tokens[2].is_capitalised


def _are_adjacent(text: str, tokens: Sequence[Token], first: int, last: int) -> bool:
    """Return whether only spaces, or the stops of initials, separate the tokens."""
    gaps = (
        text[a.end : b.start]
        for a, b in zip(tokens[first:last], tokens[first + 1 : last + 1], strict=True)
    )
    return all(gap in (" ", ". ") for gap in gaps)


def _proper_name(text: str, tokens: Sequence[Token], at: int, end: int) -> Mention:
    start, stop = tokens[at].start, tokens[end - 1].end
    after_the = at > 0 and tokens[at - 1].lower == "the"
    # In "the Eiffel tower" the article is the noun's.
    takes_article = after_the and not (
        end < len(tokens) and _continues_phrase(text, tokens, at, end)
    )
    return Mention(
        text[start:stop],
        _name_type(tokens, at, end),
        start,
        stop,
        after_preposition=_follows_preposition(tokens, at - 1 if after_the else at),
        takes_article=takes_article,
    )


def _name_type(tokens: Sequence[Token], at: int, end: int) -> MentionType:
    words = [token.lower for token in tokens[at:end]]
    before = tokens[at - 1].lower if at else ""
    if words[0] in TITLES or before in TITLES | PERSON_NOUNS or words[0] in FEMALE_NAMES:
        return MentionType.PERSON
    if words[-1] in GROUP_NOUNS or words[0] in GROUP_NOUNS:
        return MentionType.GROUP
    if words[-1] in PLACE_NAMES | NAMED_PLACES:
        return MentionType.PLACE
    after = {token.lower for token in tokens[end : end + 1]}
    if words[0] in MALE_NAMES or after & PERSONAL_VERBS:
        return MentionType.PERSON
    opening = [token.lower for token in tokens[:at]]
    is_who = opening in (["who", "is"], ["who", "was"])
    return MentionType.PERSON if is_who else MentionType.UNKNOWN


def _phrase_end(text: str, tokens: Sequence[Token], at: int) -> int:
    """Return the token after the noun phrase whose words start at `at`, an "of" included."""
    end = at
    while (
        end < len(tokens)
        and end - at < _MAX_PHRASE_WORDS
        and _continues_phrase(text, tokens, at, end)
    ):
        end += 1
    before_of = end < len(tokens) - 1 and end > at and tokens[end].lower == "of"
    if not before_of:
        return end
    inner = end + 2 if tokens[end + 1].lower in DETERMINERS else end + 1
    if inner >= len(tokens) or not tokens[inner].is_content:
        return end
    return max(inner + 1, _name_end(text, tokens, inner))


def _continues_phrase(text: str, tokens: Sequence[Token], at: int, end: int) -> bool:
    """Return whether the token at `end` belongs to the phrase that starts at `at`."""
    token = tokens[end]
    gap = text[tokens[end - 1].end : token.start] if end > at else " "
    # "The islanders' league" is one thing; "the Cardinals' league" has a name in it.
    is_of_noun = gap in ("' ", "’ ") and not tokens[end - 1].is_capitalised
    if not token.is_content or not (is_of_noun or gap in (" ", ". ")):
        return False
    after_plural = end > at and not is_of_noun and has_plural_form(tokens[end - 1].lower)
    # After "was" or "of" only a participle ends the noun: "was the first vote …".
    is_after_be = at > 1 and tokens[at - 2].lower in BE | PREPOSITIONS
    verbs = PARTICIPLES if is_after_be else VERBS
    if end > at and at > 1 and tokens[at - 2].lower in BE:
        # "Is the bus free?" and "is the bridge rusty?": what is asked of the noun.
        is_asked = at == 2 and end == len(tokens) - 1 and not token.is_capitalised
        if is_asked or token.lower in PREDICATE_ADJECTIVES:
            return False
    is_verb = end > at and (token.lower in verbs or token.lower.endswith(_PARTICIPLE_ENDINGS))
    return not (after_plural or is_verb)


def _noun_phrase(text: str, tokens: Sequence[Token], at: int, end: int) -> Mention:
    of = next((i for i in range(at + 1, end) if tokens[i].lower == "of"), end)
    head = tokens[of - 1].lower
    person_or_thing = MentionType.PERSON if head in PERSON_NOUNS else MentionType.THING
    start, stop = tokens[at].start, tokens[end - 1].end
    return Mention(
        f"the {text[tokens[at + 1].start : stop]}",
        MentionType.GROUP if head in GROUP_NOUNS else person_or_thing,
        start,
        stop,
        is_plural=has_plural_form(head),
        is_name=False,
        after_preposition=_follows_preposition(tokens, at),
    )


def _is_vague(tokens: Sequence[Token]) -> bool:
    """Return whether words name nothing, or a time: "the first time", "the last Friday"."""
    return all(token.lower in VAGUE_NOUNS | CALENDAR for token in tokens)


def _follows_preposition(tokens: Sequence[Token], at: int) -> bool:
    return at > 0 and tokens[at - 1].lower in PREPOSITIONS | {"of"}


def has_plural_form(word: str) -> bool:
    """Return whether a noun in lower case looks like a plural: "boats", "people"."""
    is_regular = len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return is_regular or word in _IRREGULAR_PLURALS
