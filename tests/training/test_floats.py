"""The weights of a graph are named as those of the model."""

import numpy as np
import pytest

from training.floats import named_weights


def test_a_product_is_the_transposed_weight_of_a_layer() -> None:
    """A product multiplies from the right, a linear layer from the left."""
    value = np.arange(6, dtype=np.float32).reshape(2, 3)
    name = "/encoder/encoder/layer.4/intermediate/dense/MatMul_output_0_weights"
    ((found, weight),) = named_weights(name, value)
    assert found == "encoder.encoder.layer.4.intermediate.dense.weight"
    assert weight.tolist() == value.T.tolist()


def test_the_joined_bias_of_an_attention_is_parted_into_its_projections() -> None:
    """The biases of query, key and value stand in one constant, in this order."""
    found = dict(named_weights("Attention_2_qkv_bias", np.arange(6, dtype=np.float32)))
    place = "encoder.encoder.layer.2.attention.self"
    assert {name: bias.tolist() for name, bias in found.items()} == {
        f"{place}.query.bias": [0, 1],
        f"{place}.key.bias": [2, 3],
        f"{place}.value.bias": [4, 5],
    }


@pytest.mark.parametrize(
    ("name", "weights"),
    [
        ("/span/Add_output_0_weights", ["span.weight"]),
        ("answer.bias", ["answer.bias"]),
        ("/encoder/embeddings/Constant_output_0", []),
    ],
)
def test_heads_keep_their_names_and_other_constants_are_left_out(
    name: str, weights: list[str]
) -> None:
    """Shapes and positions that the export wrote down are no weights."""
    assert [found for found, _ in named_weights(name, np.zeros((2, 1), np.float32))] == weights
