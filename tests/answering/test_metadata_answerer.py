"""Questions about an article itself are answered by its byline, date line or metadata."""

from dataclasses import replace

import pytest

from qa_bot.answering.metadata_answerer import MetadataAnswerer, MetadataField, metadata_request
from qa_bot.answers import Answer
from qa_bot.documents import EVERYTHING, Article, Listing, Scope
from tests.fakes import article

POST = "Nine days by boat\n\nBy Maren Tollick\n\nPosted 18 June 2023\n\nIt rained in 1931."


class Texts:
    """An answerer that declines everything, over some articles."""

    def __init__(self, *articles: Article) -> None:
        self.articles = articles

    def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer:
        return Answer(question, answered=False, confidence=0.0)

    def article(self, article_id: str) -> Article:
        return next(a for a in self.articles if a.id == article_id)

    def listings(self, scope: Scope = EVERYTHING) -> list[Listing]:
        return [Listing(a.ref, len(a.text), 1, 0.0) for a in self.articles]


def answer(question: str, *articles: Article) -> Answer:
    texts = Texts(*articles)
    return MetadataAnswerer(texts, texts).answer(question)


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("Who wrote this?", MetadataField.AUTHOR),
        ("who is the author", MetadataField.AUTHOR),
        ("whose recipe is this, who wrote it", MetadataField.AUTHOR),
        ("When was this article published?", MetadataField.DATE),
        ("when was this page last updated", MetadataField.DATE),
        ("what's the title", MetadataField.TITLE),
        ("Who wrote Hamlet?", None),
        ("Who wrote the letter to the mayor?", None),
        ("When was the bridge published in the paper?", None),
        ("who wrote it", None),
        ("When was it built?", None),
        ("What is the title of the king's son?", None),
    ],
)
def test_only_the_article_itself_is_asked_about(question: str, field: MetadataField | None) -> None:
    """What the text speaks of has authors and dates too, and those are in the text."""
    assert metadata_request(question) is field


@pytest.mark.parametrize(
    ("question", "text", "line"),
    [
        ("who wrote this?", "Maren Tollick", "By Maren Tollick"),
        ("when was this posted", "18 June 2023", "Posted 18 June 2023"),
    ],
)
def test_the_line_of_the_text_is_quoted(question: str, text: str, line: str) -> None:
    """A byline and a date line are quoted word for word, with the answer marked."""
    found = answer(question, article(POST))
    assert found.answered and found.text == text and found.quote is not None
    assert found.quote.text == line == POST[found.quote.start : found.quote.end]
    (mark,) = found.quote.marks
    assert POST[mark.start : mark.end] == text


def test_metadata_that_the_text_does_not_say_are_given_as_such() -> None:
    """Without a line to quote, the answer names the article that it is metadata of."""
    known = replace(article("It rained."), author="Ingrid Hale", published="2024-03-02T10:00:00")
    assert answer("Who is the author?", known).text == "Ingrid Hale"
    dated = answer("When was this published?", known)
    assert dated.text == "2 March 2024"
    assert dated.quote is None and dated.metadata_of == known.ref


def test_a_dateline_dates_the_text() -> None:
    """A press release says its date before its first words."""
    text = "New ferry\n\nOTTERMOUTH, 12 March 2024 – The company bought a ferry in May 2019."
    assert answer("when was this released?", article(text)).text == "12 March 2024"


def test_what_is_not_known_is_asked_of_the_text() -> None:
    """So it is declined, or answered by a sentence; and so is all among several articles."""
    assert not answer("Who wrote this?", article("It rained.")).answered
    assert not answer("Who wrote this?", article(POST), article("Sun.", source="b.txt")).answered
