"""Lists keep their numbers and tables their heads, wherever a cell spans."""

import pytest

from qa_bot.loading.formats.html_tables import Cell, arrange
from tests.loading.test_raised_text import text_of


@pytest.mark.parametrize(
    ("fragment", "lines"),
    [
        ("<ol><li>Oil<li>Wait</ol>", ["1. Oil", "2. Wait"]),
        ("<ol start=4><li>Oil<li>Wait</ol>", ["4. Oil", "5. Wait"]),
        ("<ol><li value=9>Oil<li>Wait</ol>", ["9. Oil", "10. Wait"]),
        ("<ol reversed><li>Oil<li>Wait</ol>", ["2. Oil", "1. Wait"]),
        ("<ol type=a><li>Oil<li>Wait</ol>", ["a. Oil", "b. Wait"]),
        (
            "<ol style='list-style-type: upper-roman' start=9><li>Oil<li>Wait</ol>",
            ["IX. Oil", "X. Wait"],
        ),
        ("<ol><li>1. Oil<ol><li>1.1. Thin</ol></ol>", ["1. Oil", "  1.1. Thin"]),
        ("<ol start=99999999999><li>Oil</ol>", ["1. Oil"]),
        (
            "<ol><li>Oil<ol><li>Thin<li>Thick</ol><li>Wait<ul><li>Long</ul></ol>",
            ["1. Oil", "  1. Thin", "  2. Thick", "2. Wait", "  - Long"],
        ),
    ],
)
def test_ordered_lists_keep_their_numbers(fragment: str, lines: list[str]) -> None:
    """As a browser shows them, nested ones indented."""
    assert text_of(fragment).split("\n") == lines


def test_a_row_has_the_heads_that_span_it() -> None:
    """A cell over several rows or head over several columns is repeated in each."""
    table = """<table><caption>Harbours</caption>
    <tr><th>Coast</th><th>Harbour</th><th colspan="2">Ships</th></tr>
    <tr><td rowspan="2">East</td><td>Fen<b>wick</b></td><td>CO<sub>2</sub></td><td>3<br>4</td></tr>
    <tr><td>Ulmar</td><td></td><td>9</td></tr>
    <tr><td colspan="4">Counted at dusk</td></tr></table>"""
    assert text_of(table).split("\n") == [
        "Harbours",
        "Coast | Harbour | Ships | Ships",
        "East | Fenwick | CO2 | 3 4",
        "East | Ulmar |  | 9",
        "Counted at dusk",
    ]


def test_a_table_that_only_places_its_cells_is_read_as_its_parts() -> None:
    """Headings and paragraphs of a newsletter are not run together in a row."""
    table = "<table><tr><td><h2>Quay</h2><p>It froze.</p><p>It thawed.</p></td></tr></table>"
    assert text_of(table).split("\n") == ["Quay", "It froze.", "It thawed."]


def test_spans_multiply_no_table() -> None:
    """A small table that claims enormous spans stays small."""
    rows = [[Cell("head" * 20, rowspan=9999, colspan=9999)] * 20, *([[Cell("x")]] * 5000)]
    assert sum(map(len, (text for row in arrange(rows) for text in row))) < 5_000_000
