"""Weights are those under which the questions are likeliest, each counted as often as it weighs."""

import numpy as np
import pytest

from training.weigh import logistic_weights


def _questions(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Features with an intercept and two signs, of which only the first tells right from wrong."""
    generator = np.random.default_rng(1)
    signs = generator.normal(size=(count, 2))
    labels = (signs[:, 0] + generator.normal(size=count) > 0.5).astype(float)
    return np.column_stack([np.ones(count), signs]), labels


def test_a_sign_that_tells_has_the_greater_weight() -> None:
    """The sign that tells right from wrong is weighed, the other is not."""
    features, labels = _questions(600)
    _, telling, idle = logistic_weights(features, labels, np.ones(600))
    assert telling > 0.8
    assert abs(idle) < 0.2


def test_a_question_of_weight_two_counts_twice() -> None:
    """A weight has the effect of asking the question as often."""
    features, labels = _questions(80)
    counts = np.array([2.0, 1.0] * 40)
    repeated = np.repeat(np.arange(80), counts.astype(int))
    weighed = logistic_weights(features, labels, counts)
    asked_again = logistic_weights(features[repeated], labels[repeated], np.ones(len(repeated)))
    assert weighed == pytest.approx(asked_again, abs=1e-3)


def test_a_sign_that_is_never_seen_has_no_weight() -> None:
    """A feature that is always the same is left alone."""
    features, labels = _questions(80)
    features[:, 2] = 0.0
    assert logistic_weights(features, labels, np.ones(80))[2] == 0.0
