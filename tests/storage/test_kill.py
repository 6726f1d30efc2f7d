"""A kill at any moment leaves the old state or the new."""

from pathlib import Path

from tests.storage.kill import KINDS, kill_often

KILLS = 20


def test_twenty_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    """Killed while adding, syncing, rebuilding and importing, the library is whole each time."""
    cut_short = kill_often(tmp_path, KILLS, seed=5)
    assert cut_short.keys() == KINDS.keys()
    assert cut_short.total() > 0
