"""Raised and lowered characters in a line of text: exponents, indices, fractions, note marks.

Written in Unicode's superscripts and subscripts where there are such, else after
"^" or "_"; the numbers of a chemical formula as plain digits. Knows what stands
before them; not file formats.
"""

import re

_SUPERSCRIPTS = str.maketrans("0123456789+-−–=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿⁱ")
_SUBSCRIPTS = str.maketrans("0123456789+-−–=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎")
_RAISED = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_LOWERED = frozenset("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_FRACTIONS = {
    "1/2": "½", "1/3": "⅓", "2/3": "⅔", "1/4": "¼", "3/4": "¾", "1/5": "⅕", "2/5": "⅖",
    "3/5": "⅗", "4/5": "⅘", "1/6": "⅙", "5/6": "⅚", "1/8": "⅛", "3/8": "⅜", "5/8": "⅝", "7/8": "⅞",
}  # fmt: skip
_SIGNS = {"tm": "™", "sm": "℠", "(r)": "®", "®": "®", "™": "™", "o": "º", "a": "ª"}
_RAISED_SIGNS = frozenset("ªº°′″‴")  # drawn high by themselves
_NOTE_NUMBER = re.compile(r"\d{1,3}(?: ?[,;–-] ?\d{1,3}){0,9}")
_NOTE_SIGN = re.compile(r"\[[^\[\]]{1,12}\]|[*†‡§¶]{1,4}|\(\d{1,3}\)")
# Matched backwards, from the end of what stands before.
_LETTERS = re.compile(r"[^\W\d_]+")
_NUMERALS = re.compile(r"[\d.,]+")
_BRACKETED = re.compile(r"\([^()]*\)")
_ROMAN = re.compile(r"[IVXLC]+")
_SYMBOL_BEFORE = re.compile(r"(?:[A-Z][a-z]?|[)\]])\Z")
_PROSE = re.compile(r"[^\W\d_]{3}|\d{4}")
# Words that are raised to a power: units and functions. Others are words with a note.
_RAISED_WORDS = frozenset(
    "m mm cm dm km nm pm ft yd mi sq s ms sec min h hr kg g mg l mol rad px inch feet foot yard "
    "mile metre metres meter meters sin cos tan cot sec csc sinh cosh tanh log ln exp det".split()
)
_AFTER_NUMBER = re.compile(r"\d\s?(?:in|ha|a)\Z")  # units that are also words
_SENTENCE_MARKS = ".,;:!?…\"”’»'"
# The first year and the last that a number of four digits is read as, before a note's number.
_FIRST_YEAR, _LAST_YEAR = 1000, 2099
_MAX_POWER_DIGITS = 3  # a longer number has a note rather than a power
_MAX_CHARS = 16  # a longer text is small print, not a mark
# As many characters before a raised text decide what it is.
CONTEXT_CHARS = 40


def raised_text(before: str, text: str, after: str = "") -> str:
    """Return how to write a raised text after `before` and directly before `after`.

    A power becomes "10⁶" or "x^k", an ordinal stays "3rd", and the mark of a
    note becomes "".
    """
    mark = " ".join(text.split())
    base = before[-CONTEXT_CHARS:].rstrip()
    if not mark or _NOTE_SIGN.fullmatch(mark):
        return ""
    if _NOTE_NUMBER.fullmatch(mark) and _is_note(base, after, before[-1:].isspace()):
        return ""
    return "" if _is_note_letter(base, mark) else exponent_text(before, mark)


def exponent_text(before: str, text: str) -> str:
    """Return how to write a raised text that is not the number of a note: "⁶", "st", "^(k+1)"."""
    mark = " ".join(text.split())
    base = before[-CONTEXT_CHARS:].rstrip()
    if (sign := _SIGNS.get(mark.lower())) and (len(mark) > 1 or not mark.isalpha()):
        return sign
    if mark in _RAISED_SIGNS or not _has_meaning(mark):
        return mark
    if mark.isalpha():
        return _raised_letters(base, mark)
    if len(mark) > _MAX_CHARS or (" " in mark and mark.replace(" ", "").isalpha()):
        return f" {mark}" if before[-1:].isalnum() else mark
    return superscript(mark)


