"""Quantized products are exact integers on every processor, and each token has its own scale."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

import qa_bot.answering.readers.onnx_reader
import qa_bot.retrieval.embedder
from qa_bot.answering.readers.reader import CONVERSATION_FOLDER, SECOND_FOLDER
from qa_bot.retrieval.word_embeddings import INPUT
from training.quantization import quantize_products, words_as_input

MULTILINGUAL = Path(__file__).parents[2] / "packages/qa-bot-multilingual/qa_bot_multilingual"
SHIPPED = [
    qa_bot.retrieval.embedder.SHIPPED / "model.onnx",
    qa_bot.answering.readers.onnx_reader.SHIPPED / "reader.onnx",
    SECOND_FOLDER / "reader.onnx",
    CONVERSATION_FOLDER / "reader.onnx",
    MULTILINGUAL / "embedder" / "model.onnx",
    MULTILINGUAL / "reader" / "reader.onnx",
]


def quantized(weights: NDArray[np.float32]) -> onnx.ModelProto:
    """A graph of one product with these weights, quantized."""
    node = helper.make_node("MatMul", ["x", "w"], ["y"])
    graph = helper.make_graph(
        [node],
        "product",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", weights.shape[0]])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", weights.shape[1]])],
        [numpy_helper.from_array(weights, "w")],
    )
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid("com.microsoft", 1)]
    return quantize_products(helper.make_model(graph, opset_imports=opsets, ir_version=9))


def product(model: onnx.ModelProto, x: NDArray[np.float32]) -> NDArray[np.float32]:
    """What the graph makes of `x`."""
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    (found,) = session.run(None, {"x": x})
    return np.asarray(found)


def bytes_of_weights(model: onnx.ModelProto) -> list[NDArray[np.int64]]:
    """The matrices that are multiplied in 8 bits."""
    held = {each.name: each for each in model.graph.initializer}
    named = [n.input[1] for n in model.graph.node if n.op_type == "MatMulIntegerToFloat"]
    return [numpy_helper.to_array(held[name]).astype(np.int64) for name in named]


def worst_sum(weights: NDArray[np.int64]) -> int:
    """The largest sum in one direction that 16 bits must hold for two adjacent products."""
    above, below = np.maximum(weights, 0), np.maximum(-weights, 0)
    pairs = [each[0::2] + each[1::2] for each in (above, below)]
    return 255 * int(max(pair.max() for pair in pairs))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_product_of_a_shipped_model_can_saturate(path: Path) -> None:
    """Two adjacent products fit 16 bits, whatever the activations are."""
    matrices = bytes_of_weights(onnx.load(str(path)))
    assert len(matrices) in (6 * 6, 12 * 6), "six of each layer"
    assert max(map(worst_sum, matrices)) < 2**15
    # And the range is used: a tenth of it left unused would cost precision.
    assert min(map(worst_sum, matrices)) > 0.9 * 2**15


@given(arrays(np.float32, (8, 16), elements=st.floats(-1000, 1000, width=32)))
def test_no_weights_lead_to_saturation(weights: NDArray[np.float32]) -> None:
    """However large two adjacent weights are, their products fit 16 bits."""
    (found,) = bytes_of_weights(quantized(weights))
    assert worst_sum(found) < 2**15


def test_a_row_does_not_depend_on_the_rows_beside_it() -> None:
    """A thousandfold outlier in one row leaves the products of the others as they were."""
    rng = np.random.default_rng(1)
    weights = rng.normal(size=(64, 32)).astype(np.float32)
    x = rng.normal(size=(5, 64)).astype(np.float32)
    model = quantized(weights)
    before = product(model, x)
    assert np.abs(before - x @ weights).max() < 0.03 * np.abs(x @ weights).max()
    x[4] *= 1000
    assert np.array_equal(product(model, x)[:4], before[:4])


def test_without_its_words_a_graph_computes_the_same_from_their_embeddings() -> None:
    rng = np.random.default_rng(1)
    words = rng.normal(size=(50, 8)).astype(np.float32)
    nodes = [
        helper.make_node("Gather", ["words", "input_ids"], ["found"]),
        helper.make_node("MatMul", ["found", "w"], ["y"]),
    ]
    graph = helper.make_graph(
        nodes,
        "lookup",
        [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"])
            for name in ("input_ids", "token_type_ids")
        ],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["batch", "length", 3])],
        [
            numpy_helper.from_array(words, "words"),
            numpy_helper.from_array(rng.normal(size=(8, 3)).astype(np.float32), "w"),
        ],
    )
    whole = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    ids = np.array([[3, 1, 49]])
    run = onnxruntime.InferenceSession(
        whole.SerializeToString(), providers=["CPUExecutionProvider"]
    ).run
    (expected,) = run(None, {"input_ids": ids, "token_type_ids": ids})
    alone = words_as_input(whole)
    assert [each.name for each in alone.graph.initializer] == ["w"]
    session = onnxruntime.InferenceSession(
        alone.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    (found,) = session.run(None, {INPUT: words[ids]})
    assert np.array_equal(found, expected)
