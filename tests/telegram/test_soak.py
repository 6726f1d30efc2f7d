"""A small soak: what `python -m tests.telegram.soak` does at length."""

from tests.telegram.soak.run import Size, soak


def test_nothing_is_lost_doubled_or_shown_to_others() -> None:
    """Through faults and a kill, each question is answered where it was asked; no token leaks."""
    size = Size(chats=6, uploads=1, from_shared=2, kills=1)
    result = soak(7, size)
    assert result.verdict.is_good, result.verdict
    assert result.verdict.asked == 60
    assert not result.violations
    assert result.kills == 1
    assert result.restarts_by_itself == 0
    assert result.exit_status == 0
    assert sum(result.faults.values()) > 0
