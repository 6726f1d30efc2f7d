"""The numbers of a sentence that its passages must have: amounts, dates, times and shares.

Compared in one way of writing and in one unit a dimension. A measure that is converted
to another unit may be rounded; one in the same unit may not.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import isclose
from typing import Any

from qa_bot.answering.measures import Measure, measures
from qa_bot.generation.plain_numbers import (
    clock_times,
    decades,
    fractions,
    ordinals,
    with_plain_numbers,
)

_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_UNIT = re.compile(r"[£$€¥%°]|[^\W\d_]+[²2]?")
# Number words that are more often no number: "one of them", "no one", "half".
_NOT_COUNTED = frozenset({"one", "no", "half"})
_HALF = Fraction(1, 2)
_PER_CENT = 100
_LONGEST_WORDS = 4  # of a time, a decade or a fraction
# Dimensions whose measures are rounded when they are converted, such as "8 km" for five miles.
_CONVERTED = ("length", "mass", "area", "volume", "speed", "duration", "temperature", "storage")
# How far a converted measure may be off, and another by the arithmetic of floats.
_ROUNDING, _EXACT = 0.01, 1e-12


@dataclass(frozen=True, slots=True)
class _Number:
    """A number with its unit, `bare` without it, and in its words."""

    measure: Measure
    bare: float
    words: str


def missing_numbers(sentence: str, evidence: str) -> Iterator[str]:
    """Yield the numbers of a sentence, with their units, that the evidence lacks."""
    if clock_times(sentence) - clock_times(evidence):
        yield _first_difference(sentence, evidence, clock_times)
    if decades(sentence) - decades(evidence):
        yield _first_difference(sentence, evidence, decades)
    parts = fractions(evidence) | _shares(evidence)
    if fractions(sentence) - parts - {_HALF}:
        yield _first_difference(sentence, evidence, fractions)
    held = _numbers(evidence)
    ranked = ordinals(evidence)
    for number in _numbers(sentence):
        if number.words.lower() in _NOT_COUNTED or number.bare in ranked:
            continue
        if not parts.isdisjoint(_as_fraction(number)):
            continue
        if not any(_is_same(number, other, evidence) for other in held):
            yield number.words


def _first_difference(sentence: str, evidence: str, found: Callable[[str], frozenset[Any]]) -> str:
    """Return the words of a sentence that have what the evidence lacks, of one kind."""
    words = sentence.split()
    pieces = (
        " ".join(words[at : at + count])
        for count in range(1, _LONGEST_WORDS + 1)
        for at in range(len(words) - count + 1)
    )
    lacking = found(sentence) - found(evidence)
    return next((piece for piece in pieces if found(piece) & lacking), sentence)


def _shares(evidence: str) -> frozenset[Fraction]:
    """Return the percentages of a text as fractions: 25% is a quarter."""
    return frozenset(share for number in _numbers(evidence) for share in _as_fraction(number))


def _as_fraction(number: _Number) -> list[Fraction]:
    """Return a percentage as a fraction; none for any other number."""
    if not number.measure.dimension.startswith("share"):
        return []
    return [Fraction(number.measure.value / _PER_CENT).limit_denominator(_PER_CENT)]


@lru_cache(64)  # the passages of some questions
def _numbers(text: str) -> tuple[_Number, ...]:
    """Return the numbers of a text; those of a unit have it in their words."""
    plain = with_plain_numbers(text)
    return tuple(
        _Number(measure, _bare_value(words), words)
        for measure in measures(plain)
        if (words := plain[measure.start : measure.end])
    )


def _bare_value(words: str) -> float:
    """Return the number in the words of a measure, without its unit; NaN where there is none."""
    digits = _DIGITS.search(words)
    number = words[: digits.end()].lstrip("£$€¥ ") if digits else words.replace("-", " ").split()[0]
    return next((measure.value for measure in measures(number)), float("nan"))


def _is_same(number: _Number, other: _Number, evidence: str) -> bool:
    """Return whether two numbers say the same, in whatever unit of one dimension."""
    first, second = number.measure, other.measure
    if first.dimension == second.dimension:
        is_converted = first.dimension.startswith(_CONVERTED) and not isclose(
            first.value * other.bare, second.value * number.bare, rel_tol=_EXACT
        )
        tolerance = _ROUNDING if is_converted else _EXACT
        return isclose(first.value, second.value, rel_tol=tolerance, abs_tol=_EXACT)
    if number.bare != other.bare:
        return False
    # A number may leave its unit out, or have the one that stands in the head of a table.
    return not first.dimension or (not second.dimension and _has_unit(number.words, evidence))


def _has_unit(words: str, evidence: str) -> bool:
    """Return whether the evidence has the unit of a measure, as in the head of a table."""
    return set(_UNIT.findall(words)) <= set(_UNIT.findall(evidence))
