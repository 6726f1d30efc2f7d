"""A question costs a few trips to PostgreSQL, however many words and articles it is about."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace

import pytest

from qa_bot.components import Components
from qa_bot.config import load_config
from qa_bot.documents import SHARED, Scope
from qa_bot.library import Library
from qa_bot.server_url import ServerUrl
from tests.fakes import FakeEmbedder, WordReader, article
from tests.turn_relay import TurnRelay

# What brings the state and what is known of the words, the hits, the chunks, and their articles.
_TRIPS = 4
_QUESTION = "Who in the valley of the Aldmoor grows the green tea that the miller drinks?"


@pytest.fixture
def relay(database_url: str) -> Iterator[TurnRelay]:
    """A relay before an empty database."""
    with closing(TurnRelay(database_url)) as relay:
        yield relay


class _Letters(FakeEmbedder):
    """Knows no word as one of its own."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text) for text in texts]


def _library(url: str) -> Library:
    """A library of twelve articles."""
    config = load_config(None, {})
    of_database = config.library.replace(url=ServerUrl(url), count_questions=False)
    config = config.replace(library=of_database)
    library = Library(Components(config))
    for number in range(12):
        text = f"Farmer {number} grows green tea in the valley of the Aldmoor for the miller."
        tags = ("even",) if number % 2 == 0 else ()
        library.components.ingester.add(replace(article(text, source=f"{number}.txt"), tags=tags))
    return library


def _turns_of(library: Library, relay: TurnRelay, question: str, scope: Scope) -> int:
    before = relay.turns
    assert library.ask(question, scope).passages
    return relay.turns - before


@pytest.mark.parametrize("scope", [SHARED, replace(SHARED, tags=frozenset({"even"}))])
@pytest.mark.parametrize(("embedder", "asked"), [(FakeEmbedder(), 0), (_Letters(), 1)])
def test_a_question_costs_four_trips(
    relay: TurnRelay,
    monkeypatch: pytest.MonkeyPatch,
    scope: Scope,
    embedder: FakeEmbedder,
    asked: int,
) -> None:
    """Once its scope is known; one more where it has words that only the articles may have."""
    monkeypatch.setattr(Components, "_load_embedder", lambda components: embedder)
    monkeypatch.setattr(Components, "_load_reader", lambda components: WordReader())
    with closing(_library(relay.url)) as library:
        library.ask(_QUESTION, scope)
        assert _turns_of(library, relay, _QUESTION, scope) <= _TRIPS + asked
        assert _turns_of(library, relay, "Where does green tea grow?", scope) <= _TRIPS
