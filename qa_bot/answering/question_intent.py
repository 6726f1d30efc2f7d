"""What kind of answer a question asks for, by how it is worded.

Reasons, a yes or no, several things, or something of a certain time. Knows
English wording only.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_WHY = re.compile(
    r"\s*(?:and\s+)?(?:why|how come|for what reason|what (?:is|was) the reason)\b", re.I
)
_YES_NO = re.compile(
    r"(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|shall|should|may|might"
    r"|must|isn['’]t|aren['’]t|wasn['’]t|weren['’]t|don['’]t|doesn['’]t|didn['’]t|won['’]t)\b"
    r"(?!.*\bor\b)",
    re.IGNORECASE | re.DOTALL,
)
_SINGULAR = r"(?:is|was|does|has|its|his|this|thus|as|us|vs|\w*ss|\w*us|\w*is|years?|percent\w*)\b"
_BEFORE_NOUN = r"(?:other|more|two|three|four|five|\d+|different|main|major|foreign|new|former)"
_SEVERAL = re.compile(
    rf"(?:which|what)\s+(?:{_BEFORE_NOUN}\s+)?(?!{_SINGULAR})(?:\w+s|people|men|women|children)\b"
    r"|who\s+(?:are|were)\b|(?:name|list)\s",
    re.IGNORECASE,
)
_NEWEST = re.compile(
    r"\b(?:latest|newest|(?:most|more) recent(?:ly)?|currently|nowadays|at present|these days"
    r"|up[- ]to[- ]date)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")


def asks_why(question: str) -> bool:
    """Return whether a question asks for a reason."""
    return _WHY.match(question) is not None


def asks_yes_no(question: str) -> bool:
    """Return whether a question asks for a yes or a no, not for one of two things."""
    return _YES_NO.match(question.strip()) is not None


def asks_for_several(question: str) -> bool:
    """Return whether a question asks for more than one thing."""
    return _SEVERAL.search(question) is not None


@dataclass(frozen=True, slots=True)
class TimePreference:
    """The years that a question names; without one, it prefers what is newer."""

    years: frozenset[str]

    def sort_key(self, published: str) -> tuple[bool, str]:
        """Return a key that is greater for a date (ISO 8601, or "") that fits better."""
        if self.years:
            return published[:4] in self.years, ""
        return published != "", published


def time_preference(question: str, dates: Sequence[str]) -> TimePreference | None:
    """Return the time that a question asks for; None when it fits all the dates alike."""
    years = frozenset(_YEAR.findall(question))
    if not years and not _NEWEST.search(question):
        return None
    preference = TimePreference(years)
    return preference if len({preference.sort_key(date) for date in dates}) > 1 else None
