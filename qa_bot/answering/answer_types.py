"""The type of answer that a question asks for, and short answers moved to it."""

import re
from dataclasses import replace
from itertools import pairwise

from qa_bot.answering.amount_expressions import MONEY, NUMBER, PHONE, QUANTITY, UNIT
from qa_bot.answering.expected_types import EXPECTED_TYPES, AnswerType
from qa_bot.answering.lexical_features import content_stems, stem
from qa_bot.answering.readers.reader import ScoredSpan
from qa_bot.answering.type_patterns import answer_pattern
from qa_bot.documents import Span

# Words of the questions that ask for a time.
_OF_TIME = re.compile(r"\b(?:when|hours|times|date|day|year|month)\b", re.IGNORECASE)


def answer_type(question: str) -> AnswerType | None:
    """Return the type of answer that a question asks for; None where any may answer."""
    plain = question.strip(" ?.!")
    found = next((each for each in EXPECTED_TYPES if each.asked.search(plain)), None)
    if found is not None or not _OF_TIME.search(plain):
        return found
    # Imported late, as compiling its patterns would slow the start of every program.
    from qa_bot.answering.time_types import TIME_TYPES

    return next((each for each in TIME_TYPES if each.asked.search(plain)), None)


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
    else:
        span = _of_counted(question, text, span)
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


_ASKED_COUNT = re.compile(
    r"\bhow many (?:[\w’'-]+ ){0,2}?(?P<noun>[\w’'-]+) (?:is|are|was|were|do|does|did|has|have|had"
    r"|will|would|can|could|should|may|must)\b",
    re.IGNORECASE,
)
_COUNT = re.compile(rf"{NUMBER} (?P<noun>[a-z][a-z’'-]+)", re.IGNORECASE)
_UNIT = re.compile(UNIT, re.IGNORECASE)
_BESIDE = re.compile(r",? (?:and|or|plus|as well as) (?:(?:up to|about|around|another) )?|, ")


def _of_counted(question: str, text: str, span: ScoredSpan) -> ScoredSpan:
    """Return the number of what is counted, for that of another thing beside it.

    Of "two adults and up to three children" a question for children is answered by "three". "One
    hour and 20 minutes" is one measure.
    """
    asked = _ASKED_COUNT.search(question)
    if asked is None:
        return span
    counts = list(_COUNT.finditer(text, span.sentence.start, span.sentence.end))
    for one, other in pairwise(counts):
        is_measure = _UNIT.fullmatch(one["noun"]) is not None
        if is_measure or not _BESIDE.fullmatch(text, one.end(), other.start()):
            continue
        for own, beside in ((one, other), (other, one)):
            is_own = own.start() <= span.start and span.end <= own.end()
            is_meant = stem(beside["noun"].lower()) == stem(asked["noun"].lower())
            if is_own and is_meant and own["noun"].lower() != beside["noun"].lower():
                return replace(span, start=beside.start(), end=beside.start("noun") - 1)
    return span


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
