"""After a sync the library says what the folder says, and nothing else has changed."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from qa_bot.documents import Article
from qa_bot.errors import FolderEmpty, SourceUnreadable
from qa_bot.indexing import folder_scan
from qa_bot.indexing.folder_sync import FileChange, SyncOptions, SyncOutcome, sync
from qa_bot.indexing.ingest import Ingester
from qa_bot.loading import LoadLimits, load_file
from qa_bot.overrides import MetadataOverrides
from qa_bot.storage.sqlite.store import SqliteStore
from qa_bot.text.words import FullTextQuery
from tests.fakes import FakeEmbedder, article

Sync = Callable[..., dict[str, list[str]]]
load = partial(load_file, limits=LoadLimits(max_bytes=1_000_000))


@pytest.fixture(autouse=True)
def _settled_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_scan, "SETTLED_SECONDS", -1.0)


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A folder with two files, one in a folder of its own."""
    folder = tmp_path / "notes"
    (folder / "far").mkdir(parents=True)
    (folder / "tea.txt").write_text("Tea grows in Assam.")
    (folder / "far" / "rice.txt").write_text("Rice grows in Bengal.")
    return folder


@pytest.fixture
def run(store: SqliteStore, adder: Ingester, notes: Path) -> Sync:
    """Syncs the folder: the names of files by what became of them, unchanged ones left out."""

    def syncing(load: Callable[[Path], Article] = load, **how: bool) -> dict[str, list[str]]:
        told: dict[str, list[str]] = {}
        for change in sync(store, lambda _: adder, load, notes, SyncOptions(**how)):
            if change.outcome is not SyncOutcome.UNCHANGED:
                told.setdefault(change.outcome.value, []).append(Path(change.source).name)
        return told

    return syncing


def texts(store: SqliteStore) -> set[str]:
    """What the library holds."""
    return {store.article(listing.ref.id).text for listing in store.listings()}


def found(store: SqliteStore, word: str) -> int:
    """How many chunks have a word."""
    return len(store.search_full_text(FullTextQuery((word,)), 10))


def test_what_is_new_edited_and_gone_is_brought_in_and_out(
    run: Sync, notes: Path, store: SqliteStore
) -> None:
    """Three kinds of change, each told by name; a second sync finds nothing to do."""
    assert run() == {"added": ["tea.txt", "rice.txt"]}
    assert run() == {}
    (notes / "tea.txt").write_text("Tea grows in Ceylon.")
    (notes / "far" / "rice.txt").unlink()
    (notes / "millet.md").write_text("Millet grows in Gujarat.")
    assert run() == {"added": ["millet.md"], "updated": ["tea.txt"], "removed": ["rice.txt"]}
    assert texts(store) == {"Tea grows in Ceylon.", "Millet grows in Gujarat."}
    assert run() == {}


def test_a_deleted_file_no_longer_answers(run: Sync, notes: Path, store: SqliteStore) -> None:
    """Neither by words nor by meaning, and no embedding of it is kept."""
    run()
    (notes / "tea.txt").unlink()
    run()
    assert found(store, "assam") == 0
    assert len(store.chunk_ids()) == 1
    assert store._database.one("SELECT count(*) FROM embeddings") == (1,)


def test_articles_from_elsewhere_are_let_be(run: Sync, adder: Ingester, store: SqliteStore) -> None:
    """A page, a file beside the folder and one whose folder's name begins alike stay."""
    for source in ("https://example.org/tea", "/elsewhere/a.txt"):
        adder.add(article("Silk comes from Kashi.", source=source))
    adder.add(article("Jute.", source=str(Path(store.folder.parent, "notes-old", "jute.txt"))))
    run()
    assert store.count_articles() == 5


def test_a_moved_file_is_not_embedded_again(
    run: Sync, notes: Path, store: SqliteStore, embedder: FakeEmbedder
) -> None:
    """It is known by its content, wherever it went."""
    run()
    embedder.embedded.clear()
    (notes / "tea.txt").rename(notes / "far" / "assam.txt")
    assert run() == {"moved": ["assam.txt"]}
    assert not [text for text in embedder.embedded if "grows" in text]
    assert found(store, "assam") == 1 and store.count_articles() == 2


