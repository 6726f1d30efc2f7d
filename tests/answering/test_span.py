"""The span search finds the best pair that is a span at all."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.answering.spans import best_span

LOGITS = st.lists(st.floats(-9, 9, width=32), min_size=1, max_size=12)


def test_a_span_stays_in_its_group() -> None:
    """The best pair across two sentences is not an answer; the best within one is."""
    starts, ends = np.float32([9, 0, 1, 0]), np.float32([0, 1, 0, 9])
    assert best_span(starts, ends)[:2] == (0, 3)
    assert best_span(starts, ends, groups=[0, 0, 1, 1])[:2] in {(0, 1), (2, 3)}


@given(LOGITS, st.data(), st.integers(1, 5))
def test_no_valid_pair_scores_higher(
    starts: list[float], data: st.DataObject, longest: int
) -> None:
    """Against trying every pair: the same best score, in order and no longer than allowed."""
    ends = data.draw(
        st.lists(st.floats(-9, 9, width=32), min_size=len(starts), max_size=len(starts))
    )
    begin, end, score = best_span(np.float32(starts), np.float32(ends), longest)
    pairs = [(i, j) for i in range(len(starts)) for j in range(i, min(len(starts), i + longest))]
    assert (begin, end) in pairs
    assert score == max(np.float32(starts[i]) + np.float32(ends[j]) for i, j in pairs)
