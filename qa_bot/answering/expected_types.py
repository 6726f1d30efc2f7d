"""What questions of one sort ask for, and how answers of it are written.

Amounts of money, quantities, numbers, phone numbers, hours, how often: the expected answer
type of Li and Roth, "Learning Question Classifiers", 2002, by rule. Knows how such things
are written in English, not what they are about.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa_bot.answering.amount_expressions import MONEY, NUMBER, NUMBER_WORDS, PHONE, QUANTITY
from qa_bot.answering.date_expressions import CLOCK, YEAR
from qa_bot.answering.readers.reader import ScoredSpan
from qa_bot.documents import Span

SEASON = (
    r"\b(?:spring|summer|autumn|winter|morning|afternoon|evening|night|week|weekend|month|year"
    r"|century|yesterday|today|tomorrow|tonight|Easter|Christmas|\d{2,4}s|weekdays|weekends|daily"
    r"|immediately|now|age|era|period|war|when|after|before|during|until|till|while|once)\b"
)
_FREQUENCY = (
    rf"\b(?:(?:once|twice|{NUMBER_WORDS} times|\d{{1,3}} times)(?: (?:an?|per|every|each) \w+)?"
    r"|every(?: (?:other|second|third|few|two|three|four|five|six|\d{1,3}))? \w+"
    r"|hourly|daily|weekly|fortnightly|monthly|quarterly|yearly|annually|nightly)\b"
)
_PRICES = (
    r"(?:(?:price|cost|fee|fare|rent|deposit|fine|charge|salary|wage|budget|grant|loan|bill|balance)s?"
    r"|winnings)"
)
# A search by keywords: no word in it asks.
_KEYWORD = r"(?!(?:who|whose|which|what|when|where|why|how|is|are|do|does|did|can)\b)[\w’'-]{1,30}"
_MEASURES = r"(?:long|far|tall|high|deep|wide|heavy|hot|cold|loud|fast|thick)"


@dataclass(frozen=True, slots=True)
class AnswerType:
    """What questions of one sort ask for: how it is asked, and how answers are written.

    `loose` are further words that may answer, though they are looked for in no text.
    `is_count` means that the question names the unit, which the answer need not repeat.
    `excluded` finds in a sentence what is so written but says something else, as its group
    "other", and `whole` what an expression within it is widened to.
    """

    asked: re.Pattern[str]
    written: re.Pattern[str]
    loose: re.Pattern[str]
    is_count: bool = False
    excluded: re.Pattern[str] | None = None
    whole: re.Pattern[str] | None = None

    def fits(self, text: str, span: ScoredSpan) -> bool:
        """Return whether a short answer may be of this type."""
        if self.is_excluded(text, span):
            return False
        answer = text[span.start : span.end]
        return bool(self.written.search(answer) or self.loose.search(answer))

    def is_excluded(self, text: str, span: ScoredSpan) -> bool:
        """Return whether a short answer has nothing of this type but what says something else."""
        others = self._others(text, span.sentence)
        if not any(each.start < span.end and span.start < each.end for each in others):
            return False
        found = self.expressions(text, span.sentence)
        return not any(span.start <= each.start and each.end <= span.end for each in found)

    def expressions(self, text: str, within: Span) -> Iterator[Span]:
        """Yield the expressions of this type within a sentence of a text."""
        others = self._others(text, within)
        for found in self.written.finditer(text, within.start, within.end):
            if not any(o.start < found.end() and found.start() < o.end for o in others):
                yield Span(*found.span())

    def _others(self, text: str, sentence: Span) -> list[Span]:
        if self.excluded is None:
            return []
        found = self.excluded.finditer(text, sentence.start, sentence.end)
        return [Span(*each.span("other")) for each in found]


_SOME_NUMBER = (
    rf"\d|\b{NUMBER_WORDS}|\b(?:an?|no|none|all|both|once|twice|single|first|second|third|several"
    r"|multiple|few|many|most|majority|dozens|hundreds|thousands|millions|quick(?:ly)?|slow(?:ly)?)\b"
)
_COUNTED = re.compile(_SOME_NUMBER, re.IGNORECASE)
# The first that is asked for counts, so the more particular come first.
EXPECTED_TYPES = (
    AnswerType(
        re.compile(
            r"\b(?:phone|telephone) number\b|\bnumber (?:do|should|can) (?:i|we|you) \w+", re.I
        ),
        re.compile(PHONE),
        re.compile(r"\d"),
    ),
    AnswerType(
        re.compile(r"\bhow (?:often|frequently|regularly)\b", re.IGNORECASE),
        re.compile(_FREQUENCY, re.IGNORECASE),
        re.compile(r"\btimes?\b|\d|\bnever\b", re.IGNORECASE),
    ),
    AnswerType(
        re.compile(
            r"\bhow much (?:is|are|was|were|does|do|did|will|would) (?:[\w’'-]{1,30} ){1,8}"
            r"(?:cost|pay|owe|earn)\b"
            r"|\bhow much (?:is|are|was|were) (?:the|an?|it|they|that)\b|\bhow expensive\b"
            r"|\bwhat(?:['’]s| is| are| was| were)? (?:the |my |your |our )?(?:[\w’'-]{1,30} )?"
            rf"{_PRICES}\b|^(?:{_KEYWORD} ){{0,5}}{_PRICES}(?: {_KEYWORD}){{0,4}}$",
            re.IGNORECASE,
        ),
        re.compile(MONEY, re.IGNORECASE),
        re.compile(r"\bfree\b|\bno(?:thing| charge)\b|%|\bper ?cent\b|\bhalf\b", re.IGNORECASE),
    ),
    AnswerType(
        re.compile(
            r"\b(?:what|which) time\b(?! (?:zone|period|of|in)\b)"
            r"|^(?:and |so )?(?:(?:what|when)(?:['’]s| is| are| was)? )?(?:the |your )?"
            r"(?:opening|closing|start(?:ing)?|departure|arrival|check-?(?:in|out)) time\b",
            re.IGNORECASE,
        ),
        re.compile(CLOCK, re.IGNORECASE),
        re.compile(SEASON, re.IGNORECASE),
    ),
    AnswerType(
        re.compile(
            r"\bhow long (?:do|does|did|is|are|was|were|will|must|should|can|have|has)\b", re.I
        ),
        re.compile(QUANTITY, re.IGNORECASE),
        re.compile(
            rf"{SEASON}|{YEAR}|{CLOCK}|\b(?:days?|hours?|weeks?|months?|years?|ever)\b", re.I
        ),
    ),
    AnswerType(
        re.compile(rf"\bhow {_MEASURES}\b", re.IGNORECASE),
        re.compile(QUANTITY, re.IGNORECASE),
        _COUNTED,
    ),
    AnswerType(
        re.compile(r"\bhow many\b", re.IGNORECASE),
        re.compile(NUMBER, re.IGNORECASE),
        _COUNTED,
        is_count=True,
    ),
)
