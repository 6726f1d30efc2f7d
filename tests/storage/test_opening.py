"""What is no library, or has lost its record, is refused with the cure and left as it is."""

import errno
import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qa_bot.documents import EVERYTHING
from qa_bot.errors import LibraryDamaged, LibraryUnwritable, QaBotError
from qa_bot.indexing.ingest import Ingester
from qa_bot.retrieval.vector_index import VectorIndex, update_files
from qa_bot.storage.locations import DATABASE
from qa_bot.storage.sqlite import opening
from qa_bot.storage.sqlite.store import SqliteStore
from qa_bot.storage.sqlite.write_ahead_log import committed_fields
from tests.fakes import DIMENSION, FakeEmbedder, SentenceChunker, article

TEXT = "Tea grows in Assam."


@pytest.fixture
def built(folder: Path) -> Path:
    """A closed library of one article with its vectors."""
    store = SqliteStore(folder)
    Ingester(store, SentenceChunker(), FakeEmbedder()).add(article(TEXT))
    update_files(store, store.folder, DIMENSION)
    store.close()
    return folder


def files(folder: Path) -> dict[str, bytes]:
    """What is in a folder, byte for byte, pipes aside."""
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()}


def _lose(path: Path) -> None:
    path.unlink()


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _dangle(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.parent / "unmounted" / DATABASE)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _text(path: Path) -> None:
    path.write_text("Not a database at all. " * 99)


def _other_program(path: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE bookmarks (url TEXT)")
    connection.execute("PRAGMA user_version = 5")
    connection.close()


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (_lose, "missing"),
        (_empty, "empty"),
        (_dangle, "link"),
        (_folder, "a folder"),
        (_pipe, "pipe"),
        (_text, "not a database"),
        (_other_program, "another program"),
    ],
)
def test_what_is_no_record_is_refused_and_nothing_is_written(
    built: Path, damage: Callable[[Path], None], said: str
) -> None:
    """The message says what stands there and how to go on; every file stays as it was."""
    damage(built / DATABASE)
    before = files(built)
    with pytest.raises(LibraryDamaged, match=f"(?s){said}.*[Rr]estor"):
        SqliteStore(built)
    after = files(built)
    after.pop("library.sqlite-journal", None)
    assert {name: after[name] for name in before} == before
    assert after.keys() - before.keys() <= {"library.sqlite-shm", "library.sqlite-wal"}


@pytest.mark.parametrize("damage", [_lose, _empty])
def test_a_new_library_is_begun_once_the_vectors_are_gone(
    built: Path, damage: Callable[[Path], None]
) -> None:
    """The cure in the message is one: without vectors, an empty place is a new library."""
    damage(built / DATABASE)
    for name in ("vectors.faiss", "vectors.since"):
        (built / name).unlink(missing_ok=True)
    assert not SqliteStore(built).has_articles()


def test_a_log_without_its_record_is_refused(built: Path) -> None:
    """Changes that only the log holds are not given up for a new library."""
    for name in ("vectors.faiss", DATABASE):
        (built / name).unlink()
    (built / f"{DATABASE}-wal").write_bytes(bytes(5000))
    with pytest.raises(LibraryDamaged, match=r"library\.sqlite-wal beside it"):
        SqliteStore(built)
    assert (built / f"{DATABASE}-wal").stat().st_size == 5000


def test_a_file_given_as_the_folder_is_refused(tmp_path: Path) -> None:
    """The message does not speak of space."""
    path = tmp_path / "notes.txt"
    path.write_text("Tea.")
    with pytest.raises(LibraryUnwritable, match=r"a file, not a folder.*--index"):
        SqliteStore(path)
    assert path.read_text() == "Tea."


def test_a_record_that_goes_while_it_is_open_is_missed(built: Path) -> None:
    """A running program does not go on with a file that nobody can see any more."""
    store = SqliteStore(built)
    (built / DATABASE).unlink()
    with pytest.raises(LibraryDamaged, match="no longer there"):
        next(store.listings())
    with pytest.raises(QaBotError):
        Ingester(store, SentenceChunker(), FakeEmbedder()).add(article("Rice grows.", source="b"))
    assert not (built / DATABASE).exists()


