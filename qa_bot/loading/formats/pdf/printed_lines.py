"""Write a line with its raised and lowered characters: exponents, indices, fractions, note marks.

Knows characters and baselines; not cells or paragraphs.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from typing import NamedTuple, Protocol

from qa_bot.loading.formats.pdf.characters import Character
from qa_bot.loading.formats.pdf.note_marks import is_note_mark
from qa_bot.loading.raised_text import exponent_text, fraction_text, lowered_text

_FRACTION = re.compile(r"(\d{1,3})[/\u2044](\d{1,3})")
_DEGREE_UNIT = re.compile(r" ?[CF](?![^\W\d_])")
_NOTE_NUMBER = re.compile(r"\s*(\d{1,3})[.)\]]?(?=\s)")
# Word lowers by 0.14, LaTeX by 0.15, browsers by 0.2 and LibreOffice by 0.08 of the font's size;
# all raise by a third or more. The smaller the letters are, the surer is a small shift.
_LEAST_SHIFTS = ((0.76, 0.05), (0.92, 0.12), (1.1, 0.22))
_MIN_SHARE = 0.15  # of a line's letters that are of its size, at least
_MOST_SHIFT = 0.8  # of the line's height; further off is another line
_SMALL = 0.92  # of the line's height
_MAX_CHARS = 12  # no exponent is longer; what is, is read as it stands
_CONTEXT = 32  # characters before a mark that may decide what it is
_NOTE_HEIGHT = 0.92  # of the body's letters; smaller lines that begin with a number are notes


class _Shift(Enum):
    NONE = 0
    RAISED = 1
    LOWERED = 2
    SMALL = 3


class Written(Protocol):
    """Text as it is written, and the horizontal extent of what is drawn; one character or more."""

    @property
    def text(self) -> str: ...
    @property
    def left(self) -> float: ...
    @property
    def right(self) -> float: ...


class WrittenText(NamedTuple):
    """What several characters, or a raised one, are written as."""

    text: str
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class _Run:
    """Characters that are shifted alike."""

    text: str
    shift: _Shift
    characters: tuple[Character, ...]

    @property
    def left(self) -> float:
        return self.characters[0].left

    @property
    def right(self) -> float:
        return self.characters[-1].right


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """The characters of a line, with the baseline and height of its larger letters.

    `is_even` means that all stand on one baseline, as in nearly every line.
    """

    characters: tuple[Character, ...]
    baseline: float
    height: float
    is_even: bool


def print_line(characters: Sequence[Character]) -> PrintedLine:
    """Return the line that the characters make."""
    visible = [c for c in characters if not c.text.isspace()]
    is_even = len({c.baseline for c in visible}) == 1
    if is_even and len({c.height for c in visible}) == 1:
        return PrintedLine(tuple(characters), visible[0].baseline, visible[0].height, True)
    letters = [c for c in visible if c.text.isalnum()] or visible
    # The largest that is no single initial: smaller ones are scripts, small capitals or code.
    heights = Counter([round(c.height, 1) for c in letters])
    height = max(size for size in heights if heights[size] >= _MIN_SHARE * len(letters))
    baselines = Counter([round(c.baseline, 1) for c in letters if round(c.height, 1) == height])
    return PrintedLine(tuple(characters), baselines.most_common(1)[0][0], height, is_even)


def note_numbers(lines: Sequence[PrintedLine]) -> frozenset[str]:
    """Return the numbers that lines of notes on a page begin with."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.height] += len(line.characters)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    numbers = set()
    for line in lines:
        text = "".join(c.text for c in line.characters[:_CONTEXT])
        found = _NOTE_NUMBER.match(text)
        if found and line.height < _NOTE_HEIGHT * body:
            numbers.add(found[1])
        first = None if line.is_even else next(_runs(line), None)
        if first and first.shift is _Shift.RAISED and first.text.isdecimal():
            numbers.add(first.text)
    return frozenset(numbers)


