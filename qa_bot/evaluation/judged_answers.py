"""Answers that people judged, as a list and as a data set for `qa-bot eval`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from qa_bot.answer_serialization import deserialize_answer
from qa_bot.answers import Answer
from qa_bot.library import Library
from qa_bot.storage.feedback import Vote


@dataclass(frozen=True, slots=True)
class JudgedAnswer:
    """An answer with somebody's vote; `answer` is None once its article is removed."""

    vote: Vote
    answer: Answer | None


def judged_answers(library: Library) -> list[JudgedAnswer]:
    """Return every judged answer, the latest vote first; raises FeedbackError or LibraryError."""
    votes = library.components.feedback.votes()
    return [JudgedAnswer(vote, deserialize_answer(vote.answer, library.version)) for vote in votes]


def as_json(judged: JudgedAnswer) -> dict[str, Any]:
    """Return a judged answer as JSON; `answered` is None when its article is removed."""
    answer = judged.answer
    quote = answer.quote if answer is not None else None
    return {
        "question": judged.vote.resolved,
        "good": judged.vote.good,
        "at": judged.vote.at,
        "answered": answer.answered if answer is not None else None,
        "answer": answer.text if answer is not None else None,
        "quote": quote.text if quote else None,
        "article": quote.article.title if quote else None,
        "passages": [passage.text for passage in answer.passages] if answer is not None else [],
    }


def as_questions(judgements: list[JudgedAnswer]) -> Iterator[dict[str, Any]]:
    """Yield the answers judged good as rows of a JSON Lines data set, each question once.

    A bad answer is skipped: the vote says that it is wrong, not what is right.
    """
    seen = set()
    for judged in judgements:
        question, answer = judged.vote.resolved, judged.answer
        if judged.vote.good and answer is not None and question not in seen:
            seen.add(question)
            yield _dataset_row(question, answer)


def _dataset_row(question: str, answer: Answer) -> dict[str, Any]:
    quote = answer.quote
    if quote is None:
        return {"question": question, "answers": None}
    article = {"article": quote.article.title}
    return {"question": question, "answers": [answer.text], "evidence": quote.text, **article}
