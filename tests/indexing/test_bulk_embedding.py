"""What is embedded ahead changes no result: articles come out as `add` makes them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from qa_bot.documents import AddResult, Article, Outcome, no_progress
from qa_bot.errors import BulkEmbeddingFailed, SourceEmpty
from qa_bot.indexing.bulk_embedding import BulkEmbedding
from qa_bot.indexing.ingest import Ingester
from qa_bot.indexing.pipeline import Pipeline
from qa_bot.loading.pending import LoadedArticle, PendingArticle
from qa_bot.storage.sqlite.store import SqliteStore
from tests.fakes import FakeEmbedder, SentenceChunker, article
from tests.patience import PATIENCE_S

# Few, so that articles share sentences.
SENTENCES = [
    f"The {thing} is {colour}." for thing in ("mill", "boat") for colour in ("red", "blue")
]


class Elsewhere:
    """Embeds as a cluster would: a block at a time, in another order; may fail after some."""

    def __init__(self, blocks: int = 1_000_000) -> None:
        self.embedded: list[str] = []
        self._blocks = blocks

    def __call__(self, texts: Sequence[str]) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
        for index in reversed(range(len(texts))):
            if len(self.embedded) == self._blocks:
                raise BulkEmbeddingFailed("the nodes are gone")
            self.embedded.append(texts[index])
            yield [index], FakeEmbedder().embed([texts[index]])


class Here(FakeEmbedder):
    """Embeds the sentence of the fingerprint, and would say what else it had to."""

    @property
    def texts(self) -> list[str]:
        return [text for text in self.embedded if "quick brown fox" not in text]


def _pending(made: Article | None, name: str) -> PendingArticle:
    def load() -> LoadedArticle:
        if made is None:
            raise SourceEmpty(name, "there is no text in it", "Give another.")
        return LoadedArticle(made)

    return PendingArticle(name, load)


def _made(texts: Sequence[str | None], sources: int = 1_000) -> list[PendingArticle]:
    """Articles of those texts, of so many sources in turn; a text that is None cannot be loaded."""
    names = [f"{i % sources}.txt" for i in range(len(texts))]
    return [
        _pending(None if text is None else article(text, f"About {name}", name), name)
        for text, name in zip(texts, names, strict=True)
    ]


class Added:
    """A library in a folder, filled with or without a cluster."""

    def __init__(self, folder: Path) -> None:
        self.store = SqliteStore(folder, lock_timeout=PATIENCE_S)
        self.here = Here()
        self._ingester = Ingester(self.store, SentenceChunker(), self.here)
        self._pipeline = Pipeline(self.store, lambda articles: self._ingester)

    def run(
        self,
        pending: Iterable[PendingArticle],
        elsewhere: Elsewhere | None = None,
        together: int = 60,
    ) -> list[AddResult]:
        if elsewhere is None:
            return [*self._pipeline.run(pending, no_progress)]
        bulk = BulkEmbedding(
            self.store, lambda articles: self._ingester, elsewhere, together, no_progress
        )
        return [*self._pipeline.run(bulk.ahead(iter(pending)), no_progress)]

    def contents(self) -> list[object]:
        """All articles and chunks with their vectors, whatever their ids."""
        store = self.store
        ids = store.chunk_ids().tolist()
        vectors = {
            number: row.tolist()
            for numbers, rows in store.vectors(ids)
            for number, row in zip(numbers.tolist(), rows, strict=True)
        }
        chunks = [
            (replace(chunk, id=0), vectors[number]) for number, chunk in store.chunks(ids).items()
        ]
        return [[store.article(each) for each, _ in store.digests()], chunks]


def _shown(results: Sequence[AddResult]) -> list[object]:
    return [(r.source, r.article, r.outcome, str(r.error), r.remarks) for r in results]


@settings(max_examples=40)
@given(
    st.lists(st.none() | st.lists(st.sampled_from(SENTENCES), min_size=1).map(" ".join)),
    st.integers(1, 200),
    st.sampled_from((2, 1_000)),
)
def test_articles_come_out_as_added(texts: list[str | None], together: int, sources: int) -> None:
    """Results, articles, chunks and vectors are those of `add`; no text is embedded twice.

    Of a source that is added twice at once, a text that comes and goes may be embedded again.
    """
    made = _made(texts, sources)
    with TemporaryDirectory() as folder:
        plain, bulk = Added(Path(folder, "plain")), Added(Path(folder, "bulk"))
        elsewhere = Elsewhere()
        try:
            assert _shown(bulk.run(made, elsewhere, together)) == _shown(plain.run(made))
            assert bulk.contents() == plain.contents()
            if len(texts) <= sources:
                assert not bulk.here.texts
                assert len(elsewhere.embedded) == len({*elsewhere.embedded})
                again = bulk.run(made, Elsewhere(blocks=0), together)
                assert {each.outcome for each in again} <= {Outcome.UNCHANGED, None}
        finally:
            plain.store.close()
            bulk.store.close()


@pytest.fixture
def added(tmp_path: Path) -> Iterator[Added]:
    library = Added(tmp_path / "bulk")
    yield library
    library.store.close()


def test_what_was_embedded_before_a_failure_is_found_again(added: Added) -> None:
    """Of a call that fails on the way, each block that came is kept for the next."""
    texts = [" ".join(SENTENCES), "The hut is green."]
    first, second = Elsewhere(blocks=2), Elsewhere()
    with pytest.raises(BulkEmbeddingFailed, match="the nodes are gone"):
        added.run(_made(texts), first)
    results = added.run(_made(texts), second)
    assert [result.outcome for result in results] == [Outcome.ADDED] * 2
    assert not {*first.embedded} & {*second.embedded}
    assert len(first.embedded + second.embedded) == len(SENTENCES) + 1
    assert not added.here.texts


def test_another_program_may_drop_what_is_staged(
    added: Added, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever adds meanwhile ends with dropping staged vectors; none is made again for that."""
    stage = added.store.stage_embeddings

    def staged_and_dropped(*arguments: object) -> None:
        stage(*arguments)  # type: ignore[arg-type]
        added.store.drop_unused_embeddings()

    monkeypatch.setattr(added.store, "stage_embeddings", staged_and_dropped)
    assert len(added.run(_made([" ".join(SENTENCES)]), Elsewhere())) == 1
    assert not added.here.texts


def test_the_next_articles_load_while_some_are_embedded(added: Added) -> None:
    """The cluster does not wait for the disk: one window is loaded while another is embedded."""
    is_loading = Event()

    class Waiting(Elsewhere):
        def __call__(self, texts: Sequence[str]) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
            assert is_loading.wait(PATIENCE_S)
            return super().__call__(texts)

    def pending() -> Iterator[PendingArticle]:
        first, second = _made(["The hut is green.", "The car is new."])
        yield first
        is_loading.set()
        yield second

    assert len(added.run(pending(), Waiting(), together=1)) == 2