@pytest.mark.parametrize("name", ["vectors.faiss", "vectors.since", "vectors.faiss.tmp"])
@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo])
def test_a_pipe_or_folder_in_place_of_vectors_holds_nothing_up(
    built: Path, name: str, make: Callable[[Path], None]
) -> None:
    """The record is searched all the same."""
    (built / name).unlink(missing_ok=True)
    make(built / name)
    store = SqliteStore(built)
    Ingester(store, SentenceChunker(), FakeEmbedder()).add(article("Rice grows.", source="b"))
    update_files(store, store.folder, DIMENSION)
    assert len(VectorIndex(store, store.folder, DIMENSION)) == 2
    store.close()


def test_an_older_log_is_not_replayed_over_a_newer_record(folder: Path, tmp_path: Path) -> None:
    """SQLite would, and make a mixture of two states."""
    store = SqliteStore(folder)
    adder = Ingester(store, SentenceChunker(), FakeEmbedder())
    adder.add(article(TEXT))
    log = (folder / f"{DATABASE}-wal").read_bytes()
    store.close()
    for number in range(3):
        store = SqliteStore(folder)
        Ingester(store, SentenceChunker(), FakeEmbedder()).add(article(f"{number}.", source="n"))
        store.close()
    before = (folder / DATABASE).read_bytes()
    (folder / f"{DATABASE}-wal").write_bytes(log)
    with pytest.raises(LibraryDamaged, match="different moments"):
        SqliteStore(folder)
    assert (folder / DATABASE).read_bytes() == before


def test_every_change_is_counted_and_a_running_writer_is_not_refused(folder: Path) -> None:
    """Whoever opens the library between any two changes finds its log fitting."""
    store = SqliteStore(folder)
    store._database._connection.execute("PRAGMA wal_autocheckpoint = 20")
    adder = Ingester(store, SentenceChunker(), FakeEmbedder())
    for number in range(60):
        adder.add(article(f"Fact {number} holds.", source=f"{number % 7}"))
        opening.check_log(folder / DATABASE)
    reader = SqliteStore(folder)
    assert reader.count_articles() == 7


