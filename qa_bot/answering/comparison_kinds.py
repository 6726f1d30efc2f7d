"""Whether a measure is of the kind that a comparative grades, and which way it counts.

Knows kinds of measure and the words beside them; not what is compared.
"""

import re
from dataclasses import dataclass

from qa_bot.answering.comparison_grades import Grade
from qa_bot.answering.lexical_features import stem
from qa_bot.answering.measures import Measure
from qa_bot.documents import Span

# What is money and no price.
NOT_PRICES = frozenset(
    "deposit fine discount saving refund income salary wage budget revenue profit tax prize"
    " grant donation loan debt".split()
)
# Numbers that may be years, in whole ones.
_YEARS = (1000.0, 2100.0)
_RATE = re.compile(
    r"\s?(?:/|per\s|each\s|every\s|an?\s)\s?(?P<of>[A-Za-z]{1,20})"
    r"|\sfor\s(?P<time>[\w ]{0,20}\b(?:hour|day|night|week|month|year|season)s?\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Compared:
    """One of the things compared, with its measure; both spans are of the text.

    `direction` is -1 where a greater number is less of what is graded, as of time and speed.
    """

    label: Span
    measure: Measure
    direction: int


def direction(grade: Grade, measure: Measure, head: set[str]) -> int:
    """Return 1 for a measure of a kind that is graded, -1 for the reverse, 0 for another.

    `head` has the stems of the head of its column, which may have the unit. Empty in prose.
    """
    kind = measure.dimension.partition(",")[0]
    is_graded = bool(head & {stem(each) for each in grade.heads})
    if "any" in grade.kinds:
        return 1
    if not kind:
        if "year" in grade.reversed_kinds and is_year(measure.value):
            return -1 if is_graded or not head else 0
        # A reversed kind that has no unit may be either.
        is_sure = is_graded and not grade.reversed_kinds
        is_free = "money" in grade.kinds and measure.value == 0
        is_age = "year" in grade.reversed_kinds and stem("age") in head
        return int("count" in grade.kinds or is_sure or is_free or is_age)
    return 1 if kind in grade.kinds else -int(kind in grade.reversed_kinds)


def is_year(value: float) -> bool:
    """Return whether a number without a unit may be a year."""
    return _YEARS[0] <= value <= _YEARS[1] and value == int(value)


def rate(text: str, measure: Measure) -> str:
    """Return what a measure is per, in lower case: "year" of "£2 a year". "" without.

    A period that it is for is one, too: "half a day" of "£15 for half a day".
    """
    found = _RATE.match(text, measure.end)
    return (found["of"] or found["time"]).lower() if found else ""
