"""Quantize BERT graphs to 8 bits so that every processor computes the same numbers.

Each token's activations have a scale of their own, so that a text's result does
not depend on what stands beside it in a batch. Weights have a scale for each
output channel, chosen so that no product can saturate where a processor adds two
of them in 16 bits (`_scales`). Both products and sums are then exact integers.

Knows graphs; nothing of what the models are for.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, helper, numpy_helper
from onnxruntime.transformers.fusion_options import FusionOptions
from onnxruntime.transformers.optimizer import optimize_model

from qa_bot.inference import optimise_graph
from qa_bot.retrieval.word_embeddings import INPUT as WORDS_INPUT

Inputs = Mapping[str, NDArray[np.int64]]
Ranges = dict[str, NDArray[np.float32]]
Floats = NDArray[np.float32]

# Activations are unsigned bytes around this zero point: 1 to 255.
_ZERO: Final = 128
LEVELS: Final = 127
# How the constants are named that activations are multiplied by behind a layer norm.
SMOOTHING: Final = "smoothing"
# What two adjacent weights of a column of one sign may come to: 255 * 128 < 2**15.
_PAIR: Final = 128
# A product with fewer, as a head's, gains nothing from 8 bits.
_FEWEST_COLUMNS: Final = 16
_MASK: Final = "attention_mask"
# How much of a channel's range moves from the activations to the weights. Of 0.5, 0.65, 0.75
# and 0.85 this gave the embeddings of 160 texts nearest to the float model's.
_MIGRATION: Final = 0.75


def quantize(
    source: Path, target: Path, calibration: Iterable[Inputs], holds_words: bool = True
) -> None:
    """Write the float graph `source` in 8 bits to `target`, without its attention mask.

    `calibration` yields inputs by name; the model runs on them to find the
    range of each channel. Where the graph is not to hold the word embeddings, they
    become its input `word_embeddings`.
    """
    model = without_mask(fuse(source))
    if holds_words:
        model = quantize_word_embeddings(model)
    model = quantize_products(smooth(model, activation_ranges(model, calibration)))
    onnx.save(model if holds_words else words_as_input(model), str(target))
    optimise_graph(target)


def fuse(path: Path) -> ModelProto:
    """Return the graph with attention and GELU fused, each matrix product left on its own."""
    options = FusionOptions("bert")
    options.use_multi_head_attention = True
    options.enable_embed_layer_norm = False
    # A fused sum and layer norm take four times as long as the two apart.
    options.enable_skip_layer_norm = False
    return optimize_model(
        str(path), model_type="bert", num_heads=12, hidden_size=384, optimization_options=options
    ).model


def without_mask(model: ModelProto) -> ModelProto:
    """Drop the input that tells tokens from padding, for use without padding.

    Attention alone takes an eighth longer with a mask. What else used it gets ones.
    """
    graph = model.graph
    for node in graph.node:
        if node.op_type == "MultiHeadAttention":
            # Query, key, value and bias; the mask and what follows from it come after them.
            del node.input[4:]
    _keep_inputs(graph, {each.name for each in graph.input} - {_MASK})
    one = helper.make_tensor("one_each", TensorProto.INT64, [1], [1])
    ones = helper.make_node("ConstantOfShape", ["ids_shape"], [_MASK], value=one)
    graph.node.insert(0, helper.make_node("Shape", ["input_ids"], ["ids_shape"]))
    graph.node.insert(1, ones)
    return pruned(model)


def pruned(model: ModelProto) -> ModelProto:
    """Drop the nodes and constants that no output depends on."""
    graph = model.graph
    needed = {each.name for each in graph.output}
    nodes = []
    for node in reversed(graph.node):
        if needed & set(node.output):
            nodes.append(node)
            needed |= set(node.input)
    constants = [each for each in graph.initializer if each.name in needed]
    del graph.node[:]
    graph.node.extend(reversed(nodes))
    del graph.initializer[:]
    graph.initializer.extend(constants)
    return model


def quantize_word_embeddings(model: ModelProto) -> ModelProto:
    """Keep the table of word embeddings in 8 bits, with a scale for each word."""
    graph = model.graph
    table, node = _word_lookup(model)
    words = numpy_helper.to_array(table)
    scales = np.abs(words).max(1, keepdims=True) / LEVELS
    at = list(graph.node).index(node)
    graph.initializer.remove(table)
    graph.node.remove(node)
    _constants(model, words=np.round(words / scales).astype(np.int8), word_scales=scales)
    steps = [
        helper.make_node("Gather", ["words", node.input[1]], ["word_bytes"]),
        helper.make_node("Gather", ["word_scales", node.input[1]], ["word_scale"]),
        helper.make_node("Cast", ["word_bytes"], ["word_floats"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["word_floats", "word_scale"], [node.output[0]]),
    ]
    for i, step in enumerate(steps):
        graph.node.insert(at + i, step)
    return model


def words_as_input(model: ModelProto) -> ModelProto:
    """Take the word embeddings as an input, of shape (batch, length, width), and hold no table.

    Inputs that nothing reads, as the segments of a model that has none, are left out.
    """
    graph = model.graph
    table, node = _word_lookup(model)
    shape = ["batch", "length", table.dims[1]]
    graph.input.append(helper.make_tensor_value_info(WORDS_INPUT, TensorProto.FLOAT, shape))
    for each in graph.node:
        each.input[:] = [WORDS_INPUT if name == node.output[0] else name for name in each.input]
    graph.node.remove(node)
    graph.initializer.remove(table)
    _keep_inputs(graph, {name for each in graph.node for name in each.input})
    return model


def _keep_inputs(graph: GraphProto, names: set[str]) -> None:
    """Leave out the inputs of a graph that are not among `names`."""
    inputs = [each for each in graph.input if each.name in names]
    del graph.input[:]
    graph.input.extend(inputs)


def _word_lookup(model: ModelProto) -> tuple[TensorProto, NodeProto]:
    """Return the largest table, which is that of the words, and the node that reads it."""
    graph = model.graph
    table = max(graph.initializer, key=lambda each: each.dims[0] if each.dims else 0)
    return table, next(n for n in graph.node if n.op_type == "Gather" and n.input[0] == table.name)


def activation_ranges(model: ModelProto, calibration: Iterable[Inputs]) -> Ranges:
    """Return the largest magnitude of each channel of each smoothed activation."""
    names = list(_smoothed(model))
    observed = ModelProto()
    observed.CopyFrom(model)
    for name in names:
        observed.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, None))
    session = onnxruntime.InferenceSession(
        observed.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    found: Ranges = {name: np.zeros(1, np.float32) for name in names}
    for example in calibration:
        inputs = {each.name: example[each.name] for each in session.get_inputs()}
        for name, value in zip(names, session.run(names, inputs), strict=True):
            largest = np.abs(value).reshape(-1, value.shape[-1]).max(0)
            found[name] = np.maximum(found[name], largest)
    return found


def smooth(model: ModelProto, ranges: Ranges) -> ModelProto:
    """Share each channel's range between activations and weights; the function stays the same.

    After Xiao et al., "SmoothQuant" (2023), and as there only behind layer
    norms, whose outlier channels would cost all others their precision.
    """
    graph = model.graph
    weights = {each.name: each for each in graph.initializer}
    for number, (name, nodes) in enumerate(_smoothed(model).items()):
        held = [numpy_helper.to_array(weights[node.input[1]]) for node in nodes]
        heaviest = np.max([np.abs(matrix).max(1) for matrix in held], axis=0)
        scale = np.maximum(ranges[name], 1e-3) ** _MIGRATION
        scale = scale / np.maximum(heaviest, 1e-3) ** (1 - _MIGRATION)
        scale = (scale / np.exp(np.log(scale).mean())).astype(np.float32)
        _constants(model, **{f"{SMOOTHING}{number}": 1 / scale})
        at = min(list(graph.node).index(node) for node in nodes)
        for node, matrix in zip(nodes, held, strict=True):
            scaled = np.ascontiguousarray(matrix * scale[:, None])
            weights[node.input[1]].CopyFrom(numpy_helper.from_array(scaled, node.input[1]))
            node.input[0] = f"smoothed{number}"
        step = helper.make_node("Mul", [name, f"{SMOOTHING}{number}"], [f"smoothed{number}"])
        graph.node.insert(at, step)
    return model


def quantize_products(model: ModelProto) -> ModelProto:
    """Multiply in 8 bits wherever activations meet a matrix of weights."""
    graph = model.graph
    weights = {each.name: each for each in graph.initializer}
    products = {node.output[0] for nodes in _products(model).values() for node in nodes}
    axis = np.array([-1], np.int64)
    step = np.array(1 / LEVELS, np.float32)
    zero, one = np.array(_ZERO, np.uint8), np.array(1, np.float32)
    _constants(model, last_axis=axis, level=step, zero_point=zero, one=one)
    steps: list[NodeProto] = []
    ready: set[str] = set()
    for node in list(graph.node):
        if node.output[0] not in products:
            steps.append(node)
            continue
        activations, matrix = node.input
        if activations not in ready:
            ready.add(activations)
            steps += _quantize_rows(activations, model.opset_import[0].version)
        floats = numpy_helper.to_array(weights[matrix])
        scales = _scales(floats)
        graph.initializer.remove(weights[matrix])
        rounded = np.round(floats / scales).astype(np.int8)
        # The scale of a row is its largest magnitude, so a level is a 127th of it.
        _constants(model, **{matrix: rounded, f"{matrix}_scales": scales / LEVELS})
        steps += _multiply(activations, matrix, node.output[0])
    del graph.node[:]
    graph.node.extend(steps)
    return model


def _quantize_rows(name: str, opset: int) -> list[NodeProto]:
    """Return the nodes that make bytes of each token's activations, scaled by their largest."""
    if opset >= 18:
        largest = helper.make_node("ReduceMax", [f"{name}_size", "last_axis"], [f"{name}_row"])
    else:
        largest = helper.make_node("ReduceMax", [f"{name}_size"], [f"{name}_row"], axes=[-1])
    return [
        helper.make_node("Abs", [name], [f"{name}_size"]),
        largest,
        helper.make_node("Div", [name, f"{name}_row"], [f"{name}_unit"]),
        helper.make_node("QuantizeLinear", [f"{name}_unit", "level", "zero_point"], [f"{name}_q"]),
    ]


