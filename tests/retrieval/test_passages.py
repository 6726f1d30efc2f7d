"""A passage is shown with the sentences around it, still word for word."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa_bot.documents import StoredChunk
from qa_bot.indexing.ingest import Ingester
from qa_bot.retrieval.passages import expand
from qa_bot.storage.sqlite.store import SqliteStore
from qa_bot.text.sentences import split_sentences
from tests.fakes import article

SENTENCES = st.lists(
    st.sampled_from(["Rain fell.", "Who knew of the flood in the valley?", "It cleared up again."]),
    min_size=1,
    max_size=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(SENTENCES, st.integers(0, 200))
def test_a_widened_chunk_is_the_article_and_keeps_to_sentences(
    adder: Ingester, store: SqliteStore, sentences: list[str], limit: int
) -> None:
    """It holds the chunk, stays within the limit, and begins and ends with sentences."""
    text = " ".join(sentences)
    adder.add(article(text))
    starts = {span.start for span in split_sentences(text)}
    ends = {span.end for span in split_sentences(text)}
    for chunk in store.chunks(store.chunk_ids().tolist()).values():
        (wide,) = expand(store, [chunk], limit)
        assert isinstance(wide, StoredChunk)
        assert text[wide.start : wide.end] == wide.text
        assert chunk.text in wide.text
        assert len(wide.text) <= max(limit, len(chunk.text))
        if len(wide.text) > len(chunk.text):
            assert wide.start in starts | {chunk.start}
            assert wide.end in ends | {chunk.end}


def test_a_chunk_in_the_middle_gets_both_neighbours(adder: Ingester, store: SqliteStore) -> None:
    """The sentence before and the one after come first."""
    adder.add(article("One is here. Two is here. Three is here. Four is here. Five is here."))
    chunks = store.chunks(store.chunk_ids().tolist())
    middle = next(chunk for chunk in chunks.values() if chunk.text.startswith("Three"))
    (wide,) = expand(store, [middle], len("Two is here. Three is here. Four is here."))
    assert isinstance(wide, StoredChunk)
    assert wide.text == "Two is here. Three is here. Four is here."
