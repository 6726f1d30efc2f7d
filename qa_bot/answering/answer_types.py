"""The type of answer that a question asks for, and the expressions of a text that are of it.

Amounts of money, dates and times, numbers with their unit, how often: the expected
answer type of Li and Roth, "Learning Question Classifiers", 2002, by rule. Knows how
such things are written in English, not what they are about.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from qa_bot.answering.amount_expressions import MONEY, NUMBER, NUMBER_WORDS, PHONE, QUANTITY
from qa_bot.answering.date_expressions import (
    CLOCK,
    COMPARED_DATE,
    DATE,
    DATES,
    MOMENT,
    PAST_DATE,
    SCHEDULE,
    YEAR,
)
from qa_bot.answering.lexical_features import content_stems, stem
from qa_bot.answering.readers.reader import ScoredSpan
from qa_bot.answering.type_patterns import answer_pattern
from qa_bot.documents import Span

_SEASON = (
    r"\b(?:spring|summer|autumn|winter|morning|afternoon|evening|night|week|weekend|month|year"
    r"|century|yesterday|today|tomorrow|tonight|Easter|Christmas|\d{2,4}s|weekdays|weekends|daily"
    r"|immediately|now|age|era|period|war|when|after|before|during|until|till|while|once)\b"
)
_FREQUENCY = (
    rf"\b(?:(?:once|twice|{NUMBER_WORDS} times|\d{{1,3}} times)(?: (?:an?|per|every|each) \w+)?"
    r"|every(?: (?:other|second|third|few|two|three|four|five|six|\d{1,3}))? \w+"
    r"|hourly|daily|weekly|fortnightly|monthly|quarterly|yearly|annually|nightly)\b"
)
_PRICES = (
    r"(?:(?:price|cost|fee|fare|rent|deposit|fine|charge|salary|wage|budget|grant|loan|bill|balance)s?"
    r"|winnings)"
)
_AUXILIARY = r"(?:is|are|was|were|do|does|did|will|would|can|could|should|must|may|has|have|had)"
# A search by keywords: no word in it asks.
_KEYWORD = r"(?!(?:who|whose|which|what|when|where|why|how|is|are|do|does|did|can)\b)[\w’'-]{1,30}"
_MEASURES = r"(?:long|far|tall|high|deep|wide|heavy|hot|cold|loud|fast|thick)"


@dataclass(frozen=True, slots=True)
class AnswerType:
    """What questions of one sort ask for: how it is asked, and how answers are written.

    `loose` are further words that may answer, though they are looked for in no text.
    `is_count` means that the question names the unit, which the answer need not repeat.
    `excluded` finds in a sentence what is so written but says something else, as its group
    "other", and `whole` what an expression within it is widened to.
    """

    asked: re.Pattern[str]
    written: re.Pattern[str]
    loose: re.Pattern[str]
    is_count: bool = False
    excluded: re.Pattern[str] | None = None
    whole: re.Pattern[str] | None = None

    def fits(self, text: str, span: ScoredSpan) -> bool:
        """Return whether a short answer may be of this type."""
        if self.is_excluded(text, span):
            return False
        answer = text[span.start : span.end]
        return bool(self.written.search(answer) or self.loose.search(answer))

    def is_excluded(self, text: str, span: ScoredSpan) -> bool:
        """Return whether a short answer has nothing of this type but what says something else."""
        others = self._others(text, span.sentence)
        if not any(each.start < span.end and span.start < each.end for each in others):
            return False
        found = self.expressions(text, span.sentence)
        return not any(span.start <= each.start and each.end <= span.end for each in found)

    def expressions(self, text: str, within: Span) -> Iterator[Span]:
        """Yield the expressions of this type within a sentence of a text."""
        others = self._others(text, within)
        for found in self.written.finditer(text, within.start, within.end):
            if not any(o.start < found.end() and found.start() < o.end for o in others):
                yield Span(*found.span())

    def _others(self, text: str, sentence: Span) -> list[Span]:
        if self.excluded is None:
            return []
        found = self.excluded.finditer(text, sentence.start, sentence.end)
        return [Span(*each.span("other")) for each in found]


_SOME_NUMBER = (
    rf"\d|\b{NUMBER_WORDS}|\b(?:an?|no|none|all|both|once|twice|single|first|second|third|several"
    r"|multiple|few|many|most|majority|dozens|hundreds|thousands|millions|quick(?:ly)?|slow(?:ly)?)\b"
)
_COUNTED = re.compile(_SOME_NUMBER, re.IGNORECASE)
_TIME = re.compile(rf"{DATES}|{CLOCK}", re.IGNORECASE)
_LOOSE_TIME = re.compile(rf"\d|\bago\b|{_SEASON}", re.IGNORECASE)
# The first that is asked for counts, so the more particular come first.
_TYPES = (
    AnswerType(
        re.compile(
            r"\b(?:phone|telephone) number\b|\bnumber (?:do|should|can) (?:i|we|you) \w+", re.I
        ),
        re.compile(PHONE),
        re.compile(r"\d"),
    ),
    AnswerType(
        re.compile(r"\bhow (?:often|frequently|regularly)\b", re.IGNORECASE),
        re.compile(_FREQUENCY, re.IGNORECASE),
        re.compile(r"\btimes?\b|\d|\bnever\b", re.IGNORECASE),
    ),
    AnswerType(
        re.compile(
            r"\bhow much (?:is|are|was|were|does|do|did|will|would) (?:[\w’'-]{1,30} ){1,8}"
            r"(?:cost|pay|owe|earn)\b"
            r"|\bhow much (?:is|are|was|were) (?:the|an?|it|they|that)\b|\bhow expensive\b"
            r"|\bwhat(?:['’]s| is| are| was| were)? (?:the |my |your |our )?(?:[\w’'-]{1,30} )?"
            rf"{_PRICES}\b|^(?:{_KEYWORD} ){{0,5}}{_PRICES}(?: {_KEYWORD}){{0,4}}$",
            re.IGNORECASE,
        ),
        re.compile(MONEY, re.IGNORECASE),
        re.compile(r"\bfree\b|\bno(?:thing| charge)\b|%|\bper ?cent\b|\bhalf\b", re.IGNORECASE),
    ),
    AnswerType(
        re.compile(r"\b(?:what|which) time\b(?! (?:zone|period|of|in)\b)", re.IGNORECASE),
        re.compile(CLOCK, re.IGNORECASE),
        re.compile(_SEASON, re.IGNORECASE),
    ),
    AnswerType(
        re.compile(
            r"\bhow long (?:do|does|did|is|are|was|were|will|must|should|can|have|has)\b", re.I
        ),
        re.compile(QUANTITY, re.IGNORECASE),
        re.compile(
            rf"{_SEASON}|{YEAR}|{CLOCK}|\b(?:days?|hours?|weeks?|months?|years?|ever)\b", re.I
        ),
    ),
    AnswerType(
        re.compile(rf"\bhow {_MEASURES}\b", re.IGNORECASE),
        re.compile(QUANTITY, re.IGNORECASE),
        _COUNTED,
    ),
    AnswerType(
        re.compile(r"\bhow many\b", re.IGNORECASE),
        re.compile(NUMBER, re.IGNORECASE),
        _COUNTED,
        is_count=True,
    ),
    AnswerType(
        re.compile(
            r"^(?:and |so )?when(?:['’]s| is| are) [^?]{1,80}\bopen$"
            r"|\b(?:opening|business|visiting|office) (?:hours|times)\b"
            r"|\bwhat (?:are|is) (?:the|your|their) hours\b",
            re.IGNORECASE,
        ),
        _TIME,
        _LOOSE_TIME,
        whole=SCHEDULE,
    ),
    AnswerType(
        # What it was "since" is asked for where something is the last of its kind.
        re.compile(
            rf"^(?:and |so )?(?:since when\b|when\b(?:['’]s| {_AUXILIARY})\b.{{1,80}}"
            r"\b(?:last|since|previous(?:ly)?|before)\b)",
            re.IGNORECASE,
        ),
        _TIME,
        _LOOSE_TIME,
    ),
    AnswerType(
        re.compile(r"^(?:and |so )?when (?:do|does|will|shall)\b", re.IGNORECASE),
        _TIME,
        _LOOSE_TIME,
        excluded=PAST_DATE,
        whole=MOMENT,
    ),
    AnswerType(
        re.compile(
            rf"^(?:and |so )?(?:when(?:['’]s| to| {_AUXILIARY})\b|(?:until|by) when\b)",
            re.IGNORECASE,
        ),
        _TIME,
        _LOOSE_TIME,
        excluded=COMPARED_DATE,
        whole=MOMENT,
    ),
    AnswerType(
        re.compile(
            r"^(?:and |so )?(?:(?:in|on|by|since|from) )?(?:what|which) (?:date|day|year|month)\b",
            re.IGNORECASE,
        ),
        re.compile(rf"{DATE}|{CLOCK}", re.IGNORECASE),
        _LOOSE_TIME,
        excluded=COMPARED_DATE,
    ),
)


def answer_type(question: str) -> AnswerType | None:
    """Return the type of answer that a question asks for; None where any may answer."""
    plain = question.strip(" ?.!")
    return next((each for each in _TYPES if each.asked.search(plain)), None)


_STARTS_WITH_NUMBER = re.compile(rf"[£$€¥]?\s?{NUMBER}|[£$€¥]", re.IGNORECASE)
# Widened to whatever was asked, as half of one says something else.
_WHOLE = re.compile(rf"{MONEY}|{QUANTITY}|{PHONE}", re.IGNORECASE)


def move_to_type(question: str, text: str, span: ScoredSpan) -> ScoredSpan:
    """Return a span of the type that the question asks for, within its sentence.

    A span of another type is moved to the expression of that type which stands nearest to
    the question's words. One within an amount or a quantity is widened to it.
    """
    expected = answer_type(question)
    if expected is not None and (pattern := answer_pattern(question)) is not None:
        span = _of_pattern(text, span, expected, pattern)
    number = _CLAUSE_NUMBER.match(text, span.sentence.start, span.sentence.end)
    is_number = number is not None and span.end <= number.end()
    if expected is not None and (is_number or not expected.fits(text, span)):
        first = span.sentence.start if number is None else number.end()
        found = list(expected.expressions(text, Span(first, span.sentence.end)))
        if not found:
            return span
        at = _asked_places(question, text, span.sentence) or [span.start]
        nearest = min(found, key=lambda each: min(_distance(each, place) for place in at))
        return replace(span, start=nearest.start, end=nearest.end)
    if expected is None or not expected.is_count:
        span = _widened(text, span, _WHOLE)
    if expected is not None and expected.whole is not None:
        span = _widened(text, span, expected.whole)
    return _with_limit(text, span)


def _of_pattern(
    text: str, span: ScoredSpan, expected: AnswerType, pattern: re.Pattern[str]
) -> ScoredSpan:
    """Return the one expression that has what every answer has, for another one without it.

    "At least 8 years old and 1.10 metres tall" has one length, though both are quantities.
    """
    is_written = expected.written.search(text, span.start, span.end) is not None
    if not is_written or pattern.search(text, span.start, span.end):
        return span
    found = [
        each
        for each in expected.expressions(text, span.sentence)
        if pattern.search(text, each.start, each.end)
    ]
    return replace(span, start=found[0].start, end=found[0].end) if len(found) == 1 else span


def _widened(text: str, span: ScoredSpan, pattern: re.Pattern[str]) -> ScoredSpan:
    """Grow a span to the matches of a pattern in its sentence that it has a part of."""
    for whole in pattern.finditer(text, span.sentence.start, span.sentence.end):
        if whole.start() < span.end and span.start < whole.end():
            start, end = min(span.start, whole.start()), max(span.end, whole.end())
            span = replace(span, start=start, end=end)
    return span


# "up to", "fewer than": without it a number says something else.
_LIMIT = re.compile(
    r"(?:up to|at least|at most|no (?:more|fewer|less) than|(?:more|fewer|less) than) \Z", re.I
)
# "Between" belongs to two numbers, of which each by itself says something else.
_BETWEEN = re.compile(r"between \Z", re.IGNORECASE)
_TWO_ENDS = re.compile(r" and [£$€¥]?\d")
_MAX_LIMIT_CHARS = 14  # as many as the longest of them has


def _with_limit(text: str, span: ScoredSpan) -> ScoredSpan:
    if not _STARTS_WITH_NUMBER.match(text, span.start, span.end):
        return span
    first = max(span.sentence.start, span.start - _MAX_LIMIT_CHARS)
    before = text[first : span.start]
    is_range = _TWO_ENDS.search(text, span.start, span.end) is not None
    found = _LIMIT.search(before) or (_BETWEEN.search(before) if is_range else None)
    return span if found is None else replace(span, start=first + found.start())


# "4.1 The tenant pays …": the number of a clause answers nothing.
_CLAUSE_NUMBER = re.compile(r"\(?\d{1,3}(?:\.\d{1,3})*[.)]?\s(?=\S)")
_WORD = re.compile(r"[^\W_]+")


def _asked_places(question: str, text: str, sentence: Span) -> list[int]:
    """Return where the sentence has the question's content words."""
    asked = content_stems(question)
    words = _WORD.finditer(text, sentence.start, sentence.end)
    return [word.end() for word in words if stem(word.group().lower()) in asked]


def _distance(expression: Span, place: int) -> int:
    """Return the characters from an expression to a place; one before the place counts double."""
    return expression.start - place if expression.start >= place else 2 * (place - expression.end)