def test_a_moved_file_keeps_what_was_said_of_it(
    run: Sync, notes: Path, store: SqliteStore, adder: Ingester
) -> None:
    """Tags and a title that a person gave are not the file's to lose; nor its age."""
    said = MetadataOverrides(title="On tea", tags=("crops",))
    adder.add(load(notes / "tea.txt"), overrides=said)
    run()
    before = {listing.ref.title: listing.added_at for listing in store.listings()}
    (notes / "tea.txt").rename(notes / "far" / "assam.txt")
    assert run() == {"moved": ["assam.txt"]}
    moved = store.find("On tea")
    assert store.article(moved.id).tags == ("crops",) and "assam" in moved.source
    assert {listing.ref.title: listing.added_at for listing in store.listings()} == before
    assert run(read_all=True) == {}


def test_a_renamed_folder_is_not_embedded_again(
    run: Sync, notes: Path, store: SqliteStore, embedder: FakeEmbedder
) -> None:
    """All that is below it has moved."""
    run()
    embedder.embedded.clear()
    (notes / "far").rename(notes / "near")
    assert run() == {"moved": ["rice.txt"]}
    assert not [text for text in embedder.embedded if "grows" in text]
    assert {Path(listing.ref.source).parent.name for listing in store.listings()} == {
        "notes",
        "near",
    }


def test_hidden_files_links_in_circles_and_twins_are_not_taken(
    run: Sync, notes: Path, store: SqliteStore
) -> None:
    """What Git and editors keep stays out, a loop ends, and a second way to a file adds nothing."""
    (notes / ".git").mkdir()
    (notes / ".git" / "note.txt").write_text("Hidden.")
    (notes / ".tea.txt.swp.txt").write_text("Hidden.")
    (notes / "far" / "again").symlink_to(notes)
    (notes / "nowhere.txt").symlink_to(notes / "nowhere.txt")
    (notes / "tea-too.txt").symlink_to(notes / "tea.txt")
    run()
    assert texts(store) == {"Tea grows in Assam.", "Rice grows in Bengal."}


def test_a_link_that_is_gone_takes_its_article_along(
    run: Sync, notes: Path, tmp_path: Path, store: SqliteStore
) -> None:
    """Though the file that it led to is elsewhere and still there."""
    (tmp_path / "silk.txt").write_text("Silk comes from Kashi.")
    (notes / "silk.txt").symlink_to(tmp_path / "silk.txt")
    assert "silk.txt" in run()["added"]
    (notes / "silk.txt").unlink()
    assert run() == {"removed": ["silk.txt"]}
    assert found(store, "kashi") == 0


