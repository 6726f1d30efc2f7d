"""Questions made of a statement by asking for one of its phrases in place.

"Jane Austen wrote Emma in 1815" asks "who or what wrote Emma in 1815?" and "Jane Austen
wrote Emma in what year?". What a text supports, it answers with the phrase that was
left out (Durmus, He and Diab, "FEQA", 2020; Wang, Cho and Lewis, "QAGS", 2020); asking in
place needs no parser.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from qa_bot.text.words import STOP_WORDS

# Phrases asked for: each costs the reading of a passage, and more tell little more.
_MOST = 4
_NAME = re.compile(r"[A-Z][\w’'-]*(?: (?:of |the |de |von |van )?[A-Z][\w’'-]*)*")
_NUMBER = re.compile(r"[£$€]?\d[\d.,]*(?: (?:million|billion|thousand|percent))?%?")
_YEAR = re.compile(r"1\d{3}|20\d\d")
_WORD = re.compile(r"[\w'’-]+")


@dataclass(frozen=True, slots=True)
class ClozeQuestion:
    """A question, and the phrase of the statement that it asks for."""

    question: str
    phrase: str


def cloze_questions(statement: str) -> list[ClozeQuestion]:
    """Return questions for the numbers, the names and the last words of a statement."""
    body = statement.strip().rstrip(".!?")
    taken: list[tuple[int, int]] = []
    found = []
    for start, end, asks in islice(_phrases(body), 2 * _MOST):
        if any(start < last and first < end for first, last in taken):
            continue
        taken.append((start, end))
        found.append(ClozeQuestion(f"{body[:start]}{asks}{body[end:]}?", body[start:end]))
    return found[:_MOST]


def _phrases(body: str) -> Iterator[tuple[int, int, str]]:
    """Yield the start and end of each phrase, with the words that ask for it."""
    for number in _NUMBER.finditer(body):
        yield number.start(), number.end(), _asks_number(number.group())
    for name in _NAME.finditer(body):
        if name.group().lower() not in STOP_WORDS:
            yield name.start(), name.end(), "who or what"
    if words := list(_WORD.finditer(body)):
        # The last two words: an object or a complement, in most statements.
        yield words[-2:][0].start(), words[-1].end(), "what"


def _asks_number(number: str) -> str:
    if _YEAR.fullmatch(number):
        return "what year"
    return "how much" if number[0] in "£$€" or number.endswith("%") else "how many"
