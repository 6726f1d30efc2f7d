"""While a folder is watched, the library says what the folder says."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from qa_bot.errors import LibraryBusy, ModelMismatch, QaBotError
from qa_bot.indexing.folder_sync import SyncOptions, sync
from qa_bot.indexing.folder_watch import watch
from qa_bot.indexing.ingest import Ingester
from qa_bot.loading import LoadLimits, load_file
from qa_bot.storage.sqlite.store import SqliteStore
from tests.patience import PATIENCE_S

load = partial(load_file, limits=LoadLimits(max_bytes=1_000_000))


def until(claim: Callable[[], bool]) -> bool:
    """Wait for something to become true, long enough for a busy machine."""
    end = time.monotonic() + PATIENCE_S
    while not claim():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


class Watched:
    """A folder, the library that follows it, and what was complained of."""

    def __init__(self, folder: Path, store: SqliteStore, adder: Ingester) -> None:
        self.folder = folder
        self.told: list[QaBotError] = []
        self.looks = 0
        self.fail: list[QaBotError] = []
        self._store, self._adder = store, adder

    def look(self, deleted: bool) -> bool:
        """Sync, or fail as a test wants it."""
        self.looks += 1
        if self.fail:
            raise self.fail.pop()
        how = SyncOptions(allow_empty=deleted)
        changes = list(sync(self._store, lambda _: self._adder, load, self.folder, how))
        return all(change.is_settled for change in changes)

    def says(self, *texts: str) -> bool:
        """Whether the library comes to hold exactly these texts."""

        def now() -> bool:
            rows = self._store._database.all("SELECT text FROM articles")
            return {text for (text,) in rows} == set(texts)

        return until(now)


@pytest.fixture
def watched(tmp_path: Path, store: SqliteStore, adder: Ingester) -> Iterator[Watched]:
    """A folder that is watched from now on."""
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "tea.txt").write_text("Tea grows in Assam.")
    watched, stop = Watched(folder, store, adder), threading.Event()
    thread = threading.Thread(target=watch, args=(folder, watched.look, watched.told.append, stop))
    thread.start()
    yield watched
    stop.set()
    thread.join(PATIENCE_S)
    assert not thread.is_alive(), "the watch did not end"


def test_every_kind_of_change_is_followed(watched: Watched) -> None:
    """New, edited in place, saved as editors do, renamed, deleted, and a whole folder moved in."""
    assert watched.says("Tea grows in Assam.")
    tea = watched.folder / "tea.txt"
    tea.write_text("Tea grows in Ceylon.")
    assert watched.says("Tea grows in Ceylon.")
    draft = watched.folder / ".tea.txt.swp"
    draft.write_text("Tea grows in Nepal.")
    draft.replace(tea)
    assert watched.says("Tea grows in Nepal.")
    tea.rename(watched.folder / "cha.txt")
    outside = watched.folder.parent / "more"
    outside.mkdir()
    (outside / "rice.txt").write_text("Rice grows in Bengal.")
    outside.rename(watched.folder / "more")
    assert watched.says("Tea grows in Nepal.", "Rice grows in Bengal.")
    shutil.rmtree(watched.folder / "more")
    (watched.folder / "cha.txt").unlink()
    assert watched.says(), "the last file of the folder still answers"


def test_a_file_of_any_name_is_followed(watched: Watched) -> None:
    """A name that is not UTF-8 ends no watch: the file is added, updated and removed."""
    assert watched.says("Tea grows in Assam.")
    odd = watched.folder / os.fsdecode(b"caf\xe9\n.txt")
    odd.write_text("Coffee grows in Kerala.")
    assert watched.says("Tea grows in Assam.", "Coffee grows in Kerala.")
    odd.write_text("Coffee grows in Coorg.")
    assert watched.says("Tea grows in Assam.", "Coffee grows in Coorg.")
    odd.unlink()
    assert watched.says("Tea grows in Assam.")
    assert not watched.told


def test_a_folder_of_any_name_is_followed(
    tmp_path: Path, store: SqliteStore, adder: Ingester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the system's watch takes no such name, the folder is looked at now and then."""
    monkeypatch.setattr("qa_bot.indexing.folder_watch._POLL_SECONDS", 0.1)
    folder = tmp_path / os.fsdecode(b"notes\xff")
    folder.mkdir()
    watched, stop = Watched(folder, store, adder), threading.Event()
    thread = threading.Thread(target=watch, args=(folder, watched.look, watched.told.append, stop))
    thread.start()
    try:
        (folder / "tea.txt").write_text("Tea grows in Assam.")
        assert watched.says("Tea grows in Assam.")
        (folder / "tea.txt").write_text("Tea grows in Nepal.")
        assert watched.says("Tea grows in Nepal.")
    finally:
        stop.set()
        thread.join(PATIENCE_S)
    assert not thread.is_alive() and not watched.told


def test_a_folder_that_comes_back_is_followed_again(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it is away nothing is removed, and that it is away is told once."""
    monkeypatch.setattr("qa_bot.indexing.folder_watch._RETRY_SECONDS", 0.1)
    assert watched.says("Tea grows in Assam.")
    away = watched.folder.with_name("away")
    watched.folder.rename(away)
    assert until(lambda: bool(watched.told))
    looks = watched.looks
    assert until(lambda: watched.looks > looks + 1)
    assert len(watched.told) == 1
    assert watched.says("Tea grows in Assam.")
    (away / "rice.txt").write_text("Rice grows in Bengal.")
    away.rename(watched.folder)
    assert watched.says("Tea grows in Assam.", "Rice grows in Bengal.")
    (watched.folder / "oats.txt").write_text("Oats grow in Skye.")
    assert watched.says("Tea grows in Assam.", "Rice grows in Bengal.", "Oats grow in Skye.")


def test_what_passes_is_told_and_tried_again(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A busy library is no reason to stop."""
    monkeypatch.setattr("qa_bot.indexing.folder_watch._RETRY_SECONDS", 0.1)
    assert watched.says("Tea grows in Assam.")
    watched.fail = [LibraryBusy("busy")]
    (watched.folder / "rice.txt").write_text("Rice grows in Bengal.")
    assert watched.says("Tea grows in Assam.", "Rice grows in Bengal.")
    assert [str(error) for error in watched.told] == ["busy"]


def test_what_does_not_pass_is_raised(tmp_path: Path) -> None:
    """A library of another model will not become ours by waiting."""

    def look(deleted: bool) -> bool:
        raise ModelMismatch("another model")

    with pytest.raises(ModelMismatch):
        watch(tmp_path, look, lambda error: None, threading.Event())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_ends_cleanly(tmp_path: Path, number: int) -> None:
    """Ctrl-C or a service manager ends it with status 0 and what was seen is in the library."""
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "tea.txt").write_text("Tea grows in Assam.")
    command = [
        sys.executable,
        "-m",
        "tests.maintenance.fake_cli",
        "--index",
        str(tmp_path / "built"),
    ]
    with subprocess.Popen(
        [*command, "watch", str(folder)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    ) as process:  # fmt: skip
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline().split() == ["added", *"Tea grows in Assam.".split()]
        process.send_signal(number)
        assert process.wait(PATIENCE_S) == 0
        assert "Traceback" not in process.stderr.read()
    store = SqliteStore(tmp_path / "built")
    assert store.count_articles() == 1
    store.close()
