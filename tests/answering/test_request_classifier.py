"""Requests for an overview are known in words that no rule has."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.answering.overview_intent import OverviewKind
from qa_bot.answering.request_classifier import default_classifier
from qa_bot.config import load_config
from qa_bot.library import Library
from qa_bot.retrieval.embedder import DEFAULT_MODEL, Embedder, load_embedder

pytestmark = pytest.mark.model
ARTICLE = Path(__file__).parents[2] / "index/articles/samarkand-summit.md"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    """The default embedding model."""
    return load_embedder(DEFAULT_MODEL, tmp_path_factory.mktemp("cache"))


@pytest.mark.parametrize(
    "message",
    [
        "so whats the upshot of all this",
        "I only have a minute, what matters in here?",
        "what sort of thing did i just paste",
        "Could you be so kind and put the whole letter into a few plain words",
    ],
)
def test_whoever_asks_for_the_whole_in_words_of_their_own_gets_it(
    model: Embedder, message: str
) -> None:
    (vector,) = model.embed([message])
    found = default_classifier().request(message, vector)
    assert found is not None
    assert found.kind is OverviewKind.TEXT


@pytest.mark.parametrize(
    ("message", "topic"),
    [
        ("give me the lowdown on ticket refunds", "ticket refunds"),
        ("whatever it has concerning the night shift", "the night shift"),
        ("can u run through the part on hut bookings", "hut bookings"),
        ("Would you kindly share everything about the harbour repairs?", "harbour repairs"),
    ],
)
def test_a_request_on_a_topic_has_its_words(model: Embedder, message: str, topic: str) -> None:
    (vector,) = model.embed([message])
    found = default_classifier().request(message, vector)
    assert found is not None
    assert found.kind is OverviewKind.TOPIC
    assert found.topic.removeprefix("the ") == topic.removeprefix("the ")


@pytest.mark.parametrize(
    "message",
    [
        "who repaired the roof",
        "how long does the ferry take",
        "What does a day ticket cost?",
        "why was the pier closed",
        "is the café open on mondays",
        "tell me the phone number",
        "what is the main ingredient",
        "what does the sign say",
    ],
)
def test_a_question_for_one_fact_is_an_ordinary_one(model: Embedder, message: str) -> None:
    (vector,) = model.embed([message])
    assert default_classifier().request(message, vector) is None


@given(st.text(max_size=60))
def test_a_topic_is_a_part_of_its_message(message: str) -> None:
    """Whatever the message, in the words and the case that it has."""
    assert default_classifier().topic(message) in message


def test_a_library_answers_such_requests_by_overviews(tmp_path: Path) -> None:
    """And what asks for a fact, or of the article itself, as any question."""
    with Library.open(load_config(environment={}, index=tmp_path / "built")) as library:
        library.add_text(ARTICLE.read_text("utf-8"), ARTICLE.name)
        whole = library.ask("walk me through it")
        assert whole.overview is not None
        assert (whole.overview.topic, len(whole.overview.sentences) > 2) == ("", True)
        topic = library.ask("give me the lowdown on the sanctions")
        assert topic.overview is not None
        assert "sanctions" in topic.overview.topic
        assert all(quote.text in ARTICLE.read_text("utf-8") for quote in topic.overview.sentences)
        for question in ("where was the summit held?", "who wrote this"):
            assert library.ask(question).overview is None
