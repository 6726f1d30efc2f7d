"""The reader of the first releases, quantized again: its float weights were not stored.

Those releases shipped a graph in which onnxruntime's dynamic quantization scales
the activations of a pass at once and smoothing stands before every product. Its
8-bit weights are turned back into floats, and quantized by `quantization.py`.
Run as `python -m training requantize --reader FILE --data FOLDER --out FOLDER`.
"""

import json
import logging
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, helper, numpy_helper

from qa_bot.retrieval.onnx_model import READER_MODEL
from training.features import PASSAGE_TOKENS, QUESTION_TOKENS
from training.quantization import Inputs, pruned, quantize_fused, without_mask
from training.tokens import PairTokenizer

log = logging.getLogger(__name__)

_CALIBRATION = "squadshifts/new_wiki_v1.0.json"
_QUESTIONS = 40
# Where the two contrib operators keep what is needed of their inputs: scales of the weights, bias.
_PLACES = {"DynamicQuantizeMatMul": (2, 4), "MatMulIntegerToFloat": (3, 6)}


def requantize(reader: Path, tokenizer: Path, data: Path, out: Path) -> Path:
    """Write `out/reader.onnx` from the reader of a former release; return its path."""
    out.mkdir(parents=True, exist_ok=True)
    model = without_mask(dequantize(onnx.load(str(reader))))
    quantize_fused(model, out / READER_MODEL, _calibration(tokenizer, data))
    return out / READER_MODEL


def dequantize(model: ModelProto) -> ModelProto:
    """Turn the dynamically quantized products back into products of floats."""
    graph = model.graph
    constants = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    made_by = {name: node for node in graph.node for name in node.output}
    steps: list[NodeProto] = []
    for node in graph.node:
        if node.op_type not in _PLACES:
            steps.append(node)
            continue
        at_scales, at_bias = _PLACES[node.op_type]
        scales = constants[node.input[at_scales]]
        weights = constants[node.input[1]].astype(np.float32) * scales
        activations = node.input[0]
        if node.op_type == "MatMulIntegerToFloat":
            activations = made_by[activations].input[0]
        before = made_by.get(activations)
        if before and before.op_type == "Mul" and before.input[1] in constants:
            weights = weights * constants[before.input[1]][:, None]
            activations = before.input[0]
        (product,) = node.output
        floats = numpy_helper.from_array(weights.astype(np.float32), f"{product}_weights")
        graph.initializer.append(floats)
        bias = node.input[at_bias] if len(node.input) > at_bias else ""
        target = f"{product}_before_bias" if bias else product
        steps.append(helper.make_node("MatMul", [activations, floats.name], [target]))
        if bias:
            steps.append(helper.make_node("Add", [target, bias], [product]))
    del graph.node[:]
    graph.node.extend(steps)
    return pruned(model)


def _calibration(tokenizer: Path, data: Path) -> Iterator[Inputs]:
    """Yield some questions with their passages, as inputs."""
    articles = json.loads((data / _CALIBRATION).read_text("utf-8"))["data"]
    paragraphs = [each for article in articles for each in article["paragraphs"]]
    tokens = PairTokenizer.load(tokenizer)
    for paragraph in random.Random(3).sample(paragraphs, _QUESTIONS):
        question, passage = paragraph["qas"][0]["question"], paragraph["context"]
        asked = tokens.encode(question).ids[:QUESTION_TOKENS]
        read = tokens.encode(passage).ids[:PASSAGE_TOKENS]
        ids: NDArray[np.int64] = np.array([tokens.join(asked, read)], np.int64)
        kinds = np.zeros_like(ids)
        kinds[0, tokens.passage_start(asked) :] = 1
        yield {"input_ids": ids, "token_type_ids": kinds}
