"""Rows of a PDF's table stay whole, and columns of running text are no table."""

from collections import Counter

import pytest

from qa_bot.loading.formats.pdf.geometry import PrintedCell, line_of_cells
from qa_bot.loading.formats.pdf.tables import join_table_rows
from tests.loading.printing import Drawn, drawn, paragraph, read_text

HEAD = ("Ferry", "Master", "What is known of it")
SWAN = (
    "Swan",
    "Ada Holt",
    ["Built in 1866 on the upper", "slip, sold to the salt", "company later."],
)
GULL = ("Gull", "Ben Rook", ["Sank in 1871 off the mole", "with a load of slate."])
COLUMNS = (60, 150, 260)


def by_line(pitch: float, padding: float) -> list[Drawn]:
    """A table drawn line by line, as most programs do."""
    lines = [drawn(x, 600, text) for x, text in zip(COLUMNS, HEAD, strict=True)]
    y = 600 - pitch - padding
    for name, master, note in (SWAN, GULL):
        lines += [drawn(COLUMNS[0], y, name), drawn(COLUMNS[1], y, master)]
        for text in note:
            lines.append(drawn(COLUMNS[2], y, text))
            y -= pitch
        y -= padding
    return lines


def by_cell(*, middle: bool) -> list[Drawn]:
    """A table drawn cell by cell, whose short cells stand at the top or in the middle."""
    lines = [drawn(x, 600, text) for x, text in zip(COLUMNS, HEAD, strict=True)]
    y = 580.0
    for names, master, note in (
        (["Swan of", "the north", "shore"], *SWAN[1:]),
        ([GULL[0]], *GULL[1:]),
    ):
        rows = max(len(names), len(note))
        for x, texts in zip(COLUMNS, (names, [master], note), strict=True):
            top = y - (12 * (rows - len(texts)) / 2 if middle else 0)
            lines += [drawn(x, top - 12 * n, text) for n, text in enumerate(texts)]
        y -= 12 * rows + 6
    return lines


ROWS = [
    "Ferry | Master | What is known of it",
    "Swan | Ada Holt | Built in 1866 on the upper slip, sold to the salt company later.",
    "Gull | Ben Rook | Sank in 1871 off the mole with a load of slate.",
]


def test_a_wrapped_cell_stays_in_its_row_drawn_line_by_line() -> None:
    """With and without room between the rows, each row is a line, below the head."""
    for padding in (0, 6):
        text = read_text(by_line(12, padding))
        assert "\n".join(ROWS) in text, padding


def test_a_wrapped_cell_stays_in_its_row_drawn_cell_by_cell() -> None:
    """At the top or in the middle of its row, a cell is read whole before the next."""
    for middle in (False, True):
        text = read_text(by_cell(middle=middle))
        whole = ROWS[1].replace("Swan", "Swan of the north shore")
        assert "\n".join([ROWS[0], whole, ROWS[2]]) in text, middle


def test_each_line_of_a_plain_table_is_a_row() -> None:
    """Rows that stand close or in groups are not run together."""
    rows = [("Year", "Eels", "Trout"), *((str(1880 + n), f"{n * 7}", f"{n * 3}") for n in range(6))]
    for extra in (0, 8):
        y, lines = 600.0, []
        for n, row in enumerate(rows):
            lines += [drawn(x, y, text) for x, text in zip(COLUMNS, row, strict=True)]
            y -= 12 + (extra if n % 3 == 0 else 0)
        assert "\n".join(" | ".join(row) for row in rows) in read_text(lines)


def test_an_empty_cell_keeps_the_columns_in_place() -> None:
    """What stands in the third column is not read as the second."""
    lines = [drawn(x, 600, text) for x, text in zip(COLUMNS, HEAD, strict=True)]
    lines += [drawn(60, 585, "Tern"), drawn(260, 585, "Never launched.")]
    lines += [drawn(60, 570, "Skua"), drawn(150, 570, "Ida Moss"), drawn(260, 570, "Burnt.")]
    text = read_text(lines)
    assert "Skua | Ida Moss | Burnt." in text
    assert "Tern | | Never launched." in text


def test_text_below_a_table_is_not_its_last_cell() -> None:
    """A short line under the table, and the next paragraph, are text."""
    below = [
        drawn(60, 500, "Sources"),
        drawn(60, 470, "The books of the harbour office were lost."),
    ]
    text = read_text([*by_line(12, 6), *below])
    assert f"{ROWS[2]}\n\nSources\n\nThe books" in text


def test_columns_of_running_text_are_read_one_after_the_other() -> None:
    """Lines of two columns that are drawn across both are no rows of a table."""
    left = [
        "The eel weir was built across",
        "the narrows when the monks",
        "still held the fishing rights,",
        "and every autumn they sent",
        "forty barrels to the abbey,",
        "which sold half of them.",
    ]
    right = [
        "After the flood of 1712 only",
        "the stakes were left, black",
        "and soft as cheese, so that",
        "the parish gave them to the",
        "poor for firewood, and the",
        "weir was never rebuilt.",
    ]
    head = paragraph("A heading over both of the columns, as wide as they are.")
    for shift, size in ((0, 6), (2, 6), (0, 3)):
        lines = []
        for n, (one, other) in enumerate(zip(left[:size], right[:size], strict=True)):
            lines += [drawn(60, 560 - 12 * n, one), drawn(230, 560 - shift - 12 * n, other)]
        text = read_text([*head, *lines])
        for column in (left, right):
            assert " ".join(column[:size]) in text and " | " not in text


GOING_ON = [
    "港の番人は毎朝まだ暗いうちに起きて水の深さを測り、",
    "その数を帳面に書いてから長い石段を上って灯台の",
    "ガラスを磨き、油を足して夜が明けるのを待った。",
]
SENTENCES = [
    "番人は毎朝まだ暗いうちに起きて水の深さを測った。",
    "春になると漁師たちは北の岬へ船を出すのが常だった。",
    "秋の終わりには町じゅうの人が網を直しに集まった。",
]


@pytest.mark.parametrize(("texts", "is_table"), [(GOING_ON, False), (SENTENCES, True)])
def test_letters_without_case_go_on_where_no_sentence_ended(
    texts: list[str], is_table: bool
) -> None:
    """Columns of Japanese are told from rows of whole sentences."""
    lines = [
        line_of_cells([PrintedCell(t, 60, 290), PrintedCell(t, 320, 550)], 600 - 14 * n, 10)
        for n, t in enumerate(texts)
    ]
    assert any(" | " in line.text for line in join_table_rows(lines, Counter())) == is_table


def test_cells_with_little_room_between_them_are_parted() -> None:
    """A number set to the right of its column is not read as the words of the next."""
    rows = [("Month", "Boats", "Weather"), ("May", "7", "calm"), ("June", "12", "stormy at times")]
    lines = []
    for n, (month, boats, weather) in enumerate(rows):
        y = 600 - 14 * n
        lines += [drawn(60, y, month), drawn(225 - 5.5 * len(boats), y, boats)]
        lines.append(drawn(236, y, weather))
    assert "\n".join(" | ".join(row) for row in rows) in read_text(lines)
