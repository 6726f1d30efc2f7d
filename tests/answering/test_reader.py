"""The span search finds the best valid pair of start and end."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.answering.readers.reader import best_span

LOGITS = st.lists(st.floats(-9, 9, width=32), min_size=1, max_size=12)


@given(LOGITS, st.data(), st.integers(1, 5))
def test_no_valid_pair_scores_higher(
    starts: list[float], data: st.DataObject, max_tokens: int
) -> None:
    """The score is the best of all pairs in order and no longer than allowed."""
    ends = data.draw(
        st.lists(st.floats(-9, 9, width=32), min_size=len(starts), max_size=len(starts))
    )
    best = best_span(np.float32(starts), np.float32(ends), max_tokens)
    pairs = [(i, j) for i in range(len(starts)) for j in range(i, min(len(starts), i + max_tokens))]
    assert (best.first, best.last) in pairs
    assert best.score == max(np.float32(starts[i]) + np.float32(ends[j]) for i, j in pairs)
