"""Measures: numbers with their unit, in one base unit a dimension, so that they compare.

Knows metric and common imperial units, money, clock times and durations in English.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WORDS = {
    word: float(value)
    for value, word in enumerate(
        "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
        " fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
} | {
    "thirty": 30.0, "forty": 40.0, "fifty": 50.0, "sixty": 60.0, "seventy": 70.0, "eighty": 80.0,
    "ninety": 90.0, "half": 0.5,
}  # fmt: skip
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "and a half": 0.5}
_SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "m": 1e6,
    "billion": 1e9,
    "bn": 1e9,
}
# By dimension, how many of the base unit each unit is.
_UNITS = {
    "duration, seconds": "second/1 sec/1 s/1 minute/60 min/60 hour/3600 hr/3600 h/3600 day/86400"
    " night/86400 week/604800 month/2629800 year/31557600 yr/31557600",
    "length, metres": "mm/0.001 cm/0.01 m/1 metre/1 meter/1 km/1000 kilometre/1000 kilometer/1000"
    " inch/0.0254 foot/0.3048 feet/0.3048 ft/0.3048 yard/0.9144 mile/1609.344",
    "mass, grams": "mg/0.001 g/1 gram/1 kg/1000 kilo/1000 kilogram/1000 tonne/1000000 ton/1000000"
    " oz/28.35 ounce/28.35 lb/453.6 stone/6350",
    "area, m²": "m²/1 m2/1 squaremetre/1 squaremeter/1 sqm/1 ha/10000 hectare/10000 acre/4046.9"
    " km²/1000000 km2/1000000 squarekm/1000000 squarekilometre/1000000 squaremile/2589988"
    " squarefoot/0.0929 squarefeet/0.0929 sqft/0.0929",
    "volume, litres": "ml/0.001 cl/0.01 dl/0.1 l/1 litre/1 liter/1 pint/0.568 gallon/4.546",
    "power, watts": "w/1 watt/1 kw/1000",
    "level, decibels": "db/1",
    "share, per cent": "%/1 percent/1 cent/1",
    "temperature, degrees": "°c/1 °/1 degree/1",
    "speed, km/h": "mph/1.609344 km/h/1 kph/1",
    "storage, megabytes": "kb/0.001 mb/1 gb/1000 tb/1000000",
    "money, £": "£/1 pound/1 gbp/1 p/0.01 penny/0.01 pence/0.01",
    "money, $": "$/1 dollar/1 usd/1",
    "money, €": "€/1 euro/1 eur/1",
    "money, ¥": "¥/1 yen/1 yuan/1",
    "money, crowns": "crown/1 kr/1 krona/1 kronor/1 krone/1 kroner/1 koruna/1 kč/1 czk/1",
    "money, francs": "franc/1 chf/1",
    "money, zł": "zł/1 złoty/1 złote/1 złotych/1 zloty/1 pln/1",
    "money, ₹": "₹/1 rupee/1 rs/1",
    "money, rand": "r/1 rand/1",
    "money, soles": "sol/1 sole/1",
    **{
        f"money, {name}": f"{name}/1"
        for name in (
            "shilling cedi peso dinar dirham lira baht forint rouble ruble hryvnia naira"
            " riyal rial shekel ringgit taka birr dong kuna lari tenge som"
        ).split()
    },
}
_BASES = {
    unit: (dimension, float(size))
    for dimension, units in _UNITS.items()
    for unit, size in (pair.rsplit("/", 1) for pair in units.split())
}
_NUMBER_WORD = rf"(?:{'|'.join(_WORDS)})"
# Letters are a currency only in capitals before a number: "R420", "EUR 5".
_CURRENCY = (
    r"(?P<currency>[£$€¥₹]|(?-i:\bR(?=\d++(?:[.,]\d++)*(?![\w-]))"
    r"|\b(?:Rs|CHF|EUR|USD|GBP|PLN)\b(?=\.?\s?\d)))"
)
_MEASURE = re.compile(
    rf"(?:{_CURRENCY}\.?\s?|(?<![\w.,:/-])|(?<=[\s(][-−])|(?<=\A[-−]))"
    r"(?:(?P<digits>\d++(?:[.,]\d++)*+)(?P<fraction>[½¼¾]| and a half\b)?"
    rf"|(?P<word>\b{_NUMBER_WORD})\b(?:-(?P<ones>one|two|three|four|five|six|seven|eight|nine)\b"
    r"|(?P<and_half> and a half\b)|(?<=half) an?\b)?)"
    r"(?:\s?(?P<scale>million|billion|thousand|hundred|bn|k)\b)?"
    r"(?:[ -]?(?:per )?(?P<unit>%|°\s?C?|km/h|(?:sq(?:uare)?\s)?[^\W\d_]{1,10}[²2]?)(?![\w]))?",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
# Two of these beside each other are two amounts: "£3 and £2".
_NEVER_JOINED = ("money", "temperature", "area", "share", "level")
_MINUS = re.compile(r"(?:\A|(?<=[\s(]))(?P<sign>[-−]|minus )\Z", re.IGNORECASE)
# Characters before a number in which its sign stands: a space and "minus ".
_MINUS_CHARS = 7
_FREE = re.compile(r"\s*(?:free|no charge|included)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Measure:
    """A number in the base unit of its dimension, "" without a unit, at [start, end) of a text.

    `unit_size` is how many of the base unit its own unit is.
    """

    value: float
    dimension: str
    start: int
    end: int
    unit_size: float = 1.0


def measures(text: str, start: int = 0, end: int | None = None) -> Iterator[Measure]:
    """Yield the measures of a text in order; "1 hour 45 minutes" is one."""
    last = len(text) if end is None else end
    pending: Measure | None = None
    for found in _MEASURE.finditer(text, start, last):
        measure = _measure(found)
        if pending is not None:
            gap = text[pending.end : measure.start].strip()
            is_one = pending.dimension == measure.dimension != "" and gap in ("", "and")
            is_one = is_one and not measure.dimension.startswith(_NEVER_JOINED)
            if is_one and 0 < measure.value < pending.value:
                total = pending.value + measure.value
                pending = Measure(total, measure.dimension, pending.start, measure.end)
                continue
            yield pending
        pending = measure
    if pending is not None:
        yield pending


def cell_measure(text: str, start: int, end: int) -> Measure | None:
    """Return the first measure of a table's cell; "free" costs nothing. None without a number."""
    if free := _FREE.match(text, start, end):
        return Measure(0.0, "", free.start(), free.end())
    return next(measures(text, start, end), None)


