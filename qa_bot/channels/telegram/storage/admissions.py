"""Which people and chats the operators admitted.

Knows ids, names and decisions. Does not know settings or updates.
"""

import time
from dataclasses import dataclass
from typing import Final

from qa_bot.channels.telegram.storage.state_database import StateDatabase

# Bounds the table, which anybody on Telegram can make grow; the oldest rows go first.
_MAX_STRANGERS: Final = 1000


@dataclass(frozen=True, slots=True)
class Peer:
    """A person (positive id), or a group or channel (negative id), with the last known name."""

    id: int
    name: str


class Admissions:
    """The operators' decisions on people and chats. Every method blocks."""

    def __init__(self, database: StateDatabase) -> None:
        self._database = database

    def operators(self) -> list[Peer]:
        """Return the operators that were paired, in the order of pairing."""
        rows = self._database.fetch_all("SELECT id, name FROM operators ORDER BY at, id")
        return [Peer(*row) for row in rows]

    def is_operator(self, person: int) -> bool:
        """Return whether a person was paired as an operator."""
        return self._database.fetch_one("SELECT 1 FROM operators WHERE id = ?", person) is not None

    def add_operator(self, person: Peer) -> None:
        """Make a person an operator."""
        with self._database.transaction() as statements:
            statements.execute(
                "INSERT INTO operators (id, name, at) VALUES (?, ?, ?) "
                "ON CONFLICT (id) DO UPDATE SET name = excluded.name, at = excluded.at",
                *(person.id, person.name, time.time()),
            )
            statements.execute("DELETE FROM strangers WHERE id = ?", person.id)

    def decision(self, peer: int) -> bool | None:
        """Return True if a person or chat was allowed, False if denied, None if undecided."""
        row = self._database.fetch_one(
            "SELECT allowed FROM admissions WHERE id = ?", self.original_id(peer)
        )
        return None if row is None else bool(row[0])

    def decide(self, peer: Peer, allowed: bool, by: int) -> None:
        """Allow or deny a person or a chat, replacing an earlier decision."""
        original = self.original_id(peer.id)
        name = peer.name or self.name_of(original)
        with self._database.transaction() as statements:
            statements.execute(
                "INSERT INTO admissions (id, allowed, name, by, at) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (id) DO UPDATE SET allowed = excluded.allowed, "
                "name = excluded.name, by = excluded.by, at = excluded.at",
                *(original, allowed, name, by, time.time()),
            )
            statements.execute("DELETE FROM strangers WHERE id IN (?, ?)", peer.id, original)

    def list_decided(self, allowed: bool) -> list[Peer]:
        """Return everyone who was allowed, or denied, in the order of decision."""
        rows = self._database.fetch_all(
            "SELECT id, name FROM admissions WHERE allowed = ? ORDER BY at, id", allowed
        )
        return [Peer(*row) for row in rows]

    def add_stranger(self, stranger: Peer) -> bool:
        """Store someone unknown; return whether they were not stored yet."""
        added = self._database.execute(
            "INSERT INTO strangers (id, name, at) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING",
            *(stranger.id, stranger.name, time.time()),
        )
        self._database.execute(
            "DELETE FROM strangers WHERE id NOT IN "
            "(SELECT id FROM strangers ORDER BY at DESC, id LIMIT ?)",
            _MAX_STRANGERS,
        )
        return added == 1

    def strangers(self, limit: int) -> list[Peer]:
        """Return up to `limit` strangers, the latest first."""
        rows = self._database.fetch_all(
            "SELECT id, name FROM strangers ORDER BY at DESC, id LIMIT ?", limit
        )
        return [Peer(*row) for row in rows]

    def name_of(self, peer: int) -> str:
        """Return the last known name of an id, or an empty string."""
        row = self._database.fetch_one(
            "SELECT name FROM (SELECT id, name, 1 AS place FROM strangers UNION ALL "
            "SELECT id, name, 2 FROM admissions UNION ALL SELECT id, name, 3 FROM operators) "
            "AS named WHERE id = ? AND name <> '' ORDER BY place LIMIT 1",
            peer,
        )
        return "" if row is None else str(row[0])

    def original_id(self, chat: int) -> int:
        """Return the first id of a chat; a group's id changes when it becomes a supergroup."""
        row = self._database.fetch_one("SELECT home FROM moved WHERE id = ?", chat)
        return chat if row is None else int(row[0])

    def migrate(self, old: int, new: int) -> None:
        """Store that the chat `old` now has the id `new`."""
        original = self.original_id(old)
        if original != new:
            self._database.execute(
                "INSERT INTO moved (id, home) VALUES (?, ?) "
                "ON CONFLICT (id) DO UPDATE SET home = excluded.home",
                *(new, original),
            )
