"""The journal of updates that several workers share, in PostgreSQL.

An update is recorded with its chat, by whichever worker received it, and all workers are
told. Does not know which worker handles it.
"""

import time
from enum import Enum, auto

from qa_bot.channels.telegram.storage.state_database import StateDatabase
from qa_bot.channels.telegram.storage.update_journal import UpdateJournal
from qa_bot.channels.telegram.storage.worker_claims import CHANNEL
from qa_bot.errors import StateError


class Recording(Enum):
    """What became of an update that was to be recorded."""

    NEW = auto()
    # It came before.
    KNOWN = auto()
    # It is new, and counts as handled, since too many wait.
    TOO_MANY = auto()


class SharedJournal(UpdateJournal):
    """A journal in which an attempt counts only at the worker that has the chat.

    `worker` is the name of the worker that this process is.
    """

    def __init__(self, database: StateDatabase, bot_id: int) -> None:
        super().__init__(database, bot_id)
        self.worker = ""

    def record_of(self, chat: int, update_id: int, body: str, most: int | None = None) -> Recording:
        """Store an update of a chat, and tell all workers; say whether it is new.

        One that comes while `most` are unhandled is stored as handled, without its body. None
        is no bound.
        """
        now = time.time()
        rows = self._database.fetch_all(
            "WITH waiting AS (SELECT count(*) >= ? AS is_full FROM "
            "(SELECT FROM updates WHERE handled_at IS NULL LIMIT ?) AS unhandled), "
            "added AS (INSERT INTO updates (update_id, body, received_at, chat_id, handled_at) "
            "SELECT ?, CASE WHEN is_full THEN NULL ELSE ? END, ?, ?, CASE WHEN is_full THEN ? END "
            "FROM waiting ON CONFLICT DO NOTHING RETURNING handled_at) "
            "SELECT handled_at IS NOT NULL, pg_notify(?, '') FROM added",
            *(most, most, update_id, body, now, chat, now, CHANNEL),
        )
        if not rows:
            return Recording.KNOWN
        return Recording.TOO_MANY if rows[0][0] else Recording.NEW

    def is_claimed(self, update_id: int) -> bool:
        """Return whether the chat of an update is still this worker's."""
        row = self._database.fetch_one(
            "SELECT FROM claims JOIN updates USING (chat_id) WHERE update_id = ? AND worker = ?",
            *(update_id, self.worker),
        )
        return row is not None

    def start_attempt(self, update_id: int, *, alone: bool = False) -> None:
        """As in the base class; raise StateError if another worker has taken over the chat."""
        column = "tries_alone" if alone else "tries"
        counted = self._database.execute(
            f"UPDATE updates SET {column} = {column} + 1 WHERE update_id = ? AND EXISTS "
            "(SELECT FROM claims WHERE claims.chat_id = updates.chat_id AND worker = ?)",
            *(update_id, self.worker),
        )
        if not counted:
            raise StateError(
                "Another worker has taken over the chat, as this one was silent for too long. "
                "Nothing is lost; where that comes often, give the machine less to do."
            )
