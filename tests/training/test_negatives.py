"""Unanswerable examples fail their question for the reason that their rule names."""

import random

import pytest

pytest.importorskip("sklearn", reason="scikit-learn is missing: install scikit-learn")

from training.negatives import (
    PassageIndex,
    failed_premise,
    harmless_swap,
    holds_answer,
    negated_evidence,
    swap_antonym,
    swap_name,
    swap_negation,
    swap_number,
    why_without_cause,
    without_evidence,
)
from training.sources import Example, WhyItem

CONTEXT = (
    "In Leeds the trader Lee Park opened the first mill in 1901, and Ann Ford closed it in 1920. "
    "The town council of York bought the land around the mill."
)


def asked(question: str, answer: str, context: str = CONTEXT, group: str = "g") -> Example:
    start = context.index(answer)
    return Example(question, context, ((start, start + len(answer)),), "test", group)


def test_without_evidence_drops_the_sentence_and_the_answer() -> None:
    made = without_evidence(asked("Who bought the land?", "The town council of York"))
    assert made is not None
    assert not made.answers
    assert "York" not in made.context
    assert "Ann Ford" in made.context


def test_without_evidence_keeps_off_an_answer_that_stands_twice() -> None:
    assert without_evidence(asked("What was opened?", "mill")) is None


@pytest.mark.parametrize("seed", range(8))
def test_a_swapped_name_is_another_one_of_the_context(seed: int) -> None:
    example = asked("When did Lee Park open the mill?", "1901")
    made = swap_name(example, random.Random(seed))
    assert made is not None
    changed = made.question if made.context == CONTEXT else made.context
    assert "Lee Park" not in changed
    assert not made.answers


@pytest.mark.parametrize("seed", range(8))
def test_a_swapped_number_is_not_the_answer(seed: int) -> None:
    made = swap_number(asked("Who opened a mill in 1901?", "Lee Park"), random.Random(seed))
    assert made is not None
    assert "1901" not in (made.question if made.context == CONTEXT else made.context)
    assert "Lee Park" in made.context


def test_antonym_and_negation_change_the_question() -> None:
    example = asked("Who opened the first mill?", "Lee Park")
    antonym = swap_antonym(example, random.Random(1))
    assert antonym is not None
    assert (antonym.question, antonym.context) != (example.question, example.context)
    assert "Lee Park" in antonym.context
    negated = swap_negation(asked("Who was not there?", "Lee Park"), random.Random(1))
    assert negated is not None
    assert negated.question == "Who was there?"


def test_negated_evidence_leaves_the_question_as_it_was() -> None:
    context = "Fog came. The mill was opened by Lee Park."
    made = negated_evidence(asked("Who opened the mill?", "Lee Park", context))
    assert made is not None
    assert made.context == "Fog came. The mill was not opened by Lee Park."


@pytest.mark.parametrize("seed", range(8))
def test_a_harmless_swap_keeps_the_answer(seed: int) -> None:
    example = asked("Who bought land round Leeds?", "The town council of York")
    made = harmless_swap(example, "There is a river in Kent.", random.Random(seed))
    assert made is not None
    assert made.context != CONTEXT
    assert made.answer_text() == "The town council of York"
    assert ("Leeds" in made.question) == ("Leeds" in made.context)


def test_no_rule_that_fits_gives_nothing() -> None:
    assert failed_premise(asked("Who?", "Lee Park"), random.Random(1)) is None


def test_hard_passages_never_hold_the_answer() -> None:
    contexts = [CONTEXT, "A mill in Leeds was sold.", "Lee Park saw the mill.", "Nothing here."]
    examples = [asked("Who opened the mill in Leeds?", "Lee Park")]
    examples += [Example("?", context, (), "test", "other") for context in contexts[1:]]
    index = PassageIndex(examples)
    found = [index.contexts[place] for place in index.hardest(examples[:1])[0]]
    assert found[0] == contexts[1]
    assert not any(holds_answer(context, examples[0]) for context in found)


def test_hard_passages_share_runs_of_characters_where_no_spaces_part_words() -> None:
    passages = [
        "长江索道建成于1982年。",
        "京剧服装展在南京开幕。",
        "嘉江索道因资金不足晚三年完工。",
    ]
    first = Example("长江索道哪一年建成", passages[0], ((7, 12),), "written", "zh")
    others = [Example("何时", text, (), "written", text[:2]) for text in passages[1:]]
    index = PassageIndex([first, *others])
    assert index.contexts[index.hardest([first], depth=1)[0][0]] == passages[2]


def test_a_why_question_without_its_cause() -> None:
    item = WhyItem("Why did it flood?", "The town flooded", "the heavy rain")
    made = why_without_cause(item, ["One here."], 1)
    assert made.context == "One here. The town flooded."
    assert not made.answers
