"""A few minutes of soak: what `python -m tests.channels.telegram.soak` does at length."""

import pytest

from tests.channels.telegram.soak.run import Size, soak


@pytest.mark.waits
def test_nothing_is_lost_doubled_or_shown_to_others() -> None:
    """Through faults and kills, each question is answered where it was asked; no token leaks.

    Of all that is under way when the process ends of a defect, only what ends it is given up.
    """
    size = Size(chats=20, uploads=1, from_shared=10, kills=2, acts=0.3)
    result = soak(7, size)
    assert result.verdict.is_good, result.verdict
    assert result.verdict.asked == 20 * (8 + 10) + result.replies + result.forwards
    assert not result.violations
    assert result.kills == 2
    assert 0 < result.restarts_by_itself <= 5
    assert result.apologies == 1
    assert result.exit_status == 0
    assert min(result.presses, result.votes, result.edits, result.queries) > 0
    assert min(result.replies, result.forwards) > 0
    assert sum(result.faults.values()) > 0


@pytest.mark.waits
def test_workers_on_one_database_lose_nothing() -> None:
    """Two workers, one of them killed: every question is answered, in its chat's order.

    An answer comes twice only where the kill hit between sending and recording it.
    """
    size = Size(
        chats=12, uploads=0, from_shared=6, kills=1, share=0.02, workers=2, is_poisoned=False
    )
    result = soak(7, size)
    assert result.verdict.is_good, result.verdict
    assert result.out_of_order == []
    assert result.verdict.asked == 12 * 6 + result.replies + result.forwards
    assert not result.violations
    assert (result.kills, result.restarts_by_itself, result.exit_status) == (1, 0, 0)
