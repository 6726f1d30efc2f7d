"""Ranges as a text writes them, of which one end alone says something else.

"Between 600 grams and 1.2 kilograms", "5 to 10 days", "from 10 am to 6 pm". A change is none: what
rose from 5 to 10 is 10 now.
"""

import re
from dataclasses import replace

from qa_bot.answering.amount_expressions import NUMBER, UNIT
from qa_bot.answering.date_expressions import CLOCK, YEAR
from qa_bot.answering.readers.reader import ScoredSpan
from qa_bot.text.words import has_digit

_AMOUNT = rf"(?:[£$€¥]\s?)?{NUMBER}(?:[ -]?{UNIT})?"
_TO = r"(?: ?[–—-] ?| to | until | till )"
# "Children under 5 - £6", "step 1 – 30 minutes": a dash between spaces is of no range.
_TO_AMOUNT = r"(?:[–—-]| to )"
_RANGE = re.compile(
    rf"\bbetween {CLOCK} and {CLOCK}|(?:\bfrom )?{CLOCK}{_TO}{CLOCK}"
    rf"|\bbetween {_AMOUNT} and {_AMOUNT}"
    rf"|(?P<low>{_AMOUNT}){_TO_AMOUNT}(?P<high>{_AMOUNT})",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d++(?:[.,]\d++)*+")
_YEAR = re.compile(YEAR)
# Before the ends of a change, or of a vote.
_CHANGED = re.compile(
    r"\b(?:by|from|rose|risen|rises?|grew|grow[ns]?|climb(?:s|ed)?|fell|fall(?:s|en)?|drop(?:s|ped)?"
    r"|increased?|decreased?|went|gone|goes|raised?|cut|reduced?|lost|won|beat|votes?)\b",
    re.IGNORECASE,
)
# Of a range these ask for one end.
_ASKS_FOR_AN_END = re.compile(
    r"\b(?:until|till|since|clos(?:e[sd]?|ing)|shuts?|late|early|deadline|by (?:when|what time)"
    r"|the (?:last|first)|(?:open|start|beginn|finish)ing time(?!s)|end(?:s|ed)?"
    r"|finish(?:es|ed)?|stop(?:s|ped)?|start(?:s|ed)?|beg[aiu]ns?|open(?:s|ed)?"
    r"|from (?:when|what)|(?:at )?(?:least|most)|min(?:imum)?|max(?:imum)?|up to"
    r"|(?:high|low|long|short|larg|small|old|young|earli|lat)est|leaves?|departs?|arrives?)\b",
    re.IGNORECASE,
)


def widen_to_range(question: str, text: str, span: ScoredSpan) -> ScoredSpan:
    """Grow a span of an amount or a time of day to the range that it is an end of."""
    if not has_digit(text[span.start : span.end]) or _ASKS_FOR_AN_END.search(question):
        return span
    for found in _RANGE.finditer(text, span.sentence.start, span.sentence.end):
        is_part = found.start() <= span.start and span.end <= found.end()
        before = text[span.sentence.start : found.start()]
        if is_part and _is_range(found, before):
            return replace(span, start=found.start(), end=found.end())
    return span


def _is_range(found: re.Match[str], before: str) -> bool:
    """Return whether two amounts are a range: they rise, and are no years and no change."""
    if found["low"] is None:
        return True
    if _CHANGED.search(before) or _YEAR.search(found.group()):
        return False
    low, high = found["low"], found["high"]
    if _is_measured(low) != _is_measured(high) and not (high[0].isdigit() and low[-1].isdigit()):
        # "6% to 2,300" is of two measures, and "5 to £6" of none; "5 to 10 days" has its unit once.
        return False
    least, most = _value(low), _value(high)
    return least is not None and most is not None and least < most


def _is_measured(amount: str) -> bool:
    """Return whether an amount has a unit or the sign of a currency."""
    return not (amount[0].isdigit() and amount[-1].isdigit())


def _value(amount: str) -> float | None:
    """Return the number of an amount in figures, with commas between thousands; None for words."""
    found = _DIGITS.search(amount)
    plain = found.group().replace(",", "") if found else ""
    return float(plain) if plain.count(".") <= 1 and plain else None
