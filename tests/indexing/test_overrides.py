"""What a person says of an article holds, whatever its file says later."""

from dataclasses import replace

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from qa_bot.documents import Outcome
from qa_bot.errors import DateUnreadable
from qa_bot.indexing.ingest import Ingester
from qa_bot.overrides import MetadataOverrides
from qa_bot.storage.sqlite.store import SqliteStore
from qa_bot.text.dates import validate_date
from tests.fakes import FakeEmbedder, article

LOADED = replace(
    article("Tea grows in Assam.", title="tea.txt"), published="2023-01-01", tags=("crops",)
)
SAID = MetadataOverrides(title="On tea", author="A. Writer", tags=("north",))
WORDS = st.text("abc", max_size=3)
GIVEN = st.builds(MetadataOverrides, WORDS, WORDS, WORDS, st.sets(st.text("xyz", min_size=1)).map(
    lambda tags: tuple(sorted(tags))))  # fmt: skip


def test_what_is_given_counts_more_than_what_is_loaded(adder: Ingester, store: SqliteStore) -> None:
    """Title and author are the person's, the date stays the file's, and tags add up."""
    adder.add(LOADED, overrides=SAID)
    kept = store.article(LOADED.id)
    assert (kept.title, kept.author, kept.published) == ("On tea", "A. Writer", "2023-01-01")
    assert kept.tags == ("crops", "north")
    assert store.find("on tea").id == LOADED.id


def test_loading_again_undoes_nothing_that_was_given(
    adder: Ingester, store: SqliteStore, embedder: FakeEmbedder
) -> None:
    """The same file is unchanged, and an edited one keeps its given title and tags."""
    adder.add(LOADED, overrides=SAID)
    assert adder.add(LOADED) is Outcome.UNCHANGED
    edited = replace(article("Tea grows in Darjeeling.", title="tea.txt"), tags=("crops",))
    assert adder.add(edited) is Outcome.UPDATED
    kept = store.article(LOADED.id)
    assert (kept.title, kept.tags) == ("On tea", ("crops", "north"))
    assert "Darjeeling" in kept.text


def test_saying_more_is_an_update_that_embeds_nothing(
    adder: Ingester, store: SqliteStore, embedder: FakeEmbedder
) -> None:
    """A tag given later joins the first, and comes with chunks of new ids and the same text."""
    adder.add(LOADED, overrides=SAID)
    numbers = store.chunk_ids().tolist()
    embedder.embedded.clear()
    assert adder.add(LOADED, overrides=MetadataOverrides(tags=("south",))) is Outcome.UPDATED
    assert store.article(LOADED.id).tags == ("crops", "north", "south")
    assert len(store.chunk_ids()) == len(numbers)
    assert not [text for text in embedder.embedded if "Tea" in text]


def test_what_was_given_goes_with_the_article(adder: Ingester, store: SqliteStore) -> None:
    """A removed article leaves nothing behind that would come over a later one."""
    adder.add(LOADED, overrides=SAID)
    store.remove(LOADED.id)
    adder.add(LOADED)
    assert store.article(LOADED.id).title == "tea.txt"


@for_all(GIVEN)
def test_rows_hold_all_that_was_given(given: MetadataOverrides) -> None:
    """Kept and read again it is the same."""
    assert MetadataOverrides.from_rows(given.to_rows()) == given


@pytest.mark.parametrize("text", ["2024", "2024-05", "2024-05-17", "2024-05-17T09:30:00+02:00"])
def test_a_date_may_be_whole_or_begun(text: str) -> None:
    """A year alone is a date, and so is one with its time."""
    assert validate_date(f" {text} ") == text


@pytest.mark.parametrize("text", ["", "yesterday", "17.5.2024", "2024-13", "2024-02-30", "24"])
def test_what_is_no_date_is_refused_with_an_example(text: str) -> None:
    """The value is named, and how to write one."""
    with pytest.raises(DateUnreadable, match=rf"'{text}'.*2024-05-17"):
        validate_date(text)
