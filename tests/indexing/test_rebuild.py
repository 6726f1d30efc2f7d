"""A rebuild is whole or not at all, embeds nothing twice, and nobody mixes two models."""

import threading
from pathlib import Path

import numpy as np
import pytest

from qa_bot.documents import Article, Chunk
from qa_bot.errors import LibraryBusy, ModelMismatch
from qa_bot.indexing.ingest import Ingester
from qa_bot.indexing.rebuild import needs_rebuild, rebuild
from qa_bot.integrity.verify import verify
from qa_bot.retrieval.fingerprint import stored_dimension
from qa_bot.retrieval.retriever import Retriever
from qa_bot.storage.locations import REBUILD_FOLDER
from qa_bot.storage.store import Store
from qa_bot.text.words import FullTextQuery
from tests.engines import Stores, search_of
from tests.fakes import FakeEmbedder, SentenceChunker, article

CROPS = {
    f"{name}.txt": f"{name} grows in {place}. {name} is eaten."
    for name, place in (
        ("Rice", "Bengal"),
        ("Wheat", "Punjab"),
        ("Millet", "Gujarat"),
        ("Tea", "Assam"),
    )
}


class WholeChunker:
    """An article is one chunk."""

    def chunk(self, article: Article) -> list[Chunk]:
        return [Chunk(article.id, 0, 0, len(article.text), article.text)]


@pytest.fixture
def full(store: Store, adder: Ingester) -> Store:
    """Four articles of two sentences each."""
    for source, text in CROPS.items():
        adder.add(article(text, title=source, source=source))
    return store


@pytest.fixture
def new() -> FakeEmbedder:
    """A model that differs in weights and dimension."""
    return FakeEmbedder("new", dimension=32)


def sound(store: Store, embedder: FakeEmbedder) -> bool:
    """Whether everything agrees, also with the model."""
    return verify(
        store,
        lambda: search_of(store, stored_dimension(store) or 0),
        embedder,
    ).is_sound


def facts(embedder: FakeEmbedder) -> list[str]:
    """What was embedded of the articles."""
    return [text for text in embedder.embedded if "grows" in text or "eaten" in text]


@pytest.mark.engines
def test_after_a_rebuild_the_library_is_of_the_new_model(full: Store, new: FakeEmbedder) -> None:
    """Same articles, other vectors, and nothing of the old ones or of the work is left."""
    before = [full.article(listing.ref.id) for listing in full.listings()]
    assert needs_rebuild(full, new, "sentences")
    assert rebuild(full, SentenceChunker(), new, "sentences") == 4
    assert not needs_rebuild(full, new, "sentences")
    assert sound(full, new)
    assert [full.article(listing.ref.id) for listing in full.listings()] == before
    assert full._database.one("SELECT count(*) FROM embeddings") == (8,)
    left = full.rebuild_place().open()
    assert left.index_model() is None and not left.has_articles()
    left.close()
    with pytest.raises(ModelMismatch, match="qa-bot rebuild"):
        Ingester(full, SentenceChunker(), FakeEmbedder()).add(article("Oats.", source="o.txt"))


@pytest.mark.engines
def test_other_chunks_of_the_same_model_embed_only_what_is_new(
    full: Store, embedder: FakeEmbedder
) -> None:
    """Text that the model has seen is taken from the library."""
    embedder.embedded.clear()
    rebuild(full, SentenceChunker(), embedder, "sentences")
    assert facts(embedder) == []
    rebuild(full, WholeChunker(), embedder, "whole")
    assert sorted(facts(embedder)) == sorted(CROPS.values())
    assert len(full.chunk_ids()) == 4 and sound(full, embedder)


