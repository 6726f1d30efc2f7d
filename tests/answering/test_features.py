"""Features and weights keep their order, in sums and in files."""

import json
from dataclasses import fields

import pytest

from qa_bot.answering.features import (
    ConfidenceFeatures,
    PassageFeatures,
    PremiseFeatures,
    ScoringWeights,
    SentenceFeatures,
)

ARRAYS = {
    "passage": [0.5, 0.25, 2.0],
    "sentence": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
    "confidence": [-4.0, 0.0, 0.5, 6.0, 0.0, 0.25, 0.0, 4.0, -1.0, 0.5],
    "premises": [-2.0, -1.0, -1.0, -2.0, -0.5, -1.0, -1.0, -1.0, -2.0, -0.25, -4.0],
}


def test_weights_survive_a_file() -> None:
    """What is written as JSON arrays is read back the same."""
    weights = ScoringWeights.from_arrays(ARRAYS)
    assert weights.to_arrays() == ARRAYS
    assert ScoringWeights.from_arrays(json.loads(json.dumps(weights.to_arrays()))) == weights


def test_the_order_of_the_fields_is_that_of_the_files() -> None:
    """A field that moved would take another one's weight from every file."""
    assert [field.name for field in fields(PassageFeatures)] == [
        "span_score", "support", "retrieval_score",
    ]  # fmt: skip
    assert [field.name for field in fields(SentenceFeatures)] == [
        "span_score", "cosine", "overlap", "neighbour_overlap", "passage_score", "span_margin",
    ]  # fmt: skip
    assert [field.name for field in fields(ConfidenceFeatures)] == [
        "intercept", "span_score", "support", "retrieval_score", "cosine", "overlap",
        "nearby_overlap", "passage_margin", "question_coverage", "sentence_margin",
    ]  # fmt: skip
    assert [field.name for field in fields(PremiseFeatures)] == [
        "unheld_number", "far_number", "unheld_name", "type_missing", "rival_name", "opposite",
        "form_missing", "rival_number", "other_time", "missing_meaning", "foreign_words",
    ]  # fmt: skip


def test_each_feature_is_multiplied_by_the_weight_of_its_name() -> None:
    """The weighted sum is the dot product in field order."""
    features = PassageFeatures(span_score=2.0, support=4.0, retrieval_score=8.0)
    weights = PassageFeatures(retrieval_score=1.0, support=10.0, span_score=100.0)
    assert features.weighted_sum(weights) == 248.0


@pytest.mark.parametrize("count", [0, 2, 4])
def test_another_number_of_values_is_refused(count: int) -> None:
    """No feature is left without a value, nor a value without a feature."""
    with pytest.raises(TypeError):
        PassageFeatures.from_values([1.0] * count)
