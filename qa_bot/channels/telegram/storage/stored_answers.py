"""Answers that were given, for their buttons and for the conversation history.

Knows chats, threads, messages and questions. Does not know what the JSON of an
answer means.
"""

import time
from dataclasses import dataclass
from typing import Final

from qa_bot.channels.telegram.storage.state_database import StateDatabase

_COLUMNS: Final = (
    "id, chat_id, thread_id, asker, question, resolved, answer, asked_in, message_id, article"
)


@dataclass(frozen=True, slots=True)
class ChatQuestion:
    """A question with its chat, its thread and the person who asks it.

    `message` is the id of the message that asks, 0 for a button. `thread` is 0
    outside threads. `resolved` is the question after query rewriting. `article` is
    the id of the one article that is asked, "" for all that the chat sees.
    """

    chat: int
    thread: int
    asker: int | None
    message: int
    question: str
    resolved: str
    article: str = ""


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer as serialized JSON; `message` is the bot's message, None until it was sent."""

    id: int
    asked: ChatQuestion
    answer: str
    message: int | None


class StoredAnswers:
    """The answers of all chats. Every method blocks."""

    def __init__(self, database: StateDatabase) -> None:
        self._database = database

    def save(self, asked: ChatQuestion, answer: str) -> int:
        """Store an answer, replacing an earlier one to the same message; return its id."""
        earlier = self.find_by_question(asked.chat, asked.message)
        values = (
            *(asked.chat, asked.thread, asked.asker, asked.question, asked.resolved, answer),
            *(asked.article, time.time()),
        )
        if earlier is not None:
            self._database.execute(
                "UPDATE answers SET chat_id = ?, thread_id = ?, asker = ?, question = ?, "
                "resolved = ?, answer = ?, article = ?, at = ? WHERE id = ?",
                *values,
                earlier.id,
            )
            return earlier.id
        added = self._database.execute(
            "INSERT INTO answers (chat_id, thread_id, asker, question, resolved, answer, article, "
            "at, asked_in) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *values,
            asked.message,
        )
        return int(added.lastrowid or 0)

    def set_message(self, answer: int, message: int) -> None:
        """Store the id of the bot's message that shows an answer."""
        self._database.execute("UPDATE answers SET message_id = ? WHERE id = ?", message, answer)

    def get(self, answer: int) -> StoredAnswer | None:
        """Return the answer with that id, or None once it was deleted."""
        return self._first("id = ?", answer)

    def find_by_question(self, chat: int, message: int) -> StoredAnswer | None:
        """Return the answer to the question in a message, if there is one."""
        return None if not message else self._first("chat_id = ? AND asked_in = ?", chat, message)

    def latest(self, chat: int, thread: int, count: int) -> list[StoredAnswer]:
        """Return the last answers of the current conversation, the oldest first."""
        rows = self._database.fetch_all(
            f"SELECT {_COLUMNS} FROM answers WHERE chat_id = ?1 AND thread_id = ?2 AND id > "
            "coalesce((SELECT after FROM beginnings WHERE chat_id = ?1 AND thread_id = ?2), 0) "
            "ORDER BY id DESC LIMIT ?3",
            chat,
            thread,
            count,
        )
        return [_stored(row) for row in reversed(rows)]

    def start_conversation(self, chat: int, thread: int) -> None:
        """Exclude the answers so far from the history; their buttons go on working."""
        self._database.execute(
            "INSERT OR REPLACE INTO beginnings SELECT ?, ?, coalesce(max(id), 0) FROM answers",
            chat,
            thread,
        )

    def delete_older_than(self, seconds: float) -> list[StoredAnswer]:
        """Delete older answers and return them."""
        until = time.time() - seconds
        rows = self._database.fetch_all(f"SELECT {_COLUMNS} FROM answers WHERE at < ?", until)
        self._database.execute("DELETE FROM answers WHERE at < ?", until)
        return [_stored(row) for row in rows]

    def _first(self, where: str, *values: object) -> StoredAnswer | None:
        row = self._database.fetch_one(
            f"SELECT {_COLUMNS} FROM answers WHERE {where} ORDER BY id DESC", *values
        )
        return None if row is None else _stored(row)


def _stored(row: tuple[object, ...]) -> StoredAnswer:
    number, chat, thread, asker, question, resolved, answer, asked_in, message, article = row
    asked = ChatQuestion(chat, thread, asker, asked_in, question, resolved, article)  # type: ignore[arg-type]
    return StoredAnswer(number, asked, answer, message)  # type: ignore[arg-type]
