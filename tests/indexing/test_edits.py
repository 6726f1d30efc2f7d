"""An edit costs the chunks that it touches: those further on are found again as they were."""

import random

import pytest

from qa_bot.documents import Article
from qa_bot.indexing.chunking import Chunker
from qa_bot.indexing.ingest import Ingester
from qa_bot.storage.sqlite.store import SqliteStore
from tests.fakes import FakeEmbedder, article

WORDS = "river bridge mayor winter tea budget ferry stone harbour market crane school".split()


def _paragraphs(count: int) -> list[str]:
    choose = random.Random(7)

    def sentence() -> str:
        words = choose.choices(WORDS, k=choose.randint(4, 11))
        return f"The {' '.join(words)} {choose.randrange(1000)}."

    return [" ".join(sentence() for _ in range(choose.randint(2, 6))) for _ in range(count)]


@pytest.fixture
def counted(store: SqliteStore, embedder: FakeEmbedder) -> Ingester:
    """Cuts as the product does, with an embedder that remembers what it was given."""
    return Ingester(
        store, Chunker(embedder.count_tokens, max_tokens=60, overlap_tokens=12), embedder
    )


def _embedded(adder: Ingester, embedder: FakeEmbedder, new: Article) -> int:
    embedder.embedded.clear()
    adder.add(new)
    return len([text for text in embedder.embedded if "quick brown fox" not in text])


PARAGRAPHS = _paragraphs(80)
EDITS = {
    "a paragraph put in front": ["One more paragraph stands here now.", *PARAGRAPHS],
    "a paragraph put in the middle": [*PARAGRAPHS[:40], "It is new here.", *PARAGRAPHS[40:]],
    "a paragraph taken away": [*PARAGRAPHS[:20], *PARAGRAPHS[21:]],
    "a word changed": [*PARAGRAPHS[:50], PARAGRAPHS[50].replace("The", "A", 1), *PARAGRAPHS[51:]],
    "all paragraphs in another order": [*PARAGRAPHS[40:], *PARAGRAPHS[:40]],
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_embeds_a_few_chunks(
    counted: Ingester, store: SqliteStore, embedder: FakeEmbedder, edit: str
) -> None:
    """Of some forty chunks at most eight are embedded again, and the index holds the new ones."""
    whole = _embedded(counted, embedder, article("\n\n".join(PARAGRAPHS)))
    assert whole >= 35
    edited = article("\n\n".join(EDITS[edit]))
    assert 1 <= _embedded(counted, embedder, edited) <= 8
    chunks = store.chunks(store.chunk_ids().tolist()).values()
    assert all(edited.text[chunk.start : chunk.end] == chunk.text for chunk in chunks)
    (kept,) = store._database.one("SELECT count(*) FROM embeddings") or (None,)
    assert kept == len({chunk.text for chunk in chunks})
