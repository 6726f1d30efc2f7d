"""Things that a sentence announces by their number are the answer, not the number."""

import pytest

from qa_bot.answering.announced_lists import announced_list
from qa_bot.documents import Span

RULES = "There are three things to remember.\n\nTake five.\n\nLabel them.\n\nBring some back."
ITEMS = "There are two rules.\n\n- Be kind.\n- Be early.\n\nThe hall is cold."
TABLE = (
    "Three firms gave a price.\n\nFirm | Price\nAscent | £7\nNorvik | £8\nPulley | £6\n\nIt rained."
)
MISTAKES = (
    "I made three mistakes. First I bought nylon. It stretches. Second, I cut both cords. And "
    "then I painted the runners. We had tea."
)


def things(question: str, text: str) -> list[str] | None:
    """What the first sentence announces."""
    found = announced_list(question, text, Span(0, text.index(".", text.index(" ")) + 1))
    if found is None:
        return None
    assert found.span == Span(0, found.items[-1].end)
    return [text[item.start : item.end] for item in found.items]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (RULES, ["Take five.", "Label them.", "Bring some back."]),
        (ITEMS, ["Be kind.", "Be early."]),
        (TABLE, ["Ascent | £7", "Norvik | £8", "Pulley | £6"]),
        (
            MISTAKES,
            [
                "First I bought nylon.",
                "Second, I cut both cords.",
                "And then I painted the runners.",
            ],
        ),
    ],
)
def test_what_is_announced_follows(text: str, expected: list[str]) -> None:
    """As paragraphs, as items, as rows below their heads, and as sentences that count them."""
    assert things("What must I know?", text) == expected


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How many rules are there?", ITEMS),
        ("When did they come?", RULES),
        ("What must I know?", "There are four things to remember.\n\nTake five.\n\nLabel them."),
        (
            "What did she buy?",
            "She bought three cords. They were long. They cost a lot. It rained.",
        ),
        ("Which firms gave a price?", TABLE.replace("Three", "Two")),
        ("What happened?", "The rain fell. First it was light."),
        ("What must I pay?", "4.2 The guest pays at once.\n\n4.3 Shoes off.\n\n4.4 No dogs."),
        ("What must I pay?", "A fee is due after two weeks.\n\nShoes off.\n\nNo dogs."),
    ],
)
def test_nothing_is_announced(question: str, text: str) -> None:
    """Where a number is asked for, fewer things follow, or none are counted.

    The number of a clause and a length of time announce nothing.
    """
    assert things(question, text) is None
