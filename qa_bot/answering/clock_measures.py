"""The measures of a text with its times of day and dates, which are compared as earlier and later.

Knows how English writes times; a number with a point is a time only before "am" or "pm".
"""

import re
from collections.abc import Iterator

from qa_bot.answering.date_expressions import MONTH_NAME
from qa_bot.answering.measures import Measure, measures

CLOCK = "clock, minutes"
DATE = "date, days"
DAY_OF_YEAR = "day, days of the year"
# Minutes of an hour, and hours of one half of the day.
_MINUTES_AN_HOUR, _HALF_DAY = 60, 12
# As long as any month and year, so that later dates have greater numbers.
_DAYS_A_MONTH, _DAYS_A_YEAR = 31, 372
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = rf"(?-i:{MONTH_NAME}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
_TIME = re.compile(
    r"(?<![\w.:,£$€])(?:(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d))?\s?(?P<half>[ap])\.?m\b\.?"
    r"|(?P<hours>\d{1,2}):(?P<minutes>[0-5]\d)(?![:\d])|\b(?P<named>noon|midday|midnight)\b)"
    rf"|\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<month>{_MONTH})(?:,? (?P<year>\d{{4}})\b)?"
    rf"|\b(?P<month_first>{_MONTH}) (?P<day_second>\d{{1,2}})(?:st|nd|rd|th)?\b"
    r"(?:,? (?P<year_last>\d{4})\b)?",
    re.IGNORECASE,
)


def dated_measures(text: str, start: int, end: int) -> Iterator[Measure]:
    """Yield the measures of a text in order, with its times of day and dates."""
    at = start
    for found in _TIME.finditer(text, start, end):
        yield from measures(text, at, found.start())
        yield Measure(*_value(found), *found.span())
        at = found.end()
    yield from measures(text, at, end)


def _value(found: re.Match[str]) -> tuple[float, str]:
    if month := found["month"] or found["month_first"]:
        day = float(found["day"] or found["day_second"])
        day += _DAYS_A_MONTH * _MONTHS.index(month[:3].lower())
        year = found["year"] or found["year_last"]
        return (day + _DAYS_A_YEAR * float(year), DATE) if year else (day, DAY_OF_YEAR)
    if named := found["named"]:
        # A day ends at midnight more often than it begins then.
        halves = 2 if named.lower() == "midnight" else 1
        return float(halves * _HALF_DAY * _MINUTES_AN_HOUR), CLOCK
    hour = int(found["hour"] or found["hours"])
    if half := found["half"]:
        hour = hour % _HALF_DAY + (_HALF_DAY if half.lower() == "p" else 0)
    return float(_MINUTES_AN_HOUR * hour + int(found["minute"] or found["minutes"] or 0)), CLOCK
