"""A library of a former release of its model is served on, named, and moved by rebuild."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from qa_bot.indexing.ingest import Adder, ensure_model, is_of_former_release
from qa_bot.maintenance.rebuild import needs_rebuild, rebuild
from qa_bot.maintenance.verify import verify
from qa_bot.retrieval.vector_index import VectorIndex
from qa_bot.storage.store import Store, text_key
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


def test_it_is_served_on_and_named(adder: Adder, store: Store, release: NextRelease) -> None:
    """It is not refused as another model, nor called wrong; verify says what it is."""
    adder.add(article(TEXT))
    ensure_model(store, release)
    assert is_of_former_release(store, release)
    report = verify(store, lambda: VectorIndex(store, release.dimension), release)
    assert report.sound and report.model.former and report.model.looked_at == 3


def test_a_vector_of_another_text_is_still_wrong(
    adder: Adder, store: Store, release: NextRelease
) -> None:
    """More tolerance for a former release does not hide vectors that were mixed up."""
    adder.add(article(TEXT))
    with store.writing() as connection:
        vector = release.embed(["Quite another text."])[0].tobytes()
        connection.execute(
            "UPDATE embeddings SET vector = ? WHERE key = ?",
            (vector, text_key("Tea grows in Assam.")),
        )
    report = verify(store, lambda: VectorIndex(store, release.dimension), release)
    assert report.model.problems == 1


def test_rebuild_embeds_all_anew(adder: Adder, store: Store, release: NextRelease) -> None:
    """Nothing of the former release is left, and nothing remains to be done."""
    adder.add(article(TEXT))
    assert needs_rebuild(store, release, "")
    rebuild(store, SentenceChunker(), release, "")
    assert not needs_rebuild(store, release, "") and not is_of_former_release(store, release)
    (kept,) = store.embeddings([text_key("Tea grows in Assam.")]).values()
    assert float(kept @ release.embed(["Tea grows in Assam."])[0]) > 0.9999


def test_the_same_release_is_not_named(adder: Adder, store: Store, embedder: FakeEmbedder) -> None:
    """Nothing is said of a library that is up to date."""
    adder.add(article(TEXT))
    assert not is_of_former_release(store, embedder)


def test_vectors_of_a_former_release_are_not_imported(
    adder: Adder, store: Store, release: NextRelease, tmp_path: Path
) -> None:
    """An export's articles are taken, and embedded by the release that imports them."""
    from qa_bot.indexing.ingest import probe_of
    from qa_bot.maintenance.archive import ArchiveReader
    from qa_bot.maintenance.export import export
    from qa_bot.maintenance.restore import import_

    adder.add(article(TEXT))
    export(store, tmp_path / "library.zip", with_vectors=True)
    other = Store(tmp_path / "other")
    try:
        mine = Adder(other, SentenceChunker(), release)
        with ArchiveReader(tmp_path / "library.zip", 1_000_000) as reader:
            list(import_(other, mine, reader, probe_of(release)))
        (kept,) = other.embeddings([text_key("Tea grows in Assam.")]).values()
        assert float(kept @ release.embed(["Tea grows in Assam."])[0]) > 0.9999
    finally:
        other.close()
