"""Times as a text writes them: whole dates, ranges, hours, and dates that are compared with.

Knows how times are written in English, not what happened on them.
"""

import re

from qa_bot.answering.comparison_grades import SUPERLATIVE

MONTH_NAME = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
MONTH = rf"(?:{MONTH_NAME}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b"
WEEKDAY = r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b"
YEAR = r"\b(?:1\d|20)\d\d\b"
_DAY = r"\b\d{1,2}(?:st|nd|rd|th)?"
_RANGE = r"(?: ?[–—-] ?| (?:to|and|until|till) (?:the )?)"
# "15 and 16", "3–5"
_DAYS = rf"{_DAY}(?:{_RANGE}{_DAY})?"
DATE = (
    rf"(?:{WEEKDAY},? (?:the )?)?(?:{_DAYS} (?:of )?{MONTH}(?:,? {YEAR})?"
    rf"|\b{MONTH} {_DAYS}\b(?:,? {YEAR})?"
    rf"|\b{MONTH} {YEAR})|\b\d{{1,2}}(?:st|nd|rd|th)\b"
    r"(?! (?!(?:to|and|until|till|but|at|in)\b)[a-z])"
    rf"|\b\d{{4}}-\d\d-\d\d\b|{YEAR}|\b{MONTH}|{WEEKDAY}"
)
# One date, or from one to another.
DATES = rf"(?:{DATE})(?:{_RANGE}(?:{DATE}))?"
CLOCK = (
    r"(?:\b\d{1,2}[:.]\d\d(?: ?[ap](?:m\b|\.m\.))?|\b\d{1,2} ?[ap](?:m\b|\.m\.)"
    r"|\b\d{1,2} o['’]clock\b"
    r"|\b(?:noon|midnight|midday)\b)"
)
_SEASON_OF_YEAR = rf"\b(?:spring|summer|autumn|winter) (?:of )?{YEAR}"
# "Thursday 28 September at 1 pm", "spring of 1978"
MOMENT = re.compile(rf"{_SEASON_OF_YEAR}|{DATES}(?:,? at {CLOCK})?|{CLOCK}", re.IGNORECASE)
_HOURS = rf"{CLOCK}{_RANGE}{CLOCK}"
_DAYS_AND_HOURS = (
    rf"(?:(?:{DATES})[,:]? (?:from |between )?{_HOURS}|{_HOURS}(?:,? (?:on |from )?(?:{DATES}))?)"
)
# "Tuesday to Friday between 10 am and 5 pm, and on Saturdays from 9 am to 1 pm"
SCHEDULE = re.compile(
    rf"{_DAYS_AND_HOURS}(?:(?:[,;]| and|, and) (?:on |from )?{_DAYS_AND_HOURS}){{0,9}}",
    re.IGNORECASE,
)
_COMPARED = (
    rf"(?:first|last|best|worst|{SUPERLATIVE})\b[^.;:!?\n]{{0,80}}? since"
    r"|(?<!\blater )(?<!\bearlier )(?<!\bsooner )than|compared (?:with|to)"
)
_OTHER = rf" (?:in |on )?(?P<other>(?:the )?(?:\w+ ){{0,2}}?(?:{DATES}))"
# "The first summit since 2019", "more than in 2019": the other time, which the event is compared
# with. "No later than 9 May" is a time limit, and "not open since 2018" says when it closed.
COMPARED_DATE = re.compile(rf"\b(?:{_COMPARED}){_OTHER}", re.IGNORECASE)
# Also any time since which something is so: what is still to come does not happen then.
PAST_DATE = re.compile(rf"\b(?:{_COMPARED}|since){_OTHER}", re.IGNORECASE)
