"""Tell the raised mark of a note from an exponent, by what it follows.

Knows text; not where it stands. A mark left in the text would join a number or
a word; an exponent dropped would change a quantity.
"""

import re

_MARK = re.compile(r"\[?\d{1,3}(?: ?[,–-] ?\d{1,3})*+\]?|[\[(]?[a-h][\])]?|[*†‡§¶]{1,3}")
_NUMBERS = re.compile(r"\d+")
_WORD_BEFORE = re.compile(r"[^\W\d_]{1,24}$")
_NUMBER_BEFORE = re.compile(r"\d[\d.,]{0,23}$")
_QUANTITY_BEFORE = re.compile(r"\d ?[^\W\d_]{1,5}$")
_WORDS_IN_BRACKETS = re.compile(r"[^\W\d_]{3}")
_UNITS = frozenset(
    "m mm cm dm km nm µm μm in ft yd mi s ms min h kg g mg l ha Å px м мм см дм км с".split()
)
_FUNCTIONS = frozenset("sin cos tan cot sec log ln exp tg ctg".split())
_INDICES = frozenset("₀₁₂₃₄₅₆₇₈₉")
_POWERS = {"2", "3", "4"}  # the powers of units and of names that are written at all often
_MAX_BASE_DIGITS = 2  # a longer number, such as a year, is not raised to a power
_CONTEXT = 24  # characters before a mark that are looked at


def is_note_mark(before: str, mark: str, noted: frozenset[str]) -> bool:
    """Return whether a raised `mark` after the text `before` leads to a note.

    `noted` are the numbers of the notes on the page.
    """
    if not _MARK.fullmatch(mark) or not before or before[-1].isspace():
        return False
    before = before[-_CONTEXT:]
    if mark[0] in "*†‡§¶[(" or len(_NUMBERS.findall(mark)) > 1:
        return True
    if before[-1] in _INDICES:
        return mark in noted
    if before[-1] in ")]":
        return mark in noted or not _is_formula(before)
    if number := _NUMBER_BEFORE.search(before):
        return mark.isdecimal() and _follows_number(number[0], mark, noted)
    if word := _WORD_BEFORE.search(before):
        return _follows_word(before, word[0], mark, noted)
    return True


def _follows_number(number: str, mark: str, noted: frozenset[str]) -> bool:
    if number in {"10", "2"}:
        return False
    return mark in noted or len(_NUMBERS.findall(number)[-1]) > _MAX_BASE_DIGITS


def _follows_word(before: str, word: str, mark: str, noted: frozenset[str]) -> bool:
    if mark.isalpha():
        return len(word) > 2 and word[-1].islower()
    if word in _UNITS and mark in _POWERS and (word != "in" or _QUANTITY_BEFORE.search(before)):
        return mark in noted and not _QUANTITY_BEFORE.search(before)
    if len(word) == 1:
        is_formula = before[-2:-1] in _INDICES if len(before) > 1 else False
        return mark in noted and (word in "aAI" or is_formula)
    is_name = word in _FUNCTIONS or (len(word) == 2 and not set(word.casefold()) & set("aeiouy"))
    return mark in noted or not (is_name and mark in _POWERS)


def _is_formula(before: str) -> bool:
    """Return whether brackets that end the text hold a formula and not words."""
    start = max(before.rfind("("), before.rfind("["))
    return start >= 0 and not _WORDS_IN_BRACKETS.search(before, start)
