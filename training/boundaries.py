"""Answers with whole boundaries: amounts with currency and unit, names with title, whole dates.

Annotators mark "5" or "$5" or "$5 million" as they please. A reader that learns from them cuts
amounts and names short, so that a gold answer grows here by the words that belong to it.
"""

import re
from dataclasses import replace

from training.sources import Example, Span, by_length
from training.text import sentences

_CURRENCY = re.compile(r"(?:US|A|C|NZ|HK)?[$£€¥] ?$")
_SCALE = re.compile(r" (?:thousand|million|billion|trillion|hundred)\b")
_UNIT = re.compile(
    r"(?:%|°[CF]?| ?(?:%|°[CF]|per ?cent|percent|degrees|(?:square |cubic )?(?:km"
    r"|kilomet(?:er|re)s?|miles?|met(?:er|re)s?|cm|mm|inches|feet|foot|ft|yards?|acres?|hectares?|kg|kilograms?|grams?"
    r"|pounds?|lbs?|ounces?|oz|tons?|tonnes?|lit(?:er|re)s?|gallons?|watts?|kW|MW|mph|km/h|hours?"
    r"|minutes?|seconds?|days?|weeks?|months?|years?|dollars?|euros?|pence|cents?)))(?!\w)"
)
_NUMBER_END = re.compile(r"\d$")
_NUMBER_START = re.compile(r"\d")
_TITLE = re.compile(
    r"\b(?:(?:Mr|Mrs|Ms|Dr|Prof|Rev|Capt|Col|Gen|Lt|Sgt|Hon|Sir|Dame|Lord|Lady|King|Queen|Prince"
    r"|Princess|President|Pope|Saint|St|Bishop|Judge|Senator|Cllr|Professor|Doctor)\.? )$"
)
_DATE_BEFORE = re.compile(
    r"\b(?:\d{1,2}(?:st|nd|rd|th)? )?(?:January|February|March|April|May|June|July|August|September"
    r"|October|November|December)(?: \d{1,2}(?:st|nd|rd|th)?)?,? $"
)
_DATE_AFTER = re.compile(r"(?: \d{1,2}(?:st|nd|rd|th)?)?,? (?:1\d|20)\d\d\b")
_YEAR = re.compile(r"(?:1\d|20)\d\d")
_DAY_OR_MONTH = re.compile(
    r"(?:\d{1,2}(?:st|nd|rd|th)? )?(?:January|February|March|April|May|June|July|August|September"
    r"|October|November|December)(?: \d{1,2}(?:st|nd|rd|th)?)?"
)
_ASKS_DATE = re.compile(r"\b(?:when|what date|which date|what day)\b", re.IGNORECASE)
_ASKS_PART = re.compile(r"\b(?:year|month|decade|century|unit|first name|title)\b", re.IGNORECASE)
# How many characters before an answer are looked at: the longest date or title is shorter.
_LOOK_BACK = 24


def whole_answer(question: str, context: str, span: Span) -> Span:
    """The answer with the currency, scale, unit, title or rest of a date beside it."""
    if _ASKS_PART.search(question):
        return span
    start, end = span
    if _NUMBER_START.match(context, start) and (sign := _before(_CURRENCY, context, start)):
        start -= len(sign)
    if _NUMBER_END.search(context[start:end]) and not _YEAR.fullmatch(context[start:end]):
        for pattern in (_SCALE, _UNIT):
            if after := pattern.match(context, end):
                end = after.end()
    if context[start].isupper() and (title := _before(_TITLE, context, start)):
        start -= len(title)
    if _ASKS_DATE.search(question):
        start, end = _whole_date(context, start, end)
    return start, end


def _whole_date(context: str, start: int, end: int) -> Span:
    """A year with its day and month, or a day and month with their year."""
    text = context[start:end]
    if _YEAR.fullmatch(text) and (before := _before(_DATE_BEFORE, context, start)):
        return start - len(before), end
    if _DAY_OR_MONTH.fullmatch(text) and (after := _DATE_AFTER.match(context, end)):
        return start, after.end()
    return start, end


def _before(pattern: re.Pattern[str], context: str, place: int) -> str:
    """What stands right before a place and matches, or an empty string."""
    found = pattern.search(context[max(0, place - _LOOK_BACK) : place])
    return found.group() if found else ""


def with_whole_answers(example: Example) -> Example:
    """The example with each of its answers grown, where it stays within its sentence."""
    grown = []
    for span in example.answers:
        whole = whole_answer(example.question, example.context, span)
        holds = any(a <= whole[0] and whole[1] <= b for a, b in sentences(example.context))
        grown.append(whole if holds else span)
    return replace(example, answers=by_length(grown))
