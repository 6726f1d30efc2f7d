"""Passages written for training: their form, and that none of them is measured on."""

import random
from pathlib import Path

import pytest

from training.measuring import RUNNING_WORDS, SHARED_RUNS, running_words
from training.mixture import WrittenSource
from training.sources import DataError, Example
from training.written import is_held_out, read_written

EVERYDAY = Path(__file__).parents[2] / "benchmarks/data/everyday"
ITEM = """#### notice
A lead costs £2. A bowl
costs £2 to borrow.

? what is the fee for a bowl => £2 ~~ costs £2 to borrow
? which drink is free => {answer}
! what does a lead cost to buy
"""


@pytest.fixture(scope="module")
def written() -> list[Example]:
    """Every question that is written."""
    return list(read_written())


def test_an_answer_is_found_within_the_stretch_that_names_its_occurrence(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ITEM.replace("{answer}", "A bowl"), "utf-8")
    first, second, third = read_written(tmp_path)
    assert first.answer_text() == "£2"
    assert first.context[first.answers[0][0] - 6 :].startswith("costs £2 to borrow")
    assert second.answer_text() == "A bowl"
    assert not third.answers


@pytest.mark.parametrize("answer", ["£2", "£3", "lea", ""])
def test_an_answer_that_is_not_one_place_of_the_passage_is_refused(
    tmp_path: Path, answer: str
) -> None:
    (tmp_path / "a.txt").write_text(ITEM.replace("{answer}", answer), "utf-8")
    with pytest.raises(DataError, match="which drink is free"):
        list(read_written(tmp_path))


def test_two_in_five_questions_have_no_answer_and_a_share_of_passages_is_held_out(
    written: list[Example],
) -> None:
    assert len(written) > 5_000
    assert 0.35 < sum(not example.answers for example in written) / len(written) < 0.5
    assert 0.05 < sum(map(is_held_out, written)) / len(written) < 0.1


def test_questions_with_and_without_an_answer_look_alike(written: list[Example]) -> None:
    """A question's length, case and marks must not give away whether it has an answer."""
    for looks in (
        lambda text: len(text.split()) / 10,
        lambda text: text[0].isupper(),
        lambda text: text.endswith("?"),
    ):
        with_answer, without = (
            [float(looks(e.question)) for e in written if bool(e.answers) is has]
            for has in (True, False)
        )
        difference = sum(with_answer) / len(with_answer) - sum(without) / len(without)
        assert abs(difference) < 0.1


def test_no_written_passage_is_one_that_answers_are_measured_on(written: list[Example]) -> None:
    measured = {
        run for file in EVERYDAY.glob("*/*") for run in running_words(file.read_text("utf-8"))
    }
    assert len(measured) > 100 * RUNNING_WORDS
    for passage in {example.context for example in written}:
        assert sum(run in measured for run in running_words(passage)) < SHARED_RUNS, passage


def test_written_questions_are_drawn_with_and_without_an_answer(written: list[Example]) -> None:
    source = WrittenSource(written[:300])
    rng = random.Random(1)
    drawn = [example for _ in range(300) for example in source.pair(rng)]
    share = sum(not example.answers for example in drawn) / len(drawn)
    assert 0.4 < share < 0.65
    assert {example.source for example in drawn} == {"written"}
