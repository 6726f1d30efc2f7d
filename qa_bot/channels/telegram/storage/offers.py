"""What the bot offered to do with something sent, until somebody chooses.

Knows a short text (what was sent, or a link) under a number, because a button
cannot hold it. Does not know what the offer is.
"""

import time
from dataclasses import dataclass

from qa_bot.channels.telegram.storage.state_database import Database


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that a chat may say yes to; `message` is the one that it is about."""

    id: int
    chat: int
    message: int
    payload: str


class Offers:
    """The open offers of all chats."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, chat: int, message: int, payload: str) -> int:
        """Keep what is offered; returns its number."""
        added = self._database.run(
            "INSERT INTO offers (chat_id, message_id, payload, at) VALUES (?, ?, ?, ?)",
            *(chat, message, payload),
            time.time(),
        )
        return int(added.lastrowid or 0)

    def one(self, offer: int) -> Offer | None:
        """The offer of that number, if it is still open."""
        row = self._database.one(
            "SELECT id, chat_id, message_id, payload FROM offers WHERE id = ?", offer
        )
        return None if row is None else Offer(*row)

    def close(self, offer: int) -> None:
        """Forget an offer."""
        self._database.run("DELETE FROM offers WHERE id = ?", offer)

    def drop_older(self, seconds: float) -> None:
        """Forget the offers that nobody took up in that time."""
        self._database.run("DELETE FROM offers WHERE at < ?", time.time() - seconds)
