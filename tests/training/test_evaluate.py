"""The evaluation finds the best span over the windows of a passage, and declines below a score."""

import numpy as np
import pytest

from tests.training.pairs import word_tokenizer
from training.evaluate import GoldReader, Run, best_span, decline, unanswerable_scores
from training.squad import Item
from training.tokens import PairTokenizer

WORDS = word_tokenizer(["who", "Lee", "and", "Ann"])


@pytest.fixture
def tokenizer() -> PairTokenizer:
    return PairTokenizer(WORDS)


def points_at(word: str) -> Run:
    """A model that finds one word of the vocabulary wherever it stands in a passage."""

    def run(inputs: dict[str, np.ndarray]) -> list[np.ndarray]:
        hit = (inputs["input_ids"] == WORDS.token_to_id(word)) & (inputs["token_type_ids"] == 1)
        logits = hit.astype(np.float32) * 5
        logits[:, 0] = 2
        return [logits, logits, hit.any(axis=1).astype(np.float32)]

    return run


def test_best_span_is_forward_and_short() -> None:
    start, end = np.zeros(50), np.zeros(50)
    start[40] = end[3] = 5.0  # only backwards, or far apart
    start[10] = end[12] = 4.0
    assert best_span(start, end) == (10, 12, 8.0)


def test_an_answer_far_down_is_found_in_its_window(tokenizer: PairTokenizer) -> None:
    items = [Item("who", "and " * 600 + "Ann", ("Ann",)), Item("who", "Lee and Lee", ())]
    found = GoldReader(points_at("Ann"), tokenizer).read(items)
    assert (found[0].text, found[0].margin, found[0].answerable) == ("Ann", 6.0, 1.0)
    assert found[1].margin < 0


def test_declining_below_the_threshold(tokenizer: PairTokenizer) -> None:
    items = [Item("who", "Lee and Ann", ("Ann",)), Item("who", "Lee and Lee", ())]
    readings = GoldReader(points_at("Ann"), tokenizer).read(items)
    assert decline(readings, [1.0, -1.0], 0.0) == ["Ann", ""]
    at_best, at_chosen, _ = unanswerable_scores(items, readings, 1.0, 100.0)
    assert (at_best.f1, at_chosen.f1, at_chosen.no_answer) == (100.0, 50.0, 100.0)
