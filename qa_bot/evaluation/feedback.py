"""What people thought of the answers, as a list and as a set of questions to measure with.

Knows votes and the library that the answers quote. Does not know chats.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from qa_bot.app import App
from qa_bot.channels.telegram.storage.answer_serialization import deserialize_answer
from qa_bot.channels.telegram.storage.state_database import StateDatabase
from qa_bot.channels.telegram.storage.votes import Vote, Votes
from qa_bot.documents import Answer
from qa_bot.reading_room import ReadingRoom


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer and what somebody thought of it; `answer` is None once its article is gone."""

    vote: Vote
    answer: Answer | None


def judged(app: App) -> list[Judged]:
    """Every vote, the latest first; raises StateError or LibraryError."""
    database = StateDatabase(app.config.library.folder)
    try:
        votes = Votes(database).all()
    finally:
        database.close()
    room = ReadingRoom(app)
    return [Judged(vote, deserialize_answer(vote.answer, room.version)) for vote in votes]


def as_json(judgement: Judged) -> dict[str, Any]:
    """A judgement for scripts; `answered` is None when the article is gone."""
    answer = judgement.answer
    quote = answer.quote if answer else None
    return {
        "question": judgement.vote.resolved,
        "good": judgement.vote.good,
        "at": judgement.vote.at,
        "answered": answer.answered if answer else None,
        "answer": answer.text if answer else None,
        "quote": quote.text if quote else None,
        "article": quote.article.title if quote else None,
        "passages": [passage.text for passage in answer.passages] if answer else [],
    }


def as_questions(judgements: list[Judged]) -> Iterator[dict[str, Any]]:
    """What was found good, as lines that `qa-bot eval` reads, each question once.

    A bad answer tells that it is wrong and not what is right, so it is left out.
    """
    seen = set()
    for each in judgements:
        question, answer = each.vote.resolved, each.answer
        if each.vote.good and answer is not None and question not in seen:
            seen.add(question)
            yield _question(question, answer)


def _question(question: str, answer: Answer) -> dict[str, Any]:
    quote = answer.quote
    if quote is None:
        return {"question": question, "answers": None}
    article = {"article": quote.article.title}
    return {"question": question, "answers": [answer.text], "evidence": quote.text, **article}
