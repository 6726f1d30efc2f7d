"""A short answer is one cell, one item's body, or whole ones; never a marker or part of two."""

import pytest

from qa_bot.answering.answer_pieces import is_marker, piece_text, within_pieces
from qa_bot.documents import Span
from tests.answering.spans import span_of

ITEMS = "Ingredients\n\n- 150 g sugar\n- 3 eggs\n- butter"
RULES = "Rules\n\n1. No boats after 5 pm.\n2. Dogs are welcome.\n3. Pay by card."
TABLE = "Boat | Seats | Half day | Full day\nCanoe | 2 | £15 | £26\nPedalo | 4 | £22 | £38"


def shown(text: str, words: str) -> str:
    """The short answer that is shown for some words."""
    found = within_pieces(text, span_of(text, words))
    return piece_text(text, Span(found.start, found.end))


@pytest.mark.parametrize(
    ("text", "words", "answer"),
    [
        (ITEMS, "150 g sugar\n- 3", "150 g sugar"),
        (ITEMS, "- 3 eggs", "3 eggs"),
        (ITEMS, "150 g sugar\n- 3 eggs", "150 g sugar; 3 eggs"),
        (RULES, "2. Dogs are welcome", "Dogs are welcome"),
        (TABLE, "£22 | £38", "Half day £22, Full day £38"),
        (TABLE, "Pedalo | 4 | £22 | £38", "Pedalo: Seats 4, Half day £22, Full day £38"),
        (TABLE, "15 | £2", "15"),
        ("Sugar first. Then eggs.", "first. Then", "first. Then"),
        ("3. Dogs are welcome.", "3. Dogs", "Dogs"),
    ],
)
def test_an_answer_has_no_mark_and_no_part_of_two(text: str, words: str, answer: str) -> None:
    """Whole items and cells are joined; of parts, the one with most of the words is kept."""
    assert shown(text, words) == answer


def test_the_number_of_an_item_is_known_as_a_marker() -> None:
    """A number that an item says is none."""
    assert is_marker(RULES, span_of(RULES, "3"))
    assert is_marker(RULES, span_of(RULES, "3."))
    assert not is_marker(ITEMS, span_of(ITEMS, "3"))
    assert not is_marker(RULES, span_of(RULES, "5"))


def test_heads_may_stand_before_the_text() -> None:
    """A chunk that begins within a table has the heads of the table."""
    head, _, rows = TABLE.partition("\n")
    assert piece_text(rows, span_of_words(rows, "£15 | £26"), head) == "Half day £15, Full day £26"


def span_of_words(text: str, words: str) -> Span:
    """The plain span of some words."""
    start = text.index(words)
    return Span(start, start + len(words))
