"""Superscripts, subscripts and fractions as plain text that stays true.

Unicode where it has the characters, "^" and "_" before them where it has not.
"""

import re
import unicodedata

_RAISED = dict(zip("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ", strict=True))
_LOWERED = dict(zip("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))
# Endings of ordinals and abbreviations, which are read as if they stood on the line.
_ENDINGS = frozenset(
    "st nd rd th e er re ère ème ième me mme lle gr le ter bis os as ra ro TM SM".split()
)
_ORDINAL_LETTERS = {"o": "º", "a": "ª", "°": "°", "º": "º", "ª": "ª"}


def superscript(text: str) -> str:
    """Return what to write for raised text: "²", "st" of "1st", or "^x"."""
    if text in _ORDINAL_LETTERS:
        return _ORDINAL_LETTERS[text]
    if text in _ENDINGS or not any(character.isalnum() or character in "+-−" for character in text):
        return text
    return _written(text, _RAISED, "^")


def subscript(text: str) -> str:
    """Return what to write for lowered text: "₂" or "_max"."""
    return _written(text, _LOWERED, "_") if any(map(str.isalnum, text)) else text


def fraction(numerator: str, denominator: str) -> str:
    """Return a fraction: "½", or "3/17" where Unicode has no character for it."""
    return _VULGAR.get((numerator, denominator), f"{numerator}/{denominator}")


def _written(text: str, characters: dict[str, str], mark: str) -> str:
    if all(character in characters for character in text):
        return "".join(characters[character] for character in text)
    return f"{mark}{text}" if text.isalnum() else f"{mark}({text})"


def _vulgar_fractions() -> dict[tuple[str, str], str]:
    found = {}
    for code in (*range(0xBC, 0xBF), *range(0x2150, 0x215F)):
        parts = re.split("\u2044", unicodedata.normalize("NFKC", chr(code)))
        found[parts[0], parts[1]] = chr(code)
    return found


_VULGAR = _vulgar_fractions()
