"""A sentence about the past answers no question about the future, nor the other way round."""

import pytest

from qa_bot.answering.asked_times import is_of_another_time


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("how many plots will there be next year?", "We have 64 plots that can be rented."),
        ("when will the guide be printed?", "Una Farrow printed the guide in May."),
        ("what was the rent last year?", "The rent is £48 a year."),
        ("how high was the wooden slide?", "It will be 9 metres high."),
        ("how many ices did they sell this summer?", "They sold 11,400 ices last summer."),
    ],
)
def test_another_time_is_seen(question: str, sentence: str) -> None:
    """Next year is not now, and what is to come is not what was."""
    assert is_of_another_time(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("when will the pool open?", "The pool opens on 17 May."),
        ("when will they print it?", "The committee decided that it could be printed in May."),
        ("how much was the guide?", "The guide costs £2."),
        ("what was the rent last year?", "The rent was £45 until December."),
        ("what's the latest I can change tomorrow's order?", "Orders are taken until 9 pm."),
        ("how many ices did they sell last summer?", "They sold 11,400 ices last summer."),
    ],
)
def test_a_sentence_that_may_be_of_the_time_is_let_pass(question: str, sentence: str) -> None:
    """The present answers for what was and what will be, unless a period is asked for."""
    assert not is_of_another_time(question, sentence)
