"""Ranges as a text writes them, of which one end alone says something else.

"Between 600 grams and 1.2 kilograms", "5 to 10 days", "from 10 am to 6 pm". What rose "from 5
to 10" is 10 now, and is no range.
"""

import re
from dataclasses import replace

from qa_bot.answering.amount_expressions import NUMBER, UNIT
from qa_bot.answering.date_expressions import CLOCK, YEAR
from qa_bot.answering.readers.reader import ScoredSpan

_AMOUNT = rf"(?:[£$€¥]\s?)?{NUMBER}(?:[ -]?{UNIT})?"
_TO = r"(?: ?[–—-] ?| to | until | till )"
_RANGE = re.compile(
    rf"\bbetween {CLOCK} and {CLOCK}|(?:\bfrom )?{CLOCK}{_TO}{CLOCK}"
    rf"|\bbetween {_AMOUNT} and {_AMOUNT}"
    rf"|(?P<from>\bfrom )?(?P<low>{_AMOUNT}){_TO}(?P<high>{_AMOUNT})",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d++(?:[.,]\d++)*+")
_YEAR = re.compile(YEAR)
# Of a range these ask for one end.
_ASKS_FOR_AN_END = re.compile(
    r"\b(?:until|till|since|clos(?:e[sd]?|ing)|end(?:s|ed)?|finish(?:es|ed)?|stop(?:s|ped)?"
    r"|start(?:s|ed)?|beg[aiu]ns?|open(?:s|ed)?|from (?:when|what)|(?:at )?(?:least|most)"
    r"|min(?:imum)?|max(?:imum)?|up to|(?:high|low|long|short|larg|small|old|young|earli|lat)est"
    r"|leaves?|departs?|arrives?)\b",
    re.IGNORECASE,
)


def widen_to_range(question: str, text: str, span: ScoredSpan) -> ScoredSpan:
    """Grow a span of an amount or a time of day to the range that it is an end of."""
    if not any(map(str.isdigit, text[span.start : span.end])):
        return span
    for found in _RANGE.finditer(text, span.sentence.start, span.sentence.end):
        is_part = found.start() <= span.start and span.end <= found.end()
        if is_part and _is_range(found) and not _ASKS_FOR_AN_END.search(question):
            return replace(span, start=found.start(), end=found.end())
    return span


def _is_range(found: re.Match[str]) -> bool:
    """Return whether two amounts are a range: they rise, and are no years and no change."""
    if found["low"] is None:
        return True
    if found["from"] or _YEAR.search(found.group()):
        return False
    if not found["low"][-1].isdigit() and found["high"][-1].isdigit():
        # "By 6% to 2,300": of two measures.
        return False
    low, high = (_value(found[name]) for name in ("low", "high"))
    return low is not None and high is not None and low < high


def _value(amount: str) -> float | None:
    """Return the number of an amount in figures, with commas between thousands; None for words."""
    found = _DIGITS.search(amount)
    plain = found.group().replace(",", "") if found else ""
    return float(plain) if plain.count(".") <= 1 and plain else None
