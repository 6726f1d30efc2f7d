"""Every answer that was given, so that its buttons work and conversations go on.

Knows chats, threads, messages and what was asked. Does not know what the JSON
of an answer says, nor how it looks.
"""

import time
from dataclasses import dataclass
from typing import Final

from qa_bot.channels.telegram.storage.state_database import Database

_COLUMNS: Final = "id, chat_id, thread_id, asker, question, resolved, answer, asked_in, message_id"


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks what, and where: `message` is the id of the message that asks, 0 for a button.

    `resolved` is the question as it was understood; `thread` is 0 outside threads.
    """

    chat: int
    thread: int
    asker: int | None
    message: int
    question: str
    resolved: str


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that was given; `message` is None until it was sent."""

    id: int
    asked: Asked
    answer: str
    message: int | None


class AnswerBook:
    """The answers of all chats."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, asked: Asked, answer: str) -> int:
        """Keep an answer, in place of an earlier one to the same message; returns its id."""
        earlier = self.to_message(asked.chat, asked.message)
        values = (asked.chat, asked.thread, asked.asker, asked.question, asked.resolved, answer)
        if earlier is not None:
            self._database.run(
                "UPDATE answers SET chat_id = ?, thread_id = ?, asker = ?, question = ?, "
                "resolved = ?, answer = ?, at = ? WHERE id = ?",
                *values,
                time.time(),
                earlier.id,
            )
            return earlier.id
        added = self._database.run(
            "INSERT INTO answers (chat_id, thread_id, asker, question, resolved, answer, at, "
            "asked_in) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            *values,
            time.time(),
            asked.message,
        )
        return int(added.lastrowid or 0)

    def sent(self, answer: int, message: int) -> None:
        """Note in which message an answer stands."""
        self._database.run("UPDATE answers SET message_id = ? WHERE id = ?", message, answer)

    def one(self, answer: int) -> Kept | None:
        """The answer of that id, if it is still kept."""
        return self._first("id = ?", answer)

    def to_message(self, chat: int, message: int) -> Kept | None:
        """The answer to what a message asks, if one was given."""
        return None if not message else self._first("chat_id = ? AND asked_in = ?", chat, message)

    def latest(self, chat: int, thread: int, count: int) -> list[Kept]:
        """The last answers of a conversation since it began anew, the oldest first."""
        rows = self._database.all(
            f"SELECT {_COLUMNS} FROM answers WHERE chat_id = ?1 AND thread_id = ?2 AND id > "
            "coalesce((SELECT after FROM beginnings WHERE chat_id = ?1 AND thread_id = ?2), 0) "
            "ORDER BY id DESC LIMIT ?3",
            chat,
            thread,
            count,
        )
        return [_kept(row) for row in reversed(rows)]

    def begin_anew(self, chat: int, thread: int) -> None:
        """Let a conversation know nothing of what was asked before; its buttons go on working."""
        self._database.run(
            "INSERT OR REPLACE INTO beginnings SELECT ?, ?, coalesce(max(id), 0) FROM answers",
            chat,
            thread,
        )

    def drop_older(self, seconds: float) -> list[Kept]:
        """Drop the answers that are older, and return them."""
        until = time.time() - seconds
        rows = self._database.all(f"SELECT {_COLUMNS} FROM answers WHERE at < ?", until)
        self._database.run("DELETE FROM answers WHERE at < ?", until)
        return [_kept(row) for row in rows]

    def _first(self, where: str, *values: object) -> Kept | None:
        row = self._database.one(
            f"SELECT {_COLUMNS} FROM answers WHERE {where} ORDER BY id DESC", *values
        )
        return None if row is None else _kept(row)


def _kept(row: tuple[object, ...]) -> Kept:
    number, chat, thread, asker, question, resolved, answer, asked_in, message = row
    asked = Asked(chat, thread, asker, asked_in, question, resolved)  # type: ignore[arg-type]
    return Kept(number, asked, answer, message)  # type: ignore[arg-type]
