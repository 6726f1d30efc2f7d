"""The shipped reader reads what people bring, and refuses weights that are not its own."""

import json
import shutil
from pathlib import Path

import pytest

from qa_bot.answering.readers.base import Reading
from qa_bot.answering.readers.neural import FOLDER, NeuralReader
from qa_bot.errors import ModelError

pytestmark = pytest.mark.model

HARBOUR = (
    "The lighthouse at Cape Varn was built in 1874 by the engineer Ada Holm. "
    "It was moved inland in 1911 because the cliff below it was crumbling. "
    "Two keepers, Jon Berg and Lise Dahl, tended its lamp for thirty years."
)


@pytest.fixture(scope="module")
def reader() -> NeuralReader:
    """The reader as it ships."""
    return NeuralReader.load()


def words(reading: Reading, text: str) -> str:
    """What the reading is of."""
    return text[reading.best.start : reading.best.end]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Who built the lighthouse?", "Ada Holm"),
        ("When was the lighthouse built?", "1874"),
        ("why was the lighthouse moved", "the cliff below it was crumbling"),
        ("Which keepers tended the lamp?", "Jon Berg and Lise Dahl"),
    ],
)
def test_the_words_that_answer_are_found(reader: NeuralReader, question: str, answer: str) -> None:
    """Who, when and why are answered by the words of the text."""
    (reading,) = reader.read(question, [HARBOUR])
    assert answer in words(reading, HARBOUR)
    assert len(words(reading, HARBOUR)) < len(answer) + 25


def test_the_passage_that_answers_ranks_above_those_that_do_not(reader: NeuralReader) -> None:
    """Support and span tell the answering passage from its neighbours."""
    others = [
        "The harbour of Varn exports timber and dried cod to five countries.",
        "A lighthouse keeper's day begins at dusk, when the lamp is lit.",
    ]
    good, *bad = reader.read("When was the lighthouse at Cape Varn moved?", [HARBOUR, *others])
    assert all(
        good.best.score > reading.best.score and good.support > reading.support for reading in bad
    )


def test_a_batch_reads_as_each_alone(reader: NeuralReader) -> None:
    """What a passage is read beside does not change what is read in it."""
    texts = [HARBOUR, "Ada Holm built it.", HARBOUR * 3]
    together = reader.read("Who built it?", texts)
    for text, reading in zip(texts, together, strict=True):
        (alone,) = reader.read("Who built it?", [text])
        assert "Ada Holm" in words(alone, text)
        assert "Ada Holm" in words(reading, text)
        assert alone.best.score == pytest.approx(reading.best.score, abs=1e-3)


def test_an_answer_far_down_a_long_passage_is_found(reader: NeuralReader) -> None:
    """A passage longer than the model reads is read in windows, to its end."""
    filler = "The sea was calm that day and nothing was seen of the ships. " * 60
    text = filler + HARBOUR
    (reading,) = reader.read("Who built the lighthouse at Cape Varn?", [text])
    assert "Ada Holm" in words(reading, text)
    assert len(words(reading, text)) < 40


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "no sentence end",
        "word " * 5_000,
        "| year | height |\n| 1874 | 31 m |\n| 1911 | 29 m |",
        "- Jon Berg\n- Lise Dahl",
        "Маяк был построен в 1874 году.",
        "بُني الفنار سنة ١٨٧٤.",
        "灯塔建于一八七四年。",
        "🙂🙃 \u200b\u200d 🏴‍☠️",
        "a\u0301\u0302\u0303" * 500,
    ],
)
def test_whatever_the_passage_offsets_are_its_own(reader: NeuralReader, text: str) -> None:
    """Tables, other scripts, emoji, endless sentences: the words lie in the passage."""
    (reading,) = reader.read("When was it built?", [text])
    for finding in reading.findings:
        assert 0 <= finding.sentence.start <= finding.start
        assert finding.start <= finding.end <= finding.sentence.end <= len(text)


def test_a_question_longer_than_the_model_reads_is_cut(reader: NeuralReader) -> None:
    """An endless question still leaves room for the passage."""
    (reading,) = reader.read("When was the lighthouse built? " * 80, [HARBOUR])
    assert 0 <= reading.best.start < reading.best.end <= len(HARBOUR)


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    """A copy of the shipped weights to spoil."""
    return Path(shutil.copytree(FOLDER, tmp_path / "weights"))


def test_damaged_weights_are_refused(weights: Path) -> None:
    """One changed byte is noticed by checksum, with the cure."""
    model = weights / "reader.onnx"
    data = bytearray(model.read_bytes())
    data[len(data) // 2] ^= 1
    model.write_bytes(data)
    with pytest.raises(ModelError, match=r"reader\.onnx: damaged.*Install qa-bot again"):
        NeuralReader.load(weights)


@pytest.mark.parametrize("name", ["reader.onnx", "tokenizer.json", "reader.json"])
def test_missing_weights_are_named(weights: Path, name: str) -> None:
    """A file that is not there is told with its folder and the cure."""
    (weights / name).unlink()
    with pytest.raises(ModelError, match=r"weights.*Install qa-bot again"):
        NeuralReader.load(weights)


def test_the_weights_fit_the_promise() -> None:
    """Under 25 MB, with a card that names data and licences."""
    assert (FOLDER / "reader.onnx").stat().st_size < 25_000_000
    card = (FOLDER / "MODEL_CARD.md").read_text("utf-8")
    for name in ("SQuADShifts", "QAMR", "FairytaleQA", "WikiWhy", "CC BY-SA", "MIT", "Apache-2.0"):
        assert name in card, name
    weights = json.loads((FOLDER / "reader.json").read_text("utf-8"))["weights"]
    assert set(weights) == {"passage", "sentence", "confidence"}
