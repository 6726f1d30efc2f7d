"""An answer takes in the currency, unit, title and date beside it, and nothing else."""

import pytest

from training.boundaries import with_whole_answers
from training.sources import Example


@pytest.mark.parametrize(
    ("question", "context", "marked", "whole"),
    [
        ("How much was it?", "It cost $5 million in all.", "5", "$5 million"),
        ("How much was it?", "It cost £ 1,200 in all.", "1,200", "£ 1,200"),
        ("How far is it?", "The lake is 12 km away.", "12", "12 km"),
        ("What share?", "Some 45% of them left.", "45", "45%"),
        ("What share?", "Some 45 percent left.", "45", "45 percent"),
        ("How many seats are there?", "It has 45 seats.", "45", "45"),
        ("Who came?", "Then Dr. Lee Park came.", "Lee Park", "Dr. Lee Park"),
        ("When was it?", "It was on 4 May 1901 there.", "4 May", "4 May 1901"),
        ("When was it?", "It was on May 4, 1901 there.", "1901", "May 4, 1901"),
        ("In what year was it?", "It was on May 4, 1901 there.", "1901", "1901"),
        ("How many died?", "In 1901 men died.", "1901", "1901"),
        ("How many miles is it?", "The 12 milestones.", "12", "12"),
    ],
)
def test_an_answer_grows_to_its_bounds(
    question: str, context: str, marked: str, whole: str
) -> None:
    start = context.index(marked)
    example = Example(question, context, ((start, start + len(marked)),), "x", "g")
    assert with_whole_answers(example).answer_text() == whole


def test_two_answers_that_grow_alike_become_one() -> None:
    example = Example("How far?", "It is 12 km away.", ((6, 8), (6, 11)), "x", "g")
    assert with_whole_answers(example).answers == ((6, 11),)
