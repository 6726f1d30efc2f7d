"""A library remembers the model that built it."""

import pytest

from qa_bot.errors import ModelMismatch
from qa_bot.indexing.ingest import Ingester
from qa_bot.retrieval.fingerprint import check_model
from qa_bot.storage.sqlite.store import SqliteStore
from tests.fakes import FakeEmbedder, SentenceChunker, article


@pytest.mark.parametrize(
    "other", [FakeEmbedder(salt="changed under the same name"), FakeEmbedder(dimension=32)]
)
def test_another_model_is_refused_with_the_cure(
    adder: Ingester, store: SqliteStore, other: FakeEmbedder
) -> None:
    """Other weights or another dimension are noticed, for asking and for adding."""
    adder.add(article("Tea grows in Assam."))
    with pytest.raises(ModelMismatch, match=r"embedding\.model.*--index DIR"):
        check_model(store, other)
    with pytest.raises(ModelMismatch):
        Ingester(store, SentenceChunker(), other).add(article("Rice.", source="b.txt"))
    assert store.count_articles() == 1


def test_an_empty_library_takes_any_model(store: SqliteStore) -> None:
    """Nothing is claimed before something is added."""
    check_model(store, FakeEmbedder())
    check_model(store, FakeEmbedder(dimension=32))
