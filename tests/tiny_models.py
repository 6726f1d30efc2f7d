"""Tiny models in the format of the multilingual ones: real tokenizers, small graphs."""

import io
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from qa_bot.retrieval.onnx_model import MODEL, SENTENCEPIECE, WORDS, Card, digest, read_card
from qa_bot.retrieval.word_embeddings import TablePlace
from qa_bot.tokenization import load_tokenizer

WIDTH = 32
WORDS_OFFSET = 7  # of the word embeddings in their file, in bytes
_TEXTS = [
    "The old mill stands by the river. Who wrote the letter?",
    "Die Mühle steht am Fluss. Wer schrieb den Brief?",
    "Мельница стоит у реки. Кто написал письмо?",
    "磨坊在河边。 谁写了这封信？",
    "تقف الطاحونة عند النهر. من كتب الرسالة؟",
    "query: passage: 2026 26",
]


def write_tokenizer(path: Path, texts: Sequence[str] = _TEXTS) -> int:
    """Train a SentencePiece model with XLM-R's special tokens; return its number of pieces."""
    sentencepiece = pytest.importorskip("sentencepiece", reason="pip install sentencepiece")
    made = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_writer=made,
        model_type="unigram",
        vocab_size=200,
        hard_vocab_limit=False,
        character_coverage=1.0,
        bos_id=0,
        pad_id=1,
        eos_id=2,
        unk_id=3,
        normalization_rule_name="nmt_nfkc",
        user_defined_symbols=["▁мельник"],
        num_threads=1,
        minloglevel=2,
    )
    path.write_bytes(made.getvalue())
    return int(sentencepiece.SentencePieceProcessor(model_file=str(path)).get_piece_size())


def write_words(path: Path, rows: int) -> np.ndarray:
    """Write random word embeddings in four bits within a file; return them as floats."""
    rng = np.random.default_rng(1)
    numbers = rng.integers(0, 16, (rows * WIDTH // 32, 32))
    scales = rng.uniform(0.1, 1, len(numbers)).astype(np.float16)
    pairs = (numbers[:, :16] | (numbers[:, 16:] << 4)).astype(np.uint8)
    blocks = (s.tobytes() + p.tobytes() for s, p in zip(scales, pairs, strict=True))
    path.write_bytes(b"%" * WORDS_OFFSET + b"".join(blocks) + b"%")
    floats = (numbers - 8).astype(np.float32) * scales.astype(np.float32)[:, None]
    return floats.reshape(rows, WIDTH)


def write_embedder(models: Path, words: Path, scale: tuple[float, float] = (1.0, 0.0)) -> None:
    """Write an embedding model that takes the mean of a text's word embeddings."""
    folder = models / "embedder"
    folder.mkdir(parents=True)
    words.mkdir(parents=True, exist_ok=True)
    pieces = write_tokenizer(models / SENTENCEPIECE)
    write_words(words / WORDS, pieces)
    mean = helper.make_node("ReduceMean", ["word_embeddings"], ["embedding"], axes=[1], keepdims=0)
    shape = ["texts", "tokens", WIDTH]
    graph = helper.make_graph(
        [mean],
        "mean",
        [
            helper.make_tensor_value_info("input_ids", TensorProto.INT64, shape[:2]),
            helper.make_tensor_value_info("word_embeddings", TensorProto.FLOAT, shape),
        ],
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["texts", WIDTH])],
    )
    opsets = [helper.make_opsetid("", 17)]
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=9), folder / MODEL)
    files = (folder / MODEL, models / SENTENCEPIECE, words / WORDS)
    Card(
        name="multilingual-e5-small",
        dimension=WIDTH,
        max_tokens=100,
        special_tokens=2,
        inputs=("input_ids", "word_embeddings"),
        prompt="passage: ",
        question_prompt="query: ",
        files={path.name: digest(path) for path in files},
        words=TablePlace(WORDS_OFFSET, pieces),
        cosine_scale=scale,
    ).write(folder)


def change_card(folder: Path, **values: object) -> None:
    """Change values of a model's card."""
    card = json.loads((folder / "card.json").read_text("utf-8"))
    (folder / "card.json").write_text(json.dumps(card | values), "utf-8")


def write_reader(models: Path, words: Path, answer: str, weights: dict[str, list[float]]) -> None:
    """Write a reader for which the tokens of `answer` answer, beside an embedding model.

    Its logits are 9 at the first and the last of them and 0 elsewhere, and the support of a
    passage is the mean of its word embeddings.
    """
    folder = models / "reader"
    folder.mkdir()
    (tokens,) = load_tokenizer(models / SENTENCEPIECE).encode([answer])
    nodes, outputs = [], []
    for name, token in (("start", tokens.ids[0]), ("end", tokens.ids[-1])):
        value = helper.make_tensor(f"{name}_id", TensorProto.INT64, [], [token])
        nodes += [
            helper.make_node("Constant", [], [f"{name}_id"], value=value),
            helper.make_node("Equal", ["input_ids", f"{name}_id"], [f"is_{name}"]),
            helper.make_node("Cast", [f"is_{name}"], [f"{name}_float"], to=TensorProto.FLOAT),
            helper.make_node("Mul", [f"{name}_float", "nine"], [f"{name}_logits"]),
        ]
        shape = ["batch", "length"]
        outputs.append(helper.make_tensor_value_info(f"{name}_logits", TensorProto.FLOAT, shape))
    nodes.append(
        helper.make_node("ReduceMean", ["word_embeddings"], ["answerable"], axes=[1, 2], keepdims=0)
    )
    outputs.append(helper.make_tensor_value_info("answerable", TensorProto.FLOAT, ["batch"]))
    graph = helper.make_graph(
        nodes,
        "reader",
        [
            helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "length"]),
            helper.make_tensor_value_info(
                "word_embeddings", TensorProto.FLOAT, ["batch", "length", WIDTH]
            ),
        ],
        outputs,
        [helper.make_tensor("nine", TensorProto.FLOAT, [], [9.0])],
    )
    opsets = [helper.make_opsetid("", 17)]
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=9), folder / "reader.onnx")
    files = (folder / "reader.onnx", models / SENTENCEPIECE, words / WORDS)
    card = {
        "files": {path.name: {"sha256": digest(path)} for path in files},
        "width": WIDTH,
        "words": read_card(models / "embedder").words,
        "weights": weights,
    }
    (folder / "reader.json").write_text(json.dumps(card), "utf-8")
