"""The value of the part of a sentence that the question names is taken."""

import pytest

from qa_bot.answering.sibling_values import move_to_sibling
from tests.answering.spans import span_of

SHELF = "Keep 20 cm free below the shelf and 45 cm above it."
FUND = "The town has put £3 million into the pier, of which £400,000 is a grant."
KEPT = "Caps are kept for a week, coats for a month and rings for two years."
FERRY = "Cash only: 3 euros a grown-up and 2 euros for a pram."
LOAN = "Skis are lent for 5 days, or 9 days if you join the club."
ENDS = "Adults pay £7 and children £3 with a card."
YEARS = "The quarry began in 1801 and shut for good in 1944."


def moved(question: str, text: str, words: str) -> str:
    """The words that a span is moved to."""
    span = span_of(text, words)
    found = move_to_sibling(question, text, span)
    return text[found.start : found.end]


@pytest.mark.parametrize(
    ("question", "text", "marked", "answer"),
    [
        ("how much space above it", SHELF, "20 cm", "45 cm"),
        ("how much space below it", SHELF, "45 cm", "20 cm"),
        ("how long are caps kept", KEPT, "two years", "a week"),
        ("what did the town put into the pier", FUND, "£400,000", "£3 million"),
        ("how long are skis lent if I join", LOAN, "5 days", "9 days"),
        (
            "what does it cost for a grown-up and a pram",
            FERRY,
            "2 euros",
            "3 euros a grown-up and 2 euros for a pram",
        ),
    ],
)
def test_a_value_is_moved_to_the_part_that_the_question_names(
    question: str, text: str, marked: str, answer: str
) -> None:
    """Where the marked one's own part has nothing of the question."""
    assert moved(question, text, marked) == answer


@pytest.mark.parametrize(
    ("question", "text", "marked"),
    [
        ("how big is the grant for the pier", FUND, "£400,000"),
        ("how much space is there", SHELF, "20 cm"),
        ("how much do adults pay with a card", ENDS, "£7"),
        ("what does it cost for a pram", FERRY, "2 euros"),
        ("when did the quarry begin", YEARS, "1944"),
        ("how much above it", "20 cm below | 45 cm above", "20 cm"),
    ],
)
def test_a_value_stays(question: str, text: str, marked: str) -> None:
    """Where both parts are named, or none; nor is a year or a cell moved."""
    assert moved(question, text, marked) == marked