@pytest.mark.parametrize("code", [errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP])
def test_a_file_system_without_locks_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """Rather than with a file that stands for a lock, which a kill would leave behind."""

    def flock(descriptor: int, operation: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(fcntl, "flock", flock)
    with pytest.raises(LibraryUnwritable, match=r"no locks.*local disk"):
        SqliteStore(folder, lock_timeout=5)
    assert not (folder / DATABASE).exists()


COUNT = slice(68, 72)


def logged(folder: Path) -> tuple[SqliteStore, bytes, int]:
    """A library that is open, its log once all of it is in the file too, and its count."""
    store = SqliteStore(folder)
    adder = Ingester(store, SentenceChunker(), FakeEmbedder())
    for number in range(6):
        adder.add(article(f"Fact {number} holds.", source=f"{number}"))
    ((count,),) = store._database.all("PRAGMA application_id")
    store._database._connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
    return store, (folder / f"{DATABASE}-wal").read_bytes(), count


def test_what_sqlite_would_replay_is_known_by_its_checksums(folder: Path) -> None:
    """Every transaction of a log, up to the one that is cut short or changed."""
    store, log, count = logged(folder)
    counts = [int.from_bytes(f, "big") for f in committed_fields(log, COUNT)]
    assert counts[-1] == count and len(set(counts)) >= 6
    assert [int.from_bytes(f, "big") for f in committed_fields(log[:-1], COUNT)] == counts[:-1]
    changed = bytearray(log)
    changed[40] ^= 1
    assert list(committed_fields(bytes(changed), COUNT)) == []
    store.close()


def test_what_a_killed_writer_left_half_written_is_no_reason_to_refuse(folder: Path) -> None:
    """A last frame that has its header, and still the page of an earlier round of the log."""
    store, log, count = logged(folder)
    page = int.from_bytes(log[8:12], "big")
    frame = (1).to_bytes(4, "big") + bytes(4) + log[16:24] + bytes(8)
    stale = bytearray((folder / DATABASE).read_bytes()[:page])
    stale[COUNT] = (count - 1).to_bytes(4, "big")
    (folder / f"{DATABASE}-wal").write_bytes(log + frame + stale)
    opening.check_log(folder / DATABASE)
    assert SqliteStore(folder).count_articles() == 6
    store.close()


READ = """
import sys
from pathlib import Path
from qa_bot.storage.sqlite.store import SqliteStore
store = SqliteStore(Path(sys.argv[1]))
for _ in sys.stdin:
    print([listing.ref.title for listing in store.listings()], flush=True)
"""


@pytest.fixture
def read_only(built: Path, tmp_path: Path) -> Iterator[Path]:
    """The library where it may only be read: by a mount for root, by its mode for others."""
    if os.geteuid():
        built.chmod(0o555)
        yield built
        built.chmod(0o755)
        return
    if shutil.which("mount") is None:
        pytest.skip("mount is missing: install it, or run the tests as another user than root")
    target = tmp_path / "mounted"
    target.mkdir()
    mounts = [["--bind", str(built), str(target)], ["-o", "remount,bind,ro", str(target)]]
    done = [subprocess.run(["mount", *args], capture_output=True, check=False) for args in mounts]
    if any(each.returncode for each in done):
        pytest.skip("root may not mount here: allow it (CAP_SYS_ADMIN), or be another user")
    yield target
    subprocess.run(["umount", str(target)], check=True)


def test_a_reader_that_may_not_write_sees_what_others_write(read_only: Path, built: Path) -> None:
    """A chat on a read-only mount asks what the library says now, whoever edits it elsewhere."""
    with subprocess.Popen(
        [sys.executable, "-c", READ, str(read_only)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as reader:
        assert reader.stdin is not None and reader.stdout is not None

        def ask() -> str:
            assert reader.stdin is not None and reader.stdout is not None
            reader.stdin.write("?\n")
            reader.stdin.flush()
            return reader.stdout.readline().strip()

        assert ask() == "['A title']"
        if os.geteuid():
            built.chmod(0o755)
        for title in ("Second", "Third"):
            store = SqliteStore(built)
            Ingester(store, SentenceChunker(), FakeEmbedder()).add(article(TEXT, title=title))
            assert ask() == f"['{title}']", "while it is open elsewhere"
            store.close()
            assert ask() == f"['{title}']", "once it is closed elsewhere"
        reader.stdin.close()


@pytest.mark.skipif(os.name != "posix", reason="other systems lock files by handle")
def test_another_process_leaves_the_log_that_is_written_to(built: Path) -> None:
    """What is stored after another process has opened and closed the library is in its file."""
    store = SqliteStore(built)
    ingester = Ingester(store, SentenceChunker(), FakeEmbedder())
    ingester.add(article("Coffee grows in Kenya.", source="coffee"))
    # Another thread opens the library anew, beside the connection that has just written.
    with ThreadPoolExecutor(1) as others:
        others.submit(store.count_articles, EVERYTHING).result()
    counts = []
    for grown in ("Rice", "Rye"):
        ingester.add(article(f"{grown} grows in Punjab.", source=grown))
        query = "SELECT count(*) FROM articles"
        script = (
            "import sqlite3, sys\n"
            "connection = sqlite3.connect(sys.argv[1])\n"
            f"print(connection.execute({query!r}).fetchone()[0])\n"
            "connection.close()\n"
        )
        run = [sys.executable, "-c", script, str(built / DATABASE)]
        counts.append(subprocess.run(run, capture_output=True, text=True, check=True).stdout)
    store.close()
    assert counts == ["3\n", "4\n"]
