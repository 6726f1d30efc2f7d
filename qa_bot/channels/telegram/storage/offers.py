"""Offers that a button accepts: to add a link, or to treat a text as article or question.

Keeps the payload (a text or a link) under a number, because a button's callback
data holds at most 64 bytes. Does not know what the offer is.
"""

import time
from dataclasses import dataclass

from qa_bot.channels.telegram.storage.state_database import StateDatabase


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that a chat may accept; `message` is the id of the message it is about."""

    id: int
    chat: int
    message: int
    payload: str


class Offers:
    """The open offers of all chats. Every method blocks."""

    def __init__(self, database: StateDatabase) -> None:
        self._database = database

    def add(self, chat: int, message: int, payload: str) -> int:
        """Store an offer; return its number."""
        (number,) = self._database.fetch_all(
            "INSERT INTO offers (chat_id, message_id, payload, at) VALUES (?, ?, ?, ?) "
            "RETURNING id",
            *(chat, message, payload, time.time()),
        )[0]
        return int(number)

    def get(self, offer: int) -> Offer | None:
        """Return the offer with that number, or None once it was deleted."""
        row = self._database.fetch_one(
            "SELECT id, chat_id, message_id, payload FROM offers WHERE id = ?", offer
        )
        return None if row is None else Offer(*row)

    def delete(self, offer: int) -> None:
        """Delete an offer."""
        self._database.execute("DELETE FROM offers WHERE id = ?", offer)

    def delete_older_than(self, seconds: float) -> None:
        """Delete older offers."""
        self._database.execute("DELETE FROM offers WHERE at < ?", time.time() - seconds)
