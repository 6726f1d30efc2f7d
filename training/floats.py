"""The float weights of the reader of the first releases, whose training run was not kept.

They are taken from its 8-bit graph, so that training can go on from them:
`python -m training floats --reader FILE --out FOLDER`, then `train --start FOLDER/floats.pt`.
"""

import re
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

from training.requantize import dequantize

FLOATS = "floats.pt"
_ATTENTION_BIAS = re.compile(r"Attention_(\d+)_qkv_bias")
_PROJECTIONS = ("query", "key", "value")  # in the order of the joined bias
# The product whose weights those of a head are, by the head's name.
_HEADS = {
    "/span/Add_output_0_weights": "span",
    "/answer/Gemm_output_0_MatMul_weights": "answer",
}
_PRODUCT = re.compile(r"/encoder/encoder/(layer\.\d+/.+)/(?:MatMul|Add)_output_0_weights")


def write_floats(reader: Path, out: Path) -> Path:
    """Write a checkpoint of the weights of an 8-bit `reader.onnx`; return its path."""
    graph = dequantize(onnx.load(str(reader))).graph
    weights: dict[str, torch.Tensor] = {}
    for constant in graph.initializer:
        for name, value in named_weights(constant.name, numpy_helper.to_array(constant)):
            weights[name] = torch.from_numpy(np.array(value, np.float32))
    out.mkdir(parents=True, exist_ok=True)
    torch.save({"model": weights}, out / FLOATS)
    return out / FLOATS


def named_weights(name: str, value: NDArray[np.float32]) -> list[tuple[str, NDArray[np.float32]]]:
    """Return the weights that a constant of the graph holds, by their names in the model."""
    if head := _HEADS.get(name):
        return [(f"{head}.weight", value.T)]
    if found := _PRODUCT.fullmatch(name):
        place = found[1].replace("/", ".")
        return [(f"encoder.encoder.{place}.weight", value.T)]
    if found := _ATTENTION_BIAS.fullmatch(name):
        place = f"encoder.encoder.layer.{found[1]}.attention.self"
        parts = np.split(value, len(_PROJECTIONS))
        return [
            (f"{place}.{each}.bias", part) for each, part in zip(_PROJECTIONS, parts, strict=True)
        ]
    if name.startswith(("encoder.", "span.", "answer.")):
        return [(name, value)]
    return []
