"""A number that answers a part of a question is shown with what it counts."""

import pytest

from qa_bot.answering.counted_nouns import with_counted_noun
from qa_bot.answers import Answer, Quote
from qa_bot.documents import ArticleRef, Span

AT = 100


def shown(question: str, text: str, marked: str) -> str | None:
    """Return what an answer by some words of a sentence becomes, as its quote marks it."""
    start = text.index(marked)
    mark = Span(AT + start, AT + start + len(marked))
    quote = Quote(ArticleRef("a", "A", "a.txt"), AT, AT + len(text), text, (mark,))
    answer = with_counted_noun(Answer(question, True, 0.9, marked, quote))
    assert answer.quote is not None
    (span,) = answer.quote.marks
    assert text[span.start - AT : span.end - AT] == answer.text
    return answer.text


@pytest.mark.parametrize(
    ("question", "text", "marked", "answer"),
    [
        ("How many cars fit?", "There is room for 42 cars.", "42", "42 cars"),
        ("How many beds has it?", "The hut has 14 bunks, and gas.", "14", "14 bunks"),
        ("How wide is it?", "It is at most 9 km wide.", "at most 9 km", "at most 9 km wide"),
        (
            "How many people use it?",
            "It is used by about 5,000 people a day.",
            "5,000",
            "about 5,000 people a day",
        ),
        ("How many boats are there?", "Of seven old boats one sank.", "seven", "seven old boats"),
    ],
)  # fmt: skip
def test_a_number_has_its_noun(question: str, text: str, marked: str, answer: str) -> None:
    """It is a noun of the question or a plural, with what it is per."""
    assert shown(question, text, marked) == answer


@pytest.mark.parametrize(
    ("question", "text", "marked"),
    [
        ("How many came?", "Eleven came and six have joined.", "six"),
        ("How many were against?", "There were 109 against it.", "109"),
        ("How old is she?", "Ann, 52, sells herring.", "52"),
        ("Which year was it?", "In 1978 boats sailed.", "1978"),
        ("How do you pay?", "Pay by card in shops.", "by card"),
    ],
)
def test_what_counts_nothing_is_left(question: str, text: str, marked: str) -> None:
    """So is what is no number, or answers another question than how many or how much."""
    assert shown(question, text, marked) == marked
