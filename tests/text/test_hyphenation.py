"""Words broken at the ends of hard-wrapped lines are joined, compounds keep their hyphens."""

import pytest

from qa_bot.text.line_breaks import unwrap
from qa_bot.text.normalisation import clean_text


@pytest.mark.parametrize(
    ("wrapped", "joined"),
    [
        ("the foun-\ndation of the mill", "the foundation of the mill"),
        ("the foun\u2010\n  dation of the mill", "the foundation of the mill"),
        ("the foun¬\ndation of the mill", "the foundation of the mill"),
        ("THE FOUN-\nDATION OF IT", "THE FOUNDATION OF IT"),
        ("in the house of Mr Kar-\nlow", "in the house of Mr Karlow"),
        ("unter der Wasser-\nmühle", "unter der Wassermühle"),
        ("a low-\npaid clerk", "a low-paid clerk"),
        ("forty-\ntwo of them", "forty-two of them"),
        ("an x-\nray of it", "an x-ray of it"),
        ("the Austro-\nHungarian line", "the Austro-Hungarian line"),
        ("his brother-in-\nlaw came", "his brother-in-law came"),
        ("qu'est-\nce-que dit", "qu'est-ce-que dit"),
        ("in 1914-\n18 it closed", "in 1914-18 it closed"),
        ("both inter-\nand post-glacial", "both inter- and post-glacial"),
        ("links-\nund rechts", "links- und rechts"),
        ("it was late -\nand cold", "it was late - and cold"),
        ("it was late--\nand cold", "it was late-- and cold"),
    ],
)
def test_the_hyphen_at_a_lines_end(wrapped: str, joined: str) -> None:
    """It is left out where it was put for the break alone."""
    assert unwrap(wrapped) == joined


def test_the_text_tells_how_a_word_is_spelled() -> None:
    """Where the text has the word or the compound elsewhere, that decides."""
    assert unwrap("a sea-\nwall; the seawall held").startswith("a seawall;")
    assert unwrap("a brenn-\nstone; the brenn-stone held").startswith("a brenn-stone;")


def test_items_and_rows_stay_on_lines_of_their_own() -> None:
    """A hyphen at the end of an item or a cell joins nothing."""
    for text in ("- one-\n- two", "a | b-\nc | d", "heading-\n\nText"):
        assert unwrap(text) == text


def test_ligatures_become_the_letters_that_they_are_drawn_for() -> None:
    """A word is found by its letters."""
    assert clean_text("The oﬃce has a ﬂat roof and a ﬁreplace.") == (
        "The office has a flat roof and a fireplace."
    )
