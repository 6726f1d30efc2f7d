"""What was added by chat, so that it can be undone and its continuation joined to it.

Knows chats, messages and article ids. Does not know what an article says.
"""

import time
from dataclasses import dataclass
from typing import Final

from qa_bot.channels.telegram.state.database import Database

_COLUMNS: Final = "id, chat_id, person_id, article_id, message_id, sent_at, units, parts, shown_in"


@dataclass(frozen=True, slots=True)
class Part:
    """A message that an article, or a part of one, came in.

    `sent_at` is when Telegram got it, in seconds since the epoch; `units` is
    the length of its text as Telegram counts, 0 for what is no text.
    """

    chat: int
    person: int
    message: int
    sent_at: float
    units: int


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

    def note(self, article: str, part: Part) -> int:
        """Note an addition; returns its id."""
        added = self._database.run(
            "INSERT INTO additions (article_id, chat_id, person_id, message_id, sent_at, units, "
            "parts, at) VALUES (?, ?, ?, ?, ?, ?, 1, ?)",
            *(article, part.chat, part.person, part.message, part.sent_at, part.units),
            time.time(),
        )
        return int(added.lastrowid or 0)

    def shown(self, addition: int, message: int) -> None:
        """Note in which message the bot told of an addition."""
        self._database.run("UPDATE additions SET shown_in = ? WHERE id = ?", message, addition)

    def continued(self, addition: int, part: Part) -> None:
        """Note that a further message belongs to an addition."""
        self._database.run(
            "UPDATE additions SET message_id = ?, sent_at = ?, units = ?, parts = parts + 1 "
            "WHERE id = ?",
            *(part.message, part.sent_at, part.units),
            addition,
        )

    def latest(self, chat: int, person: int) -> Addition | None:
        """What a person added last in a chat."""
        return self._first("chat_id = ? AND person_id = ?", chat, person)

    def of_message(self, chat: int, message: int) -> Addition | None:
        """The addition whose last part came in a message."""
        return self._first("chat_id = ? AND message_id = ?", chat, message)

    def one(self, addition: int) -> Addition | None:
        """The addition of that id."""
        return self._first("id = ?", addition)

    def forget(self, addition: int) -> None:
        """Forget an addition that was undone."""
        self._database.run("DELETE FROM additions WHERE id = ?", addition)

    def drop_older(self, seconds: float) -> None:
        """Forget the additions that are older; their articles stay."""
        self._database.run("DELETE FROM additions WHERE at < ?", time.time() - seconds)

    def _first(self, where: str, *values: object) -> Addition | None:
        row = self._database.one(
            f"SELECT {_COLUMNS} FROM additions WHERE {where} ORDER BY id DESC", *values
        )
        if row is None:
            return None
        number, chat, person, article, message, sent_at, units, parts, shown_in = row
        return Addition(
            number, article, Part(chat, person, message, sent_at, units), parts, shown_in
        )
