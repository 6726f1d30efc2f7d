"""The answer out of a table stands under the heads that the question names."""

import pytest

from qa_bot.answering.readers.reader import ScoredSpan
from qa_bot.answering.table_cells import move_to_cell, names_cell
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


TENTS = (
    "| Lumi Duo | Fjellby Airlight 2 | Nido\nWeight | 1,420 g | 1,890 g | 2,350 g\n"
    "Noise, low / high speed | 36 dB | 38 dB | 41 dB\nDays open | all | two | none"
)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("how heavy is the airlight 2", "1,890 g"),
        ("weight of the lumi?", "1,420 g"),
        ("Which days is the Nido open?", "none"),
    ],
)
def test_part_of_a_head_names_it(question: str, answer: str) -> None:
    """A word that no other head has is enough, also below an empty corner."""
    assert cell(question, TENTS, "38 dB") == answer


@pytest.mark.parametrize(
    ("question", "is_named"),
    [
        ("weight of the airlight 2", True),
        ("weight of the airlight", True),
        ("how tall is the airlight 2", False),
        ("weight of the tent bag of the lumi duo in Norway", False),
        ("weight of the tents", False),
    ],
)
def test_a_cell_is_named_by_both_heads_and_little_else(question: str, is_named: bool) -> None:
    """One word of a long head, or a question for something else, names no cell."""
    assert names_cell(question, TENTS, TENTS.index("38 dB")) is is_named


@pytest.mark.parametrize("end", ["", " |", " | "])
def test_an_empty_cell_says_nothing(end: str) -> None:
    """So does a missing one; the others of its row are not what is asked for."""
    rooms = f"Room | Monday | Tuesday\nElm room | 10 to 4 | 2 to 5\nOak room | 9 to 12{end}"
    assert names_cell("oak room on monday", rooms, rooms.index("9 to 12"))
    assert not names_cell("oak room on tuesday", rooms, rooms.index("9 to 12"))
