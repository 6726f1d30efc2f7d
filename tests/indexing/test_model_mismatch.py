"""A library remembers the model that built it."""

import pytest

from qa_bot.errors import ModelMismatch
from qa_bot.indexing.ingest import Adder, ensure_model
from qa_bot.storage.store import Store
from tests.fakes import FakeEmbedder, SentenceChunker, article


@pytest.mark.parametrize(
    "other", [FakeEmbedder(salt="changed under the same name"), FakeEmbedder(dimension=32)]
)
def test_another_model_is_refused_with_the_cure(
    adder: Adder, store: Store, other: FakeEmbedder
) -> None:
    """Other weights or another dimension are noticed, for asking and for adding."""
    adder.add(article("Tea grows in Assam."))
    with pytest.raises(ModelMismatch, match=r"embedding\.model.*--index DIR"):
        ensure_model(store, other)
    with pytest.raises(ModelMismatch):
        Adder(store, SentenceChunker(), other).add(article("Rice.", source="b.txt"))
    assert len(store.listings()) == 1


def test_an_empty_library_takes_any_model(store: Store) -> None:
    """Nothing is claimed before something is added."""
    ensure_model(store, FakeEmbedder())
    ensure_model(store, FakeEmbedder(dimension=32))