def lowered_text(before: str, text: str) -> str:
    """Return how to write a lowered text after `before`: "H2O", "x₁", "x_max"."""
    mark = " ".join(text.split())
    if not mark:
        return ""
    if len(mark) > _MAX_CHARS or " " in mark:
        return f" {mark}" if before[-1:].isalnum() else mark
    if not before[-1:].strip() or not _has_meaning(mark):
        return mark
    if mark.isdigit() and _SYMBOL_BEFORE.search(before[-CONTEXT_CHARS:]):
        # As people write and look for formulas, which are as clear without.
        return mark
    return subscript(mark)


def superscript(text: str) -> str:
    """Return an exponent whatever it stands on: "²", "^max" or "^(k+1)"."""
    return _written("".join(text.split()), _SUPERSCRIPTS, _RAISED, "^")


def subscript(text: str) -> str:
    """Return an index whatever it stands on: "₂", "_max" or "_(k+1)"."""
    return _written("".join(text.split()), _SUBSCRIPTS, _LOWERED, "_")


def fraction_text(before: str, above: str, below: str) -> str:
    """Return a fraction after `before`, such as "½", or " 5/16" after a whole number."""
    plain = f"{above.strip()}/{below.strip()}"
    if plain in _FRACTIONS:
        return _FRACTIONS[plain]
    return f" {plain}" if before[-1:].isdigit() else plain


def _written(mark: str, table: dict[int, int], known: frozenset[str], sign: str) -> str:
    written = mark.translate(table)
    if all(character in known for character in written):
        return written
    is_grouped = _BRACKETED.fullmatch(mark) is not None
    is_simple = len(mark) == 1 or mark.isalnum() or is_grouped
    return f"{sign}{mark}" if is_simple else f"{sign}({mark})"


def _is_note(base: str, after: str, is_apart: bool) -> bool:
    """Return whether a raised number is that of a note, by what it stands on."""
    if not base or (is_apart and after[:1].isupper()):
        # "¹⁴C" is an isotope, "1 See page 9" a note.
        return not after[:1].isupper()
    if base[-1] in _SENTENCE_MARKS:
        return True
    if base[-1] in ")]":
        return _PROSE.search(base[max(base.rfind("("), base.rfind("[")) + 1 :]) is not None
    if number := _at_end(_NUMERALS, base).lstrip(".,"):
        is_year = number.isascii() and number.isdigit() and _is_year(int(number))
        return is_year or sum(map(str.isdigit, number)) > _MAX_POWER_DIGITS
    word = _at_end(_LETTERS, base)
    if len(word) <= 1 or word.lower() in _RAISED_WORDS:
        return False
    # "AB²" is a length in geometry, "in²" an area after a number; "NaCl" with a 2 has a note.
    return not (word.isupper() and len(word) == len("AB")) and not _AFTER_NUMBER.search(base)


def _at_end(pattern: re.Pattern[str], text: str) -> str:
    """Return the run of characters that a text ends in."""
    found = pattern.match(text[::-1])
    return found[0][::-1] if found else ""


def _is_year(number: int) -> bool:
    return _FIRST_YEAR <= number <= _LAST_YEAR


def _has_meaning(mark: str) -> bool:
    """Return whether a mark has a letter, a digit or a sign; others are high or low by design."""
    return any(c.isalnum() or c in _RAISED or c in "+-−–=" for c in mark)


def _is_note_letter(base: str, mark: str) -> bool:
    """Return whether a raised letter is the mark of a note, as it stands on a word."""
    if len(mark) != 1 or not mark.isalpha() or mark in _RAISED_SIGNS or _is_ordinal(base, mark):
        return False
    word = _at_end(_LETTERS, base)
    return len(word) > 1 and word.lower() not in _RAISED_WORDS


def _is_ordinal(base: str, mark: str) -> bool:
    """Return whether a letter ends an ordinal or the short form of "numero"."""
    if base[-1:].isdigit():
        return mark in "eoa"
    return mark in "eo" and (bool(_at_end(_ROMAN, base)) or base[-1:].lower() == "n")


def _raised_letters(base: str, mark: str) -> str:
    """Return raised letters: a power of a variable, an ordinal or an abbreviation."""
    word = _at_end(_LETTERS, base)
    if len(mark) == 1:
        if _is_ordinal(base, mark) or (len(word) > 1 and mark in "oa"):
            return _SIGNS.get(mark, mark)
        return superscript(mark) if base else mark
    is_power = len(word) == 1 and word.islower() and word != "n"
    return f"^{mark}" if is_power else mark
