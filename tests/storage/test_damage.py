"""Whatever becomes of the library's files, nothing wrong is quoted, and no loss is kept quiet."""

import itertools
import shutil
from pathlib import Path

import pytest

from qa_bot.indexing.ingest import Ingester
from qa_bot.retrieval.vector_index import VectorIndex, update_files
from qa_bot.storage.sqlite.store import SqliteStore
from tests.fakes import DIMENSION, FakeEmbedder, SentenceChunker, article
from tests.storage import damage
from tests.storage.damage import FILES, FIRST, SECOND, judge

ORIGINALS = damage.texts_of(FIRST, SECOND)
# So that every page and every kind of record is met, in a few seconds; all bytes by hand.
EVERY = 1499
OTHER = {
    "goats.txt": "Goats live in Crete. The harvest of tea begins in May. They climb trees.",
    "figs.txt": "Figs grow in Turkey.",
}


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The library as it was, and as it is, each with a write-ahead log."""
    return damage.build(tmp_path_factory.mktemp("damaged"), FIRST, SECOND)


def test_an_undamaged_copy_answers_everything(copies: list[Path], tmp_path: Path) -> None:
    """What the other tests compare with: both copies are whole."""
    old, new = (judge(damage.fresh(copy, tmp_path / "copy"), ORIGINALS) for copy in copies)
    assert (old.kind, new.kind) == ("answered+declined", "answered")


@pytest.mark.parametrize("closed", [False, True])
def test_no_flipped_bit_is_quoted_or_ends_in_a_traceback(
    copies: list[Path], tmp_path: Path, closed: bool
) -> None:
    """Every so many bytes of every file: a right answer, an error with a cure, or a notice."""
    whole = damage.closed(copies[-1], tmp_path / "closed") if closed else copies[-1]
    wrong = []
    for name, at in damage.flips(whole, EVERY):
        target = damage.fresh(whole, tmp_path / "copy")
        damage.flip(target / name, at, at % 8)
        outcome = judge(target, ORIGINALS)
        wrong += [(name, at, outcome)] if outcome.wrong else []
    assert wrong == []


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("left", [None, 0, 1, 0.3, 0.7, 0.99])
def test_a_file_that_is_cut_or_gone_is_noticed(
    copies: list[Path], tmp_path: Path, name: str, left: float | None
) -> None:
    """Each file deleted (None), emptied, or cut short."""
    target = damage.fresh(copies[-1], tmp_path / "copy")
    path = target / name
    if left is None:
        path.unlink()
    else:
        whole = path.read_bytes()
        path.write_bytes(whole[: left if isinstance(left, int) else int(left * len(whole))])
    assert judge(target, ORIGINALS).wrong == ""


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_another_library_is_noticed(
    copies: list[Path], tmp_path: Path, name: str
) -> None:
    """Each file swapped with that of a library of other articles."""
    (other,) = damage.build(tmp_path, OTHER)
    target = damage.fresh(copies[-1], tmp_path / "copy")
    shutil.copy(other / name, target / name)
    outcome = judge(target, ORIGINALS | damage.texts_of(OTHER))
    # With the other's record it is the other library, which says May.
    assert outcome.wrong == "" or (name == "library.sqlite" and "May" in outcome.wrong)


def test_every_mixture_of_an_older_and_a_newer_copy_is_noticed(
    copies: list[Path], tmp_path: Path
) -> None:
    """Each file from either copy, all 2^n choices."""
    wrong = []
    for what, target in damage.mixtures(*copies, tmp_path / "copy"):
        outcome = judge(target, ORIGINALS)
        wrong += [(what, outcome)] if outcome.wrong else []
    assert wrong == []


def _library(folder: Path, texts: dict[str, str]) -> None:
    store = SqliteStore(folder)
    for source, text in texts.items():
        Ingester(store, SentenceChunker(), FakeEmbedder()).add(article(text, source=source))
        update_files(store, store.folder, DIMENSION)
    store.close()


@pytest.mark.parametrize("vectors", list(itertools.product([False, True], repeat=2)))
def test_vectors_of_a_branch_that_was_undone_are_not_searched(
    tmp_path: Path, vectors: tuple[bool, bool]
) -> None:
    """An older record, added to until its changes are as many, has none of the vectors after it."""
    folder = tmp_path / "built"
    _library(folder, {"a": "Tea grows in Assam."})
    old = damage.fresh(folder, tmp_path / "old")
    _library(folder, {"b": "Rice grows in Kerala.", "c": "Hops grow in Kent."})
    for name, kept in zip(("vectors.faiss", "vectors.since"), vectors, strict=True):
        if kept:
            shutil.copy(folder / name, old / name)
    store = SqliteStore(old)
    adder = Ingester(store, SentenceChunker(), FakeEmbedder())
    for source, text in (("d", "Olives grow in Puglia."), ("e", "Figs grow in Turkey.")):
        adder.add(article(text, source=source))
    index = VectorIndex(store, store.folder, DIMENSION)
    for numbers, kept in store.vectors(store.chunk_ids().tolist()):
        assert (index.vectors(numbers) == kept).all()
    assert index.chunk_ids().tolist() == store.chunk_ids().tolist()
    if vectors[1]:
        assert "never had" in (index.notice or "")
    store.close()


def test_a_running_index_follows_a_restored_library(tmp_path: Path) -> None:
    """A program that runs while an older copy is put back searches what that copy holds."""
    folder = tmp_path / "built"
    _library(folder, {"a": "Tea grows in Assam."})
    old = damage.fresh(folder, tmp_path / "old")
    _library(folder, {"b": "Rice grows in Kerala."})
    store = SqliteStore(folder)
    index = VectorIndex(store, store.folder, DIMENSION)
    assert len(index) == 2
    (old / "library.sqlite").replace(folder / "library.sqlite")
    _library(folder, {"c": "Hops grow in Kent."})
    index.refresh()
    found = index.search(FakeEmbedder().embed(["hops kent"])[0], 1)
    assert store.chunks([found[0][0]])[found[0][0]].text == "Hops grow in Kent."
    assert index.chunk_ids().tolist() == store.chunk_ids().tolist()
    store.close()
