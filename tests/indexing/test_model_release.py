"""A library of a former release of its model is served on, named, and moved by rebuild."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from qa_bot.identity import embedding_key
from qa_bot.indexing.ingest import Ingester
from qa_bot.indexing.rebuild import needs_rebuild, rebuild
from qa_bot.integrity.verify import verify
from qa_bot.retrieval.fingerprint import check_model, is_of_former_release
from qa_bot.retrieval.vector_index import VectorIndex
from qa_bot.storage.sqlite.store import SqliteStore
from tests.fakes import FakeEmbedder, SentenceChunker, article

TEXT = "Tea grows in Assam. Rice grows in Bengal. Coffee grows in Karnataka."


class NextRelease(FakeEmbedder):
    """The same model made smaller in another way: every vector is a little turned."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = super().embed(texts)
        vectors = vectors + np.float32(0.09) * np.roll(vectors, 1, axis=1)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture
def release() -> NextRelease:
    """The model as it is now; the fixture `embedder` is its former release."""
    return NextRelease()


def test_it_is_served_on_and_named(
    adder: Ingester, store: SqliteStore, release: NextRelease
) -> None:
    """It is not refused as another model, nor called wrong; verify says what it is."""
    adder.add(article(TEXT))
    check_model(store, release)
    assert is_of_former_release(store, release)
    report = verify(store, lambda: VectorIndex(store, store.folder, release.dimension), release)
    assert report.is_sound and report.model.former_release and report.model.checked == 3


def test_a_vector_of_another_text_is_still_wrong(
    adder: Ingester, store: SqliteStore, release: NextRelease
) -> None:
    """More tolerance for a former release does not hide vectors that were mixed up."""
    adder.add(article(TEXT))
    with store._database.writing() as connection:
        vector = release.embed(["Quite another text."])[0].tobytes()
        connection.execute(
            "UPDATE embeddings SET vector = ? WHERE key = ?",
            (vector, embedding_key("Tea grows in Assam.")),
        )
    report = verify(store, lambda: VectorIndex(store, store.folder, release.dimension), release)
    assert report.model.problems == 1


def test_rebuild_embeds_all_anew(adder: Ingester, store: SqliteStore, release: NextRelease) -> None:
    """Nothing of the former release is left, and nothing remains to be done."""
    adder.add(article(TEXT))
    assert needs_rebuild(store, release, "")
    rebuild(store, SentenceChunker(), release, "")
    assert not needs_rebuild(store, release, "") and not is_of_former_release(store, release)
    (kept,) = store.embeddings([embedding_key("Tea grows in Assam.")]).values()
    assert float(kept @ release.embed(["Tea grows in Assam."])[0]) > 0.9999


def test_the_same_release_is_not_named(
    adder: Ingester, store: SqliteStore, embedder: FakeEmbedder
) -> None:
    """Nothing is said of a library that is up to date."""
    adder.add(article(TEXT))
    assert not is_of_former_release(store, embedder)


def test_vectors_of_a_former_release_are_not_imported(
    adder: Ingester, store: SqliteStore, release: NextRelease, tmp_path: Path
) -> None:
    """An export's articles are taken, and embedded by the release that imports them."""
    from qa_bot.archive.export import export
    from qa_bot.archive.format import ArchiveReader
    from qa_bot.archive.import_ import import_
    from qa_bot.retrieval.fingerprint import fingerprint_of

    adder.add(article(TEXT))
    export(store, tmp_path / "library.zip", with_vectors=True)
    other = SqliteStore(tmp_path / "other")
    try:
        mine = Ingester(other, SentenceChunker(), release)
        with ArchiveReader(tmp_path / "library.zip", 1_000_000) as reader:
            list(import_(other, mine, reader, fingerprint_of(release)))
        (kept,) = other.embeddings([embedding_key("Tea grows in Assam.")]).values()
        assert float(kept @ release.embed(["Tea grows in Assam."])[0]) > 0.9999
    finally:
        other.close()