@pytest.mark.engines
def test_an_interrupted_rebuild_goes_on_and_the_old_index_serves_meanwhile(
    full: Store, embedder: FakeEmbedder, new: FakeEmbedder
) -> None:
    """Nothing is embedded twice, and until the switch the library is the old one."""

    def interrupt(title: str, done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(full, SentenceChunker(), new, "sentences", interrupt)
    assert len(facts(new)) == 4
    assert sound(full, embedder)
    rebuild(full, SentenceChunker(), new, "sentences")
    assert sorted(facts(new)) == sorted(s for text in CROPS.values() for s in _sentences(text))
    assert sound(full, new)


def _sentences(text: str) -> list[str]:
    return [chunk.text for chunk in SentenceChunker().chunk(article(text))]


@pytest.mark.engines
def test_work_begun_for_a_third_model_is_begun_anew(full: Store, new: FakeEmbedder) -> None:
    """Vectors of two models never come together, however often the mind is changed."""
    third = FakeEmbedder("third", dimension=32)

    def interrupt(title: str, done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(full, SentenceChunker(), third, "sentences", interrupt)
    rebuild(full, SentenceChunker(), new, "sentences")
    assert sound(full, new)


@pytest.mark.engines
def test_what_changes_during_a_rebuild_is_in_the_result(
    full: Store, adder: Ingester, new: FakeEmbedder
) -> None:
    """An article added, one edited and one removed meanwhile: all three are as last said."""
    meddled = False

    def meddle(title: str, done: int, total: int) -> None:
        nonlocal meddled
        if done == 3 and not meddled:
            meddled = True
            adder.add(article("Oats grows in Skye.", source="Oats.txt"))
            adder.add(article("Rice grows in Java.", title="Rice.txt", source="Rice.txt"))
            full.remove(article("", source="Wheat.txt").id)

    assert rebuild(full, SentenceChunker(), new, "sentences", meddle) == 4
    texts = {full.article(listing.ref.id).text for listing in full.listings()}
    assert {"Oats grows in Skye.", "Rice grows in Java."} <= texts
    assert sound(full, new)


@pytest.mark.engines
def test_two_rebuilds_do_not_meet(full: Store, new: FakeEmbedder, stores: Stores) -> None:
    """The second one is told that one is running."""

    def second(title: str, done: int, total: int) -> None:
        with pytest.raises(LibraryBusy, match="rebuild"):
            rebuild(
                stores.again(full),
                SentenceChunker(),
                new,
                "sentences",
            )

    rebuild(full, SentenceChunker(), new, "sentences", second)
    assert sound(full, new)


@pytest.mark.engines
@pytest.mark.parametrize("dimension", [64, 32])
def test_a_running_program_says_that_the_model_changed(
    full: Store, embedder: FakeEmbedder, dimension: int
) -> None:
    """It never searches the new vectors with the old model, even of the same dimension."""
    running = Retriever(full, search_of(full, embedder.dimension), embedder, 0.6)
    assert running.retrieve("Where does tea grow?", 3)
    rebuild(
        full,
        SentenceChunker(),
        FakeEmbedder("new", dimension=dimension),
        "sentences",
    )
    with pytest.raises(ModelMismatch, match="start this program again"):
        running.retrieve("Where does tea grow?", 3)


@pytest.mark.engines
def test_a_running_program_goes_on_when_only_the_chunks_changed(
    full: Store, embedder: FakeEmbedder
) -> None:
    """The next question is asked of the new ones."""
    running = Retriever(full, search_of(full, embedder.dimension), embedder, 0.6)
    rebuild(full, WholeChunker(), embedder, "whole")
    best, *_ = running.retrieve("Where does tea grow?", 3)
    assert best.chunk.text == CROPS["Tea.txt"]


@pytest.mark.engines
def test_readers_never_see_two_indexes_at_once(
    full: Store, embedder: FakeEmbedder, stores: Stores
) -> None:
    """Beside the switch a reader sees all chunks of one index, of the old or of the new."""
    seen: set[tuple[int, int]] = set()
    stop = threading.Event()

    def read() -> None:
        reader = stores.again(full)
        while not stop.is_set():
            with reader.snapshot():
                numbers = reader.chunk_ids().tolist()
                found = reader.search_full_text(FullTextQuery(("grows",)), 100)
                seen.add((len(numbers), len(found)))
                assert {number for number, _ in found} <= set(numbers)
        reader.close()

    thread = threading.Thread(target=read)
    thread.start()
    for _ in range(3):
        rebuild(full, WholeChunker(), embedder, "whole")
        rebuild(full, SentenceChunker(), embedder, "sentences")
    stop.set()
    thread.join()
    assert seen <= {(8, 4), (4, 4)}


@pytest.mark.engines
def test_a_write_begun_under_the_old_model_is_refused(
    full: Store, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A switch between embedding and committing does not let the old model's vectors in."""
    late = Ingester(full, SentenceChunker(), embedder)
    new = FakeEmbedder("new")
    real = embedder.embed

    def overtaken(texts: list[str]) -> np.ndarray:
        vectors = real(texts)
        if any("Oats" in text for text in texts):
            rebuild(full, SentenceChunker(), new, "sentences")
        return vectors

    monkeypatch.setattr(embedder, "embed", overtaken)
    with pytest.raises(ModelMismatch):
        late.add(article("Oats grows in Skye.", source="Oats.txt"))
    assert sound(full, new) and full.count_articles() == 4


def test_what_is_left_of_a_rebuild_harms_nothing(full: Store, folder: Path) -> None:
    """Garbage in its place is begun anew."""
    (folder / REBUILD_FOLDER).mkdir()
    (folder / REBUILD_FOLDER / "library.sqlite").write_bytes(b"garbage" * 999)
    embedder = FakeEmbedder("new")
    rebuild(full, SentenceChunker(), embedder, "sentences")
    assert sound(full, embedder)
    full.rebuild_place().discard()
    assert not (folder / REBUILD_FOLDER).exists()
