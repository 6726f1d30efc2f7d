"""Whether a question asks for the newest or for a year, and which article that favours.

Only a choice between articles that answer alike is made by date: a question
that says nothing of time is answered as if no article had one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_NEWEST = re.compile(
    r"\b(?:latest|newest|(?:most|more) recent(?:ly)?|currently|nowadays|at present|these days"
    r"|up[- ]to[- ]date)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a question says of time: the years that it names, and else that newer is better."""

    years: frozenset[str]

    def favour(self, published: str) -> tuple[bool, str]:
        """Greater for an article of that date (ISO 8601, or "") that fits better."""
        if self.years:
            return published[:4] in self.years, ""
        return published != "", published


def wish(question: str, dates: Sequence[str]) -> Wish | None:
    """What the question says of time; None when that does not tell the dates apart."""
    years = frozenset(_YEAR.findall(question))
    if not years and not _NEWEST.search(question):
        return None
    asked = Wish(years)
    return asked if len({asked.favour(date) for date in dates}) > 1 else None
