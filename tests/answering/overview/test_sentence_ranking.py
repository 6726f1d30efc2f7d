"""Central sentences rank high, those that begin a paragraph higher, and repetition is left out."""

import numpy as np

from qa_bot.answering.overview.sentence_ranking import (
    MAX_EMBEDDED,
    by_marginal_relevance,
    lexrank,
    preselect,
    prior,
)

ONES = np.ones(3, np.float32)


def test_the_sentence_that_is_like_the_others_is_central() -> None:
    """The middle of three is like both of the others, which are not alike."""
    cosines = np.array([[1, 0.9, 0], [0.9, 1, 0.9], [0, 0.9, 1]], np.float32)
    ranks = lexrank(cosines, ONES)
    assert ranks.argmax() == 1
    assert ranks.max() == 1


def test_sentences_like_no_other_are_ranked_by_their_position() -> None:
    """Nothing is divided by zero where the graph has no edge."""
    ranks = lexrank(np.eye(3, dtype=np.float32), prior([1, 0, 2]))
    assert np.argsort(-ranks).tolist() == [1, 0, 2]


def test_the_first_sentence_of_a_paragraph_is_preferred() -> None:
    """Of sentences that are alike, by the prior."""
    ranks = lexrank(np.ones((3, 3), np.float32), prior([2, 1, 0]))
    assert ranks.argmax() == 2


def test_what_repeats_a_sentence_is_left_out() -> None:
    """The second best is the same as the best, so the third is taken."""
    cosines = np.eye(4, dtype=np.float32)
    cosines[0, 1] = cosines[1, 0] = 1
    scores = np.array([1, 0.9, 0.8, 0], np.float32)
    assert sorted(by_marginal_relevance(scores, cosines, 2)) == [0, 2]


def test_what_was_taken_before_stays() -> None:
    """The lead is kept whatever its score, and no more than there are are taken."""
    scores = np.array([0, 1, 1], np.float32)
    unlike = np.eye(3, dtype=np.float32)
    assert sorted(by_marginal_relevance(scores, unlike, 2, [0])) == [0, 1]
    assert sorted(by_marginal_relevance(scores, unlike, 9)) == [0, 1, 2]


def test_the_first_stage_leaves_a_bounded_number() -> None:
    """The sentences that share words with the others, in their order."""
    strange = [f"word{i} other{i} third{i} fourth{i}." for i in range(60)]
    common = [f"The river rose and the bridge closed number{i}." for i in range(30)]
    kept = preselect([*strange, *common], [0] * 90)
    assert len(kept) == MAX_EMBEDDED
    assert kept == sorted(kept)
    assert set(range(60, 90)) <= set(kept)


def test_few_sentences_are_all_kept() -> None:
    """Nothing is compared where all of them fit."""
    assert preselect(["One.", "Two."], [0, 1]) == [0, 1]
