"""The best span of two rows of scores."""

import numpy as np
from numpy.typing import NDArray

LONGEST = 40


def best_span(
    starts: NDArray[np.float32], ends: NDArray[np.float32], longest: int = LONGEST
) -> tuple[int, int, float]:
    """The first and last token with the greatest start plus end score, and that score.

    Both rows are of shape (tokens,). The last token is not before the first,
    nor `longest` or more after it.
    """
    scores = starts[:, None] + ends[None, :]
    distance = np.arange(len(ends))[None, :] - np.arange(len(starts))[:, None]
    valid = (distance >= 0) & (distance < longest)
    best = int(np.argmax(np.where(valid, scores, -np.inf)))
    begin, end = divmod(best, len(ends))
    return begin, end, float(scores[begin, end])