def _measure(found: re.Match[str]) -> Measure:
    kind = "digits" if found["digits"] else "word"
    value = _value(found) * _SCALES.get((found["scale"] or "").lower(), 1.0)
    first = found.start("currency" if found["currency"] else kind)
    last = max(found.end(each) for each in (kind, "fraction", "ones", "and_half", "scale"))
    if currency := found["currency"]:
        if (found["unit"] or "") in ("m", "M"):
            value, last = value * _SCALES["m"], found.end("unit")
        return Measure(value, _BASES[currency.lower()][0], first, last)
    if sign := _MINUS.search(found.string, max(0, first - _MINUS_CHARS), first):
        value, first = -value, sign.start("sign")
    unit = _base(found["unit"] or "")
    if unit is None:
        return Measure(value, "", first, last)
    return Measure(value * unit[1], unit[0], first, found.end("unit"), unit[1])


def _value(found: re.Match[str]) -> float:
    """Return the number of a match before its scale: "2½" is 2.5, "twenty-five" 25."""
    part = _FRACTIONS.get((found["fraction"] or found["and_half"] or "").strip().lower(), 0.0)
    if found["digits"]:
        return _number(found["digits"]) + part
    return _WORDS[found["word"].lower()] + _WORDS.get((found["ones"] or "").lower(), 0.0) + part


def _base(unit: str) -> tuple[str, float] | None:
    plain = unit.lower().replace(" ", "")
    return _BASES.get(plain) or _BASES.get(plain.removesuffix("s")) or _BASES.get(plain[:-2])


def _number(digits: str) -> float:
    plain = digits.replace(",", "") if _GROUPED.fullmatch(digits) else digits.replace(",", ".")
    whole, _, rest = plain.partition(".")
    # "1.234.567" is grouped by dots, and no fraction.
    return float(f"{whole}.{rest}") if "." not in rest else float(plain.replace(".", ""))
