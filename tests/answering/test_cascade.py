"""The cascade prefers the article of the time asked for, among those that answer."""

from dataclasses import replace

import pytest

from qa_bot.documents import EVERYTHING, ArticleRef, Focus, Scope, StoredChunk
from qa_bot.retrieval.candidates import Candidate
from tests.fakes import word_answerer

# By date, the best first; the last does not answer.
REPORTS = {
    "2021-03-01": "The latest bridge budget of 2021 and 2023 is three million.",
    "2024-06-30": "The bridge budget is five million.",
    "2023-02-10": "The bridge budget is four million.",
    "": "The bridge budget is a secret.",
    "2025-01-01": "The mayor has a new hat.",
}


class Reports:
    """Retrieves every report, in the order given."""

    def retrieve(self, question: str, count: int, scope: Scope = EVERYTHING) -> list[Candidate]:
        return [
            Candidate(
                StoredChunk(n, ArticleRef(date, date, date, date), 0, 0, len(text), text),
                0.9 - n / 10,
                0.5,
                1.0,
            )
            for n, (date, text) in enumerate(REPORTS.items())
        ][:count]


def answered_by(question: str) -> str:
    """The date of the article that answers first."""
    answer = word_answerer(Reports()).answer(question)
    assert answer.quote is not None
    return answer.quote.article.published


@pytest.mark.parametrize(
    ("question", "date"),
    [
        ("What is the bridge budget?", "2021-03-01"),
        ("What is the latest bridge budget?", "2024-06-30"),
        ("What is the bridge budget currently?", "2024-06-30"),
        ("What was the bridge budget in 2023?", "2023-02-10"),
        ("What was the bridge budget in 1999?", "2021-03-01"),
    ],
)
def test_the_article_of_the_time_asked_for_is_preferred(question: str, date: str) -> None:
    """The newest, or one of the year named; never one that does not answer."""
    assert answered_by(question) == date


def test_what_is_in_focus_is_read_first() -> None:
    """However far down it was found, as a follow-up is mostly about it."""
    chunks = [
        StoredChunk(n, ArticleRef(str(n), "Boats", "boats.txt"), 0, 0, 30, f"Boat {n} is for hire.")
        for n in range(9)
    ]

    class Boats:
        def retrieve(self, question: str, count: int, scope: Scope = EVERYTHING) -> list[Candidate]:
            return [Candidate(chunk, 0.5, 0.5, 1.0) for chunk in chunks]

    scope = replace(EVERYTHING, focus=Focus("7", 0, 20))
    answer = word_answerer(Boats()).answer("Which boat is for hire?", scope)
    assert answer.quote is not None
    assert answer.quote.article.id == "7"
