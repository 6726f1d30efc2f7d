"""A question of a known form names the label of its answer."""

import random
from dataclasses import replace

import pytest

from training.facts import FactSource, fact_of, label_of
from training.sources import Example


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("What is the capital of Peru?", "capital"),
        ("Who was the finance minister of Peru?", "finance minister"),
        ("How many seats does the hall have?", "number of seats"),
        ("When was the old mill built?", "built in"),
        ("Where was Lee born?", "born at"),
        ("Who founded the club?", "founded by"),
        ("Why did it rain?", ""),
        ("What kind of mill is it?", ""),
    ],
)
def test_the_label_is_what_the_question_asks_for(question: str, label: str) -> None:
    assert label_of(question) == label


def asked(question: str, answer: str) -> Example:
    return Example(question, f"It is {answer}.", ((6, 6 + len(answer)),), "new_wiki", "Old_mill")


EXAMPLES = [
    asked("Who founded the mill?", "Lee Park"),
    asked("When was the mill built?", "1901"),
    asked("How many floors does it have?", "four"),
    asked("What is the height of the mill?", "12 m"),
    asked("Where is the mill located?", "Leeds"),
]


def test_a_clause_is_no_value() -> None:
    clause = "because nobody had thought of it for more than ten years"
    assert fact_of(asked("What is the reason of it?", clause)) is None
    assert fact_of(replace(EXAMPLES[0], answers=())) is None


@pytest.mark.parametrize("seed", range(20))
def test_the_row_that_answers_is_there_or_left_out(seed: int) -> None:
    right, wrong = FactSource(EXAMPLES).pair(random.Random(seed))
    golds = {example.question: example.answer_text() for example in EXAMPLES}
    assert right.answer_text() == golds[right.question]
    assert not wrong.answers
    assert golds[wrong.question] not in wrong.context


def test_an_article_of_few_facts_makes_no_table() -> None:
    assert FactSource(EXAMPLES[:3]).articles == []
