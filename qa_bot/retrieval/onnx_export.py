"""The export of a sentence-transformers model to ONNX: `python -m … NAME FOLDER`.

The whole pipeline is traced (transformer, pooling, dense layers, whatever
modules.json names), and the export is compared with the model itself on texts
of several lengths. Run as a process of its own, which ends with a message on
standard error and a status.
"""

import contextlib
import logging
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sentence_transformers import SentenceTransformer

from qa_bot.console import print_error
from qa_bot.errors import ModelError
from qa_bot.inference import optimise_graph
from qa_bot.retrieval.onnx_cache import CANNOT_LOAD, origin
from qa_bot.retrieval.onnx_embedder import OnnxEmbedder
from qa_bot.retrieval.onnx_model import MODEL, TOKENIZER, Card, digest
from qa_bot.retrieval.torch_embedder import load_model, max_length

_KNOWN_INPUTS = {"input_ids", "attention_mask", "token_type_ids"}
# The least cosine of an exported vector with the model's own: float32 graphs differ by 1e-6.
_LEAST_COSINE = 0.9999
_TEXTS = [
    "The bridge was shut.",
    "Why did the council close the old crossing over the river in the spring of that year?",
    "Naïve façades, 東京 and Αθήνα; numbers such as 3.14 and 1,000,000 (or so)!",
    "A sentence that is said again and again until it is long. " * 12,
    "More than any model of this kind reads, so that its end is cut off. " * 60,
]


class NotExpressible(Exception):
    """The model does something that an exported folder cannot express."""


class _Pipeline(torch.nn.Module):
    """A model from token ids to one vector for each text."""

    def __init__(self, model: SentenceTransformer, inputs: list[str]) -> None:
        super().__init__()
        self.model = model
        self.inputs = inputs

    def forward(self, *values: Any) -> Any:
        return self.model(dict(zip(self.inputs, values, strict=True)))["sentence_embedding"]


def export(name: str, folder: Path, fuse: bool = True) -> None:
    """Write the model `name` into `folder`; raises ModelError or NotExpressible.

    Without `fuse` its graph stays as traced, for other tools to work on.
    """
    model = load_model(name).eval()
    inputs = _inputs(model)
    write_onnx(model, inputs, folder / MODEL)
    if fuse:
        optimise_graph(folder / MODEL)
    model.tokenizer.backend_tokenizer.save(str(folder / TOKENIZER))
    special_tokens = model.tokenizer.num_special_tokens_to_add()
    Card(
        name=name,
        dimension=int(model.get_embedding_dimension() or 0),
        max_tokens=max_length(model) - special_tokens,
        special_tokens=special_tokens,
        inputs=tuple(inputs),
        prompt=_prompt(model),
        files={file: digest(folder / file) for file in (MODEL, TOKENIZER)},
        origin=origin(_source(name)),
    ).write(folder)
    compare(model, OnnxEmbedder.open(folder))


def write_onnx(model: SentenceTransformer, inputs: list[str], path: Path) -> None:
    """Write the pipeline as float32 ONNX, for any number and length of texts."""
    transformer: Any = model[0]
    # The other ways to compute attention cannot be traced.
    transformer.auto_model.set_attn_implementation("eager")
    example = tuple(torch.ones(2, 16, dtype=torch.int64) for _ in inputs)
    axes = {name: {0: "texts", 1: "tokens"} for name in inputs} | {"embedding": {0: "texts"}}
    with torch.inference_mode():
        torch.onnx.export(
            _Pipeline(model, inputs),
            example,
            str(path),
            input_names=inputs,
            output_names=["embedding"],
            dynamic_axes=axes,
            opset_version=18,
            dynamo=False,
        )


def compare(
    model: SentenceTransformer, exported: OnnxEmbedder, least_cosine: float = _LEAST_COSINE
) -> None:
    """Compare the exported model's vectors with the model's own; raises NotExpressible."""
    own = model.encode(_TEXTS, normalize_embeddings=True, show_progress_bar=False)
    least = float(np.sum(exported.embed(_TEXTS) * own, axis=1).min())
    if not least >= least_cosine:
        raise NotExpressible(f"its vectors differ from the model's own (cosine {least:.4f})")


def _inputs(model: SentenceTransformer) -> list[str]:
    kinds = [type(module).__name__ for module in model]
    if kinds[0] != "Transformer" or not getattr(model.tokenizer, "is_fast", False):
        raise NotExpressible(f"a {kinds[0]} with such a tokenizer is not text to token ids")
    inputs = list(model.tokenizer.model_input_names)
    if not set(inputs) <= _KNOWN_INPUTS:
        raise NotExpressible(f"it takes {', '.join(inputs)}")
    return inputs


def _prompt(model: SentenceTransformer) -> str:
    """Return the prompt that the model puts before every text by default."""
    prompt = model.prompts.get(model.default_prompt_name or "") or ""
    if prompt and not all(getattr(module, "include_prompt", True) for module in model):
        raise NotExpressible("it leaves its prompt out of the pooling")
    return prompt


def _source(name: str) -> Path | None:
    """Return the folder that the model was loaded from, or None."""
    if Path(name).is_dir():
        return Path(name).resolve()
    from huggingface_hub import snapshot_download

    for repository in (name, f"sentence-transformers/{name}"):
        with contextlib.suppress(Exception):
            return Path(snapshot_download(repository, local_files_only=True))
    return None


def main() -> int:
    """Export as the arguments say; return the exit status."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    name, folder = sys.argv[1:]
    try:
        export(name, Path(folder))
    except ModelError as error:
        print_error(str(error))
        return CANNOT_LOAD
    except Exception as error:
        print_error((str(error).splitlines() or [type(error).__name__])[0])
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
