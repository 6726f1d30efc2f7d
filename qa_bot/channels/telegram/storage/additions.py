"""Articles that were added by chat, so that they can be undone or continued.

Knows chats, messages and article ids, and for a few days the texts of the
messages. Does not know how texts are joined.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from qa_bot.channels.telegram.storage.state_database import StateDatabase, StateStatements

_COLUMNS: Final = (
    "id, article_id, parts, shown_in, "
    "chat_id, person_id, message_id, sent_at, units, origin, written_at"
)
# 3 days, as long as an update may wait in the journal.
_TEXTS_RETENTION_S: Final = 3 * 24 * 3600.0


@dataclass(frozen=True, slots=True)
class MessagePart:
    """A message that holds an article or a part of one.

    `sent_at` is when Telegram received it, in seconds since the epoch. `units` is
    the length of its text in UTF-16 code units, 0 for a file. `origin` names the
    author of a forwarded message and is empty for the sender's own; `written_at`
    is when the author wrote it, in seconds since the epoch.
    """

    chat: int
    person: int
    message: int
    sent_at: float
    units: int
    origin: str = ""
    written_at: float = 0.0


@dataclass(frozen=True, slots=True)
class MessageText:
    """The text of one message of an addition."""

    message: int
    text: str


@dataclass(frozen=True, slots=True)
class Addition:
    """An article that was added by chat in `parts` messages, `last` being the latest.

    `shown_in` is the id of the bot's message about it; None until that was sent.
    """

    id: int
    article: str
    last: MessagePart
    parts: int
    shown_in: int | None


class Additions:
    """The additions of all chats. Every method blocks."""

    def __init__(self, database: StateDatabase) -> None:
        self._database = database

    def add(self, article: str, part: MessagePart, text: str = "") -> Addition:
        """Store an addition and its message's text; return the earlier one if it is known."""
        known = self.find_by_message(part.chat, part.message)
        if known is not None and known.article == article:
            return known
        with self._database.transaction() as statements:
            (number,) = statements.fetch_all(
                "INSERT INTO additions (article_id, chat_id, person_id, message_id, sent_at, "
                "units, origin, written_at, parts, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?) "
                "RETURNING id",
                *(article, part.chat, part.person, *_message_columns(part), time.time()),
            )[0]
            _save_text(statements, number, part.message, text)
        return Addition(number, article, part, 1, None)

    def set_shown_in(self, addition: int, message: int) -> None:
        """Store the id of the bot's message about an addition."""
        self._database.execute("UPDATE additions SET shown_in = ? WHERE id = ?", message, addition)

    def save_text(self, addition: int, message: int, text: str) -> Sequence[MessageText]:
        """Store the text of one message, replacing an earlier one; return all, in order."""
        with self._database.transaction() as statements:
            _save_text(statements, addition, message, text)
        rows = self._database.fetch_all(
            "SELECT message_id, text FROM addition_texts WHERE addition_id = ? ORDER BY message_id",
            addition,
        )
        return [MessageText(*row) for row in rows]

    def count_texts(self, addition: int) -> int:
        """Return how many texts of an addition are still stored."""
        row = self._database.fetch_one(
            "SELECT count(*) FROM addition_texts WHERE addition_id = ?", addition
        )
        return int(row[0]) if row else 0

    def extend(self, addition: int, part: MessagePart, parts: int) -> None:
        """Make `part` the last message of an addition that now has `parts` messages."""
        self._database.execute(
            "UPDATE additions SET message_id = ?, sent_at = ?, units = ?, origin = ?, "
            "written_at = ?, parts = ? WHERE id = ?",
            *_message_columns(part),
            parts,
            addition,
        )

    def latest(self, chat: int, person: int) -> Addition | None:
        """Return a person's latest addition in a chat."""
        return self._first("chat_id = ? AND person_id = ?", chat, person)

    def find_by_message(self, chat: int, message: int) -> Addition | None:
        """Return the addition that a message is a part of."""
        return self._first(
            "chat_id = ? AND (message_id = ? OR id IN "
            "(SELECT addition_id FROM addition_texts WHERE message_id = ?))",
            *(chat, message, message),
        )

    def find_shown_in(self, chat: int, message: int) -> Addition | None:
        """Return the addition that a message of the bot's is about."""
        return self._first("chat_id = ? AND shown_in = ?", chat, message)

    def get(self, addition: int) -> Addition | None:
        """Return the addition with that id."""
        return self._first("id = ?", addition)

    def delete(self, addition: int) -> None:
        """Delete an addition; its article stays."""
        self._database.execute("DELETE FROM additions WHERE id = ?", addition)

    def delete_for_article(self, article: str) -> None:
        """Delete the additions of an article."""
        self._database.execute("DELETE FROM additions WHERE article_id = ?", article)

    def delete_older_than(self, seconds: float) -> None:
        """Delete older additions, and texts after three days; the articles stay."""
        now = time.time()
        self._database.execute("DELETE FROM additions WHERE at < ?", now - seconds)
        self._database.execute("DELETE FROM addition_texts WHERE at < ?", now - _TEXTS_RETENTION_S)

    def _first(self, where: str, *values: object) -> Addition | None:
        row = self._database.fetch_one(
            f"SELECT {_COLUMNS} FROM additions WHERE {where} ORDER BY id DESC LIMIT 1", *values
        )
        if row is None:
            return None
        number, article, parts, shown_in, *part = row
        return Addition(number, article, MessagePart(*part), parts, shown_in)


def _message_columns(part: MessagePart) -> tuple[object, ...]:
    return part.message, part.sent_at, part.units, part.origin, part.written_at


def _save_text(statements: StateStatements, addition: int, message: int, text: str) -> None:
    if text:
        statements.execute(
            "INSERT INTO addition_texts (addition_id, message_id, text, at) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (addition_id, message_id) DO UPDATE SET text = excluded.text, "
            "at = excluded.at",
            *(addition, message, text, time.time()),
        )
