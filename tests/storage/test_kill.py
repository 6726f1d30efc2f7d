"""A kill at any moment leaves the old state or the new."""

from pathlib import Path

from tests.storage.kill import KINDS, Adding, Nursery, kill_often

KILLS = 20


def test_twenty_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    """Killed while adding, syncing, rebuilding and importing, the library is whole each time."""
    cut_short = kill_often(tmp_path, KILLS, seed=5)
    assert cut_short.keys() == KINDS.keys()
    assert cut_short.total() > 0


def test_kills_of_a_client_leave_a_database_whole(tmp_path: Path, database_url: str) -> None:
    """What PostgreSQL has acknowledged is there, of the last change all or nothing."""
    work = Adding(tmp_path, Nursery(), 5, database_url)
    for _ in range(KILLS // len(KINDS)):
        work.once()
    assert work.cut_short > 0
