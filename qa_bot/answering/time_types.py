"""Questions that ask for a time, and how the times are written that answer them.

Imported late, as compiling its patterns would slow the start of every program. Does not
know what happened at a time.
"""

import re

from qa_bot.answering.comparison_grades import SUPERLATIVE
from qa_bot.answering.date_expressions import CLOCK, DATE, DATES, RANGE, YEAR
from qa_bot.answering.expected_types import SEASON, AnswerType

_AUXILIARY = r"(?:is|are|was|were|do|does|did|will|would|can|could|should|must|may|has|have|had)"
_SEASON_OF_YEAR = rf"\b(?:spring|summer|autumn|winter) (?:of )?{YEAR}"
# "Thursday 28 September at 1 pm", "spring of 1978"
_MOMENT = re.compile(rf"{_SEASON_OF_YEAR}|{DATES}(?:,? at {CLOCK})?|{CLOCK}", re.IGNORECASE)
_HOURS = rf"{CLOCK}{RANGE}{CLOCK}"
_DAYS_AND_HOURS = (
    rf"(?:(?:{DATES})[,:]? (?:from |between )?{_HOURS}|{_HOURS}(?:,? (?:on |from )?(?:{DATES}))?)"
)
# "Tuesday to Friday between 10 am and 5 pm, and on Saturdays from 9 am to 1 pm"
_SCHEDULE = re.compile(
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
_COMPARED_DATE = re.compile(rf"\b(?:{_COMPARED}){_OTHER}", re.IGNORECASE)
# Also any time since which something is so: what is still to come does not happen then.
_PAST_DATE = re.compile(rf"\b(?:{_COMPARED}|since){_OTHER}", re.IGNORECASE)
_TIME = re.compile(rf"{DATES}|{CLOCK}", re.IGNORECASE)
_LOOSE_TIME = re.compile(rf"\d|\bago\b|{SEASON}", re.IGNORECASE)
# The first that is asked for counts, so the more particular come first.
TIME_TYPES = (
    AnswerType(
        re.compile(
            r"^(?:and |so )?when(?:['’]s| is| are) [^?]{1,80}\bopen$"
            r"|\b(?:opening|business|visiting|office) (?:hours|times)\b"
            r"|\bwhat (?:are|is) (?:the|your|their) hours\b",
            re.IGNORECASE,
        ),
        _TIME,
        _LOOSE_TIME,
        whole=_SCHEDULE,
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
        excluded=_PAST_DATE,
        whole=_MOMENT,
    ),
    AnswerType(
        re.compile(
            rf"^(?:and |so )?(?:when(?:['’]s| to| {_AUXILIARY})\b|(?:until|by) when\b)",
            re.IGNORECASE,
        ),
        _TIME,
        _LOOSE_TIME,
        excluded=_COMPARED_DATE,
        whole=_MOMENT,
    ),
    AnswerType(
        re.compile(
            r"^(?:and |so )?(?:(?:in|on|by|since|from) )?(?:what|which) (?:date|day|year|month)\b",
            re.IGNORECASE,
        ),
        re.compile(rf"{DATE}|{CLOCK}", re.IGNORECASE),
        _LOOSE_TIME,
        excluded=_COMPARED_DATE,
    ),
)
