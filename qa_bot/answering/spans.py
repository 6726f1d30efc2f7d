"""The best span of two rows of scores."""

import numpy as np
from numpy.typing import NDArray

LONGEST = 40


def best_span(
    starts: NDArray[np.float32], ends: NDArray[np.float32], longest: int = LONGEST
) -> tuple[int, int, float]:
    """The first and last token with the greatest start plus end score, and that score.

    Both are of shape (tokens,); the last token is not before the first, nor
    `longest` or more after it.
    """
    scores = starts[:, None] + ends[None, :]
    near = np.triu(np.ones_like(scores, bool)) & ~np.triu(np.ones_like(scores, bool), longest)
    best = int(np.argmax(np.where(near, scores, -np.inf)))
    begin, end = divmod(best, len(ends))
    return begin, end, float(scores[begin, end])
