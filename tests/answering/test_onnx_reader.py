"""The shipped reader reads any text, and refuses weights that are not its own."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from qa_bot.answering.question_history import PriorTurn, with_history
from qa_bot.answering.readers.onnx_reader import SHIPPED, OnnxReader
from qa_bot.answering.readers.reader import (
    CONVERSATION_FOLDER,
    SECOND_FOLDER,
    PassageReading,
    Reader,
    load_conversation_reader,
    load_second_reader,
)
from qa_bot.errors import ModelError

pytestmark = pytest.mark.model

HARBOUR = (
    "The lighthouse at Cape Varn was built in 1874 by the engineer Ada Holm. "
    "It was moved inland in 1911 because the cliff below it was crumbling. "
    "Two keepers, Jon Berg and Lise Dahl, tended its lamp for thirty years."
)


@pytest.fixture(scope="module")
def reader() -> OnnxReader:
    """The reader as it ships."""
    return OnnxReader.load()


def words(reading: PassageReading, text: str) -> str:
    """The text of the best span."""
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
def test_the_words_that_answer_are_found(reader: OnnxReader, question: str, answer: str) -> None:
    """Who, when and why are answered by the words of the text."""
    (reading,) = reader.read(question, [HARBOUR])
    assert answer in words(reading, HARBOUR)
    assert len(words(reading, HARBOUR)) < len(answer) + 25


def test_the_passage_that_answers_ranks_above_those_that_do_not(reader: OnnxReader) -> None:
    """Support and span score are both greater where the answer is."""
    others = [
        "The harbour of Varn exports timber and dried cod to five countries.",
        "A lighthouse keeper's day begins at dusk, when the lamp is lit.",
    ]
    good, *bad = reader.read("When was the lighthouse at Cape Varn moved?", [HARBOUR, *others])
    assert all(
        good.best.score > reading.best.score and good.support > reading.support for reading in bad
    )


def test_a_passage_reads_alike_in_a_batch_and_alone(reader: OnnxReader) -> None:
    """The passages of a batch do not change each other's readings."""
    texts = [HARBOUR, "Ada Holm built it.", HARBOUR * 3]
    together = reader.read("Who built it?", texts)
    for text, reading in zip(texts, together, strict=True):
        (alone,) = reader.read("Who built it?", [text])
        assert "Ada Holm" in words(alone, text)
        assert "Ada Holm" in words(reading, text)
        assert alone.best.score == pytest.approx(reading.best.score, abs=1e-3)


def test_an_answer_far_down_a_long_passage_is_found(reader: OnnxReader) -> None:
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
def test_spans_lie_within_their_sentences_and_these_within_the_passage(
    reader: OnnxReader, text: str
) -> None:
    """Tables, other scripts, emoji and endless sentences included."""
    (reading,) = reader.read("When was it built?", [text])
    for span in reading.spans:
        assert 0 <= span.sentence.start <= span.start
        assert span.start <= span.end <= span.sentence.end <= len(text)


def test_a_question_longer_than_the_model_reads_is_cut(reader: OnnxReader) -> None:
    """A question of any length leaves room for the passage."""
    (reading,) = reader.read("When was the lighthouse built? " * 80, [HARBOUR])
    assert 0 <= reading.best.start < reading.best.end <= len(HARBOUR)


def test_what_was_said_before_gives_way_to_the_message() -> None:
    """Words of many tokens before it do not cut off what is asked."""
    strange = PriorTurn(
        "0x7f3a9c-1b8e4d-5c2f71-9d0ab3-6e4f28-33c91d 8a7b65?", "f0e1d2-c3b4a5-968778"
    )
    asked = with_history("Who built the lighthouse at Cape Varn?", [strange, strange])
    (reading,) = load_conversation_reader().read(asked, [HARBOUR])
    assert words(reading, HARBOUR).endswith("Ada Holm")


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    """A copy of the shipped weights to damage."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "weights"))


def test_damaged_weights_are_refused(weights: Path) -> None:
    """One changed byte fails the checksum, and the error names the cure."""
    model = weights / "reader.onnx"
    data = bytearray(model.read_bytes())
    data[len(data) // 2] ^= 1
    model.write_bytes(data)
    with pytest.raises(ModelError, match=r"reader\.onnx: damaged.*Install qa-bot again"):
        OnnxReader.load(weights)


@pytest.mark.parametrize(
    ("folder", "load", "setting"),
    [
        ("SECOND_FOLDER", load_second_reader, "second_reader"),
        ("CONVERSATION_FOLDER", load_conversation_reader, "conversation_reader"),
    ],
)
def test_a_damaged_further_reader_names_its_own_setting(
    folder: str,
    load: Callable[[], Reader],
    setting: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """To do without the first reader would not help."""
    shipped = {"SECOND_FOLDER": SECOND_FOLDER, "CONVERSATION_FOLDER": CONVERSATION_FOLDER}[folder]
    damaged = Path(shutil.copytree(shipped, tmp_path / "damaged"))
    (damaged / "reader.onnx").write_bytes(b"")
    monkeypatch.setattr(f"qa_bot.answering.readers.reader.{folder}", damaged)
    with pytest.raises(ModelError, match=rf"damaged.*set answering\.{setting} to false\.$"):
        load()


@pytest.mark.parametrize("group", ["passage", "sentence", "confidence"])
def test_weights_of_another_number_are_refused(weights: Path, group: str) -> None:
    """A weight too few for the features is noticed when the reader is loaded."""
    card = json.loads((weights / "reader.json").read_text("utf-8"))
    card["weights"][group].pop()
    (weights / "reader.json").write_text(json.dumps(card), "utf-8")
    with pytest.raises(ModelError, match=r"cannot be loaded.*Install qa-bot again"):
        OnnxReader.load(weights)


@pytest.mark.parametrize("name", ["reader.onnx", "tokenizer.json", "reader.json"])
def test_missing_weights_are_named(weights: Path, name: str) -> None:
    """The error names the folder and the cure."""
    (weights / name).unlink()
    with pytest.raises(ModelError, match=r"weights.*Install qa-bot again"):
        OnnxReader.load(weights)


def test_the_shipped_weights_are_small_and_documented() -> None:
    """Under 25 MB, with a card that names the data sets and licences."""
    assert (SHIPPED / "reader.onnx").stat().st_size < 25_000_000
    card = (SHIPPED / "MODEL_CARD.md").read_text("utf-8")
    for name in ("SQuADShifts", "QAMR", "FairytaleQA", "WikiWhy", "CC BY-SA", "MIT", "Apache-2.0"):
        assert name in card, name
    weights = json.loads((SHIPPED / "reader.json").read_text("utf-8"))["weights"]
    assert set(weights) == {"passage", "sentence", "confidence", "premises"}


@pytest.mark.parametrize("folder", [SECOND_FOLDER, CONVERSATION_FOLDER])
def test_the_further_readers_are_scored_by_the_weights_of_the_first(folder: Path) -> None:
    """As the mean of two readings is."""
    first, further = (
        json.loads((place / "reader.json").read_text("utf-8"))["weights"]
        for place in (SHIPPED, folder)
    )
    assert further == first
