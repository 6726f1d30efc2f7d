"""The float weights of readers that are shipped in 8 bits, to train on from or to average.

Of a training run the 8-bit graph alone is kept in the repository: `python -m training floats
--reader FILE --out FOLDER`, then `train --start FOLDER/floats.pt`. The first
steps of training undo what rounding changed. Of several files, which may be checkpoints, the mean
is written, to be exported as it is (Wortsman et al., "Model soups", 2022).
"""

import math
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import GraphProto, NodeProto, numpy_helper

from training.model import load_checkpoint
from training.quantization import LEVELS, SMOOTHING

FLOATS = "floats.pt"
# Training leaves them as the base model has them.
_WORDS = "word_embeddings"
_ATTENTION_BIAS = re.compile(r"Attention_(\d+)_qkv_bias")
_PROJECTIONS = ("query", "key", "value")  # in the order of the joined bias
_PRODUCT = re.compile(r"/encoder/encoder/(layer\.\d+/.+)/MatMul_output_0_unit")
_SPAN_PRODUCT = "/span/MatMul_output_0"

Floats = NDArray[np.float32]


def write_floats(readers: Sequence[Path], out: Path, shares: Sequence[float] = ()) -> Path:
    """Write a checkpoint of the mean weights of readers; return its path.

    Each is an 8-bit `reader.onnx` or a checkpoint. `shares` are those that they have in the
    mean, in their order, by default equal ones.

    Raises:
        ValueError: the readers have other layers than one another, or the shares are not as many
            as they or do not add up to 1.
    """
    shares = shares or [1 / len(readers)] * len(readers)
    if len(shares) != len(readers) or not math.isclose(sum(shares), 1):
        raise ValueError(f"{len(readers)} readers need as many shares, of 1 in all: {shares}")
    found = [_floats_of(reader) for reader in readers]
    shapes = [{name: value.shape for name, value in weights.items()} for weights in found]
    if any(other != shapes[0] for other in shapes):
        raise ValueError(f"Readers with other layers cannot be averaged: {list(map(str, readers))}")
    weights = {
        name: sum(share * each[name] for share, each in zip(shares, found, strict=True))
        for name in found[0]
    }
    out.mkdir(parents=True, exist_ok=True)
    torch.save({"model": weights}, out / FLOATS)
    return out / FLOATS


def _floats_of(reader: Path) -> dict[str, torch.Tensor]:
    """Return the weights of an 8-bit graph or a checkpoint, but for word embeddings."""
    if reader.suffix == ".onnx":
        weights = named_weights(onnx.load(str(reader)).graph)
        return {name: torch.tensor(value, dtype=torch.float32) for name, value in weights.items()}
    return {n: v for n, v in load_checkpoint(reader)["model"].items() if _WORDS not in n}


def named_weights(graph: GraphProto) -> dict[str, Floats]:
    """Return the weights of a graph by their names in the model, but for word embeddings."""
    constants = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    made_by = {name: node for node in graph.node for name in node.output}
    found: dict[str, Floats] = {}
    for node in graph.node:
        if node.op_type == "MatMulIntegerToFloat" and (layer := _PRODUCT.fullmatch(node.output[0])):
            weights = constants[node.input[1]] * constants[node.input[3]] * LEVELS
            smoothing = _smoothing(node, made_by)
            if smoothing is not None:
                weights = weights * constants[smoothing][:, None]
            place = layer[1].replace("/", ".")
            found[f"encoder.encoder.{place}.weight"] = weights.T
        elif node.output[0] == _SPAN_PRODUCT:
            found["span.weight"] = constants[node.input[1]].T
    for name, value in constants.items():
        if bias := _ATTENTION_BIAS.fullmatch(name):
            parts = zip(_PROJECTIONS, np.split(value, len(_PROJECTIONS)), strict=True)
            place = f"encoder.encoder.layer.{bias[1]}.attention.self"
            found |= {f"{place}.{each}.bias": part for each, part in parts}
        elif name.startswith(("encoder.", "span.", "answer.")):
            found[name] = value
    return found


def _smoothing(product: NodeProto, made_by: dict[str, NodeProto]) -> str | None:
    """Return the constant that smooths the activations of a product, if they are smoothed."""
    unit = made_by[made_by[product.input[0]].input[0]]
    before = made_by.get(unit.input[0])
    is_smoothed = before is not None and before.op_type == "Mul"
    return before.input[1] if is_smoothed and before.input[1].startswith(SMOOTHING) else None
