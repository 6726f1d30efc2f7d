"""Times as a text writes them: whole dates, ranges and hours.

Knows how times are written in English, not what happened on them.
"""

MONTH_NAME = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
MONTH = rf"(?:{MONTH_NAME}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b"
WEEKDAY = r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b"
YEAR = r"\b(?:1\d|20)\d\d\b"
_DAY = r"\b\d{1,2}(?:st|nd|rd|th)?"
RANGE = r"(?: ?[–—-] ?| (?:to|and|until|till) (?:the )?)"
# "15 and 16", "3–5"
_DAYS = rf"{_DAY}(?:{RANGE}{_DAY})?"
DATE = (
    rf"(?:{WEEKDAY},? (?:the )?)?(?:{_DAYS} (?:of )?{MONTH}(?:,? {YEAR})?"
    rf"|\b{MONTH} {_DAYS}\b(?:,? {YEAR})?"
    rf"|\b{MONTH} {YEAR})|\b\d{{1,2}}(?:st|nd|rd|th)\b"
    r"(?! (?!(?:to|and|until|till|but|at|in)\b)[a-z])"
    rf"|\b\d{{4}}-\d\d-\d\d\b|{YEAR}|\b{MONTH}|{WEEKDAY}"
)
# One date, or from one to another.
DATES = rf"(?:{DATE})(?:{RANGE}(?:{DATE}))?"
CLOCK = (
    r"(?:\b\d{1,2}[:.]\d\d(?: ?[ap](?:m\b|\.m\.))?|\b\d{1,2} ?[ap](?:m\b|\.m\.)"
    r"|\b\d{1,2} o['’]clock\b"
    r"|\b(?:noon|midnight|midday)\b)"
)
