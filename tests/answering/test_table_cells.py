"""The answer out of a table stands under the heads that the question names."""

import pytest

from qa_bot.answering.readers.reader import ScoredSpan
from qa_bot.answering.table_cells import move_to_cell
from qa_bot.documents import Span

BY_PROPERTY = (
    "Two boats.\n\nBoat | Anna | Anna Two\nDraught | 4 feet | 6 feet\nCrew | 9 men | 12 men"
)
BY_BOAT = "Boat | Draught | Crew\nAnna | 4 feet | 9 men\nAnna Two | 6 feet | 12 men\n\nBoth leak."


def cell(question: str, text: str, words: str) -> str:
    """The cell that is chosen, and its row, in place of the words that a reader found."""
    start = text.index(words)
    line = Span(text.rfind("\n", 0, start) + 1, (text + "\n").index("\n", start))
    chosen = move_to_cell(question, text, ScoredSpan(start, start + len(words), line, 1.0))
    assert chosen.sentence.start <= chosen.start <= chosen.end <= chosen.sentence.end
    assert "\n" not in text[chosen.sentence.start : chosen.sentence.end]
    return text[chosen.start : chosen.end]


@pytest.mark.parametrize("text", [BY_PROPERTY, BY_BOAT])
@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What is the draught of the Anna Two?", "6 feet"),
        ("What is the draught of the Anna?", "4 feet"),
        ("How large is the crew of Anna Two?", "12 men"),
    ],
)
def test_the_cell_stands_under_both_heads(text: str, question: str, answer: str) -> None:
    """Whichever cell of the table the reader found."""
    for found in ("4 feet", "6 feet", "9 men", "12 men"):
        assert cell(question, text, found) == answer


def test_what_the_question_does_not_name_stays() -> None:
    """The row of the reader is kept where no head of a row is named, and outside tables all is."""
    assert cell("How many sail on Anna Two?", BY_PROPERTY, "9 men") == "12 men"
    assert cell("How many sail?", BY_PROPERTY, "9 men") == "9 men"
    assert cell("What is wrong with the Anna Two?", BY_BOAT, "leak") == "leak"
