"""With the real models, overviews of everyday texts say what matters in them."""

from collections.abc import Iterator

import pytest

import qa_bot
from qa_bot.answers import Overview

pytestmark = pytest.mark.model

FERRY = """FOR IMMEDIATE RELEASE
14 May 2024

Harbourline opens night ferry to Skagen

Harbourline will open a night ferry between Aalborg and Skagen on 1 July, \
the company said today. The ferry, the Nordlys, carries 400 passengers and 90 cars. \
A single ticket costs 149 kroner.

"People have asked us for years for a crossing that does not cost them a day," said \
chief executive Pia Holm. The company expects 120,000 passengers in the first year.

The route was closed in 1998 because too few people used it. Tourism in Skagen has \
doubled since then.

Media contact: Jens Krogh, press@harbourline.example
"""
CAKE = """Lemon drizzle cake

This easy loaf keeps for five days in a tin.

Ingredients

- 225g unsalted butter
- 4 eggs

Method

1. Heat the oven to 180C and line a loaf tin.
2. Beat the butter and sugar until pale, then add the eggs one at a time.
3. Bake for 45 minutes until a skewer comes out clean.
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[qa_bot.Library]:
    """A press release and a recipe, with the shipped models."""
    with qa_bot.open(tmp_path_factory.mktemp("everyday") / "built") as library:
        library.add_text(FERRY, "ferry.txt")
        library.add_text(CAKE, "cake.txt")
        yield library


def overview_of(library: qa_bot.Library, question: str, article: str | None = None) -> Overview:
    answer = library.ask(question, **({"articles": article} if article else {}))
    assert answer.overview is not None, answer
    return answer.overview


def test_a_press_release_is_summed_up_by_its_news(library: qa_bot.Library) -> None:
    """Its first sentence comes first; neither contact nor heading is among the rest."""
    texts = [q.text for q in overview_of(library, "tl;dr", "ferry.txt").sentences]
    assert texts[0].startswith("Harbourline will open a night ferry")
    assert 4 <= len(texts) <= 6
    assert not any("@" in text or text.isupper() for text in texts)


def test_a_recipe_is_summed_up_by_its_lead_and_steps(library: qa_bot.Library) -> None:
    """Not by its ingredients."""
    texts = [q.text for q in overview_of(library, "What is this about?", "cake.txt").sentences]
    assert texts[0] == "This easy loaf keeps for five days in a tin."
    assert any("Bake for 45 minutes" in text for text in texts)
    assert "- 4 eggs" not in texts


def test_suggestions_are_good_questions_that_are_answered(library: qa_bot.Library) -> None:
    """What the text says plainly makes them."""
    suggestions = overview_of(library, "What can I ask?", "ferry.txt").suggestions
    assert "How much does a single ticket cost?" in suggestions
    assert "Why was the route closed in 1998?" in suggestions
    assert all(library.ask(question).answered for question in suggestions)


def test_a_topic_in_other_words_is_found(library: qa_bot.Library) -> None:
    """By meaning: the price of a ticket is what it costs."""
    (quote,) = overview_of(library, "What does it say about ticket prices?").sentences[:1]
    assert quote.text == "A single ticket costs 149 kroner."


@pytest.mark.parametrize("topic", ["football", "dogs", "the moon landing"])
def test_a_topic_that_no_text_has_is_declined(library: qa_bot.Library, topic: str) -> None:
    """Rather than quoted by what is least far from it."""
    assert not library.ask(f"What does it say about {topic}?").answered


def test_two_articles_are_surveyed_by_their_leads(library: qa_bot.Library) -> None:
    """One sentence each."""
    titles = [q.article.title for q in overview_of(library, "What do you have?").sentences]
    assert sorted(titles) == ["Harbourline opens night ferry to Skagen", "Lemon drizzle cake"]
