"""Words that cannot be what a question asks for lose against others."""

import pytest

from qa_bot.answering.misfits import misfit_costs
from qa_bot.answering.readers.reader import ScoredSpan
from qa_bot.documents import Span


def costs(question: str, *found: tuple[str, str]) -> list[float]:
    """What each of some words, with their texts, loses."""
    spans = [
        (text, ScoredSpan(at := text.index(said), at + len(said), Span(0, len(text)), 0.0))
        for said, text in found
    ]
    return misfit_costs(question, spans)


@pytest.mark.parametrize(
    ("question", "better", "worse"),
    [
        ("who leads the bee club", "Ada Renn", "the bee club"),
        ("Who leads it?", "Ada Renn", "woods"),
        ("where is the Tarn mill", "by the river", "Tarn mill"),
        ("when did it close", "1912", "Ada Renn"),
        ("when does it open", "1 May", "last autumn"),
    ],
)
def test_what_cannot_answer_loses(question: str, better: str, worse: str) -> None:
    """It is what the question says itself, names nobody, or is of another type."""
    least, most = costs(question, (better, f"It is {better}."), (worse, f"It is {worse}."))
    assert least == 0 < most


@pytest.mark.parametrize(
    ("question", "said"), [("Who won, Ned or Ann?", "Ann"), ("What is a Tarn mill?", "Tarn mill")]
)
def test_the_question_s_own_words_may_answer_others(question: str, said: str) -> None:
    """A choice names what may be chosen, and only a person or a place is another's name."""
    assert costs(question, (said, f"It is {said}.")) == [0]


def test_where_the_best_is_misled_the_others_lose_more() -> None:
    """Words about another time are no sign that those without a time answer."""
    since, none = ("1998", "It was the first since 1998."), ("mill", "It is a mill.")
    alone = costs("When was it?", none)
    assert costs("When was it?", since, none) > [*alone, *alone]
