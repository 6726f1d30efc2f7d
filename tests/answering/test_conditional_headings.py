"""What stands below a negative or conditional heading is quoted with it."""

import pytest

from qa_bot.answering.conditional_headings import quote_from_condition, with_condition
from qa_bot.answering.quotes import short_answer
from qa_bot.answering.readers.reader import ScoredSpan
from qa_bot.documents import Span


def inn(heading: str) -> str:
    """A text with a list below a heading."""
    return f"Inn\n\nA quiet house by the sea.\n\n{heading}\n\n- Smoking\n- Pets\n- Candles"


def quoted(text: str, item: str) -> str:
    """The quote of an item."""
    start = text.index(item)
    span = ScoredSpan(start + 2, start + len(item), Span(start, start + len(item)), 1.0)
    sentence = quote_from_condition(text, span).sentence
    return text[sentence.start : sentence.end]


@pytest.mark.parametrize("heading", ["Not allowed", "Removed", "Except:", "Do not bring:"])
def test_a_negative_heading_is_quoted(heading: str) -> None:
    """From the heading to the item, word for word."""
    assert quoted(inn(heading), "- Pets") == f"{heading}\n\n- Smoking\n- Pets"
    text = inn(heading)
    assert with_condition(text, text.index("- Pets"), "Pets") == f"{heading.rstrip(':')}: Pets"


@pytest.mark.parametrize("heading", ["Facilities", "Allowed", "Added"])
def test_another_heading_is_not_quoted(heading: str) -> None:
    """The item says it by itself."""
    assert quoted(inn(heading), "- Pets") == "- Pets"


def test_a_yes_no_question_is_answered_with_the_heading() -> None:
    """An item alone would say the opposite."""
    text = inn("Not allowed")
    start = text.index("- Pets")
    span = ScoredSpan(start + 2, start + 6, Span(start, start + 6), 1.0)
    assert short_answer("Are pets welcome?", text, span) == "Not allowed: Pets"
