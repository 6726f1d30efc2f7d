"""Metrics give known values and stay within their bounds."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.evaluation import metrics

SCORES = st.lists(st.integers(0, 5).map(float), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("answer", "gold", "value"),
    [
        ("The Eiffel Tower!", "eiffel tower", 1.0),
        ("a tower in Paris", "the tower", 0.5),
        ("London", "Paris", 0.0),
        ("", "", 1.0),
        ("", "Paris", 0.0),
    ],
)
def test_f1_is_that_of_squad(answer: str, gold: str, value: float) -> None:
    """Case, punctuation and articles are ignored, and shared words counted."""
    assert metrics.f1(answer, [gold]) == pytest.approx(value)


@pytest.mark.parametrize(
    ("answer", "gold", "value"),
    [
        ("两元钱。", "两元", 0.8),
        ("« Оля »", "Оля", 1.0),
        ("¿en Oía?", "Oía", 2 / 3),
        ("34 €", "34", 2 / 3),
        ("नदी", "नद", 0.0),
    ],
)
def test_f1_is_the_same_in_every_script(answer: str, gold: str, value: float) -> None:
    """A character is a word where no spaces part them; a vowel sign or a currency is no mark."""
    assert metrics.f1(answer, [gold]) == pytest.approx(value)


def test_f1_takes_the_best_gold() -> None:
    """The gold answer with the highest score counts."""
    assert metrics.f1("Paris", ["London", "Paris"]) == 1.0
    assert metrics.exact_match("the Paris", ["London", "paris"]) == 1.0


@given(SCORES, SCORES)
def test_auroc_is_the_share_of_pairs_in_order(
    positives: list[float], negatives: list[float]
) -> None:
    """AUROC equals the share of correctly ordered pairs, with ties as half."""
    pairs = [(p > n) + 0.5 * (p == n) for p in positives for n in negatives]
    assert metrics.auroc(positives, negatives) == pytest.approx(sum(pairs) / len(pairs))


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1))
def test_risk_ends_at_the_overall_error(answers: list[tuple[float, bool]]) -> None:
    """At full coverage the risk is the share of wrong answers."""
    sure, right = zip(*answers, strict=True)
    points = metrics.risk_coverage(sure, [float(r) for r in right])
    assert points[-1].coverage == 1.0
    assert points[-1].risk == pytest.approx(1 - sum(right) / len(right))
    assert [p.coverage for p in points] == sorted(p.coverage for p in points)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1))
def test_calibration_error_is_a_share(answers: list[tuple[float, bool]]) -> None:
    """It lies in 0..1 and is 0 where confidence equals correctness."""
    sure, right = zip(*answers, strict=True)
    assert 0 <= metrics.calibration_error(sure, [float(r) for r in right]) <= 1 + 1e-9
    assert metrics.calibration_error([float(r) for r in right], [float(r) for r in right]) == 0


def test_the_first_passage_that_holds_a_gold_text_counts() -> None:
    """Ranks are counted from 0; None when no passage does."""
    passages = ["Tea in Assam.", "Coffee in Kerala.", "Rice in Kerala."]
    assert metrics.first_hit(passages, ["Kerala"]) == 1
    assert metrics.first_hit(passages, ["Goa"]) is None


@given(SCORES, st.floats(0, 1))
def test_a_quantile_is_one_of_the_values(values: list[float], share: float) -> None:
    """At least the requested share of the values do not exceed it."""
    found = metrics.quantile(values, share)
    assert found in values
    assert metrics.share_above([-v for v in values], -found) >= min(share, 1 - 1 / len(values))


def test_no_values_give_neutral_metrics() -> None:
    """Empty sequences give neutral values, not errors."""
    assert (metrics.mean([]), metrics.quantile([], 0.5), metrics.auroc([], [])) == (0.0, 0.0, 0.5)
    assert math.isclose(metrics.calibration_error([], []), 0.0)


ROWS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 1), st.booleans()), min_size=1)


@given(ROWS)
def test_the_best_threshold_is_the_best_of_all(rows: list[tuple[int, int, bool]]) -> None:
    """No other confidence, and not declining everything, gives a higher mean score."""
    sure, scores, known = zip(*rows, strict=True)

    def at(threshold: float) -> float:
        return metrics.mean(
            (float(score) if k else 0.0) if s >= threshold else float(not k) for s, score, k in rows
        )

    best = metrics.best_threshold(sure, scores, known)
    assert best.score == pytest.approx(max(map(at, [math.inf, *sure])))
    assert at(best.threshold) == pytest.approx(best.score)
