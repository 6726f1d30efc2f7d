"""A table saved as text is read row by row, whichever program wrote it."""

import pytest

from qa_bot.documents import Article
from qa_bot.errors import SourceDamaged, SourceEmpty
from qa_bot.loading import LoadLimits, load_bytes

ROWS = "Bell | Weight | Price\nSchool bell | 40 kg | 9\nShip's bell | 65 kg | 14"


def load(data: str | bytes, name: str = "bells.csv", content_type: str = "") -> Article:
    """The article that a table becomes."""
    data = data.encode() if isinstance(data, str) else data
    return load_bytes(data, "test:table", LoadLimits(), name=name, content_type=content_type)


@pytest.mark.parametrize(
    "text",
    [
        "Bell,Weight,Price\nSchool bell,40 kg,9\nShip's bell,65 kg,14\n",
        "Bell;Weight;Price\r\nSchool bell;40 kg;9\r\n\r\nShip's bell;65 kg;14",
        'Bell\tWeight\tPrice\n"School\n bell"\t40 kg\t9\nShip\'s bell\t65 kg\t14',
        "sep=;\nBell;Weight;Price\nSchool bell;40 kg;9\nShip's bell;65 kg;14",
        '"Bell", "Weight", "Price"\n"School bell", "40 kg", 9\n"Ship\'s bell", "65 kg", 14',
        "\ufeffBell|Weight|Price\nSchool bell|40 kg|9\n,,\nShip's bell|65 kg|14",
    ],
)
def test_a_row_is_a_line_whatever_parts_its_cells(text: str) -> None:
    """Commas, semicolons, tabs and bars; quoted cells may hold line breaks."""
    assert load(text).text.replace("\n,,", "") == ROWS


def test_the_title_is_the_name_of_the_file() -> None:
    """A table has no headline; its first row are heads."""
    article = load("Bell,Weight\nSchool bell,40 kg\n")
    assert (article.title, article.text) == ("bells", "Bell | Weight\nSchool bell | 40 kg")
    assert load("a\tb\n1\t2\n", "x", "text/tab-separated-values").text == "a | b\n1 | 2"


def test_a_comma_within_a_cell_parts_none() -> None:
    """Nor does an empty cell lose its place; numbers with commas are quoted."""
    text = 'Bell,Weight,Price\n"Church bell, large","1,200 kg",310\nSmall bell,,9\n'
    assert load(text).text.splitlines()[1:] == [
        "Church bell, large | 1,200 kg | 310",
        "Small bell |  | 9",
    ]


def test_a_table_in_an_older_encoding_is_read() -> None:
    """Excel saves in that of the language."""
    text = "Ort;Straße\nKöln;Große Gasse für Bäcker\nMünchen;Schöne Straße\n" * 4
    assert "Köln | Große Gasse für Bäcker" in load(text.encode("cp1252")).text


def test_what_is_no_table_says_so() -> None:
    """A quotation mark that never ends, or no cell with text."""
    with pytest.raises(SourceDamaged, match="no table that can be read"):
        load('Bell,Weight\n"' + "a" * 1_100_000)
    with pytest.raises(SourceEmpty):
        load(",,,\n,,,\n")
