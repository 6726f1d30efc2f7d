"""The float weights of a reader that is shipped in 8 bits, so that training can go on from them.

Of a training run the 8-bit graph alone is kept in the repository: `python -m training floats
--reader FILE --out FOLDER`, then `train --start FOLDER/floats.pt`. The first
steps of training undo what rounding changed.
"""

import re
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import GraphProto, NodeProto, numpy_helper

from training.quantization import LEVELS, SMOOTHING

FLOATS = "floats.pt"
_ATTENTION_BIAS = re.compile(r"Attention_(\d+)_qkv_bias")
_PROJECTIONS = ("query", "key", "value")  # in the order of the joined bias
_PRODUCT = re.compile(r"/encoder/encoder/(layer\.\d+/.+)/MatMul_output_0_unit")
_SPAN_PRODUCT = "/span/MatMul_output_0"

Floats = NDArray[np.float32]


def write_floats(reader: Path, out: Path) -> Path:
    """Write a checkpoint of the weights of an 8-bit `reader.onnx`; return its path."""
    weights = {
        name: torch.from_numpy(np.array(value, np.float32))
        for name, value in named_weights(onnx.load(str(reader)).graph).items()
    }
    out.mkdir(parents=True, exist_ok=True)
    torch.save({"model": weights}, out / FLOATS)
    return out / FLOATS


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
