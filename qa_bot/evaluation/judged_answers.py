"""Answers that people judged on Telegram, as a list and as a data set for `qa-bot eval`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from qa_bot.app import App
from qa_bot.channels.telegram.storage.state_database import Database
from qa_bot.channels.telegram.storage.stored_answer import unpacked
from qa_bot.channels.telegram.storage.votes import Feedback, Vote
from qa_bot.documents import Answer
from qa_bot.reading_room import ReadingRoom


@dataclass(frozen=True, slots=True)
class JudgedAnswer:
    """An answer with somebody's vote; `answer` is None once its article is removed."""

    vote: Vote
    answer: Answer | None


def judged_answers(app: App) -> list[JudgedAnswer]:
    """Return every judged answer, the latest vote first; raises StateError or LibraryError."""
    database = Database(app.config.library.folder)
    try:
        votes = Feedback(database).votes()
    finally:
        database.close()
    library = ReadingRoom(app)
    return [JudgedAnswer(vote, unpacked(vote.answer, library.version)) for vote in votes]


def as_json(judged: JudgedAnswer) -> dict[str, Any]:
    """Return a judged answer as JSON; `answered` is None when its article is removed."""
    answer = judged.answer
    quote = answer.quote if answer else None
    return {
        "question": judged.vote.resolved,
        "good": judged.vote.good,
        "at": judged.vote.at,
        "answered": answer.answered if answer else None,
        "answer": answer.text if answer else None,
        "quote": quote.text if quote else None,
        "article": quote.article.title if quote else None,
        "passages": [passage.text for passage in answer.passages] if answer else [],
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
