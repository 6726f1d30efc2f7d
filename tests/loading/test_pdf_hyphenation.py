"""Words broken at line ends are whole again, and hyphens that stand for a word's end stay."""

from collections import Counter

import pytest

from qa_bot.loading.formats.pdf.hyphenation import count_words, join_lines
from tests.loading.printing import drawn, paragraph, read_text

FULL = "The towpath was raised twice, as the meadows on the other bank were under water for weeks"


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [
        ("of pre-", "and post-war tiles", "of pre- and post-war tiles"),
        ("the Ein-", "und Ausgang der Halle", "the Ein- und Ausgang der Halle"),
        ("both long-", "or short-lived ones", "both long- or short-lived ones"),
        ("in the mark-", "et every week", "in the market every week"),
        ("of the sail-", "or who came", "of the sailor who came"),
        ("of capabili-", "ties unknown", "of capabilities unknown"),
        ("a well-", "built wall", "a wellbuilt wall"),
    ],
)
def test_a_hyphen_at_a_line_end(above: str, below: str, expected: str) -> None:
    """It goes, unless a conjunction follows that the word does not end in."""
    assert join_lines(above, below, Counter()) == expected


def test_how_the_document_spells_a_word_decides() -> None:
    """A word that stands elsewhere whole or with a hyphen is spelt so here."""
    words = count_words(["a well-built wall", "a brigand"], "")
    assert join_lines("a well-", "built wall", words) == "a well-built wall"
    assert join_lines("the brig-", "and there", words) == "the brigand there"


@pytest.mark.parametrize("hyphen", ["-", "\xad"])
def test_a_broken_word_is_whole_in_the_text_of_a_page(hyphen: str) -> None:
    """Hyphens of every kind at the end of a line are understood."""
    text = read_text(
        paragraph(FULL, f"and the barges went through the orch{hyphen}", "ards there.")
    )
    assert "through the orchards there." in text


def test_a_broken_word_is_whole_in_a_cell() -> None:
    """The lines of a cell are joined as those of a paragraph are."""
    sheet = [
        *(drawn(x, 600, text) for x, text in ((60, "Lock"), (150, "Keeper"), (260, "Remark"))),
        *(
            drawn(x, 580, text)
            for x, text in ((60, "First"), (150, "Ed Pike"), (260, "It was gradu-"))
        ),
        drawn(260, 568, "ally widened."),
        *(drawn(x, 550, text) for x, text in ((60, "Second"), (150, "Jo Bream"), (260, "Closed."))),
    ]
    assert "First | Ed Pike | It was gradually widened.\nSecond" in read_text(sheet)
