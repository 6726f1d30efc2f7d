"""The things a text names, with a light guess at what kind each is.

Knows capitals, articles before nouns and a few cue words. Does not know which
of the things a later pronoun means.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from qa_bot.conversation.rewriting.lexicon import (
    AUXILIARIES,
    CALENDAR,
    DETERMINERS,
    DO,
    FEMALE_NAMES,
    FUNCTION_WORDS,
    GROUP_NOUNS,
    MALE_NAMES,
    NAME_LINKS,
    PERSON_NOUNS,
    PERSONAL_VERBS,
    PLACES,
    PREPOSITIONS,
    TITLES,
    VAGUE_NOUNS,
    VERBS,
)
from qa_bot.conversation.rewriting.tokens import Token, tokenize

_DEMONYM_ENDINGS = ("ian", "ish", "ese", "ean", "can")
_ALSO_NOUNS = {"turkey", "chile", "jordan"}
_PAST = ("ed", "ing")


class Sort(Enum):
    """What sort of thing a mention is, as far as it shows."""

    PERSON = "person"
    PLACE = "place"
    GROUP = "group"
    THING = "thing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Mention:
    """A thing named in a text, at `start`; a name or a noun phrase."""

    text: str
    sort: Sort
    start: int
    end: int
    plural: bool = False
    name: bool = True
    after_preposition: bool = False
    article: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """Its words without case."""
        return tuple(token.low for token in tokenize(self.text))


@lru_cache(maxsize=256)
def names(text: str) -> tuple[Mention, ...]:
    """The capitalised sequences of a text, in order."""
    tokens, at = tokenize(text), 0
    found: list[Mention] = []
    while at < len(tokens):
        end = _name_end(text, tokens, at)
        if end > at:
            found.append(_name(text, tokens, at, end))
        at = max(end, at + 1)
    return tuple(found)


@lru_cache(maxsize=256)
def phrases(text: str) -> tuple[Mention, ...]:
    """The noun phrases that start with an article, in order."""
    tokens, found = tokenize(text), []
    for at, token in enumerate(tokens):
        if token.low in DETERMINERS:
            end = _noun_end(text, tokens, at + 1)
            if end > at + 1 and tokens[end - 1].low not in VAGUE_NOUNS:
                found.append(_phrase(text, tokens, at, end))
    return tuple(found)


def subject(question: str) -> Mention | None:
    """What follows the first auxiliary, for a question typed without capitals."""
    tokens = tokenize(question)
    at = next((i for i, token in enumerate(tokens) if token.low in AUXILIARIES), len(tokens)) + 1
    end = at
    while end < len(tokens) and tokens[end].content and tokens[end].low not in VERBS:
        end += 1
    cut = end < len(tokens) and tokens[end].low in VERBS
    if 0 < at < len(tokens) and tokens[at - 1].low in DO and not cut:
        end -= 1
    if not at < end <= at + 3 or tokens[end - 1].low in VAGUE_NOUNS:
        return None
    text = question[tokens[at].start : tokens[end - 1].end]
    last = tokens[end - 1]
    plural = not last.capital and _plural(last.low) and last.low not in MALE_NAMES | PLACES
    return Mention(text, _sort(tokens, at, end), tokens[at].start, last.end, plural)


def female(mention: Mention) -> bool | None:
    """Whether a name is a woman's or a man's; None when it does not show."""
    words = mention.words
    if any(word in {"mrs", "ms", "miss", "queen", "lady", "princess"} for word in words[:1]):
        return True
    if any(word in {"mr", "sir", "king", "lord", "prince"} for word in words[:1]):
        return False
    first = next((word for word in words if word not in TITLES), "")
    return True if first in FEMALE_NAMES else False if first in MALE_NAMES else None


def _name_end(text: str, tokens: Sequence[Token], at: int) -> int:
    if not _starts_name(tokens, at):
        return at
    end = at + 1
    while end < len(tokens):
        after = end
        while after < len(tokens) and tokens[after].low in NAME_LINKS and after - end < 2:
            after += 1
        if after == len(tokens) or not _joined(text, tokens, end - 1, after):
            break
        number = tokens[after].text.isdigit() and after == end and len(tokens[after].text) < 3
        if not (tokens[after].capital or number):
            break
        end = after + 1
    return end


def _starts_name(tokens: Sequence[Token], at: int) -> bool:
    token = tokens[at]
    if token.low in PLACES - _ALSO_NOUNS:
        return True
    if not token.capital or token.low in FUNCTION_WORDS or token.low in CALENDAR:
        return False
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    adjective = token.low.endswith(_DEMONYM_ENDINGS) and following is not None
    return not (adjective and following and not following.capital and following.content)


def _joined(text: str, tokens: Sequence[Token], first: int, last: int) -> bool:
    gaps = (
        text[a.end : b.start]
        for a, b in zip(tokens[first:last], tokens[first + 1 : last + 1], strict=True)
    )
    return all(gap in (" ", ". ") for gap in gaps)


def _name(text: str, tokens: Sequence[Token], at: int, end: int) -> Mention:
    start, stop = tokens[at].start, tokens[end - 1].end
    the = at > 0 and tokens[at - 1].low == "the"
    article = the and not (end < len(tokens) and _in_phrase(text, tokens, at, end))
    led = _led(tokens, at - 1 if the else at)
    sort = _sort(tokens, at, end)
    return Mention(text[start:stop], sort, start, stop, after_preposition=led, article=article)


def _sort(tokens: Sequence[Token], at: int, end: int) -> Sort:
    words = [token.low for token in tokens[at:end]]
    before = tokens[at - 1].low if at else ""
    if words[0] in TITLES or before in TITLES | PERSON_NOUNS or words[0] in FEMALE_NAMES:
        return Sort.PERSON
    if words[-1] in GROUP_NOUNS or words[0] in GROUP_NOUNS:
        return Sort.GROUP
    if words[-1] in PLACES or words[-1] in {"states", "kingdom", "river", "island", "islands"}:
        return Sort.PLACE
    if words[0] in MALE_NAMES or {token.low for token in tokens[end : end + 1]} & PERSONAL_VERBS:
        return Sort.PERSON
    who = [token.low for token in tokens[:at]]
    return Sort.PERSON if who in (["who", "is"], ["who", "was"]) else Sort.UNKNOWN


def _noun_end(text: str, tokens: Sequence[Token], at: int) -> int:
    end = at
    while end < len(tokens) and end - at < 4 and _in_phrase(text, tokens, at, end):
        end += 1
    of = end < len(tokens) - 1 and end > at and tokens[end].low == "of"
    if not of:
        return end
    inner = end + 2 if tokens[end + 1].low in DETERMINERS else end + 1
    if inner >= len(tokens) or not tokens[inner].content:
        return end
    return max(inner + 1, _name_end(text, tokens, inner))


def _in_phrase(text: str, tokens: Sequence[Token], at: int, end: int) -> bool:
    token = tokens[end]
    if not token.content or (end > at and not _joined(text, tokens, end - 1, end)):
        return False
    after_plural = end > at and _plural(tokens[end - 1].low)
    verb = end > at and (token.low in VERBS or token.low.endswith(_PAST))
    return not (after_plural or verb)


def _phrase(text: str, tokens: Sequence[Token], at: int, end: int) -> Mention:
    of = next((i for i in range(at + 1, end) if tokens[i].low == "of"), end)
    head = tokens[of - 1].low
    sort = Sort.PERSON if head in PERSON_NOUNS else Sort.THING
    if head in GROUP_NOUNS:
        sort = Sort.GROUP
    start, stop = tokens[at].start, tokens[end - 1].end
    said = f"the {text[tokens[at + 1].start : stop]}"
    return Mention(said, sort, start, stop, _plural(head), False, _led(tokens, at))


def _led(tokens: Sequence[Token], at: int) -> bool:
    return at > 0 and tokens[at - 1].low in PREPOSITIONS | {"of"}


def _plural(word: str) -> bool:
    return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))
