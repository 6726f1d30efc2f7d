"""The bot's messages that show the state of an addition, before its result is known.

A process that was killed leaves such a message behind; the next one shows the result
in it. Knows chats and messages. Does not know what is added.
"""

import hashlib
import time
from dataclasses import dataclass
from typing import Final

from qa_bot.channels.telegram.storage.state_database import StateDatabase

# 3 days, as long as an update may wait in the journal.
_RETENTION_S: Final = 3 * 24 * 3600.0
# Bytes of a subject that is stored as it is; an index of PostgreSQL holds no more than 2,704.
_LONGEST_SUBJECT: Final = 1000


@dataclass(frozen=True, slots=True)
class StatusKey:
    """What a status message is about: a chat's message, and which of several things in it.

    `subject` is a link where a message holds several, else "".
    """

    chat: int
    message: int
    subject: str = ""


class StatusMessages:
    """The status messages of all chats. Every method blocks."""

    def __init__(self, database: StateDatabase) -> None:
        self._database = database

    def find(self, key: StatusKey) -> int | None:
        """Return the id of the bot's message about `key`; None if none was sent."""
        row = self._database.fetch_one(
            "SELECT shown_in FROM status_messages "
            "WHERE chat_id = ? AND message_id = ? AND subject = ?",
            *_columns(key),
        )
        return None if row is None else int(row[0])

    def save(self, key: StatusKey, shown_in: int) -> None:
        """Store the id of the bot's message about `key`, and delete old ones."""
        now = time.time()
        self._database.execute(
            "INSERT INTO status_messages (chat_id, message_id, subject, shown_in, at) "
            "VALUES (?, ?, ?, ?, ?) ON CONFLICT (chat_id, message_id, subject) "
            "DO UPDATE SET shown_in = excluded.shown_in, at = excluded.at",
            *(*_columns(key), shown_in, now),
        )
        self._database.execute("DELETE FROM status_messages WHERE at < ?", now - _RETENTION_S)


def _columns(key: StatusKey) -> tuple[int, int, str]:
    subject = key.subject.encode()
    is_long = len(subject) > _LONGEST_SUBJECT
    stored = hashlib.sha256(subject).hexdigest() if is_long else key.subject
    return key.chat, key.message, stored
