"""The export of the trained reader: an 8-bit ONNX file, its tokenizer and a description."""

import json
import logging
import pickle
import random
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import onnx
import torch
from numpy.typing import NDArray

from qa_bot.answering.readers.onnx_reader import SHIPPED
from qa_bot.retrieval.multilingual import EMBEDDER, package_folders
from qa_bot.retrieval.onnx_model import (
    READER_CARD,
    READER_MODEL,
    READER_OUTPUTS,
    SENTENCEPIECE,
    TOKENIZER,
    WORDS,
    digest,
    read_card,
)
from training.features import PASSAGE_TOKENS, QUESTION_TOKENS, collate, encode
from training.model import Reader, load_checkpoint, load_weights
from training.quantization import quantize
from training.sources import Example
from training.tokens import PairTokenizer

log = logging.getLogger(__name__)

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
# Numbers of a word embedding, of either base model.
WIDTH = 384
MAX_BYTES = 25_000_000
# The second reader has twice the layers, and holds its words.
SECOND_MAX_BYTES = 40_000_000
# The source that 8-bit ranges are calibrated on, and the number of its examples.
CALIBRATION, CALIBRATED = "new_wiki", 40
CARD = Path(__file__).with_name("MODEL_CARD.md")
MULTILINGUAL_CARD = Path(__file__).with_name("MULTILINGUAL_MODEL_CARD.md")
# What a reader of English is for in the product.
Role = Literal["first", "second", "conversation"]
ROLE_CARDS: dict[Role, Path] = {
    "first": CARD,
    "second": Path(__file__).with_name("SECOND_MODEL_CARD.md"),
    "conversation": Path(__file__).with_name("CONVERSATION_MODEL_CARD.md"),
}


def export_float(model: Reader, path: Path) -> None:
    """Write the model in float32 with dynamic batch and length."""
    model.eval()
    example = tuple(torch.ones(2, 16, dtype=torch.int64) for _ in INPUTS)
    axes = {name: {0: "batch", 1: "length"} for name in (*INPUTS, *READER_OUTPUTS[:2])}
    axes[READER_OUTPUTS[2]] = {0: "batch"}
    torch.onnx.export(
        model,
        example,
        str(path),
        input_names=list(INPUTS),
        output_names=list(READER_OUTPUTS),
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )


def calibration(out: Path, tokenizer: Path) -> Iterator[dict[str, NDArray[np.int64]]]:
    """Yield questions with passages that were held out of training, as inputs."""
    heldout: list[Example] = pickle.loads((out / "heldout.pickle").read_bytes())
    held = [example for example in heldout if example.source == CALIBRATION]
    loaded = PairTokenizer.load(tokenizer)
    rng = random.Random(3)
    for example in rng.sample(held, min(CALIBRATED, len(held))):
        if feature := encode(example, loaded, rng, PASSAGE_TOKENS):
            batch = collate([feature])
            yield dict(
                zip(
                    INPUTS,
                    (batch.input_ids, batch.attention_mask, batch.token_type_ids),
                    strict=True,
                )
            )


def describe(folder: Path, shared: Sequence[Path] = ()) -> None:
    """Write `reader.json`: sizes and SHA-256 of the files, and the limits in tokens.

    `shared` are the folders of the packages that have the vocabulary and the word embeddings
    of a reader without words.
    """
    names = (READER_MODEL, CARD.name, *(() if shared else (TOKENIZER,)))
    paths = [folder / name for name in names]
    paths += [place / name for place in shared for name in (SENTENCEPIECE, WORDS)]
    files = {
        path.name: {"bytes": path.stat().st_size, "sha256": digest(path)}
        for path in paths
        if path.exists()
    }
    about = {
        "files": files,
        "inputs": [each.name for each in onnx.load(str(folder / READER_MODEL)).graph.input],
        "outputs": READER_OUTPUTS,
        "question_tokens": QUESTION_TOKENS,
        "passage_tokens": PASSAGE_TOKENS,
        "width": WIDTH,
    }
    if shared:
        about["words"] = read_card(shared[0] / EMBEDDER).words
    (folder / READER_CARD).write_text(json.dumps(about, indent=1), "utf-8")


def _weigh_as_shipped(folder: Path) -> None:
    """Give a reader the weights of the shipped one, by which the mean of both is scored too."""
    card = folder / READER_CARD
    known = json.loads(card.read_text("utf-8"))
    shipped = json.loads((SHIPPED / READER_CARD).read_text("utf-8"))
    card.write_text(json.dumps(known | {"weights": shipped["weights"]}, indent=1) + "\n", "utf-8")


def export(
    base: Path, out: Path, checkpoint: Path, holds_words: bool = True, role: Role = "first"
) -> Path:
    """Export a checkpoint to `out/export`, with the card of its role in the product.

    A reader of English is given the weights of the shipped first reader, by which it is scored
    beside it; `weigh` fits a first reader's own.
    Without word embeddings the file has the layers alone, which are a fifth of a multilingual
    model.

    Raises:
        ValueError: the file is larger than MAX_BYTES, or SECOND_MAX_BYTES.
        FileNotFoundError: it has no word embeddings, and the packages with them are missing.
    """
    from training.calibrate import choose

    shared = () if holds_words else package_folders()
    if not (holds_words or shared):
        raise FileNotFoundError(
            "A reader without word embeddings takes those of qa-bot-multilingual: "
            "pip install packages/qa-bot-multilingual"
        )
    folder = out / "export"
    folder.mkdir(parents=True, exist_ok=True)
    model = Reader(base, PairTokenizer.load(base / TOKENIZER).layout.has_segments)
    load_weights(model, load_checkpoint(checkpoint)["model"])
    exact = folder / "reader-float.onnx"
    export_float(model, exact)
    partial = folder / "reader.partial.onnx"
    quantize(exact, partial, calibration(out, base / TOKENIZER), holds_words)
    onnx.checker.check_model(str(partial))
    most = SECOND_MAX_BYTES if role == "second" else MAX_BYTES
    if partial.stat().st_size > most:
        raise ValueError(
            f"{partial} holds {partial.stat().st_size} bytes, over {most}: "
            "export it with --without-words"
        )
    partial.replace(folder / READER_MODEL)
    shutil.copyfile(base / TOKENIZER, folder / TOKENIZER)
    card = ROLE_CARDS[role] if holds_words else MULTILINGUAL_CARD
    shutil.copyfile(card, folder / CARD.name)
    describe(folder, shared)
    if holds_words:
        _weigh_as_shipped(folder)
    threshold, weight = choose(folder, out, base)
    decline = {"answerable_weight": weight, "threshold": threshold}
    (folder / "decline.json").write_text(json.dumps(decline), "utf-8")
    return folder
