"""A disk that is full and a folder that may not be written: told, and nothing is harmed."""

import multiprocessing
import os
import resource
import signal
import stat
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from qa_bot.archive.export import export
from qa_bot.errors import LibraryUnwritable, QaBotError
from qa_bot.indexing.folder_sync import sync
from qa_bot.indexing.ingest import Ingester
from qa_bot.indexing.rebuild import rebuild
from qa_bot.storage.sqlite.store import SqliteStore
from tests.fakes import SentenceChunker
from tests.storage import killed
from tests.storage.kill import prove

COUNT = 40
# Children that take no limit, right or open file of ours along.
CONTEXT = multiprocessing.get_context("forkserver")


def work(folder: Path, notes: Path, limit: int, said: Connection) -> None:
    """Sync, rebuild and export where no file may grow past `limit` bytes; what each came to."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    for name, act in {"sync": _sync, "rebuild": _rebuild, "export": _export}.items():
        try:
            act(folder, notes)
            said.send((name, "done", ""))
        except QaBotError as error:
            said.send((name, type(error).__name__, str(error)))


def _sync(folder: Path, notes: Path) -> None:
    store = SqliteStore(folder)
    adder = Ingester(store, SentenceChunker(), killed.model("a"))
    try:
        for _ in sync(store, lambda _: adder, killed.load, notes):
            pass
    finally:
        store.close()


def _rebuild(folder: Path, notes: Path) -> None:
    rebuild(SqliteStore(folder), SentenceChunker(), killed.model("b"), "sentences")


def _export(folder: Path, notes: Path) -> None:
    export(SqliteStore(folder), folder / "library.zip", overwrite=True)


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A folder whose articles come to about a megabyte in a library."""
    folder = tmp_path / "notes"
    folder.mkdir()
    for number in range(COUNT):
        words = " ".join(f"word{number}x{i}" for i in range(600))
        (folder / f"{number:02}.txt").write_text(f"Fact {number} is known. {words}.")
    return folder


@pytest.mark.parametrize("kilobytes", [16, 150, 900])
def test_a_full_disk_is_told_and_the_library_is_whole(
    tmp_path: Path, notes: Path, kilobytes: int
) -> None:
    """Wherever the room ends: the cure is named, all parts agree, and with room it is finished."""
    library = tmp_path / "built"
    store = SqliteStore(library)
    adder = Ingester(store, SentenceChunker(), killed.model("a"))
    (tmp_path / "first.txt").write_text("Fact 0 is known.")
    adder.add(killed.load(tmp_path / "first.txt"))
    store.close()
    ours, theirs = CONTEXT.Pipe(duplex=False)
    limit = kilobytes * 1024 + (library / "library.sqlite").stat().st_size
    process = CONTEXT.Process(target=work, args=(library, notes, limit, theirs))
    process.start()
    theirs.close()
    said = {name: (outcome, text) for name, outcome, text in (ours.recv() for _ in range(3))}
    process.join()
    assert said["sync"][0] == "LibraryUnwritable"
    for outcome, text in said.values():
        assert outcome == "done" or "ree some space" in text, text
    assert not list(library.glob("*.part"))
    store = SqliteStore(library)
    before = prove(store)
    assert before[str((tmp_path / "first.txt").resolve())] == "Fact 0 is known."
    adder = Ingester(
        store, SentenceChunker(), killed.model((store._database.meta("model") or b"").decode())
    )
    for _ in sync(store, lambda _: adder, killed.load, notes):
        pass
    assert len(prove(store)) == COUNT + 1
    store.close()


def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path, notes: Path) -> None:
    """Verifying needs no right to write; syncing names the folder and the cure."""
    library = tmp_path / "built"
    _sync(library, notes)
    assert not list(library.glob("*-*"))
    ours, theirs = CONTEXT.Pipe(duplex=False)
    (notes / "new.txt").write_text("Fact 99 is known.")
    _open_to_all(library, tmp_path)
    process = CONTEXT.Process(target=as_nobody, args=(library, notes, theirs))
    process.start()
    theirs.close()
    sound, error = ours.recv()
    process.join()
    library.chmod(0o755)
    assert sound == COUNT
    assert str(library) in error and "--index DIR" in error


def as_nobody(library: Path, notes: Path, said: Connection) -> None:
    """Verify and sync without root's power over files."""
    if not os.getuid():
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    sound = len(prove(SqliteStore(library)))
    try:
        _sync(library, notes)
        said.send((sound, "no error"))
    except LibraryUnwritable as error:
        said.send((sound, str(error)))


def _open_to_all(library: Path, below: Path) -> None:
    for path in library.iterdir():
        path.chmod(0o444)
    library.chmod(0o555)
    for parent in below.parents:
        if parent != Path("/") and parent.stat().st_uid == below.stat().st_uid:
            parent.chmod(parent.stat().st_mode | stat.S_IXOTH)
    below.chmod(0o755)
