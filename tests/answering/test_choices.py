"""Of two things that a question offers, the one that its other words are about is the answer."""

import pytest

from qa_bot.answering.choices import chosen
from qa_bot.answers import Answer, Quote
from qa_bot.documents import ArticleRef, Span

ISLES = "Two isles lie there: Gull, which is bare sand, and Tern, which carries a chapel."


def answered(question: str, marked: str, text: str = ISLES) -> str | None:
    """The short answer after a reader marked some words of a text."""
    start = text.index(marked)
    marks = (Span(start, start + len(marked)),)
    quote = Quote(ArticleRef("a", "A", "a.txt"), 0, len(text), text, marks)
    return chosen(question, Answer(question, True, 0.6, marked, quote)).text


@pytest.mark.parametrize("marked", ["Gull", "Tern"])
def test_the_clause_with_the_questions_words_decides(marked: str) -> None:
    """Whichever of the two the reader marked."""
    assert answered("which isle is all sand, gull or tern?", marked) == "Gull"
    assert answered("which isle has the chapel, gull or tern?", marked) == "Tern"


@pytest.mark.parametrize(
    ("question", "marked"),
    [
        ("which isle is all sand", "Tern"),
        ("which isle is far away, gull or tern?", "Tern"),
        ("which isle has sand, gull or elm?", "Tern"),
        ("which isle has sand or a chapel, gull or tern?", "Tern"),
    ],
)
def test_nothing_else_decides(question: str, marked: str) -> None:
    """Where nothing is offered, one is not named, or the words fit both clauses or none."""
    assert answered(question, marked) == marked
