"""Find the number of the page in a running line: "7", "– vii –", "Page 7 of 12", "Title | 7".

Knows how page numbers are written; not which pages there are.
"""

import re
from dataclasses import dataclass

from qa_bot.text.line_breaks import CELL_SEPARATOR

_WORD = (
    r"(?:page|p a g e|pg\.?|pp?\.|seite|s\.|blatt|side|sida|sivu|str(?:ana|ona|ánka|anica|\.)?"
    r"|страница|стр\.?|с\.|лист|página|pág\.|pagina|pag\.|oldal|sayfa|sheet|folio|halaman)"
)
_OF = r"(?: ?(?:/|\u2044|of|von|de|di|van|av|af|sur|z|ze|из) ?\d{1,4})"
_NUMBER = r"(?:\d{1,4}|[ivxlc]{1,9})"
_NAMED = re.compile(
    rf"(?:{_WORD} ?({_NUMBER}){_OF}?|({_NUMBER}){_OF}|({_NUMBER}) ?\|? ?{_WORD}"
    r"|第? ?(\d{1,4}) ?[页頁])",
    re.I,
)
_BARE = re.compile(rf"(?:[-–—] ?({_NUMBER}) ?[-–—]|[\[(]?({_NUMBER})[\])]?)", re.I)
_SEPARATORS = re.compile(r" [|·•–—/-] ")
_MIN_WORDS = 2  # beside a number after a dash: "Part – 2" is a heading
_ROMAN = re.compile(r"(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_YEARS = range(1500, 2101)  # likelier a year than the number of a page
_MAX_CHARS = 300  # of a line; no running line is longer


@dataclass(frozen=True, slots=True)
class PageCounter:
    """The number of a page as printed; `is_named` where a word or a total says what it is."""

    number: int
    is_roman: bool
    is_named: bool
    is_alone: bool


def page_counter(text: str) -> PageCounter | None:
    """Return the page number in a line, alone or set apart at either end, or None."""
    text = " ".join(text.split())
    if len(text) > _MAX_CHARS:
        return None
    if whole := _counter(text, is_alone=True):
        return whole
    cells = text.split(CELL_SEPARATOR)
    parts = cells if len(cells) > 1 else _SEPARATORS.split(text)
    for part, others in ((parts[0], parts[1:]), (parts[-1], parts[:-1])):
        is_beside = len(cells) > 1 or len(" ".join(others).split()) >= _MIN_WORDS
        if is_beside and (found := _counter(part, is_alone=False)):
            return found
    return None


def _counter(text: str, *, is_alone: bool) -> PageCounter | None:
    named = _NAMED.fullmatch(text)
    found = named or _BARE.fullmatch(text)
    written = next(filter(None, found.groups()), "") if found else ""
    if written.isdecimal():
        if int(written) in _YEARS and named is None:
            return None
        return PageCounter(int(written), False, named is not None, is_alone)
    # Numerals in mixed letters are words, such as "Mix".
    number = _roman_number(written.lower()) if written in {written.lower(), written.upper()} else 0
    return PageCounter(number, True, named is not None, is_alone) if number else None


def _roman_number(text: str) -> int:
    """Return the value of a well-formed roman numeral below 100, or 0."""
    if not text or not _ROMAN.fullmatch(text):
        return 0
    values = [_ROMAN_VALUES[letter] for letter in text]
    following = [*values[1:], 0]
    return sum(
        -value if value < after else value for value, after in zip(values, following, strict=True)
    )
