"""Values of everyday attributes, drawn at random, each a whole answer with its unit or title."""

import random
from collections.abc import Callable

from training.everyday_words import (
    COLOURS,
    FIRST_NAMES,
    MATERIALS,
    MONTHS,
    PLACES,
    STREETS,
    SURNAMES,
    TITLES,
    WEEKDAYS,
)


def person(rng: random.Random) -> str:
    """A name, for about half of them with a title or initials."""
    first, last = rng.choice(FIRST_NAMES), rng.choice(SURNAMES)
    form = rng.random()
    if form < 0.5:
        return f"{first} {last}"
    return f"{rng.choice(TITLES)} {last if form < 0.8 else f'{first} {last}'}"


def _money(rng: random.Random) -> str:
    amount = rng.choice((rng.randint(1, 60), 5 * rng.randint(4, 200), 50 * rng.randint(20, 900)))
    digits = f"{amount:,}" if rng.random() < 0.8 else f"{amount}"
    if amount < 100 and rng.random() < 0.5:
        digits += rng.choice((".50", ".25", ".99", ".00"))
    sign = rng.choice("£££$$€")
    if rng.random() < 0.12:
        return f"{digits} {'euros' if sign == '€' else 'dollars' if sign == '$' else 'pounds'}"
    if rng.random() < 0.08:
        return f"{sign}{rng.randint(1, 90)}.{rng.randint(1, 9)} million"
    return f"{sign}{digits}"


def _measure(units: str, most: int) -> Callable[[random.Random], str]:
    """Values of a measure in one of some units: whole numbers up to `most`, or one decimal."""

    def make(rng: random.Random) -> str:
        unit = rng.choice(units.split(";"))
        whole = rng.randint(1, most)
        digits = f"{whole}.{rng.randint(1, 9)}" if whole < 20 and rng.random() < 0.5 else f"{whole}"
        is_joined = len(unit) <= 2 and rng.random() < 0.3
        return f"{digits}{unit}" if is_joined else f"{digits} {unit}"

    return make


def _clock(rng: random.Random) -> str:
    hour, minute = rng.randint(6, 22), rng.choice((0, 0, 15, 30, 45))
    if rng.random() < 0.4:
        return f"{hour:02}:{minute:02}"
    half = rng.choice(("am", " a.m.")) if hour < 12 else rng.choice(("pm", " p.m."))
    shown = hour if hour <= 12 else hour - 12
    return f"{shown}{half}" if not minute else f"{shown}.{minute:02}{half}"


def _date(rng: random.Random) -> str:
    day, month, year = rng.randint(1, 28), rng.choice(MONTHS), rng.randint(1960, 2030)
    forms = (
        f"{day} {month} {year}", f"{month} {day}, {year}", f"{day} {month}", f"{month} {year}",
        f"{rng.choice(WEEKDAYS)} {day} {month}", f"{day:02}.{rng.randint(1, 12):02}.{year}",
    )  # fmt: skip
    return rng.choice(forms)


def _count(rng: random.Random) -> str:
    return f"{rng.choice((rng.randint(2, 40), rng.randint(20, 900), 100 * rng.randint(10, 300))):,}"


def _address(rng: random.Random) -> str:
    street = f"{rng.randint(1, 190)} {rng.choice(STREETS)}"
    return f"{street}, {rng.choice(PLACES)}" if rng.random() < 0.7 else street


def _phone(rng: random.Random) -> str:
    return f"0{rng.randint(1000, 1999)} {rng.randint(100000, 999999)}"


def _email(rng: random.Random) -> str:
    return f"{rng.choice(FIRST_NAMES)}.{rng.choice(SURNAMES)}@{rng.choice(PLACES)}.example".lower()


def _age(rng: random.Random) -> str:
    return f"{rng.randint(3, 75)}{rng.choice((' years', '', ' years old'))}"


def _percent(rng: random.Random) -> str:
    number = rng.choice((f"{rng.randint(1, 95)}", f"{rng.randint(0, 9)}.{rng.randint(1, 9)}"))
    return f"{number}{rng.choice(('%', ' %', ' per cent'))}"


_KINDS: dict[str, Callable[[random.Random], str]] = {
    "person": person,
    "money": _money,
    "length": _measure("cm;mm;m;inches;ft", 240),
    "weight": _measure("kg;g;lb;tonnes", 900),
    "volume": _measure("l;litres;ml;gallons", 120),
    "power": _measure("W;kW;watts", 2400),
    "heat": _measure("°C;degrees;°F", 240),
    "span": _measure("minutes;min;hours;h", 90),
    "term": _measure("years;months;weeks;days", 30),
    "distance": _measure("km;miles;m;kilometres", 420),
    "clock": _clock,
    "date": _date,
    "count": _count,
    "address": _address,
    "phone": _phone,
    "email": _email,
    "age": _age,
    "percent": _percent,
    "colour": lambda rng: rng.choice(COLOURS),
    "material": lambda rng: rng.choice(MATERIALS),
    "weekday": lambda rng: rng.choice(WEEKDAYS),
}


def make_value(kind: str, rng: random.Random) -> str:
    """A value of one kind; raises KeyError for a kind that there is not."""
    return _KINDS[kind](rng)
