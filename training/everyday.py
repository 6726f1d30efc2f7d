"""Everyday records as labels, tables and notices, with questions and near misses.

Each draw yields an answerable example and an unanswerable one that differs from it in one
attribute, one name or one row: half the time in the question and half the time in the text, so that
neither the oddness of the one nor of the other gives it away. Values, names and attributes are
drawn by rule from `everyday_words.py`; the sentences round a record come from the training sets.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from training.everyday_values import make_value
from training.everyday_words import PLACES, SURNAMES, THINGS, Attribute, attributes
from training.sources import Example, Span
from training.text import Composer

ATTRIBUTES = attributes()
FAMILIES = {
    name: [each for each in ATTRIBUTES if each.family == name]
    for name in dict.fromkeys(each.family for each in ATTRIBUTES)
}
_SIBLINGS = [family for family in FAMILIES.values() if len(family) > 1]
# Questions for all members of a family at once; their answer is the run of its rows.
_WHOLE_FAMILY = {
    "ticket": ("what are the ticket prices of {}", "entry prices {}", "how much is it to visit {}"),
    "open": ("opening hours of {}", "when can i go to {}", "what are the hours of {}"),
    "size": ("how big is {}", "what are the dimensions of {}", "measurements of {}"),
    "chair": ("who is on the committee of {}", "officers of {}"),
}
_HEADS = ("Detail | Value", "Item | Information", "What | How much", "Name | Entry")


@dataclass(frozen=True, slots=True)
class Row:
    """An attribute of the thing, under one of its labels."""

    attribute: Attribute
    label: str
    value: str


@dataclass(frozen=True)
class Record:
    """Some attributes of one thing."""

    thing: str
    rows: tuple[Row, ...]

    def without(self, attribute: Attribute) -> "Record":
        """The record with one attribute left out."""
        return replace(self, rows=tuple(r for r in self.rows if r.attribute != attribute))


def make_thing(rng: random.Random) -> str:
    """The name of a thing, as "Kelby museum" or "Lomax 300 heater"."""
    kind = rng.choice(THINGS)
    if rng.random() < 0.6:
        return f"{rng.choice(PLACES)} {kind}"
    return f"{rng.choice(SURNAMES)} {100 * rng.randint(1, 9)} {kind}"


def make_record(thing: str, chosen: Sequence[Attribute], rng: random.Random) -> Record:
    """A record with values for the chosen attributes, those of a family together."""
    families = list(dict.fromkeys(each.family for each in chosen))
    rng.shuffle(families)
    order = sorted(chosen, key=lambda each: families.index(each.family))
    rows = [Row(each, rng.choice(each.labels), make_value(each.kind, rng)) for each in order]
    return Record(thing, tuple(rows))


def ask(attribute: Attribute, thing: str, rng: random.Random) -> str:
    """A question for one attribute, in other words than its label for two in three."""
    shown = rng.choice((f"the {thing}", f"the {thing}", thing, f"the {thing.split()[-1]}", "it"))
    if rng.random() < 0.65:
        question = rng.choice(attribute.questions).format(shown)
        return f"{question[0].upper()}{question[1:]}?"
    label = rng.choice(attribute.labels)
    return rng.choice((f"What is the {label} of {shown}?", f"{label} {thing}", f"{label}?"))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def label_lines(record: Record, rng: random.Random) -> tuple[str, dict[Attribute, Span]]:
    """A line for each row, as "Deposit: £200", and the place of each value."""
    between = rng.choice((": ", ": ", ": ", " – ", " | ", " | ", "\n"))
    before = rng.choice(("", "", "- ", "• "))
    text, places = Composer(), {}
    if between == " | ":
        before = ""
        if rng.random() < 0.6:
            text.add(f"{rng.choice(_HEADS)}\n")
    for row in record.rows:
        text.add(f"{before}{_capital(row.label)}{between}")
        text.add(f"{row.value}\n", [(0, len(row.value))])
        places[row.attribute] = text.spans[-1]
    return text.text, places


def notice(record: Record, rng: random.Random) -> tuple[str, dict[Attribute, Span]]:
    """The rows as running text, and the place of each value."""
    text, places = Composer(), {}
    text.add(f"{rng.choice(('The', 'Our', 'For the', 'At the'))} {record.thing}: ")
    form = rng.choice(("{label} {value}", "{label}: {value}", "{label} is {value}"))
    for number, row in enumerate(record.rows):
        if number:
            text.add(" and " if number == len(record.rows) - 1 else ", ")
        before, after = form.format(label=row.label, value="\n").split("\n")
        text.add(before)
        text.add(row.value, [(0, len(row.value))])
        text.add(after)
        places[row.attribute] = text.spans[-1]
    text.add(".\n")
    return text.text, places


def grid(
    records: Sequence[Record], chosen: Sequence[Attribute], rng: random.Random
) -> tuple[str, dict[tuple[str, Attribute], Span]]:
    """A table with a row for each record under the labels of the chosen attributes."""
    labels = [_capital(rng.choice(each.labels)) for each in chosen]
    text, places = Composer(), {}
    text.add(" | ".join([rng.choice(("Name", "", "Model", "Place")), *labels]) + "\n")
    for record in records:
        text.add(_capital(record.thing))
        values = {row.attribute: row.value for row in record.rows}
        for attribute in chosen:
            text.add(" | ")
            text.add(values[attribute], [(0, len(values[attribute]))])
            places[record.thing, attribute] = text.spans[-1]
        text.add("\n")
    return text.text, places


class EverydaySource:
    """Records drawn by rule, each with an answerable and an unanswerable question."""

    def __init__(self, filler: Sequence[str]) -> None:
        self._filler = filler

    def pair(self, rng: random.Random) -> Iterator[Example]:
        """An answerable example and its near miss."""
        kind = rng.random()
        if kind < 0.3:
            yield from self._grid_pair(rng)
        elif kind < 0.38:
            yield from self._family_pair(rng)
        else:
            yield from self._record_pair(rng)

    def _record_pair(self, rng: random.Random) -> Iterator[Example]:
        family = rng.choice(_SIBLINGS)
        asked, sibling, *others = rng.sample(family, min(len(family), 3))
        known = [asked, *others] if rng.random() < 0.5 else [asked]
        extra = [each for each in ATTRIBUTES if each.family != asked.family]
        thing, other_thing = make_thing(rng), make_thing(rng)
        record = make_record(thing, [*known, *rng.sample(extra, rng.randint(1, 5))], rng)
        question = ask(asked, thing, rng)
        yield self._example(question, record, asked, rng)
        kind = rng.random()
        if kind < 0.3:
            # The text gives the sibling in place of what is asked for.
            changed = make_record(
                thing, [sibling, *(r.attribute for r in record.without(asked).rows)], rng
            )
            yield self._example(question, changed, None, rng)
        elif kind < 0.6:
            yield self._example(ask(sibling, thing, rng), record, None, rng)
        elif kind < 0.8:
            families = {row.attribute.family for row in record.rows}
            absent = rng.choice([each for each in ATTRIBUTES if each.family not in families])
            yield self._example(ask(absent, thing, rng), record, None, rng)
        else:
            named = f"{rng.choice(asked.labels)} of the {other_thing}"
            yield self._example(f"What is the {named}?", record, None, rng, is_titled=True)

    def _grid_pair(self, rng: random.Random) -> Iterator[Example]:
        family = rng.choice(_SIBLINGS)
        asked, sibling = rng.sample(family, 2)
        others = rng.sample([each for each in ATTRIBUTES if each.family != asked.family], 2)
        columns = [asked, *others[: rng.randint(1, 2)]]
        rng.shuffle(columns)
        kind = rng.choice(THINGS)
        things = [f"{name} {kind}" for name in rng.sample(PLACES, rng.randint(3, 6))]
        *kept, absent = things
        records = [make_record(thing, columns, rng) for thing in kept]
        text, places = grid(records, columns, rng)
        thing = rng.choice(kept)
        question = self._ask_cell(asked, thing, rng)
        yield self._framed(question, text, places[thing, asked], rng)
        if rng.random() < 0.5:
            question = self._ask_cell(asked, absent, rng)
        else:
            question = self._ask_cell(sibling, thing, rng)
        yield self._framed(question, text, None, rng)

    @staticmethod
    def _ask_cell(attribute: Attribute, thing: str, rng: random.Random) -> str:
        """A question that names row and column."""
        if rng.random() < 0.5:
            question = rng.choice(attribute.questions).format(f"the {thing}")
            if thing in question:
                return f"{_capital(question)}?"
        return f"What is the {rng.choice(attribute.labels)} of the {thing}?"

    def _family_pair(self, rng: random.Random) -> Iterator[Example]:
        """A question for all rows of a family, which stand in a run, and on a text without them."""
        family = rng.choice(list(_WHOLE_FAMILY))
        extra = [each for each in ATTRIBUTES if each.family != family]
        chosen = rng.sample(FAMILIES[family], min(len(FAMILIES[family]), rng.randint(2, 4)))
        thing = make_thing(rng)
        rest = rng.sample(extra, rng.randint(2, 4))
        text, places = label_lines(make_record(thing, [*chosen, *rest], rng), rng)
        spans = [places[each] for each in chosen]
        first = text.rindex("\n", 0, min(spans)[0]) + 1 if "\n" in text[: min(spans)[0]] else 0
        question = rng.choice(_WHOLE_FAMILY[family]).format(f"the {thing}")
        yield self._framed(f"{_capital(question)}?", text, (first, max(spans)[1]), rng)
        yield self._example(f"{_capital(question)}?", make_record(thing, rest, rng), None, rng)

    def _example(
        self,
        question: str,
        record: Record,
        asked: Attribute | None,
        rng: random.Random,
        is_titled: bool = False,
    ) -> Example:
        """The question on the record in one of its forms, with or without the thing's name."""
        text, places = (label_lines if rng.random() < 0.7 else notice)(record, rng)
        if is_titled or rng.random() < 0.7:
            title = Composer()
            title.add(f"{_capital(record.thing)}\n")
            title.add(text, places.values())
            text, places = title.text, dict(zip(places, title.spans, strict=True))
        return self._framed(question, text, places[asked] if asked else None, rng)

    def _framed(self, question: str, text: str, answer: Span | None, rng: random.Random) -> Example:
        """The question on the text between sentences of other texts."""
        frame = Composer()
        for _ in range(rng.randint(0, 3)):
            frame.add(f"{rng.choice(self._filler)} ")
        if frame.text:
            frame.add("\n")
        frame.add(text, [answer] if answer else [])
        for _ in range(rng.randint(0, 2)):
            frame.add(f"{rng.choice(self._filler)} ")
        return Example(question, frame.text, tuple(frame.spans), "everyday", "everyday")
