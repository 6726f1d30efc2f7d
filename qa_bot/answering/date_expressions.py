"""Times as a text writes them: whole dates, ranges, hours, and dates that are compared with.

Knows how times are written in English, not what happened on them.
"""

import re

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b"
)
_WEEKDAY = r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b"
YEAR = r"\b(?:1\d|20)\d\d\b"
_DAY = r"\b\d{1,2}(?:st|nd|rd|th)?"
_RANGE = r"(?: ?[–—-] ?| (?:to|and|until|till) (?:the )?)"
# "15 and 16", "3–5"
_DAYS = rf"{_DAY}(?:{_RANGE}{_DAY})?"
DATE = (
    rf"(?:{_WEEKDAY},? (?:the )?)?(?:{_DAYS} (?:of )?{_MONTH}(?:,? {YEAR})?"
    rf"|\b{_MONTH} {_DAYS}\b(?:,? {YEAR})?"
    rf"|\b{_MONTH} {YEAR})|\b\d{{1,2}}(?:st|nd|rd|th)\b"
    r"(?! (?!(?:to|and|until|till|but|at|in)\b)[a-z])"
    rf"|\b\d{{4}}-\d\d-\d\d\b|{YEAR}|\b{_MONTH}|{_WEEKDAY}"
)
# One date, or from one to another.
DATES = rf"(?:{DATE})(?:{_RANGE}(?:{DATE}))?"
CLOCK = (
    r"(?:\b\d{1,2}[:.]\d\d(?: ?[ap](?:m\b|\.m\.))?|\b\d{1,2} ?[ap](?:m\b|\.m\.)"
    r"|\b\d{1,2} o['’]clock\b"
    r"|\b(?:noon|midnight|midday)\b)"
)
# "Thursday 28 September at 1 pm"
MOMENT = re.compile(rf"{DATES}(?:,? at {CLOCK})?|{CLOCK}", re.IGNORECASE)
_HOURS = rf"{CLOCK}{_RANGE}{CLOCK}"
_DAYS_AND_HOURS = (
    rf"(?:(?:{DATES})[,:]? (?:from |between )?{_HOURS}|{_HOURS}(?:,? (?:on |from )?(?:{DATES}))?)"
)
# "Tuesday to Friday between 10 am and 5 pm, and on Saturdays from 9 am to 1 pm"
SCHEDULE = re.compile(
    rf"{_DAYS_AND_HOURS}(?:(?:[,;]| and|, and) (?:on |from )?{_DAYS_AND_HOURS}){{0,9}}",
    re.IGNORECASE,
)
_ORDINAL = (
    r"(?:first|last|only|never|not?|nobody|none|hardly|[a-z]{2,12}est|most|least|(?:is|was|are|were|has"
    r"|have|had)n['’]t)"
)
# "The first summit since 2019", "Rents have not changed since 2017": the other time, at which
# it was the same or otherwise.
COMPARED_DATE = re.compile(
    rf"\b(?:{_ORDINAL}\b[^.;:!?\n]{{0,80}}? since|than|compared (?:with|to)) (?:in |on )?"
    rf"(?P<other>(?:the )?(?:\w+ ){{0,2}}?(?:{DATES}))",
    re.IGNORECASE,
)
