"""Numbers, dates and times in one way of writing, so that they compare whatever the wording.

"2024-02-04", "4th February" and "the fourth of February", "8pm" and "20:00", "12–15" and
"12 to 15", "twenty-five" and "25", "85 000" and "85000", "half an hour" and "0.5 hour".
English, and the digits of any language.
"""

import re
from fractions import Fraction
from functools import lru_cache

_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_ISO_DATE = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_DOTTED_DATE = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b")
_ORDINAL = re.compile(r"\b(\d{1,9})(?:st|nd|rd|th)\b", re.IGNORECASE)
# Three or more groups of digits are a telephone number; the plus and brackets say nothing more.
_TELEPHONE = re.compile(r"\+?\(?\b\d{2,5}\)?(?:[ \u00a0/-]\d{2,5}){2,5}\b(?![-–]\d)")
# Digits grouped by spaces, as in French and in SI; a year is no such group.
_SPACED = re.compile(r"\b\d{1,3}(?:[ \u00a0\u202f]\d{3})+\b")
# "1.234,50", as in German.
_POINTED = re.compile(r"\b\d{1,3}(?:\.\d{3})+,\d+\b")
_FAHRENHEIT = re.compile(r"([-−]?\b\d{1,4}(?:\.\d+)?)\s?(?:°\s?F|degrees? Fahrenheit)\b")
_RANGE = re.compile(r"(?<=\d)\s?[–—-]\s?(?=\d)")
_TIME = re.compile(
    r"\b(?P<hour>[01]?\d|2[0-3])(?:[:.h](?P<minute>[0-5]\d))?\s?(?P<half>[ap])\.?\s?m\b\.?"
    r"|\b(?P<hour24>[01]?\d|2[0-3]):(?P<minute24>[0-5]\d)(?![:\d])",
    re.IGNORECASE,
)
_NOON = 12  # hours, at which the clock of twelve hours begins again
_DECADE = re.compile(r"\b((?:1\d|20)\d0)['’]?s\b")
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_UNITS = "one two three four five six seven eight nine".split()
_COMPOUND = re.compile(rf"\b({'|'.join(_TENS)})[- ]({'|'.join(_UNITS)})\b", re.IGNORECASE)
_SEVENTY = re.compile(r"\b(seventy|eighty)\b", re.IGNORECASE)
_HUNDREDS = re.compile(rf"\b(a|{'|'.join(_UNITS)}) hundred\b(?! and)", re.IGNORECASE)
_ORDINAL_WORDS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth"
    " fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_ORDINAL_WORD = re.compile(rf"\b(?:{'|'.join(_ORDINAL_WORDS)})\b", re.IGNORECASE)
_BARE_HALF = re.compile(r"\bhalf\b(?! (?:an?|past) )", re.IGNORECASE)
_HALF = re.compile(r"\bhalf an? (?=\w)", re.IGNORECASE)
_SPEED = re.compile(
    r"(?<=\d)\s?(?:kilomet(?:re|er)s?|kms?)(?: per |/| an )(?:hour|h)\b|(?<=\d)\s?kmh\b"
)
_MILES = re.compile(r"(?<=\d) miles (?:per|an) hour\b")
_PARTS = {
    **{name: size for size, name in enumerate(_ORDINAL_WORDS[2:10], 3)},
    "half": 2,
    "halves": 2,
    "quarter": 4,
    "hundredth": 100,
}
_FRACTION = re.compile(
    rf"\b(?P<count>an?|{'|'.join(_UNITS)}|\d)[- ](?P<part>{'|'.join(_PARTS)})s?\b"
    r"(?! (?:time|place|year|day|floor|century|season|edition|goal|victory|largest|biggest))"
    r"|(?<![\d/])(?P<above>\d{1,2})/(?P<below>\d{1,2})(?![\d/])"
    r"|(?P<sign>[½¼¾⅓⅔⅕⅛])",
    re.IGNORECASE,
)
_SIGNS = {
    "½": Fraction(1, 2),
    "¼": Fraction(1, 4),
    "¾": Fraction(3, 4),
    "⅓": Fraction(1, 3),
    "⅔": Fraction(2, 3),
    "⅕": Fraction(1, 5),
    "⅛": Fraction(1, 8),
}


