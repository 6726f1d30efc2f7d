"""Exponents, indices and fractions as words: "m²", "m^2" and "m2" are one, "½" and "1/2" another.

Knows how they are typed and printed; not what they measure. Texts keep their
characters: only words that are compared are folded.
"""

import re
import unicodedata

_RAISED, _LOWERED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "₀₁₂₃₄₅₆₇₈₉₋"
_ON_LINE = "0123456789-"
_TO_RAISED = str.maketrans(_ON_LINE, _RAISED)
_TO_LOWERED = str.maketrans(_ON_LINE, _LOWERED)
_DASHES = "-−–"
_VULGAR = {
    unicodedata.normalize("NFKC", sign).replace("\u2044", "/"): sign
    for sign in map(chr, (*range(0xBC, 0xBF), *range(0x2150, 0x215F), 0x2189))
}
_FOLDED = (
    str.maketrans(_RAISED + _LOWERED, 2 * _ON_LINE)
    | str.maketrans("ⁿⁱ⁄∕−–", "ni//--", "^(){}")
    | {ord(sign): f" {plain}" for plain, sign in _VULGAR.items()}
)
# Matched before a word, which would end at the sign within.
NUMBER_FORMS = (
    r"(?<![\w/.,])(?:\d{1,3} )?\d{1,3}[/⁄∕]\d{1,3}(?![\w/⁄∕])"  # 2 1/2
    rf"|(?<![\w.,])\d{{1,3}} [{''.join(_VULGAR.values())}](?!\w)"  # 2 ½
    rf"|[^\W_]{{1,12}}\^[({{]?[{_DASHES}]?[^\W_]{{1,6}}[)}}]?"  # 10^6, m^{{-1}}
    r"|[^\W_]{1,12}[⁻₋][⁰¹²³⁴-⁹₀-₉]{1,3}"  # 10⁻⁶
    r"|(?<!\w)[^\W\d_]{1,4}_\d{1,2}(?!\w)"  # CO_2
)
_POWER = re.compile(rf"(\d{{1,6}})(?:\^[({{]?([{_DASHES}]?\d{{1,4}})[)}}]?|(⁻?[⁰¹²³⁴-⁹]{{1,4}}))")
_INDEXED = re.compile(r"[^\W\d_]{1,4}_\d{1,2}")
_FRACTION = re.compile(r"(?:(\d{1,3}) )?(\d{1,3}/\d{1,3})")
# "106" may be a million without its exponent; other numbers are hardly ever powers.
_MAYBE_POWER = re.compile(r"(10)([1-9]\d?)")
_UNIT = re.compile(r"([^\W\d_]{1,12})(-?\d{1,2})")
_FORMULA = re.compile(r"[^\W\d_][^\W_]{2,29}")  # such as c6h12o6


def fold_number_forms(word: str) -> str:
    """Return a word with plain digits: "m2" for "m²", "10^6" for "10⁶", "2 1/2" for "2½"."""
    if word.isascii() and word.isalnum():
        return word
    if power := _POWER.fullmatch(word):
        return f"{power[1]}^{(power[2] or power[3]).translate(_FOLDED)}"
    if _INDEXED.fullmatch(word):
        return word.replace("_", "")
    return " ".join(word.translate(_FOLDED).split())


def number_form_spellings(word: str) -> tuple[str, ...]:
    """Return a folded word and the other ways in which a text may print it."""
    if fraction := _FRACTION.fullmatch(word):
        whole, sign = fraction[1] or "", _VULGAR.get(fraction[2])
        printed = (f"{whole}{sign}", f"{whole} {sign}") if whole else (sign or "",)
        return (word, *printed) if sign else (word,)
    base, _, exponent = word.partition("^")
    if exponent:
        return word, base + exponent.translate(_TO_RAISED)
    if power := _MAYBE_POWER.fullmatch(word):
        return word, power[1] + power[2].translate(_TO_RAISED)
    if unit := _UNIT.fullmatch(word):
        raised, lowered = unit[2].translate(_TO_RAISED), unit[2].translate(_TO_LOWERED)
        return word, unit[1] + raised, unit[1] + lowered, f"{unit[1]}^{unit[2]}"
    if _FORMULA.fullmatch(word) and not word.isalpha():
        return word, word.translate(_TO_LOWERED)
    return (word,)
