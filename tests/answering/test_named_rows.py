"""A value that a question names selects the row or item that has it; its head answers."""

import pytest

from qa_bot.answering.named_rows import is_uncompared_row, move_to_named_row
from qa_bot.answering.readers.reader import ScoredSpan
from qa_bot.documents import Span

BOATS = (
    "Boat | Seats | Half day | Full day\n"
    "Rowing boat | 3 | £18 | £30\n"
    "Pedalo | 4 | £22 | £38\n"
    "Electric boat | 8 | £38 | £60"
)
CLUBS = "Clubs\n\n- The chess club, on Tuesdays\n- Story time, on Thursdays\n- Readers, on Fridays"


def moved(question: str, text: str, words: str, head: str = "") -> str:
    """The words that a span is moved to."""
    start = text.index(words)
    span = ScoredSpan(start, start + len(words), Span(start, start + len(words)), 1.0)
    found = move_to_named_row(question, text, span, head)
    return text[found.start : found.end]


@pytest.mark.parametrize(
    ("question", "words", "answer"),
    [
        ("Which boat has 8 seats?", "8", "Electric boat"),
        ("Which boat costs £38 for a full day?", "£30", "Pedalo"),
        ("Which boat costs £38 for a half day?", "£30", "Electric boat"),
        ("Which boat has 9 seats?", "3", "3"),
        ("How many seats has the pedalo?", "4", "4"),
        ("Which boat costs £38?", "£22", "£22"),
        ("What is the price of 8 seats?", "£60", "£60"),
    ],
)
def test_a_value_selects_its_row(question: str, words: str, answer: str) -> None:
    """In the column that the question names; a value that no row or two have selects none."""
    assert moved(question, BOATS, words) == answer


def test_a_value_selects_its_row_below_heads_of_another_chunk() -> None:
    """The heads of the table may stand before the text."""
    head, _, rows = BOATS.partition("\n")
    assert moved("Which boat has 8 seats?", rows, "3", head) == "Electric boat"


def test_a_price_is_named_without_its_pence() -> None:
    """ "29" is "29.00"; a kind that heads the rows asks for one of them."""
    text = "Size | Locker | Price\nM | 30 cm | 21.00 zł\nXL | 60 cm | 29.00 zł"
    assert moved("which size costs 29 zł", text, "29.00") == "XL"
    assert moved("what price has 60 cm", text, "29.00") == "29.00"


def test_a_value_selects_its_item() -> None:
    """The name that the item begins with answers; an unknown value selects none."""
    assert moved("Which club meets on Thursday?", CLUBS, "chess club") == "Story time"
    assert moved("Which club meets on Tuesdays?", CLUBS, "chess club") == "chess club"
    assert moved("Which club meets on Sunday?", CLUBS, "chess club") == "chess club"


def test_a_row_does_not_say_that_it_is_the_cheapest() -> None:
    """What only a comparison tells is no answer of one row; a row may say it in words."""
    span = ScoredSpan(BOATS.index("Pedalo"), BOATS.index("Pedalo") + 6, Span(0, len(BOATS)), 1.0)
    assert is_uncompared_row("Which boat is the cheapest?", BOATS, span)
    assert not is_uncompared_row("Which boat has 4 seats?", BOATS, span)
    said = BOATS.replace("Pedalo", "Pedalo (cheapest)")
    assert not is_uncompared_row("Which boat is the cheapest?", said, span)
