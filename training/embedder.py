"""The default embedding model as it is shipped: 8-bit ONNX, made of the packaged float model.

Run as `python -m training embedder --data FOLDER --base MODEL`. Before the weights
are rounded, each channel's range is evened out between activations and weights
(Xiao et al., "SmoothQuant", 2023), as one activation's outlier would else
cost all others their precision.
"""

import json
import logging
import shutil
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.fusion_options import FusionOptions
from onnxruntime.transformers.optimizer import optimize_model
from tokenizers import Tokenizer

from qa_bot.retrieval.embedding import DEFAULT_MODEL
from qa_bot.retrieval.exporting import compare, export
from qa_bot.retrieval.onnx_embedder import OnnxEmbedder
from qa_bot.retrieval.prepared import CARD, MODEL, Card, digest, read_card
from qa_bot.retrieval.torch_embedder import load_model

log = logging.getLogger(__name__)

Ranges = dict[str, NDArray[np.float32]]
# How much of a channel's range moves from the activations to the weights: best of 0.5 to 0.8.
_SHARE = 0.75
_CALIBRATION = "squadshifts/new_wiki_v1.0.json"
_TEXTS = 20
_ALIKE = 0.98


def build(base: Path, data: Path, out: Path) -> Path:
    """Write the prepared model into `out/embedder`; raises when it differs from the float one."""
    folder = out / "embedder"
    folder.mkdir(parents=True, exist_ok=True)
    export(str(base), folder, fuse=False)
    card = read_card(folder)
    model = fused(folder / MODEL)
    model = rounded_words(model)
    model = smoothed(model, ranges(model, card, _encoded(base, data)))
    smooth = folder / "smooth.onnx"
    onnx.save(model, str(smooth))
    quantise(smooth, folder / MODEL)
    smooth.unlink()
    _describe(folder, card)
    compare(load_model(str(base)), OnnxEmbedder.open(folder), _ALIKE)
    return folder


def fused(path: Path) -> onnx.ModelProto:
    """The graph with attention and GELU fused, each matrix multiplication left on its own."""
    options = FusionOptions("bert")
    options.use_multi_head_attention = True
    options.enable_embed_layer_norm = False
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


def ranges(model: onnx.ModelProto, card: Card, texts: Sequence[Sequence[int]]) -> Ranges:
    """The greatest size of each channel of what is multiplied, over some texts."""
    names = list(_multiplied(model))
    seen = onnx.ModelProto()
    seen.CopyFrom(model)
    for name in names:
        seen.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, None))
    session = onnxruntime.InferenceSession(
        seen.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    found: Ranges = {name: np.zeros(1, np.float32) for name in names}
    for text in texts:
        ids = np.array([text], np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        given["token_type_ids"] = np.zeros_like(ids)
        values = session.run(names, {name: given[name] for name in card.inputs})
        for name, value in zip(names, values, strict=True):
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
        scale = np.maximum(found[name], 1e-3) ** _SHARE / np.maximum(heaviest, 1e-3) ** (1 - _SHARE)
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


def _encoded(base: Path, data: Path) -> list[list[int]]:
    """Some passages and questions of a set that nothing else is measured on, as token ids."""
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.enable_truncation(256)
    tokenizer.no_padding()
    articles = json.loads((data / _CALIBRATION).read_text("utf-8"))["data"]
    paragraphs = [each for article in articles for each in article["paragraphs"]]
    passages = [each["context"] for each in paragraphs]
    questions = [asked["question"] for each in paragraphs for asked in each["qas"]]
    texts = passages[: 20 * _TEXTS : 20] + questions[: 20 * _TEXTS : 20]
    return [encoding.ids for encoding in tokenizer.encode_batch(texts)]


def _describe(folder: Path, card: Card) -> None:
    (folder / CARD).unlink()
    shutil.copyfile(Path(__file__).with_name("EMBEDDER_CARD.md"), folder / "MODEL_CARD.md")
    Card(
        name=DEFAULT_MODEL,
        dimension=card.dimension,
        max_tokens=card.max_tokens,
        marks=card.marks,
        inputs=card.inputs,
        padding=card.padding,
        prompt=card.prompt,
        files={name: digest(folder / name) for name in card.files},
        origin={"folder": "", "files": {n: s[2] for n, s in card.origin["files"].items()}},
    ).write(folder)
