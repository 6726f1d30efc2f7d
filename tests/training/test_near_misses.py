"""A near miss asks for what the passage does not say, and a harmless change keeps the answer."""

import random

import pytest

pytest.importorskip("sklearn", reason="scikit-learn is missing: install scikit-learn")

from training.near_misses import (
    harmless_number,
    harmless_word,
    near_miss,
    swap_tense,
    swap_unit,
)
from training.sources import Example

CONTEXT = "The largest mill was built in 1901. It is 40 metres high, and Lee Park is the chair."


def asked(question: str, answer: str) -> Example:
    start = CONTEXT.index(answer)
    return Example(question, CONTEXT, ((start, start + len(answer)),), "x", "g")


@pytest.mark.parametrize("seed", range(8))
def test_another_unit_is_of_the_same_measure(seed: int) -> None:
    made = swap_unit(asked("How many metres high is it?", "40 metres"), random.Random(seed))
    assert made is not None
    assert made.question.split()[2] in ("kilometres", "miles", "feet", "yards")
    assert (made.context, made.answers) == (CONTEXT, ())


@pytest.mark.parametrize("seed", range(8))
def test_another_time_is_asked_for(seed: int) -> None:
    made = swap_tense(asked("Who is the chair?", "Lee Park"), random.Random(seed))
    assert made is not None
    assert made.question != "Who is the chair?"
    assert made.question.endswith(" chair?")
    assert not made.answers


@pytest.mark.parametrize(
    "question", ["Why not?", "When was the last mill built?", "Why did they build it?"]
)
def test_a_question_without_unit_office_or_event_has_no_near_miss(question: str) -> None:
    assert near_miss(asked(question, "1901"), random.Random(1)) is None


@pytest.mark.parametrize("seed", range(8))
def test_a_number_changed_on_both_sides_keeps_the_answer(seed: int) -> None:
    example = asked("What was built in 1901?", "The largest mill")
    made = harmless_number(example, random.Random(seed))
    assert made is not None
    assert made.answer_text() == "The largest mill"
    assert "1901" not in made.question + made.context
    number = made.question.rstrip("?").split()[-1]
    assert f"in {number}." in made.context


def test_a_word_changed_on_both_sides_keeps_the_answer() -> None:
    example = asked("When was the largest mill built?", "1901")
    made = harmless_word(example, random.Random(1))
    assert made is not None
    assert made.answer_text() == "1901"
    assert "largest" not in made.question + made.context or "built" not in made.question


def test_what_the_answer_holds_is_not_changed() -> None:
    assert harmless_number(asked("Was it 1901?", "1901"), random.Random(1)) is None
