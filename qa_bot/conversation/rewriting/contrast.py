"""Contrast: an earlier question asked of something else, as in "And on Sundays?".

Finds the constituent of the earlier question that the new one is parallel to, by its
preposition, its words and its form, and puts the new one in its place. Knows shallow
chunks, not meaning.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qa_bot.conversation.rewriting.lexicon import (
    AUXILIARIES,
    BE,
    CALENDAR,
    DETERMINERS,
    PARTICIPLES,
    POSSESSIVE_DETERMINERS,
    PREDICATE_ADJECTIVES,
    PREPOSITIONS,
    PRONOUNS,
    QUESTION_WORDS,
    VERBS,
)
from qa_bot.conversation.rewriting.mentions import has_plural_form
from qa_bot.conversation.rewriting.question_frames import base_form
from qa_bot.conversation.rewriting.substitution import replace_span, strip_discourse_markers
from qa_bot.conversation.rewriting.tokens import Token, tokenize
from qa_bot.text.words import has_digit

# What opens a contrast: "what about X", a correction ("no, I meant X", "not Y, X", "sorry, the X"),
# and "the same on X".
_ABOUT = re.compile(
    r"^(?:(?:what|how) (?:about|if it is)|(?:(?:no|sorry),? )?i meant?"
    r"|(?:no,? )?not [^,]{1,40},(?: but)?"
    r"|(?:no|sorry|actually),? (?=the |an? |on |in |at |for )"
    r"|(?:(?:is|are) (?:it|they) )?(?:the )?(?:same|also|even)(?= on | in | at | for ))\s*",
    re.IGNORECASE,
)
_ALSO = re.compile(r" (?:too|as well|either|also|then)$", re.IGNORECASE)
# Words that stand for a noun: "the blue one".
_PRO_NOUNS = ("one", "ones")
# Prepositions that a contrast may add to what had none: "and for a broken window?".
_LOOSE_PREPOSITIONS = {"for", "of", "with", "about", "to"}
_OPENINGS = {"and", "or", "but"}
# The most words of the new constituent: more are a question of their own.
_MAX_WORDS = 6
# The most words of one that nothing opens, its article included.
_MAX_BARE_WORDS = 3
# Readings of one contrast: a third is seldom the one that is meant.
_MAX_READINGS = 2
# Parallelism of two constituents, by what they have in common; chosen, not fitted.
_SAME_PREPOSITION = 3.0
_OTHER_PREPOSITION = 0.5
_SAME_FORM = 2.0
_SHARED_WORD = 2.0
_MODIFIED_NOUN = 2.0
_SAME_DETERMINER = 1.0
_SAME_NUMBER = 0.5
_LATER = 0.1
_APPENDED = 1.0
# The parallelism from which a reading comes before those of other strategies.
_LEAST_PARALLEL = 1.0


@dataclass(frozen=True, slots=True)
class _Constituent:
    """A run of words at `[start, end)` of a text, with the preposition before it, if any.

    `outer_start` is where that preposition begins, or else the run itself.
    """

    text: str
    outer_start: int
    start: int
    end: int
    preposition: str

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(t.lower for t in tokenize(self.text) if t.is_content or t.text.isdigit())

    @property
    def head(self) -> str:
        return self.words[-1] if self.words else ""

    @property
    def determiner(self) -> str:
        """The article that it begins with, "the" for a possessive too, or ""."""
        first = tokenize(self.text)[0].lower
        if first in {"a", "an"}:
            return "a"
        return "the" if first == "the" or first in POSSESSIVE_DETERMINERS else ""

    @property
    def form(self) -> str:
        """What its words look like: a day or month, a number or code, or a name."""
        tokens = [t for t in tokenize(self.text) if t.is_content]
        if any(t.lower in CALENDAR or t.lower.removesuffix("s") in CALENDAR for t in tokens):
            return "calendar"
        if has_digit(self.text):
            return "number"
        return "name" if tokens and all(t.is_capitalised for t in tokens) else ""


@dataclass(frozen=True, slots=True)
class ContrastReading:
    """An earlier question with a new constituent; whether that is parallel to the one it had."""

    question: str
    is_parallel: bool


def contrast_readings(message: str, question: str, noun: str = "") -> list[ContrastReading]:
    """Return the earlier question with the new constituent in the place of one of its own.

    `noun` is what "one" stands for where the question has an adverb such as "there". The
    likelier reading comes first; none for a message that is no contrast.
    """
    new = _new_constituent(message)
    if new is None or not new.words:
        return []
    plain = question.strip(" ?.!")
    constituents = list(_constituents(plain))
    has_its_like = any(old.preposition == new.preposition for old in constituents)
    scored: list[tuple[float, str]] = []
    appended = f"{plain} {new.preposition} {new.text}"
    may_append = bool(new.preposition) and not has_its_like
    if new.preposition in _LOOSE_PREPOSITIONS and not has_its_like:
        new = replace(new, preposition="")
    for rank, old in enumerate(constituents):
        text = _with_noun(new.text, old.head or noun)
        stands_for_noun = new.text.endswith(_PRO_NOUNS)
        if old.words == new.words or (stands_for_noun and text == new.text):
            continue
        if stands_for_noun and old.head and not _are_of_one_number(new, old):
            continue
        score = _parallelism(new, old) + _LATER * rank
        preposition = new.preposition or old.preposition
        placed = f"{preposition} {text}" if preposition else text
        scored.append((score, replace_span(plain, old.outer_start, old.end, placed)))
    if may_append and all(score < _APPENDED for score, _ in scored):
        scored.append((_APPENDED, appended))
    scored.sort(key=lambda pair: -pair[0])
    return [
        ContrastReading(f"{text}?", score >= _LEAST_PARALLEL)
        for score, text in scored[:_MAX_READINGS]
    ]


def _new_constituent(message: str) -> _Constituent | None:
    """Return X of "And X?", "What about X?" or of a message that is "on X" alone."""
    plain = message.strip(" ?.!,")
    opening = {token.lower for token in tokenize(plain)[:1]}
    body = strip_discourse_markers(plain)
    about = _ABOUT.match(body)
    rest = body[about.end() :] if about else body
    text = _ALSO.sub("", rest)
    tokens = tokenize(text)
    if not 0 < len(tokens) <= _MAX_WORDS:
        return None
    is_marked = about is not None or text != rest or bool(opening & _OPENINGS)
    is_opened = is_marked or _is_bare(message, tokens)
    first = tokens[0].lower
    preposition = first if first in PREPOSITIONS | {"of", "for"} and len(tokens) > 1 else ""
    if not (is_opened or preposition) or _is_clause(tokens):
        return None
    start = tokens[1].start if preposition else tokens[0].start
    return _Constituent(text[start:].strip(), 0, start, len(text), preposition)


def _is_bare(message: str, tokens: Sequence[Token]) -> bool:
    """Return whether a message is a few words with a question mark: "the cello?", "adults?"."""
    most = _MAX_BARE_WORDS if tokens[0].lower in DETERMINERS else 1
    return message.rstrip().endswith("?") and len(tokens) <= most


def _is_clause(tokens: Sequence[Token]) -> bool:
    excluded = AUXILIARIES | QUESTION_WORDS | PRONOUNS | {"if", "then", "else", "i", "you", "we"}
    return any(t.lower in excluded or base_form(t.lower) in VERBS for t in tokens)


def _constituents(text: str) -> Iterator[_Constituent]:
    """Yield the chunks of a question after its question phrase: names, nouns, what follows "on"."""
    tokens = tokenize(text)
    at = 0
    while at < len(tokens):
        end = at
        while end < len(tokens) and _continues_chunk(tokens, at, end):
            end += 1
        if tokens[at].lower == "there" and at and tokens[at - 1].lower not in BE:
            start, stop = tokens[at].start, tokens[at].end
            yield _Constituent(text[start:stop], start, start, stop, "in")
        content = [token for token in tokens[at:end] if token.is_content or token.text.isdigit()]
        before = tokens[at - 1].lower if at else ""
        if content and before not in QUESTION_WORDS | {"many", "much"}:
            preposition = before if before in PREPOSITIONS | {"of", "for"} else ""
            start, stop = tokens[at].start, tokens[end - 1].end
            outer = tokens[at - 1].start if preposition else start
            yield _Constituent(text[start:stop], outer, start, stop, preposition)
            yield from _codes(text, tokens[at:end])
        at = max(end, at + 1)


def _codes(text: str, tokens: Sequence[Token]) -> Iterator[_Constituent]:
    """Yield the word of a longer chunk that is a number, a code or a name: "E3" of "code E3"."""
    if len(tokens) < 2 or all(token.is_capitalised for token in tokens):
        return
    for token in tokens:
        is_code = has_digit(token.text) or token.is_capitalised
        if is_code and token.is_content:
            yield _Constituent(token.text, token.start, token.start, token.end, "")


def _continues_chunk(tokens: Sequence[Token], at: int, end: int) -> bool:
    token = tokens[end]
    if token.lower in DETERMINERS | POSSESSIVE_DETERMINERS:
        return end == at
    is_noun = tokens[at].lower in DETERMINERS | POSSESSIVE_DETERMINERS
    before = tokens[at - 1].lower if at else ""
    is_predicate = token.lower in PREDICATE_ADJECTIVES | PARTICIPLES or token.lower.endswith("ed")
    if is_noun and end > at + 1 and before in BE and is_predicate:
        return False
    if token.lower in _PRO_NOUNS and end > at + 1:
        return True
    if is_noun and before in AUXILIARIES - BE:
        # "Does the DH-10 take …": a verb must follow the subject.
        is_noun = end < at + 2
    is_first = end == at and at > 1 and tokens[at - 2].lower in AUXILIARIES
    follows_subject = is_first and before in {"i", "we", "you", "they", "he", "she", "it"}
    is_verb = follows_subject or (not is_noun and base_form(token.lower) in VERBS)
    after_plural = end > at and tokens[end - 1].lower.endswith("s") and not token.is_capitalised
    if end > at and (token.text.isdigit() or tokens[end - 1].text.isdigit()):
        # "Stairs 3" is one thing, which ends there.
        return end == at + 1
    return (token.is_content or token.text.isdigit()) and not is_verb and not after_plural


def _parallelism(new: _Constituent, old: _Constituent) -> float:
    score = 0.0
    if new.preposition:
        score += _SAME_PREPOSITION if new.preposition == old.preposition else -_SAME_PREPOSITION
    elif old.preposition:
        # What has none is rather parallel to what has none.
        score -= _OTHER_PREPOSITION
    if new.form and new.form == old.form:
        score += _SAME_FORM
    if set(new.words) & set(old.words):
        score += _SHARED_WORD
    if new.head in _PRO_NOUNS and len(old.words) > 1:
        score += _MODIFIED_NOUN
    if new.determiner and new.determiner == old.determiner:
        score += _SAME_DETERMINER
    if _are_of_one_number(new, old):
        score += _SAME_NUMBER
    return score


def _are_of_one_number(new: _Constituent, old: _Constituent) -> bool:
    return has_plural_form(new.head) == has_plural_form(old.head)


def _with_noun(text: str, noun: str) -> str:
    """Return "the blue one" with the noun that "one" stands for: "the blue kayak"."""
    return re.sub(r"\bones?$", noun, text) if noun and noun not in _PRO_NOUNS else text
