"""The blocks of a text are recognised by their shape."""

import pytest

from qa_bot.text.blocks import BlockKind, block_at, cell_texts, cells, find_blocks, run_of

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


@pytest.mark.parametrize(
    ("start", "count"),
    [("- a sandwich", 2), ("- a coat", 2), ("Monday", 3), ("Clerk", 2), ("The museum", 1)],
)
def test_a_run_is_found_from_each_of_its_blocks(start: str, count: int) -> None:
    """From any item, row or labelled line, all of its list or table are found."""
    blocks = find_blocks(GUIDE)
    at = block_at(blocks, GUIDE.index(start))
    assert at is not None
    run = blocks[run_of(blocks, at)]
    assert len(run) == count and blocks[at] in run
    assert {block.kind for block in run} == {blocks[at].kind}


def test_no_block_holds_the_space_between_two() -> None:
    """An offset between blocks, or past the last, is in none."""
    blocks = find_blocks(GUIDE)
    assert block_at(blocks, blocks[0].end) is None
    assert block_at(blocks, len(GUIDE)) is None


def test_cells_are_where_they_stand() -> None:
    """The spans of a row's cells leave out the bars and the spaces around them."""
    row = next(b for b in find_blocks(GUIDE) if GUIDE.startswith("Monday", b.start))
    assert [GUIDE[s.start : s.end] for s in cells(GUIDE, row)] == ["Monday", "9:00"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("| Lumi | Nido", ["", "Lumi", "Nido"]),
        ("Weight | 4 kg |", ["Weight", "4 kg", ""]),
        ("| Lumi", ["", "Lumi"]),
    ],
)
def test_an_empty_outer_cell_is_a_cell(row: str, expected: list[str]) -> None:
    """A table whose corner is empty keeps its heads above their columns."""
    text = f"{row}\nDoors | 1 | 2"
    assert cell_texts(text, find_blocks(text)[0]) == expected


def test_labelled_lines_below_each_other_stay_apart() -> None:
    """Short and long lines such as "Present: …" are a line each, where prose would be joined."""
    text = "Present: Anna Brook, Tom Price, Maria Stanton, Ola Berg\nApologies: Ken Sibley"
    assert [text[b.start : b.end] for b in find_blocks(text)] == text.split("\n")
