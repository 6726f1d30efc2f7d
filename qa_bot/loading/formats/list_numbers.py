"""Numbers of list items as their document writes them: 1, iv, c, 2.3.

Knows formats of numbers and counters by level; not how a document stores them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_MOST_ROMAN = 4999  # a greater number has no Roman form in use
_ALPHABET = 26  # letters
# Bullets that say something: whether a task is done.
BOXES = frozenset("☐☑☒✓✔✗✘")
_CYRILLIC = "абвгдежзиклмнопрстуфхцчшщэюя"


@dataclass(frozen=True, slots=True)
class LevelFormat:
    """How a level of a list is numbered.

    `pattern` holds "%1" for the number of the first level, and so on; `style`
    is decimal, lower-roman, upper-roman, lower-alpha, upper-alpha, zero,
    ordinal, cyrillic, bullet or none.
    """

    style: str = "decimal"
    pattern: str = "%1."
    start: int = 1
    is_legal: bool = False  # whether the numbers of all levels are written as decimals


class ListCounter:
    """The running numbers of one list, by level."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}

    def restart(self, level: int, start: int) -> None:
        """Let the next item of a level have the number `start`."""
        self._numbers[level] = start - 1
        self._forget_below(level)

    def next_marker(self, level: int, formats: Mapping[int, LevelFormat]) -> str:
        """Count an item and return what stands before it; "" for nothing."""
        own = formats.get(level, LevelFormat(pattern=f"%{level + 1}."))
        number = self._numbers.get(level)
        self._numbers[level] = own.start if number is None else number + 1
        self._forget_below(level)
        if own.style == "bullet":
            return f"{own.pattern} " if own.pattern in BOXES else "- "
        marker = own.pattern
        for above in range(level + 1):
            form = formats.get(above, LevelFormat())
            style = "decimal" if own.is_legal else form.style
            shown = number_text(self._numbers.get(above, form.start), style)
            marker = marker.replace(f"%{above + 1}", shown)
        marker = marker.strip()
        return f"{marker} " if marker else ""

    def _forget_below(self, level: int) -> None:
        for deeper in [each for each in self._numbers if each > level]:
            del self._numbers[deeper]


def number_text(number: int, style: str) -> str:
    """Return a number in a style of `LevelFormat`."""
    if style == "none":
        return ""
    if style in ("lower-roman", "upper-roman") and 0 < number <= _MOST_ROMAN:
        roman = _roman(number)
        return roman.upper() if style == "upper-roman" else roman
    if style in ("lower-alpha", "upper-alpha") and 0 < number <= _MOST_ROMAN:
        # After z come aa and bb, as word processors count.
        times, index = divmod(number - 1, _ALPHABET)
        letter = chr(ord("a") + index) * (times + 1)
        return letter.upper() if style == "upper-alpha" else letter
    if style == "cyrillic" and 0 < number <= len(_CYRILLIC):
        return _CYRILLIC[number - 1]
    if style == "zero":
        return f"{number:02}"
    return f"{number}{_ordinal_end(number)}" if style == "ordinal" else str(number)


def _roman(number: int) -> str:
    parts = []
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        parts.append(letters * times)
    return "".join(parts)


def _ordinal_end(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