def test_what_may_not_be_looked_at_is_not_gone(
    run: Sync, notes: Path, store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder whose rights were taken away keeps its articles."""
    run()
    real = os.lstat

    def refused(path: str) -> os.stat_result:
        if "far" in str(path):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(folder_scan, "files_below", lambda folder: [notes / "tea.txt"])
    monkeypatch.setattr(folder_scan.os, "lstat", refused)
    assert run() == {}
    assert found(store, "bengal") == 1


def test_a_file_that_cannot_be_an_article_is_named_and_the_others_go_in(
    run: Sync, notes: Path, store: SqliteStore
) -> None:
    """What it said before stays until it can be read again."""
    run()
    (notes / "tea.txt").write_bytes(bytes(range(256)) * 40)
    (notes / "wheat.txt").write_text("Wheat grows in Punjab.")
    assert run() == {"failed": ["tea.txt"], "added": ["wheat.txt"]}
    assert found(store, "assam") == 1
    (notes / "tea.txt").write_text("Tea grows in Ceylon.")
    assert run() == {"updated": ["tea.txt"]}


def test_a_file_without_text_has_no_article(run: Sync, notes: Path, store: SqliteStore) -> None:
    """An emptied file takes its article along; one that was always empty is skipped."""
    run()
    (notes / "tea.txt").write_text("")
    assert run() == {"skipped": ["tea.txt"], "removed": ["tea.txt"]}
    assert run() == {"skipped": ["tea.txt"]}
    assert found(store, "assam") == 0


def test_a_file_that_is_being_written_waits_for_the_next_sync(
    run: Sync, notes: Path, store: SqliteStore
) -> None:
    """Half a file is never taken for a whole one while its writer goes on."""

    def while_written(path: Path) -> Article:
        loaded = load(path)
        if path.name == "tea.txt":
            path.write_text("Tea grows in Assam. And in Nilgiri.")
        return loaded

    assert run(while_written) == {"skipped": ["tea.txt"], "added": ["rice.txt"]}
    assert run() == {"added": ["tea.txt"]}
    assert found(store, "nilgiri") == 1


def test_a_file_that_was_just_written_is_looked_at_again(
    store: SqliteStore, adder: Ingester, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two writes within one tick of the clock leave the same stamp, so such a stamp is not kept."""
    monkeypatch.setattr(folder_scan, "SETTLED_SECONDS", 3600.0)
    changes = list(sync(store, lambda _: adder, load, notes))
    assert not any(change.is_settled for change in changes)
    assert store._database.one("SELECT count(*) FROM files") == (0,)


def test_a_file_that_did_not_change_is_not_read(run: Sync, notes: Path) -> None:
    """Unless it is asked for; and no change escapes, not even of the same size and time."""
    read: list[str] = []

    def counted(path: Path) -> Article:
        read.append(path.name)
        return load(path)

    run(counted)
    read.clear()
    run(counted)
    assert read == []
    run(counted, read_all=True)
    assert read == ["tea.txt", "rice.txt"]
    status = (notes / "tea.txt").stat()
    (notes / "tea.txt").write_text("Tea grows in Nepal.")
    os.utime(notes / "tea.txt", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert run(counted) == {"updated": ["tea.txt"]}


def test_a_dry_run_tells_all_and_does_nothing(run: Sync, notes: Path, store: SqliteStore) -> None:
    """The same words as the run itself, and the library as it was."""
    run()
    before = store.state()
    (notes / "tea.txt").unlink()
    (notes / "far" / "rice.txt").rename(notes / "rice.txt")
    (notes / "wheat.txt").write_text("Wheat grows in Punjab.")
    would = run(dry_run=True)
    assert store.state() == before
    assert would == {"moved": ["rice.txt"], "added": ["wheat.txt"], "removed": ["tea.txt"]}
    assert run() == would


def test_a_folder_that_holds_nothing_at_all_removes_nothing(
    run: Sync, notes: Path, store: SqliteStore
) -> None:
    """As of a disk that is not mounted; unless it is said that it is meant."""
    run()
    (notes / "tea.txt").unlink()
    (notes / "far" / "rice.txt").unlink()
    (notes / "far").rmdir()
    with pytest.raises(FolderEmpty, match=r"2 of its files.*--emptied"):
        run()
    assert store.count_articles() == 2
    assert run(allow_empty=True) == {"removed": ["tea.txt", "rice.txt"]}


def test_a_folder_that_is_not_there_is_refused(
    store: SqliteStore, adder: Ingester, tmp_path: Path
) -> None:
    """By name, and nothing is removed."""
    with pytest.raises(SourceUnreadable, match="nowhere"):
        list(sync(store, lambda _: adder, load, tmp_path / "nowhere"))


def test_a_sync_cut_short_is_finished_by_the_next(
    store: SqliteStore,
    adder: Ingester,
    notes: Path,
    embedder: FakeEmbedder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was taken in is neither read nor embedded again."""
    monkeypatch.setattr("qa_bot.indexing.ingest._ARTICLES_TOGETHER", 3)
    for number in range(10):
        (notes / f"{number}.txt").write_text(f"Field {number} grows beans.")
    changes = sync(store, lambda _: adder, load, notes)
    first: list[FileChange] = [next(changes) for _ in range(6)]
    changes.close()  # type: ignore[attr-defined]
    embedder.embedded.clear()
    rest = list(sync(store, lambda _: adder, load, notes))
    assert [change.outcome for change in rest].count(SyncOutcome.UNCHANGED) == len(first)
    assert len([text for text in embedder.embedded if "grows" in text]) == 12 - len(first)
