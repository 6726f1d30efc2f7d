"""Nothing that the product is measured on is trained on."""

import json
from pathlib import Path

import pytest

from training.measuring import FILES, Measured
from training.prepare import read_split
from training.sources import Example, read_why_items

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared/data"
PASSAGE = "The brown river rises in the hills above Ash and meets the sea at Port Lea after a day."


@pytest.fixture
def measured(tmp_path: Path) -> Measured:
    """One measuring article in each file."""
    for name in FILES:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        articles = [{"title": "Lea_(river)", "paragraphs": [{"context": PASSAGE}]}]
        path.write_text(json.dumps({"data": articles}), "utf-8")
    return Measured.read(tmp_path)


def test_an_article_is_known_by_its_title(measured: Measured) -> None:
    assert measured.holds("lea (River)", "Other words.")
    assert not measured.holds("Ash", "Other words.")


def test_a_passage_is_known_by_the_words_it_shares(measured: Measured) -> None:
    assert measured.holds("", f"See also: {PASSAGE.upper()}")
    assert not measured.holds("", "The brown river rises in the hills above Ely and floods it.")


def test_what_is_measured_is_left_out(measured: Measured) -> None:
    kept = Example("q", "A dry hill.", (), "nq", "Hill")
    known = Example("q", PASSAGE, (), "nq", "Hill")
    assert measured.without([kept, known]) == [kept]


@pytest.mark.skipif(not DATA.is_dir(), reason=f"no data sets at {DATA}")
def test_no_training_article_is_a_measuring_article() -> None:
    measured, split = Measured.read(DATA), read_split(DATA)
    texts = {(e.group, e.context) for found in split.training.values() for e in found}
    texts |= {(e.group, e.context) for e in split.held}
    texts |= {("", f"{item.effect}. {item.cause}") for item in read_why_items(DATA)}
    assert [pair for pair in texts if measured.holds(*pair)] == []
