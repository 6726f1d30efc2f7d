"""BERT graphs in 8 bits that answer much as they do in floats, and quickly on a processor.

Before the weights are rounded, each channel's range is evened out between
activations and weights (Xiao et al., "SmoothQuant", 2023), as one activation's
outlier would else cost all others their precision. Knows graphs; nothing of what
the models are for.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.fusion_options import FusionOptions
from onnxruntime.transformers.optimizer import optimize_model

from qa_bot.inference import optimise

Given = Mapping[str, NDArray[np.int64]]
Ranges = dict[str, NDArray[np.float32]]
# How much of a channel's range moves from the activations to the weights, of 0.5 to 0.9.
SHARE = 0.75


def in_eight_bits(source: Path, target: Path, calibration: Iterable[Given]) -> None:
    """Write the float graph `source` in 8 bits to `target`.

    `calibration` is what the model is run on to learn the ranges: its inputs by name.
    """
    model = rounded_words(fused(source))
    model = smoothed(model, ranges(model, calibration))
    draft = target.with_suffix(".smooth")
    onnx.save(model, str(draft))
    quantise(draft, target)
    draft.unlink()
    optimise(target)


def fused(path: Path) -> onnx.ModelProto:
    """The graph with attention and GELU fused, each matrix multiplication left on its own."""
    options = FusionOptions("bert")
    options.use_multi_head_attention = True
    options.enable_embed_layer_norm = False
    # The sum and the norm after it take four times as long in one as they do apart.
    options.enable_skip_layer_norm = False
    return optimize_model(
        str(path), model_type="bert", num_heads=12, hidden_size=384, optimization_options=options
    ).model


def rounded_words(model: onnx.ModelProto) -> onnx.ModelProto:
    """The table of word vectors in 8 bits, with a scale for each word."""
    graph = model.graph
    table = max(graph.initializer, key=lambda each: each.dims[0] if each.dims else 0)
    words = numpy_helper.to_array(table)
    scales = np.abs(words).max(1, keepdims=True) / 127
    rounded = np.round(words / scales).astype(np.int8)
    node = next(n for n in graph.node if n.op_type == "Gather" and n.input[0] == table.name)
    graph.initializer.remove(table)
    graph.initializer.append(numpy_helper.from_array(rounded, "words"))
    graph.initializer.append(numpy_helper.from_array(scales.astype(np.float32), "word_scales"))
    at = list(graph.node).index(node)
    graph.node.remove(node)
    steps = [
        helper.make_node("Gather", ["words", node.input[1]], ["word_bytes"]),
        helper.make_node("Gather", ["word_scales", node.input[1]], ["word_scale"]),
        helper.make_node("Cast", ["word_bytes"], ["word_floats"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["word_floats", "word_scale"], [node.output[0]]),
    ]
    for i, step in enumerate(steps):
        graph.node.insert(at + i, step)
    return model


def _multiplied(model: onnx.ModelProto) -> dict[str, list[onnx.NodeProto]]:
    """The multiplications by fixed weights, by the name of what is multiplied."""
    fixed = {each.name for each in model.graph.initializer}
    groups: dict[str, list[onnx.NodeProto]] = defaultdict(list)
    for node in model.graph.node:
        if node.op_type == "MatMul" and node.input[1] in fixed:
            groups[node.input[0]].append(node)
    return groups


def ranges(model: onnx.ModelProto, calibration: Iterable[Given]) -> Ranges:
    """The greatest size of each channel of what is multiplied, over some inputs."""
    names = list(_multiplied(model))
    seen = onnx.ModelProto()
    seen.CopyFrom(model)
    for name in names:
        seen.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, None))
    session = onnxruntime.InferenceSession(
        seen.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    found: Ranges = {name: np.zeros(1, np.float32) for name in names}
    for given in calibration:
        for name, value in zip(names, session.run(names, dict(given)), strict=True):
            most = np.abs(value).reshape(-1, value.shape[-1]).max(0)
            found[name] = np.maximum(found[name], most)
    return found


def smoothed(model: onnx.ModelProto, found: Ranges) -> onnx.ModelProto:
    """The same function, with each channel's range shared between activations and weights."""
    graph = model.graph
    weights = {each.name: each for each in graph.initializer}
    for number, (name, nodes) in enumerate(_multiplied(model).items()):
        held = [numpy_helper.to_array(weights[node.input[1]]) for node in nodes]
        heaviest = np.max([np.abs(matrix).max(1) for matrix in held], axis=0)
        scale = np.maximum(found[name], 1e-3) ** SHARE / np.maximum(heaviest, 1e-3) ** (1 - SHARE)
        scale = (scale / np.exp(np.log(scale).mean())).astype(np.float32)
        graph.initializer.append(numpy_helper.from_array(1 / scale, f"even{number}"))
        at = min(list(graph.node).index(node) for node in nodes)
        for node, matrix in zip(nodes, held, strict=True):
            even = np.ascontiguousarray(matrix * scale[:, None])
            weights[node.input[1]].CopyFrom(numpy_helper.from_array(even, node.input[1]))
            node.input[0] = f"evened{number}"
        step = helper.make_node("Mul", [name, f"even{number}"], [f"evened{number}"])
        graph.node.insert(at, step)
    return model


def quantise(source: Path, target: Path) -> None:
    """The weights to 8 bits per channel; activations at run time."""
    quantize_dynamic(
        source,
        target,
        per_channel=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul"],
        extra_options={"MatMulConstBOnly": True, "DefaultTensorType": TensorProto.FLOAT},
    )
