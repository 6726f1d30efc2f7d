"""The pairing code in the state database: its salted hash, when it expires, and the attempts."""

from dataclasses import dataclass

from qa_bot.channels.telegram.storage.state_database import StateDatabase


@dataclass(frozen=True, slots=True)
class StoredCode:
    """The salt and the hash of a code, which itself is not stored."""

    salt: bytes
    digest: bytes


class StoredPairing:
    """At most one code at a time. Every method blocks."""

    def __init__(self, database: StateDatabase) -> None:
        self._database = database

    def replace(self, code: StoredCode, expires_at: float) -> None:
        """Store a code in place of an earlier one; the time is in seconds since the epoch."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM pairing")
            connection.execute(
                "INSERT INTO pairing VALUES (?, ?, ?, 0)", (code.salt, code.digest, expires_at)
            )

    def current(self, now: float, max_tries: int) -> StoredCode | None:
        """Return the code, unless it has expired or was tried too often."""
        row = self._database.fetch_one(
            "SELECT salt, hash FROM pairing WHERE expires_at > ? AND tries < ?", now, max_tries
        )
        return None if row is None else StoredCode(*row)

    def count_try(self) -> None:
        """Count an attempt."""
        self._database.execute("UPDATE pairing SET tries = tries + 1")

    def delete(self, code: StoredCode) -> bool:
        """Delete a code; return whether it was there, which is so for one of two at once."""
        deleted = self._database.execute("DELETE FROM pairing WHERE hash = ?", code.digest)
        return deleted.rowcount == 1
