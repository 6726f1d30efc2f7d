"""A reader with the vocabulary of XLM-R: its layout, its offsets, its word embeddings."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qa_bot.answering.readers.baselines import MULTILINGUAL_WEIGHTS, SentenceReader
from qa_bot.answering.readers.onnx_reader import OnnxReader
from qa_bot.answering.readers.reader import BUILT_IN, SENTENCES, load_reader
from qa_bot.errors import ModelError
from qa_bot.retrieval import multilingual
from qa_bot.retrieval.onnx_model import SENTENCEPIECE, WORDS, read_card
from qa_bot.retrieval.word_embeddings import WordEmbeddings
from qa_bot.tokenization import load_tokenizer
from tests.tiny_models import WIDTH, write_embedder, write_reader

TEXT = "Мельница стоит у реки. Письмо написал  мельник в 1804 г. в Орле."


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Packages with tiny models, among them a reader that is sure of "мельник"."""
    both = (tmp_path / "models", tmp_path / "words")
    write_embedder(*both)
    write_reader(*both, "мельник", MULTILINGUAL_WEIGHTS.to_arrays())
    monkeypatch.setattr(multilingual, "package_folders", lambda: both)
    return both


class Recorder:
    """A graph that records what it is given, and finds no answer."""

    def __init__(self) -> None:
        self.passes: list[Mapping[str, Any]] = []

    def run(self, outputs: Sequence[str], passes: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
        self.passes += passes
        lengths = [each["input_ids"].shape[1] for each in passes]
        return [[np.zeros((1, n)), np.zeros((1, n)), np.zeros(1)] for n in lengths]


def test_an_answer_begins_without_the_space_before_it(folders: tuple[Path, Path]) -> None:
    """The package's reader answers with the word itself, in its sentence."""
    reader = load_reader(BUILT_IN, is_multilingual=True)
    (reading,) = reader.read("Кто написал письмо?", [TEXT])
    assert TEXT[reading.best.start : reading.best.end] == "мельник"
    sentence = reading.best.sentence
    assert TEXT[sentence.start : sentence.end] == "Письмо написал  мельник в 1804 г. в Орле."
    assert reader.weights.compares_grams


def test_pairs_are_read_as_the_model_was_trained(folders: tuple[Path, Path]) -> None:
    """Without token types, with two tokens between, and the rows of all ids."""
    graph = Recorder()
    tokenizer = load_tokenizer(folders[0] / SENTENCEPIECE)
    words = WordEmbeddings(folders[1] / WORDS, WIDTH, read_card(folders[0] / "embedder").words)
    reader = OnnxReader(graph, tokenizer, MULTILINGUAL_WEIGHTS, words)  # type: ignore[arg-type]
    reader.read("Кто?", [TEXT, ""])
    question, passage = tokenizer.encode(["Кто?", TEXT])
    first, empty = graph.passes
    expected = [0, *question.ids, 2, 2, *passage.ids, 2]
    assert first.keys() == {"input_ids", "word_embeddings"}
    assert first["input_ids"].tolist() == [expected]
    assert np.array_equal(first["word_embeddings"], words.rows([expected]))
    assert empty["input_ids"].tolist() == [[0, *question.ids, 2, 2, 2]]


@pytest.mark.parametrize(
    "text", ["", " ", "磨坊 " * 900, "كَتَبَ ٢٠٢٦", "a\u0301" * 99, "Ｗｈｏ　１８"]
)
def test_spans_lie_within_the_passage(folders: tuple[Path, Path], text: str) -> None:
    """In any script, however long."""
    reader = load_reader(BUILT_IN, is_multilingual=True)
    (reading,) = reader.read("Кто написал письмо?", [text])
    for span in reading.spans:
        assert 0 <= span.sentence.start <= span.start <= span.end <= span.sentence.end <= len(text)


def test_without_a_reader_in_the_package_sentences_are_read(folders: tuple[Path, Path]) -> None:
    """As they are where the settings ask for them."""
    assert isinstance(load_reader(SENTENCES, is_multilingual=True), SentenceReader)
    (folders[0] / "reader").rename(folders[0] / "elsewhere")
    reader = load_reader(BUILT_IN, is_multilingual=True)
    assert isinstance(reader, SentenceReader) and reader.weights.compares_grams
    assert not load_reader(SENTENCES).weights.compares_grams


@pytest.mark.parametrize("name", ["reader/reader.onnx", SENTENCEPIECE, WORDS])
def test_a_damaged_file_of_the_reader_is_refused(folders: tuple[Path, Path], name: str) -> None:
    """Its own files and those that it shares."""
    path = folders[0 if name != WORDS else 1] / name
    path.write_bytes(path.read_bytes()[:-1] + b"\0\1")
    with pytest.raises(ModelError, match="damaged"):
        load_reader(BUILT_IN, is_multilingual=True)
