"""Lists fit a terminal of any width, and off a terminal are a plain line for each row."""

import io
from pathlib import Path

import pytest

from qa_bot.components import Components
from qa_bot.config import load_config
from qa_bot.console import SafeConsole
from qa_bot.table_output import Column, print_table
from tests.cli.terminals import STYLES, on_terminal, piped
from tests.fakes import article
from tests.shell import Shell

TITLES = ["Crops of India and of the valleys below the Himalayas, for beginners", "Rain\tand\nsun"]


@pytest.fixture
def index(shell: Shell) -> Path:
    """A library of two articles with long names, and a feed."""
    components = Components(load_config(environment={}, index=shell.index))
    components.ingester.add_all(
        [
            article("Tea grows in Assam. " * 60, source="/home/reader/articles/crops.txt", title=a)
            if a is TITLES[0]
            else article("Rain falls in July.", source="/home/reader/articles/rain.txt", title=a)
            for a in TITLES
        ]
    )
    components.store.close()
    return shell.index


def test_a_piped_list_is_a_line_for_each_article(index: Path) -> None:
    """Fields are separated by tabs, in fixed places, with neither heading, style nor wrapping."""
    ran = piped(index, "list", COLUMNS="40")
    rows = [line.split("\t") for line in ran.printed.splitlines()]
    assert [row[1] for row in rows] == [TITLES[0], r"Rain\tand\nsun"]
    assert {len(row) for row in rows} == {6} and "\x1b" not in ran.printed
    assert [row[5] for row in rows] == [f"/home/reader/articles/{n}.txt" for n in ("crops", "rain")]
    assert rows[0][3] == "1200"


@pytest.mark.parametrize(("columns", "shown"), [(40, 2), (80, 5), (200, 6)])
def test_a_narrow_terminal_gets_fewer_columns(index: Path, columns: int, shown: int) -> None:
    """No line is wider than the terminal, ids are whole, and no column is squeezed to letters."""
    ran = on_terminal(index, "list", columns=columns)
    assert max(map(len, ran.lines)) <= columns and ran.status == 0
    heads = ["id", "title", "about", "source", "characters", "chunks"]
    assert len([head for head in heads if head in ran.lines[0].split()]) >= shown - 1
    assert ("characters" in ran.lines[0]) == (columns > 40)
    assert "Himalayas" in ran.printed


def test_the_least_important_columns_go_first() -> None:
    """A column without values is never shown; one of rank 0 stays, however narrow it is."""
    columns = (
        Column("id", ["0123456789ab"], is_whole=True),
        Column("title", ["Rain in the valleys below the Himalayas"]),
        Column("tags", [""], rank=1),
        Column("size", [1234567], rank=2),
        Column("source", ["/home/reader/articles/rain.txt"], rank=1),
    )
    heads = {}
    for width in (12, 40, 50, 100):
        screen = io.StringIO()
        print_table(SafeConsole(file=screen, force_terminal=True, width=width), columns)
        heads[width] = STYLES.sub("", screen.getvalue()).splitlines()[0].split()
    assert "size" in heads[100] and "tags" not in heads[100]
    assert heads[50] == ["id", "title", "source"] and heads[40] == ["id", "title"]
    assert heads[12][0] == "id"
