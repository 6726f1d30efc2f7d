"""The value in the part of a sentence that the question names: "behind it: 30 cm, above it: 50 cm".

A reader knows that a sentence answers, but often takes the value of a sibling in it, as it does
of the cells of a table. Knows measures and the words beside them, not what they mean.
"""

import re
from dataclasses import replace

from qa_bot.answering.lexical_features import stem
from qa_bot.answering.measures import Measure, measures
from qa_bot.answering.readers.reader import ScoredSpan
from qa_bot.documents import Span
from qa_bot.text.line_breaks import CELL_SEPARATOR
from qa_bot.text.words import STOP_WORDS

_PART_END = re.compile(r"[;,] (?:(?:and|or|but) )?| (?:and|or|but) ")
# No number is in "a week", which is one all the same.
_A_UNIT = re.compile(r"\ban? (?:second|minute|hour|day|night|week|month|year)\b", re.IGNORECASE)
_DURATION = "duration, seconds"
_WORD = re.compile(r"[^\W_]+")
# Prepositions by which two values differ: "before the meal", "behind the unit".
_CONTRASTS = frozenset(
    "before after behind above below under over inside outside without between within".split()
)
# Words that ask for a number of anything.
_ASKING = frozenset("how much many long far often high what which".split())
_AND = re.compile(r"\band\b", re.IGNORECASE)
_ENDS = " .,;:!?"
_PAIR = 2
# Characters of a span beside its value, as in "about 30 cm free": a longer one is a clause.
_MAX_BESIDE = 20


def move_to_sibling(question: str, text: str, span: ScoredSpan) -> ScoredSpan:
    """Return the like value of the one part of the sentence that has words of the question.

    Those of two parts, where the question names both. Unchanged where only the part of the span
    has any that the other part lacks, or where none or more have.
    """
    first, last = span.sentence.start, span.sentence.end
    values = _values(text, first, last)
    own = next((v for v in values if span.start <= v.start and v.end <= span.end), None)
    # A number without a unit may be a year, or the number of anything.
    if own is None or not own.dimension or CELL_SEPARATOR in text[first:last]:
        return span
    if span.end - span.start > own.end - own.start + _MAX_BESIDE:
        return span
    parts = _parts(text, span.sentence, values)
    asked = _stems(question) - _ASKING
    said = [asked & _stems(text[part.start : part.end]) for part in parts]
    shared = set.intersection(*said) if said else set[str]()
    at = next((i for i, part in enumerate(parts) if part.start <= span.start < part.end), None)
    if at is None or len(parts) < 2:
        return span
    named = [i for i, words in enumerate(said) if words - shared]
    alike = [v for v in values if v.dimension == own.dimension]
    firsts = [
        next((v for v in alike if parts[i].start <= v.start < parts[i].end), None) for i in named
    ]
    if at in named:
        return _within_named(question, text, span, [parts[i] for i in named], firsts)
    if len(named) != 1:
        return span
    part = parts[named[0]]
    found = [v for v in alike if part.start <= v.start and v.end <= part.end]
    return replace(span, start=found[0].start, end=found[0].end) if len(found) == 1 else span


def _within_named(
    question: str,
    text: str,
    span: ScoredSpan,
    parts: list[Span],
    firsts: list[Measure | None],
) -> ScoredSpan:
    """Return the values of all parts that a question names by "and", or of the one it means.

    `firsts` are the first like values of the parts. Of "lasts 2 years, or 3 if you register"
    what stands before the first value is said of both: only the second is named by the rest.
    """
    if len(parts) != _PAIR:
        return span
    first, second = firsts
    if first is None or second is None:
        return span
    if _AND.search(question):
        end = len(text[: parts[1].end].rstrip(_ENDS))
        return replace(span, start=first.start, end=end)
    is_shared = parts[0].start <= span.start < parts[0].end and parts[1].start == second.start
    rest = _stems(text[first.end : parts[0].end]) & (_stems(question) - _ASKING)
    return replace(span, start=second.start, end=second.end) if is_shared and not rest else span


def _values(text: str, first: int, last: int) -> list[Measure]:
    """Return the measures of a range in order, "a week" among them."""
    units = _A_UNIT.finditer(text, first, last)
    found = [Measure(1.0, _DURATION, *unit.span()) for unit in units]
    return sorted([*measures(text, first, last), *found], key=lambda value: value.start)


def _parts(text: str, sentence: Span, values: list[Measure]) -> list[Span]:
    """Return the parts of a sentence that have a value, split between its values only."""
    starts = [sentence.start]
    for end in _PART_END.finditer(text, sentence.start, sentence.end):
        if not any(v.start < end.end() and end.start() < v.end for v in values):
            starts.append(end.end())
    parts = [Span(a, b) for a, b in zip(starts, [*starts[1:], sentence.end], strict=True)]
    return [p for p in parts if any(p.start <= v.start and v.end <= p.end for v in values)]


def _stems(text: str) -> set[str]:
    found = (word.group().lower() for word in _WORD.finditer(text))
    return {stem(word) for word in found if word in _CONTRASTS or word not in STOP_WORDS}
