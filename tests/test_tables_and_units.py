"""Questions on the rows of a long table, and on units as people type them, with the real models."""

from pathlib import Path

import pytest

import qa_bot

pytestmark = pytest.mark.model

PLACES = [a + b for a in "Bar Dun Fen Gar Hol Kel".split() for b in "wick bury ham ton".split()]
KEEPERS = ["Odile Marr", "Jens Holt", "Anna Vane"]


def stations() -> list[tuple[str, str, str, str]]:
    """Three hundred rows: a name, a year, a height and a keeper."""
    return [
        (f"{PLACES[n % 24]} {n}", str(1790 + n % 150), f"{12 + n % 60}", KEEPERS[n % 3])
        for n in range(300)
    ]


def test_any_row_of_a_long_table_answers_by_its_column(tmp_path: Path) -> None:
    """The cell under the head that is asked for, and its row word for word."""
    rows = stations()
    table = tmp_path / "stations.csv"
    head = "Station,Opened,Height in metres,Keeper\n"
    table.write_text(head + "".join(",".join(row) + "\n" for row in rows), "utf-8")
    asked = {1: "When was {} opened?", 2: "What is the height of {}?", 3: "Who is keeper of {}?"}
    with qa_bot.open(tmp_path / "built") as library:
        library.add(str(table))
        for number in (5, 120, 200, 283):
            for column, question in asked.items():
                answer = library.ask(question.format(rows[number][0]))
                assert answer.answered and answer.quote
                assert answer.quote.text == " | ".join(rows[number])
                assert answer.text == rows[number][column]


def test_units_are_asked_for_as_they_are_typed(tmp_path: Path) -> None:
    """The quote has the characters of the article."""
    text = "The yard of the mill at Sund is 480 m² and its kiln gives off 3 tons of CO₂ a year."
    (tmp_path / "mill.txt").write_text(f"{text} Nobody lives there.", "utf-8")
    with qa_bot.open(tmp_path / "built") as library:
        library.add(str(tmp_path / "mill.txt"))
        for question in ("How many m2 is the yard of the mill?", "How much CO2 does it give off?"):
            answer = library.ask(question)
            assert answer.answered and answer.quote and answer.quote.text == text
