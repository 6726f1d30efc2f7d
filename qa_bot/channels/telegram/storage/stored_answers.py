"""Answers that were given, for their buttons and for the conversation history.

Knows chats, threads, messages and questions. Does not know what the JSON of an
answer means.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from qa_bot.channels.telegram.storage.state_database import StateDatabase, StateStatements

_COLUMNS: Final = (
    "answers.id, answers.chat_id, thread_id, asker, question, resolved, answer, asked_in, "
    "answers.message_id, article, follows"
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
    """An answer as serialized JSON; `message` is the bot's message, None until it was sent.

    `follows` is the id of the answer that it continues, 0 for the first of a conversation.
    """

    id: int
    asked: ChatQuestion
    answer: str
    message: int | None
    follows: int = 0


class StoredAnswers:
    """The answers of all chats. Every method blocks."""

    def __init__(self, database: StateDatabase) -> None:
        self._database = database

    def save(self, asked: ChatQuestion, answer: str, follows: int = 0) -> int:
        """Store an answer, replacing an earlier one to the same message; return its id.

        `follows` is the id of the answer that it continues; one that replaces another
        continues what that did.
        """
        earlier = self.find_by_question(asked.chat, asked.message)
        values = (
            *(asked.chat, asked.thread, asked.asker, asked.question, asked.resolved, answer),
            *(asked.article, time.time()),
        )
        if earlier is not None:
            self._database.execute(
                "UPDATE answers SET chat_id = ?, thread_id = ?, asker = ?, question = ?, "
                "resolved = ?, answer = ?, article = ?, at = ?, written_in = NULL WHERE id = ?",
                *values,
                earlier.id,
            )
            return earlier.id
        (number,) = self._database.fetch_all(
            "INSERT INTO answers (chat_id, thread_id, asker, question, resolved, answer, article, "
            "at, asked_in, follows) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            *(*values, asked.message, follows or None),
        )[0]
        return int(number)

    def set_messages(self, answer: int, chat: int, messages: Sequence[int]) -> None:
        """Store the messages of the bot's that show an answer; the last has its buttons.

        `chat` is where they were sent: a group that became a supergroup meanwhile has
        another id than the one that the question came from, and numbers its messages anew.
        """
        with self._database.transaction() as statements:
            statements.execute(
                "UPDATE answers SET asked_in = CASE WHEN chat_id = ? THEN asked_in ELSE 0 END, "
                "chat_id = ?, message_id = ? WHERE id = ?",
                *(chat, chat, messages[-1], answer),
            )
            _place(statements, chat, messages, answer, is_shown=True)

    def set_written(self, answer: int, before: str, after: str) -> bool:
        """Replace the JSON of an answer; return False where it is no longer `before`."""
        changed = self._database.execute(
            "UPDATE answers SET answer = ? WHERE id = ? AND answer = ?", after, answer, before
        )
        return changed == 1

    def place_written(self, answer: int, current: str, chat: int, message: int) -> bool:
        """Store the message that shows what was written of an answer, and stands after it.

        Returns False where the JSON of the answer is no longer `current`.
        """
        with self._database.transaction() as statements:
            changed = statements.execute(
                "UPDATE answers SET written_in = ? WHERE id = ? AND answer = ?",
                *(message, answer, current),
            )
            if is_current := changed == 1:
                _place(statements, chat, [message], answer, is_shown=False)
        return is_current

    def written_message(self, answer: int) -> int | None:
        """Return the message that shows what was written of an answer, if there is one."""
        row = self._database.fetch_one("SELECT written_in FROM answers WHERE id = ?", answer)
        return None if row is None else row[0]

    def place(self, chat: int, messages: Sequence[int], after: int) -> None:
        """Store that the bot's messages stand after an answer; 0 where there is none before."""
        with self._database.transaction() as statements:
            _place(statements, chat, messages, after, is_shown=False)

    def get(self, answer: int) -> StoredAnswer | None:
        """Return the answer with that id, or None once it was deleted."""
        return self._first("id = ?", answer)

    def find_by_question(self, chat: int, message: int) -> StoredAnswer | None:
        """Return the answer to the question in a message, if there is one."""
        return None if not message else self._first("chat_id = ? AND asked_in = ?", chat, message)

    def find_by_message(self, chat: int, message: int) -> StoredAnswer | None:
        """Return the answer that a message of the bot's shows."""
        return self._first(
            "id = (SELECT answer_id FROM answer_messages "
            "WHERE chat_id = ? AND message_id = ? AND is_shown)",
            chat,
            message,
        )

    def after(self, chat: int, message: int) -> int | None:
        """Return the id of the answer that a message of the bot's shows or stands after.

        0 if it stands before the first answer, None if it belongs to no conversation.
        """
        row = self._database.fetch_one(
            "SELECT answer_id FROM answer_messages WHERE chat_id = ? AND message_id = ?",
            chat,
            message,
        )
        return None if row is None else int(row[0])

    def latest(self, chat: int, thread: int) -> int:
        """Return the id of the last answer of the current conversation, 0 if it has none."""
        row = self._database.fetch_one(
            "SELECT max(id) FROM answers WHERE chat_id = ? AND thread_id = ? AND id > "
            "coalesce((SELECT after FROM beginnings WHERE chat_id = ? AND thread_id = ?), 0)",
            *(chat, thread, chat, thread),
        )
        return 0 if row is None or row[0] is None else int(row[0])

    def conversation(self, last: int, count: int) -> list[StoredAnswer]:
        """Return the answer `last` and those that it continues, at most `count`, oldest first."""
        rows = self._database.fetch_all(
            "WITH RECURSIVE chain (id, place) AS (SELECT id, 1 FROM answers WHERE id = ? UNION ALL "
            "SELECT answers.follows, place + 1 FROM chain JOIN answers ON answers.id = chain.id "
            "WHERE answers.follows < answers.id AND place < ?) "
            f"SELECT {_COLUMNS} FROM chain JOIN answers ON answers.id = chain.id ORDER BY place",
            last,
            count,
        )
        return [_stored(row) for row in reversed(rows)]

    def start_conversation(self, chat: int, thread: int) -> None:
        """Exclude the answers so far from the history; their buttons go on working."""
        self._database.execute(
            "INSERT INTO beginnings (chat_id, thread_id, after) "
            "SELECT ?, ?, coalesce(max(id), 0) FROM answers WHERE true "
            "ON CONFLICT (chat_id, thread_id) DO UPDATE SET after = excluded.after",
            *(chat, thread),
        )

    def delete_older_than(self, seconds: float) -> list[StoredAnswer]:
        """Delete older answers and return them."""
        until = time.time() - seconds
        with self._database.transaction() as statements:
            # Of several workers, one gets what was deleted.
            rows = statements.fetch_all(
                f"DELETE FROM answers WHERE at < ? RETURNING {_COLUMNS}", until
            )
            statements.execute(
                "DELETE FROM answer_messages WHERE NOT EXISTS "
                "(SELECT 1 FROM answers WHERE answers.id = answer_messages.answer_id)"
            )
        return [_stored(row) for row in rows]

    def _first(self, where: str, *values: object) -> StoredAnswer | None:
        row = self._database.fetch_one(
            f"SELECT {_COLUMNS} FROM answers WHERE {where} ORDER BY id DESC LIMIT 1", *values
        )
        return None if row is None else _stored(row)


def _place(
    statements: StateStatements,
    chat: int,
    messages: Sequence[int],
    answer: int,
    *,
    is_shown: bool,
) -> None:
    statements.execute_each(
        "INSERT INTO answer_messages (chat_id, message_id, answer_id, is_shown) "
        "VALUES (?, ?, ?, ?) ON CONFLICT (chat_id, message_id) "
        "DO UPDATE SET answer_id = excluded.answer_id, is_shown = excluded.is_shown",
        [(chat, message, answer, is_shown) for message in messages],
    )


def _stored(row: tuple[object, ...]) -> StoredAnswer:
    number, chat, thread, asker, question, resolved, answer, asked_in, message, *more = row
    article, follows = more
    asked = ChatQuestion(chat, thread, asker, asked_in, question, resolved, article)  # type: ignore[arg-type]
    return StoredAnswer(number, asked, answer, message, follows or 0)  # type: ignore[arg-type]
