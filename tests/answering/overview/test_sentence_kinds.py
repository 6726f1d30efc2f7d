"""Prose stands for a text; headings, questions, labels and credits do not."""

import pytest

from qa_bot.answering.overview.sentence_kinds import (
    SentenceKind,
    sentences_of,
    that_stand_alone,
)
from tests.fakes import article

NEWS = """Flood closes the bridge

By Sarah Dunn
Photo: A. Marsh

The bridge at Eastby stays closed until Monday, the council said. Who will pay?

Opening hours

Monday | 9-17
Tuesday | 9-12

You can still take:

- the ferry from the old harbour, every hour
- a bus
- the train

Cost: nine crowns

Click here for more photos.

About Eastby Media

Eastby Media prints three papers in the county."""


def kinds(text: str, title: str = "A title") -> dict[str, SentenceKind]:
    return {s.text: s.kind for s in sentences_of(article(text, title))}


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Flood closes the bridge", SentenceKind.OTHER),
        ("By Sarah Dunn", SentenceKind.OTHER),
        ("Photo: A. Marsh", SentenceKind.OTHER),
        ("The bridge at Eastby stays closed until Monday, the council said.", SentenceKind.PROSE),
        ("Who will pay?", SentenceKind.OTHER),
        ("Monday | 9-17", SentenceKind.ROW),
        ("- the ferry from the old harbour, every hour", SentenceKind.ITEM),
        ("- a bus", SentenceKind.ROW),
        ("Cost: nine crowns", SentenceKind.ROW),
        ("Click here for more photos.", SentenceKind.OTHER),
        ("Eastby Media prints three papers in the county.", SentenceKind.OTHER),
    ],
)
def test_each_sentence_has_a_kind(sentence: str, kind: SentenceKind) -> None:
    """By the shape of its block, its end and its first words."""
    assert kinds(NEWS)[sentence] is kind


def test_the_title_is_shown_by_itself() -> None:
    """A first line that is the title is no sentence of the overview."""
    title = "Minutes of the parish council held on 12 March at the hall."
    assert kinds(f"{title}\n\nThe budget was agreed by all.", title)[title] is SentenceKind.OTHER


def test_a_sentence_knows_what_it_stands_below() -> None:
    """The heading, or the question that it answers."""
    text = (
        "Parking\n\nIt is free on Sundays for all.\n\nMay dogs swim?\n\nOnly in the big lake then."
    )
    above = {s.text: s.heading for s in sentences_of(article(text))}
    assert above["It is free on Sundays for all."] == "Parking"
    assert above["Only in the big lake then."] == "May dogs swim?"


def test_the_label_of_a_paragraph_stands_above_the_rest_of_it() -> None:
    """Where several paragraphs have one; a short sentence is not made a heading by itself."""
    rest = "It is all of what there is to say."
    labelled = "\n\n".join(f"{label}. {rest}" for label in ("Lice", "Phones", "Day 2, to Osk"))
    of_rest = [s for s in sentences_of(article(labelled)) if s.text == rest]
    assert [s.heading for s in of_rest] == ["Lice", "Phones", "Day 2, to Osk"]
    assert [s.rank for s in of_rest] == [0, 0, 0]
    (alone,) = (s for s in sentences_of(article(f"We won. {rest}")) if s.text == rest)
    assert (alone.heading, alone.rank) == ("", 1)


def test_text_without_spaces_is_prose() -> None:
    """Characters count where no space parts words."""
    rule = "市图书馆从九月一日起实行新的借书规定。"
    assert kinds(f"图书馆\n\n{rule}")[rule] is SentenceKind.PROSE


def test_a_list_stands_for_itself_where_there_is_little_prose() -> None:
    """Items are taken with the prose when they are more than it, rows for want of both."""
    listed = (
        "One line of prose is here.\n\n- all of the first item here\n- all of the second one here"
    )
    both = [s.kind for s in that_stand_alone(sentences_of(article(listed)), 3)]
    assert both == [SentenceKind.PROSE, SentenceKind.ITEM, SentenceKind.ITEM]
    rows = sentences_of(article("Prices\n\nBike | 9\nTandem | 18\nSeat | 3"))
    assert [s.text for s in that_stand_alone(rows, 3)] == ["Bike | 9", "Tandem | 18", "Seat | 3"]


def test_a_text_without_ends_is_begun() -> None:
    """What is one sentence without an end is cut at a space, word for word."""
    text = "ห้องสมุดเปิดทุกวัน " * 200
    (found,) = that_stand_alone(sentences_of(article(text)), 3)
    assert 500 < len(found.text) <= 600
    assert text[found.span.start : found.span.end] == found.text


def test_a_text_of_nothing_else_is_taken_as_it_is() -> None:
    """A single question is all that there is to show."""
    found = sentences_of(article("Who goes there?"))
    assert [s.text for s in that_stand_alone(found, 3)] == ["Who goes there?"]
