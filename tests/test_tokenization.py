"""Tokens of either library have offsets in the text itself, and the layout of their model."""

from pathlib import Path

import pytest

from qa_bot.retrieval.embedder import SHIPPED
from qa_bot.tokenization import JsonTokenizer, SentencePieceTokenizer, load_tokenizer
from tests.tiny_models import write_tokenizer

TEXTS = [
    "Die  Mühle steht am Fluss.",
    "Мельница стоит у реки",
    "２０２６ 磨坊在河边。",
    "cafe\u0301 on  the\tquay ",
    "من كتب الرسالة؟",
    "",
]


@pytest.fixture(scope="module")
def pieces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pieces") / "tokenizer.model"
    write_tokenizer(path)
    return path


def test_offsets_leave_out_the_space_before_a_word(pieces: Path) -> None:
    """Every token but one of spaces alone begins and ends with a character of its own."""
    for text, tokens in zip(TEXTS, load_tokenizer(pieces).encode(TEXTS), strict=True):
        parts = [text[start:end] for start, end in tokens.offsets]
        assert all(part == part.strip() for part in parts)
        assert "".join(parts) == "".join(text.split())


def test_offsets_go_forward(pieces: Path) -> None:
    """A span of tokens is a span of characters, in every script."""
    for tokens in load_tokenizer(pieces).encode(TEXTS):
        starts = [start for start, _ in tokens.offsets]
        assert starts == sorted(starts)


def test_pairs_are_laid_out_as_the_model_was_trained(pieces: Path) -> None:
    """XLM-R puts two tokens between the texts, and BERT one, with token types."""
    roberta = SentencePieceTokenizer(pieces).layout
    assert (roberta.opening, roberta.between, roberta.closing) == ((0,), (2, 2), (2,))
    assert not roberta.has_segments
    bert = JsonTokenizer(SHIPPED / "tokenizer.json").layout
    assert (bert.opening, bert.between, bert.closing) == ((101,), (102,), (102,))
    assert bert.has_segments


def test_inputs_are_cut_to_what_the_model_reads(pieces: Path) -> None:
    """A long text keeps its closing token, and is counted whole."""
    for path in (pieces, SHIPPED / "tokenizer.json"):
        tokenizer = load_tokenizer(path, max_tokens=8)
        (ids,) = tokenizer.inputs(["river " * 40])
        (short,) = tokenizer.inputs(["river"])
        assert len(ids) == 8 and ids[-1] == short[-1] and ids[0] == short[0]
        assert tokenizer.count(["river " * 40])[0] >= 40
