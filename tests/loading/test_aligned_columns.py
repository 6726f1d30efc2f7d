"""Tables that plain text lays out by spaces become rows of cells."""

import pytest

from qa_bot.loading.formats.aligned_columns import with_rows

_FEES = """\
                  Half day   Day      Week
Adult             £21.00     £32.00   £160
Grandmother & kin £15.00     £20.00   £90
Under 4           free                free"""


def test_cells_stand_in_the_column_below_their_head() -> None:
    """A name that fills its column and an empty cell move no other cell to another column."""
    assert with_rows(_FEES).split("\n") == [
        " | Half day | Day | Week",
        "Adult | £21.00 | £32.00 | £160",
        "Grandmother & kin | £15.00 | £20.00 | £90",
        "Under 4 | free |  | free",
    ]


@pytest.mark.parametrize(
    "lines",
    [
        "Route   Mon-Fri     Sat\n12    every 10 min  hourly\nX3    hourly        never",
        "Route\tMon-Fri\tSat\n12\tevery 10 min\thourly\nX3\thourly\tnever",
    ],
)
def test_heads_need_not_stand_above_their_columns(lines: str) -> None:
    """Lines with as many cells are rows, wherever a cell begins, also between tabs."""
    assert with_rows(lines).split("\n") == [
        "Route | Mon-Fri | Sat",
        "12 | every 10 min | hourly",
        "X3 | hourly | never",
    ]


def test_dotted_leaders_part_a_name_from_its_price() -> None:
    """Lines such as "Soup ...... £4" are rows."""
    menu = "Soup of the day ..... £4.50\nP. Brook's pie ...... £11\nTrifle .............. £5"
    assert with_rows(menu) == "Soup of the day | £4.50\nP. Brook's pie | £11\nTrifle | £5"


@pytest.mark.parametrize(
    "text",
    [
        "He left the room.  Nobody saw him\nagain.  The  lamp was still lit.  It\nwas late.  She"
        "  slept.",
        "Bus 5    leaves at nine",
        "1.  Open the lid.\n2.  Pour the oil.\n3.  Close it.",
        "Roses are red   and so\nam I now   what a day, and\nnight   too",
    ],
)
def test_double_spaces_in_prose_make_no_table(text: str) -> None:
    """Spaces after sentences, in lists and at different places of lines change nothing."""
    assert with_rows(text) == text
