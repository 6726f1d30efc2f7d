"""Writers that are killed and readers beside them: nothing is lost, and nothing is seen by half."""

from pathlib import Path

from tests.storage.contention import Crowd


def test_a_crowd_loses_nothing_and_sees_nothing_by_half(tmp_path: Path) -> None:
    """All that was acknowledged is found, and each text and chunk is of one revision."""
    outcome = Crowd(tmp_path / "library", seed=3).run(seconds=12)
    assert outcome.acknowledged > 0 and outcome.delays
