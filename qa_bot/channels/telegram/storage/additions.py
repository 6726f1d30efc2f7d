"""What was added by chat, so that it can be undone and its continuation joined to it.

Knows chats, messages and article ids, and for a few days the texts that came.
Does not know how texts are joined.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Final

from qa_bot.channels.telegram.storage.state_database import Database

_COLUMNS: Final = (
    "id, article_id, parts, shown_in, "
    "chat_id, person_id, message_id, sent_at, units, origin, written_at"
)
# As long as an update may wait in the journal.
_TEXTS_KEPT_S: Final = 3 * 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Part:
    """A message that an article, or a part of one, came in.

    `sent_at` is when Telegram got it, in seconds since the epoch; `units` is
    the length of its text as Telegram counts, 0 for what is no text. `origin`
    is who wrote what was forwarded, empty for the sender's own, and
    `written_at` is when.
    """

    chat: int
    person: int
    message: int
    sent_at: float
    units: int
    origin: str = ""
    written_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Addition:
    """An article that came by chat in so many parts, the last of them at hand.

    `shown_in` is the bot's message that tells of it; None until it was sent.
    """

    id: int
    article: str
    last: Part
    parts: int
    shown_in: int | None


class Additions:
    """The additions of all chats."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, article: str, part: Part, text: str = "") -> Addition:
        """Note an addition and the text that it came as; once, though it is told twice."""
        known = self.of_message(part.chat, part.message)
        if known is not None and known.article == article:
            return known
        with self._database.writing() as connection:
            added = connection.execute(
                "INSERT INTO additions (article_id, chat_id, person_id, message_id, sent_at, "
                "units, origin, written_at, parts, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?)",
                (article, part.chat, part.person, *_of(part), time.time()),
            )
            number = int(added.lastrowid or 0)
            _keep(connection, number, part.message, text)
        return Addition(number, article, part, 1, None)

    def shown(self, addition: int, message: int) -> None:
        """Note in which message the bot told of an addition."""
        self._database.run("UPDATE additions SET shown_in = ? WHERE id = ?", message, addition)

    def with_text(self, addition: int, message: int, text: str) -> Sequence[tuple[int, str]]:
        """The messages of an addition and their texts, once this is one of them.

        A text that is told again takes the place of the one before.
        """
        with self._database.writing() as connection:
            _keep(connection, addition, message, text)
        return self._database.all(
            "SELECT message_id, text FROM addition_texts WHERE addition_id = ? ORDER BY message_id",
            addition,
        )

    def texts(self, addition: int) -> int:
        """How many texts of an addition are kept."""
        row = self._database.one(
            "SELECT count(*) FROM addition_texts WHERE addition_id = ?", addition
        )
        return int(row[0]) if row else 0

    def continued(self, addition: int, part: Part, parts: int) -> None:
        """Note that a further message belongs to an addition, the last of so many."""
        self._database.run(
            "UPDATE additions SET message_id = ?, sent_at = ?, units = ?, origin = ?, "
            "written_at = ?, parts = ? WHERE id = ?",
            *_of(part),
            parts,
            addition,
        )

    def latest(self, chat: int, person: int) -> Addition | None:
        """What a person added last in a chat."""
        return self._first("chat_id = ? AND person_id = ?", chat, person)

    def of_message(self, chat: int, message: int) -> Addition | None:
        """The addition of which a message is a part."""
        return self._first(
            "chat_id = ? AND (message_id = ? OR id IN "
            "(SELECT addition_id FROM addition_texts WHERE message_id = ?))",
            *(chat, message, message),
        )

    def one(self, addition: int) -> Addition | None:
        """The addition of that id."""
        return self._first("id = ?", addition)

    def forget(self, addition: int) -> None:
        """Forget an addition that was undone."""
        self._database.run("DELETE FROM additions WHERE id = ?", addition)

    def forget_article(self, article: str) -> None:
        """Forget the additions of an article that was removed."""
        self._database.run("DELETE FROM additions WHERE article_id = ?", article)

    def drop_older(self, seconds: float) -> None:
        """Forget the additions that are older, and texts sooner; their articles stay."""
        now = time.time()
        self._database.run("DELETE FROM additions WHERE at < ?", now - seconds)
        self._database.run("DELETE FROM addition_texts WHERE at < ?", now - _TEXTS_KEPT_S)

    def _first(self, where: str, *values: object) -> Addition | None:
        row = self._database.one(
            f"SELECT {_COLUMNS} FROM additions WHERE {where} ORDER BY id DESC", *values
        )
        if row is None:
            return None
        number, article, parts, shown_in, *part = row
        return Addition(number, article, Part(*part), parts, shown_in)


def _of(part: Part) -> tuple[object, ...]:
    return part.message, part.sent_at, part.units, part.origin, part.written_at


def _keep(connection: Connection, addition: int, message: int, text: str) -> None:
    if text:
        connection.execute(
            "INSERT OR REPLACE INTO addition_texts VALUES (?, ?, ?, ?)",
            (addition, message, text, time.time()),
        )