def write_line(line: PrintedLine, noted: frozenset[str]) -> Sequence[Written]:
    """Return the text of a line; `noted` are the numbers of the notes on its page."""
    return line.characters if line.is_even else list(_write_runs(line, noted))


def _write_runs(line: PrintedLine, noted: frozenset[str]) -> Iterator[Written]:
    runs = list(_runs(line))
    before = ""
    at = 0
    while at < len(runs):
        run, size = runs[at], 1
        if run.shift is _Shift.RAISED and (found := _fraction(runs, at, before)):
            text, size = found
        elif run.shift is _Shift.RAISED:
            after = runs[at + 1].text if at + 1 < len(runs) else ""
            text = _raised(before, run.text, after, noted)
        elif run.shift is _Shift.LOWERED and before and len(run.text) <= _MAX_CHARS:
            text = lowered_text(before, run.text)
        else:
            yield from run.characters
            before = (before + run.text)[-_CONTEXT:]
            at += 1
            continue
        yield WrittenText(text, run.left, runs[at + size - 1].right)
        before = (before + text)[-_CONTEXT:]
        at += size


def _runs(line: PrintedLine) -> Iterator[_Run]:
    for shift, group in groupby(line.characters, lambda c: _shift(c, line)):
        characters = tuple(group)
        yield _Run("".join(c.text for c in characters), shift, characters)


def _shift(character: Character, line: PrintedLine) -> _Shift:
    if character.text.isspace() or not line.height:
        return _Shift.NONE
    ratio = character.height / line.height
    if ratio > _SMALL and character.text.isalpha():
        return _Shift.NONE  # as the letters of a logo, such as TeX's
    shift = (character.baseline - line.baseline) / line.height
    for most_ratio, least in _LEAST_SHIFTS:
        if ratio <= most_ratio:
            if least < abs(shift) < _MOST_SHIFT:
                return _Shift.RAISED if shift > 0 else _Shift.LOWERED
            break
    return _Shift.SMALL if ratio < _SMALL else _Shift.NONE


def _raised(before: str, text: str, after: str, noted: frozenset[str]) -> str:
    if len(text) > _MAX_CHARS:
        return text
    if not before.strip():
        return _at_line_start(text, after)
    if (
        text in {"o", "0", "°", "º"}
        and before.rstrip()[-1:].isdecimal()
        and _DEGREE_UNIT.match(after)
    ):
        return "°"
    if not after[:1].isalnum():  # a number that stands before a symbol belongs to it
        before = before.rstrip()
    return "" if is_note_mark(before, text, noted) else exponent_text(before, text)


def _at_line_start(text: str, after: str) -> str:
    """Return the number of a note, or that of an isotope before its symbol."""
    if text.isdecimal() and after[:1].isalpha() and not after[1:3].isalpha():
        return exponent_text("", text)
    return text if after[:1].isspace() else f"{text} "


def _fraction(runs: Sequence[_Run], at: int, before: str) -> tuple[str, int] | None:
    """Return a fraction that begins with the run, and how many runs it takes."""
    text = runs[at].text
    for size, run in enumerate(runs[at + 1 : at + 3], 2):
        text += run.text
        if found := _FRACTION.fullmatch(text):
            is_small = run.shift in {_Shift.LOWERED, _Shift.SMALL}
            return (fraction_text(before, found[1], found[2]), size) if is_small else None
    below = runs[at + 1] if at + 1 < len(runs) else None
    if below and below.shift is _Shift.LOWERED and _are_stacked(runs[at], below, before):
        return fraction_text(before, runs[at].text, below.text), 2
    return None


def _are_stacked(above: _Run, below: _Run, before: str) -> bool:
    """Return whether two numbers are a fraction over a bar, not exponent and index of a letter."""
    overlap = min(above.right, below.right) - max(above.left, below.left)
    is_over = overlap > 0.5 * min(above.right - above.left, below.right - below.left)
    are_numbers = above.text.isdecimal() and below.text.isdecimal()
    return is_over and are_numbers and not before[-1:].isalpha() and before[-1:] not in {")", "]"}
