"""What was filled into a form or typed onto a page is read where it stands."""

import pytest

from tests.loading.printing import Sheet, drawn, paragraph, read_article, read_text

TEXT = paragraph("Whoever wants a stall at the fair of Otterby fills in this sheet.", top=700)


def field(name: str, kind: str, rect: str, rest: str) -> str:
    """A field of a form."""
    return f"<</Type/Annot/Subtype/Widget/FT/{kind}/T({name})/Rect[{rect}]{rest}>>"


def filled(*annotations: str) -> Sheet:
    """The form with annotations."""
    labels = [drawn(60, 650, "Trade:"), drawn(60, 630, "Own tent:"), drawn(60, 610, "Signed by")]
    return Sheet([*TEXT, *labels], annotations=annotations)


def test_an_entry_stands_beside_its_label() -> None:
    """Text, a choice and a tick are read in the line of their label."""
    text = read_text(
        filled(
            field("trade", "Tx", "140 646 300 662", "/V(Gingerbread)"),
            field("tent", "Btn", "140 628 150 638", "/V/Yes/AS/Yes"),
            field("by", "Ch", "140 606 300 620", "/V(Kitty Marsh)"),
        )
    )
    assert "Trade: | Gingerbread" in text
    assert "Own tent: | ☒" in text
    assert "Signed by | Kitty Marsh" in text


def test_text_typed_onto_a_page_is_read() -> None:
    """A text box has a line of its own where no line is beside it."""
    box = "<</Type/Annot/Subtype/FreeText/Rect[60 580 300 594]/Contents(Stall 12 is taken.)>>"
    assert read_text(filled(box)).endswith("Signed by\n\nStall 12 is taken.")


@pytest.mark.parametrize(
    "hidden",
    [
        field("x", "Tx", "140 646 300 662", "/F 2/V(Secret)"),
        field("x", "Tx", "140 646 300 662", "/Ff 8192/V(Secret)"),
        field("x", "Btn", "140 646 300 662", "/V(Secret)"),
    ],
)
def test_what_a_reader_does_not_see_stays_out(hidden: str) -> None:
    """Hidden fields, passwords and buttons hold no text of the page."""
    assert "Secret" not in read_text(filled(hidden))


def test_comments_are_named_and_not_read() -> None:
    """What a reader wrote in the margin is not the document's, but is not lost in silence."""
    note = "<</Type/Annot/Subtype/Text/Rect[10 700 30 720]/Contents(Ask the mayor.)>>"
    article = read_article(TEXT, filled(note))
    assert "Ask the mayor" not in article.text
    assert article.unread == ("comments on page 2",)
