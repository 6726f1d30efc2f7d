"""Files that are still being fetched after the turn of their message has ended.

Kept with the update that brought them until they are dealt with, so that a killed
process fetches them again. Does not know what becomes of a file.
"""

import time
from dataclasses import dataclass
from operator import itemgetter

from qa_bot.channels.telegram.storage.state_database import StateDatabase


@dataclass(frozen=True, slots=True)
class PendingDownload:
    """A file to fetch: its message, and the update's JSON; `starts` counts the processes."""

    chat: int
    message: int
    body: str
    starts: int


class PendingDownloads:
    """The downloads of all chats that are not dealt with. Every method blocks."""

    def __init__(self, database: StateDatabase) -> None:
        self._database = database

    def add(self, chat: int, message: int, body: str) -> None:
        """Store the file of a message as one to fetch."""
        self._database.execute(
            "INSERT INTO downloads (chat_id, message_id, body, starts, at) "
            "VALUES (?, ?, ?, 1, ?) ON CONFLICT (chat_id, message_id) DO NOTHING",
            *(chat, message, body, time.time()),
        )

    def has(self, chat: int, message: int) -> bool:
        """Return whether the file of a message is one to fetch."""
        row = self._database.fetch_one(
            "SELECT 1 FROM downloads WHERE chat_id = ? AND message_id = ?", chat, message
        )
        return row is not None

    def count(self, chat: int | None = None) -> int:
        """Return how many files, of a chat or of all, are to be fetched."""
        row = self._database.fetch_one(
            "SELECT count(*) FROM downloads WHERE chat_id = coalesce(?, chat_id)", chat
        )
        return int(row[0]) if row else 0

    def start_again(self, chat: int | None = None) -> list[PendingDownload]:
        """Return what an earlier process left, in a chat or in all, and count this start.

        The oldest comes first.
        """
        rows = self._database.fetch_all(
            "UPDATE downloads SET starts = starts + 1 WHERE chat_id = coalesce(?, chat_id) "
            "RETURNING at, chat_id, message_id, body, starts",
            chat,
        )
        return [PendingDownload(*row) for _, *row in sorted(rows, key=itemgetter(0))]

    def delete(self, chat: int, message: int) -> None:
        """Delete a download that was dealt with."""
        self._database.execute(
            "DELETE FROM downloads WHERE chat_id = ? AND message_id = ?", chat, message
        )
