"""The place that "there" stands for, so that a reader is given its name.

"Samarkand is old. The leaders met there" answers where they met only to who reads both.
An antecedent is the nearest name before that stands after "in" or "at", or after "to" or as
the subject of its sentence if the text has it after "in" or "at" elsewhere. Knows English
adverbs and prepositions, no places.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa_bot.answering.date_expressions import MONTH_NAME, WEEKDAY
from qa_bot.documents import Span

_NAME = r"[A-Z][\w’'-]*+(?: [A-Z][\w’'-]*+){0,3}"
_NOT_PLACES = rf"(?!(?:{MONTH_NAME}|{WEEKDAY}|I|English|French|German)\b)"
_AT = re.compile(rf"\b(?:in|at|near|(?P<to>to|into)) (?P<name>{_NOT_PLACES}{_NAME})")
_SUBJECT = re.compile(rf"(?P<name>{_NOT_PLACES}{_NAME}) [a-z]")
# "There is a lift" names no place, nor does "there" after a conjunction or before a verb.
_THERE = re.compile(
    r"(?<=[\w,] )(?<!\band )(?<!\bor )(?<!\bbut )(?<!\bif )(?<!\bas )(?<!\bthat )(?<!\bbecause )"
    r"(?<!\bwhile )(?<!\bwhen )(?<!\bso )(?<!\bsince )(?<!\bwhere )(?<!\bof )(?<!\bfor )"
    r"(?<!\bfrom )(?<!\bover )(?<!\bsaid )(?<!\bwhich )there\b"
    r"(?!['’]| (?:is|are|was|were|be|been|being|has|have|had|will|would|can|could|may|might"
    r"|must|should|shall|seems?|appears?|remains?|exists?|used|came|to be)\b)"
)
# Sentences before an anaphor that may name its place.
_SENTENCES_BACK = 2


@dataclass(frozen=True, slots=True)
class PlaceAnaphor:
    """An adverb that stands for a place, and the name of that place before it."""

    span: Span
    antecedent: Span


def place_anaphors(text: str, sentences: Sequence[Span], about: str = "") -> list[PlaceAnaphor]:
    """Return the adverbs of a paragraph that stand for a named place, in order.

    `sentences` are the paragraph's; `about` is further text on the same places.
    """
    found = []
    for at, sentence in enumerate(sentences):
        for there in _THERE.finditer(text, sentence.start, sentence.end):
            before = Span(sentence.start, there.start())
            earlier = sentences[max(0, at - _SENTENCES_BACK) : at][::-1]
            name = _antecedent(text, [before, *earlier], about)
            if name is not None:
                found.append(PlaceAnaphor(Span(*there.span()), name))
    return found


def _antecedent(text: str, parts: Sequence[Span], about: str) -> Span | None:
    """Return the name of a place in the nearest of some parts of a text that has one."""
    for part in parts:
        names = [
            Span(*each.span("name"))
            for each in _AT.finditer(text, part.start, part.end)
            if each["to"] is None or _is_place(each["name"], f"{text}\n{about}")
        ]
        if names:
            return names[-1]
        subject = _SUBJECT.match(text, part.start, part.end)
        if subject is not None and _is_place(subject["name"], f"{text}\n{about}"):
            return Span(*subject.span("name"))
    return None


def _is_place(name: str, text: str) -> bool:
    """Return whether a text has a name after a preposition of place."""
    return any(f" {preposition} {name}" in text for preposition in ("in", "at", "near"))
