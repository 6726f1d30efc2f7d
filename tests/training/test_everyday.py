"""Everyday records hold the value that answers, and their near misses do not."""

import random
from collections import Counter
from itertools import islice

import pytest

from training.everyday import ATTRIBUTES, FAMILIES, EverydaySource, grid, label_lines, make_record
from training.everyday_values import make_value
from training.sources import Example

FILLER = ["It rained all day.", "Nobody knew who had built the bridge."]


def drawn(seed: int, count: int = 40) -> list[Example]:
    rng, source = random.Random(seed), EverydaySource(FILLER)
    endless = (example for _ in iter(int, 1) for example in source.pair(rng))
    return list(islice(endless, count))


@pytest.mark.parametrize("seed", range(6))
def test_each_row_stands_under_its_label_with_its_whole_value(seed: int) -> None:
    rng = random.Random(seed)
    record = make_record("Ashby barn", rng.sample(ATTRIBUTES, 5), rng)
    text, places = label_lines(record, rng)
    assert [text[slice(*places[row.attribute])] for row in record.rows] == [
        row.value for row in record.rows
    ]
    for row in record.rows:
        before = text[: places[row.attribute][0]].lower()
        assert before.rstrip(" :–|\n").endswith(row.label.lower())


@pytest.mark.parametrize("seed", range(6))
def test_a_table_has_heads_in_its_first_line_and_a_cell_for_each(seed: int) -> None:
    rng = random.Random(seed)
    columns = rng.sample(ATTRIBUTES, 3)
    records = [make_record(f"{place} barn", columns, rng) for place in ("Ashby", "Kelby")]
    text, places = grid(records, columns, rng)
    heads, *rows = [line.split(" | ") for line in text.splitlines()]
    assert [len(row) for row in rows] == [len(heads)] * 2
    for row, record in zip(rows, records, strict=True):
        assert row[1:] == [text[slice(*places[record.thing, each])] for each in columns]


@pytest.mark.parametrize("seed", range(6))
def test_about_half_of_the_examples_answer_and_their_answers_are_not_empty(seed: int) -> None:
    examples = drawn(seed, 200)
    share = sum(bool(example.answers) for example in examples) / len(examples)
    assert 0.4 < share < 0.65
    assert all(e.answer_text().strip() == e.answer_text() != "" for e in examples if e.answers)


def test_no_question_form_tells_whether_the_text_answers() -> None:
    """The same first two words open answerable and unanswerable questions."""
    openings: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for example in drawn(1, 6000):
        openings[bool(example.answers)][" ".join(example.question.lower().split()[:2])] += 1
    common = [each for each, count in openings[True].most_common(25) if count > 40]
    assert len(common) > 5
    for opening in common:
        answered, not_answered = (openings[kind][opening] for kind in (True, False))
        assert 0.25 < answered / (answered + not_answered) < 0.8, opening


def test_siblings_of_a_family_have_no_label_or_question_in_common() -> None:
    for family in FAMILIES.values():
        for known in ("labels", "questions"):
            texts = [text for each in family for text in getattr(each, known)]
            assert len(texts) == len(set(texts)), family


@pytest.mark.parametrize("kind", sorted({each.kind for each in ATTRIBUTES}))
def test_values_of_a_kind_are_single_lines_and_vary(kind: str) -> None:
    values = {make_value(kind, random.Random(seed)) for seed in range(60)}
    assert len(values) > 4
    assert all(value == value.strip() and "\n" not in value for value in values)
