"""A layout keeps the words of the passage and moves the answers along."""

import random
import re
from dataclasses import replace

import pytest

from training.layouts import (
    LAYOUTS,
    Layout,
    as_dialogue,
    as_faq,
    as_list,
    as_quotes,
    as_steps,
    items_of,
    lay_out,
    of_speaker,
)
from training.sources import Example

CONTEXT = (
    "The mill opened in 1901. It made flour, oats and bran. Lee Park ran it for ten years. "
    "Then the river rose, and the wheel broke."
)


def asked(question: str, answer: str, context: str = CONTEXT) -> Example:
    start = context.index(answer)
    return Example(question, context, ((start, start + len(answer)),), "new_wiki", "Mill")


EXAMPLE = asked("Who ran the mill?", "Lee Park")
OTHERS = [
    asked("How deep is the lake?", "nine metres", "The lake is nine metres deep. It is cold."),
    asked("Who won?", "Ann Ford", "Ann Ford won. She was glad of it."),
]


@pytest.fixture(autouse=True)
def no_thesaurus(monkeypatch: pytest.MonkeyPatch) -> None:
    """A heading keeps its words, since WordNet may not be installed."""
    monkeypatch.setattr("training.layouts.reworded", lambda text, rng: text)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("layout", list(LAYOUTS), ids=lambda each: each.__name__)
def test_the_answer_is_the_same_words(layout: Layout, seed: int) -> None:
    made = layout(EXAMPLE, OTHERS, random.Random(seed))
    assert made is not None
    assert made.answer_text() == "Lee Park"
    assert made.context != EXAMPLE.context


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("layout", list(LAYOUTS), ids=lambda each: each.__name__)
def test_an_unanswerable_example_is_laid_out_too(layout: Layout, seed: int) -> None:
    made = layout(replace(EXAMPLE, answers=()), OTHERS, random.Random(seed))
    assert made is not None
    assert not made.answers


@pytest.mark.parametrize("seed", range(8))
def test_a_heading_of_a_faq_is_never_the_answer(seed: int) -> None:
    made = as_faq(EXAMPLE, OTHERS, random.Random(seed))
    assert made is not None
    line = made.context[made.context.rindex("\n", 0, made.answers[0][0]) :].splitlines()[1]
    assert not line.endswith("?")
    assert line.removeprefix("A: ").removeprefix("A. ") == "Lee Park ran it for ten years."


@pytest.mark.parametrize("seed", range(8))
def test_a_dialogue_gives_every_line_a_speaker(seed: int) -> None:
    made = as_dialogue(EXAMPLE, [], random.Random(seed))
    assert made is not None
    assert all(re.match(r"[^:]{1,30}: \S", line) for line in made.context.splitlines())


@pytest.mark.parametrize("seed", range(8))
def test_another_speaker_did_not_say_it(seed: int) -> None:
    rng = random.Random(seed)
    made = as_dialogue(EXAMPLE, [], rng)
    assert made is not None
    pair = of_speaker(made, rng)
    if pair is None:
        assert len({line.partition(":")[0] for line in made.context.splitlines()}) == 1
        return
    right, wrong = pair
    line = next(each for each in made.context.splitlines() if "Lee Park ran" in each)
    assert line.partition(":")[0] in right.question
    assert line.partition(":")[0] not in wrong.question
    assert (right.answers, wrong.answers) == (made.answers, ())


def test_an_answer_over_two_sentences_is_left_as_it_is() -> None:
    example = asked("What?", "1901. It made flour")
    assert [f(example, [], random.Random(1)) for f in (as_dialogue, as_steps, as_quotes)] == [
        None, None, None,
    ]  # fmt: skip


def test_items_are_what_commas_and_the_last_and_part() -> None:
    answer = "flour, oats and bran"
    assert [answer[a:b] for a, b in items_of(answer)] == ["flour", "oats", "bran"]
    assert items_of("flour and oats") == []


@pytest.mark.parametrize("seed", range(8))
def test_the_answer_to_a_list_is_all_of_its_items(seed: int) -> None:
    found = lay_out(asked("What did it make?", "flour, oats and bran"), [], random.Random(seed))
    assert found is not None
    layout, made = found
    assert layout is as_list
    items = [line.lstrip("-•* ") for line in made.answer_text().splitlines()]
    assert items == ["flour", "oats", "bran"]
    assert "It made:\n" in made.context
