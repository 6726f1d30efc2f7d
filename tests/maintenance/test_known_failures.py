"""What other libraries of this kind are known to do wrong, each as a claim about ours.

More of each stands where it belongs: syncing, verifying, rebuilding, vectors, kill.
"""

import ast
import contextlib
import pickletools
from pathlib import Path

import pytest

import qa_bot
from qa_bot.archive.export import export
from qa_bot.indexing.folder_sync import sync
from qa_bot.indexing.ingest import Ingester
from qa_bot.indexing.rebuild import rebuild
from qa_bot.retrieval.vector_index import VectorIndex
from qa_bot.storage.sqlite.store import SqliteStore
from qa_bot.text.words import FullTextQuery
from tests.fakes import FakeEmbedder, SentenceChunker
from tests.storage.killed import load


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """Fifty files of three sentences."""
    folder = tmp_path / "notes"
    folder.mkdir()
    for number in range(50):
        (folder / f"{number}.txt").write_text(
            f"Field {number} is green. It lies by river {number}. Its owner is farmer {number}."
        )
    return folder


def run(store: SqliteStore, adder: Ingester, notes: Path) -> None:
    """Bring the library into step and its vectors to disk."""
    for _ in sync(store, lambda _: adder, load, notes):
        pass
    VectorIndex(store, store.folder, 64)


def test_one_edit_does_not_embed_the_corpus_again(
    store: SqliteStore, adder: Ingester, embedder: FakeEmbedder, notes: Path
) -> None:
    """One sentence of one file is one text for the model."""
    run(store, adder, notes)
    assert len([text for text in embedder.embedded if "fox" not in text]) == 150
    embedder.embedded.clear()
    (notes / "7.txt").write_text("Field 7 is brown. It lies by river 7. Its owner is farmer 7.")
    run(store, adder, notes)
    assert [text for text in embedder.embedded if "fox" not in text] == ["Field 7 is brown."]


def test_small_articles_share_transactions(
    store: SqliteStore, adder: Ingester, notes: Path
) -> None:
    """A sync of fifty files waits for the disk a few times, not fifty."""
    run(store, adder, notes)
    assert store.state().generation <= 3


def test_a_deleted_file_is_found_by_neither_search(
    store: SqliteStore, adder: Ingester, embedder: FakeEmbedder, notes: Path
) -> None:
    """Not by words, not by meaning, not by an index that was open all along."""
    run(store, adder, notes)
    index = VectorIndex(store, store.folder, 64)
    (notes / "7.txt").unlink()
    run(store, adder, notes)
    index.refresh()
    found = index.search(embedder.embed(["Field 7 is green."])[0], 200)
    texts = [chunk.text for chunk in store.chunks([number for number, _ in found]).values()]
    assert len(texts) == 147 and "Field 7 is green." not in texts
    both = FullTextQuery(("farmer", "7"), match_all=True)
    matching = [number for number, _ in store.search_full_text(both, 10)]
    assert not any("farmer 7." in chunk.text for chunk in store.chunks(matching).values())


def test_there_is_no_pickle_on_disk(
    store: SqliteStore, adder: Ingester, notes: Path, folder: Path
) -> None:
    """Nothing that the library writes could run code when it is read."""
    run(store, adder, notes)
    rebuild(store, SentenceChunker(), FakeEmbedder("new"), "sentences")
    VectorIndex(store, store.folder, 64)
    export(store, folder / "library.zip", with_vectors=True)
    files = [path for path in folder.rglob("*") if path.is_file() and path.stat().st_size]
    assert len(files) >= 3
    for path in files:
        with pytest.raises(Exception):  # noqa: B017  # whatever it is that it is not
            list(pickletools.genops(path.read_bytes()))


def test_no_module_of_ours_reads_pickles() -> None:
    """Neither by the module nor through NumPy or torch."""
    for path in Path(qa_bot.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [a.name for a in getattr(node, "names", []) if isinstance(a, ast.alias)]
            assert not {"pickle", "dill", "joblib", "shelve", "marshal"} & set(names), path
            with contextlib.suppress(AttributeError):
                assert node.arg != "allow_pickle" or node.value.value is False, path  # type: ignore[attr-defined]