@lru_cache(64)  # the passages of some questions
def with_plain_numbers(text: str) -> str:
    """Return a text whose numbers are written plainly; its clock times and decades are left out.

    Those have sets of their own, `clock_times` and `decades`.
    """
    plain = _DOTTED_DATE.sub(lambda m: _date(m[3], m[2], m[1]), text)
    plain = _FAHRENHEIT.sub(lambda m: f"{_celsius(m[1]):.4g} °C", plain)
    plain = _POINTED.sub(lambda m: m.group().replace(".", "").replace(",", "."), plain)
    plain = _ISO_DATE.sub(lambda m: _date(m[1], m[2], m[3]), plain)
    plain = _DECADE.sub(" ", _TIME.sub(" ", plain))
    plain = _TELEPHONE.sub(lambda m: re.sub(r"\D", "", m.group()), plain)
    plain = _SPACED.sub(lambda m: re.sub(r"\D", "", m.group()), plain)
    plain = _RANGE.sub(" to ", plain)
    plain = _FRACTION.sub(lambda m: m.group() if m["part"] == "half" else " ", _in_digits(plain))
    return _ORDINAL.sub(r"\1", _MILES.sub(" mph", _SPEED.sub(" km/h", plain)))


def _in_digits(text: str) -> str:
    plain = _COMPOUND.sub(lambda m: f"{_tens(m[1]) + _unit(m[2])}", text)
    plain = _SEVENTY.sub(lambda m: str(_tens(m[1])), plain)
    plain = _HUNDREDS.sub(lambda m: str(100 * _unit(m[1])), plain)
    return _HALF.sub("0.5 ", plain)


def ordinals(text: str) -> frozenset[int]:
    """Return the ordinals of a text, in words or in figures, and the days of its dates."""
    words = (m.group().lower() for m in _ORDINAL_WORD.finditer(text))
    figures = (int(m[1]) for m in _ORDINAL.finditer(text))
    return frozenset({*(_ORDINAL_WORDS.index(word) + 1 for word in words), *figures})


def clock_times(text: str) -> frozenset[tuple[int, int]]:
    """Return the clock times of a text, in hours of 24 and minutes."""
    found = set()
    for match in _TIME.finditer(text):
        hour = int(match["hour"] or match["hour24"])
        if match["half"]:
            hour = hour % _NOON + (_NOON if match["half"].lower() == "p" else 0)
        found.add((hour, int(match["minute"] or match["minute24"] or 0)))
    return frozenset(found)


def decades(text: str) -> frozenset[str]:
    """Return the decades of a text, such as "1990"."""
    return frozenset(_DECADE.findall(text))


@lru_cache(64)  # the passages of some questions
def fractions(text: str) -> frozenset[Fraction]:
    """Return the fractions of a text, in words, figures or signs."""
    found = set()
    for match in _FRACTION.finditer(text):
        if match["sign"]:
            found.add(_SIGNS[match["sign"]])
        elif match["above"]:
            if below := int(match["below"]):
                found.add(Fraction(int(match["above"]), below))
        else:
            count = match["count"].lower()
            found.add(Fraction(_unit(count), _PARTS[match["part"].lower()]))
    if _BARE_HALF.search(text):
        found.add(Fraction(1, 2))
    return frozenset(found)


def _date(year: str, month: str, day: str) -> str:
    at = int(month)
    name = _MONTHS[at - 1] if 1 <= at <= len(_MONTHS) else month
    return f"{int(day)} {name} {year}"


def _celsius(fahrenheit: str) -> float:
    return (float(fahrenheit.replace("−", "-")) - 32) * 5 / 9


def _tens(word: str) -> int:
    return 10 * (_TENS.index(word.lower()) + 2)


def _unit(word: str) -> int:
    if word.isdigit():
        return int(word)
    return 1 if word.lower() in ("a", "an") else _UNITS.index(word.lower()) + 1
