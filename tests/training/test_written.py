"""Passages written for training: their form, and that none of them is measured on."""

import random
from pathlib import Path

import pytest

from training.measuring import RUNNING_WORDS, SHARED_RUNS, running_words
from training.mixture import WrittenSource, written_shares, written_sources
from training.sources import DataError, Example
from training.written import ENGLISH, is_held_out, language_of_passage, read_written

EVERYDAY = Path(__file__).parents[2] / "benchmarks/data/everyday"
ITEM = """#### notice
A lead costs £2. A bowl
costs £2 to borrow.

? what is the fee for a bowl => £2 ~~ costs £2 to borrow
? which drink is free => {answer}
! what does a lead cost to buy
"""


def read_item(folder: Path, language: str, item: str) -> list[Example]:
    """Return the questions of one file of a language."""
    (folder / language).mkdir()
    (folder / language / "a.txt").write_text(item, "utf-8")
    return list(read_written(folder))


@pytest.fixture(scope="module")
def written() -> list[Example]:
    """Every question that is written."""
    return list(read_written())


def test_an_answer_is_found_within_the_stretch_that_names_its_occurrence(tmp_path: Path) -> None:
    first, second, third = read_item(tmp_path, "en", ITEM.replace("{answer}", "A bowl"))
    assert first.answer_text() == "£2"
    assert first.context[first.answers[0][0] - 6 :].startswith("costs £2 to borrow")
    assert second.answer_text() == "A bowl"
    assert not third.answers


@pytest.mark.parametrize("answer", ["£2", "£3", "lea", ""])
def test_an_answer_that_is_not_one_place_of_the_passage_is_refused(
    tmp_path: Path, answer: str
) -> None:
    with pytest.raises(DataError, match="which drink is free"):
        read_item(tmp_path, "en", ITEM.replace("{answer}", answer))


def test_an_answer_without_spaces_round_it_is_found_in_languages_that_put_none(
    tmp_path: Path,
) -> None:
    passage = "牵绳2元，水碗22元。请找王芳12号柜台。"
    questions = "? 牵绳多少钱 => 2元 ~~ 牵绳2元\n? 找谁 => 王芳\n"
    rope, clerk = read_item(tmp_path, "zh", f"#### notice\n{passage}\n\n{questions}")
    assert (rope.answers, clerk.answer_text()) == (((2, 4),), "王芳")
    assert language_of_passage(rope) == "zh"


def test_part_of_a_number_is_no_answer_in_any_language(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="水碗多少钱"):
        read_item(tmp_path, "zh", "#### notice\n水碗22元。\n\n? 水碗多少钱 => 2元\n")


def test_two_in_five_questions_have_no_answer_and_a_share_of_passages_is_held_out(
    written: list[Example],
) -> None:
    assert len(written) > 5_000
    assert 0.35 < sum(not example.answers for example in written) / len(written) < 0.5
    assert 0.05 < sum(map(is_held_out, written)) / len(written) < 0.1


def test_english_and_the_other_languages_together_are_drawn_about_as_often(
    written: list[Example],
) -> None:
    some = [e for e in written[::15] if language_of_passage(e) in (ENGLISH, "de", "tr")]
    shares = written_shares(written_sources(some))
    assert set(shares) == {ENGLISH, "de", "tr"} and abs(sum(shares.values()) - 1) < 1e-9
    assert 0.3 < shares[ENGLISH] < 0.6


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
        run
        for file in EVERYDAY.rglob("*.*")
        if file.is_file()
        for run in running_words(file.read_text("utf-8"))
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