def _multiply(activations: str, matrix: str, product: str) -> list[NodeProto]:
    """Return the nodes of an integer product, and of its two scales."""
    inputs = [f"{activations}_q", matrix, "one", f"{matrix}_scales", "zero_point"]
    return [
        helper.make_node(
            "MatMulIntegerToFloat", inputs, [f"{product}_unit"], domain="com.microsoft"
        ),
        helper.make_node("Mul", [f"{product}_unit", f"{activations}_row"], [product]),
    ]


def _scales(matrix: Floats) -> Floats:
    """Return the smallest scale of each column whose products cannot saturate.

    Without 8-bit dot products x86 multiplies bytes by `vpmaddubsw`, which adds the
    products of two adjacent rows in 16 bits and saturates (ONNX Runtime's guide
    to quantization warns of it). So what two such weights come to in one
    direction is kept within `_PAIR`; rounding may add one.
    """
    even, odd = matrix[0::2], matrix[1::2]
    positive = np.maximum(even, 0) + np.maximum(odd, 0)
    negative = np.maximum(-even, 0) + np.maximum(-odd, 0)
    scales: Floats = np.maximum(positive.max(0), negative.max(0)) / (_PAIR - 1)
    return np.maximum(scales, np.float32(1e-12))


def _products(model: ModelProto) -> dict[str, list[NodeProto]]:
    """Return the products with a matrix of weights, by the name of what is multiplied."""
    shapes = {each.name: each.dims for each in model.graph.initializer}
    groups: dict[str, list[NodeProto]] = defaultdict(list)
    for node in model.graph.node:
        shape = shapes.get(node.input[1], ()) if node.op_type == "MatMul" else ()
        if len(shape) == 2 and shape[1] >= _FEWEST_COLUMNS:
            groups[node.input[0]].append(node)
    return groups


def _smoothed(model: ModelProto) -> dict[str, list[NodeProto]]:
    """Return those products whose activations come from a layer norm."""
    norms = {o for n in model.graph.node if n.op_type == "LayerNormalization" for o in n.output}
    return {name: nodes for name, nodes in _products(model).items() if name in norms}


def _constants(model: ModelProto, **arrays: NDArray[np.generic]) -> None:
    for name, array in arrays.items():
        model.graph.initializer.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
