"""The blocks of a text are recognised by their shape."""

import pytest

from qa_bot.text.blocks import BlockKind, cells, find_blocks, list_at

GUIDE = (
    "Harbour museum\n\nThe museum stands at the old quay. Entry is free.\n\nYou may bring:\n\n"
    "- a sandwich\n- a coat\n\nDay | Opens\nMonday | 9:00\nTuesday | 10:00\n\n"
    "Telephone: 0123 456\nClerk: The roof leaks."
)
KINDS = {
    "Harbour museum": BlockKind.HEADING,
    "The museum": BlockKind.PARAGRAPH,
    "You may": BlockKind.LEAD,
    "- a sandwich": BlockKind.ITEM,
    "Monday": BlockKind.ROW,
    "Telephone": BlockKind.LABELLED,
    "Clerk": BlockKind.LABELLED,
}


@pytest.mark.parametrize(("start", "kind"), KINDS.items())
def test_each_block_has_its_kind(start: str, kind: BlockKind) -> None:
    """Headings, leads, items, rows and labelled lines are told apart."""
    found = next(b for b in find_blocks(GUIDE) if GUIDE.startswith(start, b.start))
    assert found.kind is kind


def test_the_body_starts_after_the_marker_or_label() -> None:
    """An item is shown without its marker, and a line without its label."""
    bodies = {GUIDE[b.start : b.body]: GUIDE[b.body : b.end] for b in find_blocks(GUIDE)}
    assert bodies["Telephone: "] == "0123 456"
    assert GUIDE[next(b for b in find_blocks(GUIDE) if b.kind is BlockKind.ITEM).body :].startswith(
        "a sandwich"
    )


@pytest.mark.parametrize(
    "text",
    [
        "It was cold.\n\n1914. That year the mill burned down.\n\nNobody was hurt.",
        "A. Smith came. She stayed.",
        "He wrote that one | two is a pipe. It is.",
    ],
)
def test_a_lone_marker_makes_no_list(text: str) -> None:
    """One line that begins with a number, or has a bar, is a sentence of its paragraph."""
    assert {b.kind for b in find_blocks(text)} == {BlockKind.PARAGRAPH}


def test_a_sentence_is_no_heading() -> None:
    """Neither is a short one by itself, nor the last line of a text."""
    text = "They left.\n\nThe ship sank in 1731.\n\nThe end"
    assert {b.kind for b in find_blocks(text)} == {BlockKind.PARAGRAPH}


def test_a_list_is_found_from_its_items_and_its_lead() -> None:
    """From either, the whole list is found; elsewhere there is none."""
    blocks = find_blocks(GUIDE)
    for start in ("You may", "- a sandwich", "- a coat"):
        assert len(list_at(blocks, GUIDE.index(start))) == 2
    assert not list_at(blocks, GUIDE.index("The museum"))


def test_cells_are_where_they_stand() -> None:
    """The spans of a row's cells leave out the bars and the spaces around them."""
    row = next(b for b in find_blocks(GUIDE) if GUIDE.startswith("Monday", b.start))
    assert [GUIDE[s.start : s.end] for s in cells(GUIDE, row)] == ["Monday", "9:00"]
