"""The pairing code in the state database: its salted hash, and when it expires."""

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
        with self._database.transaction() as statements:
            statements.execute("DELETE FROM pairing")
            statements.execute(
                "INSERT INTO pairing (salt, hash, expires_at) VALUES (?, ?, ?)",
                *(code.salt, code.digest, expires_at),
            )

    def current(self, now: float) -> StoredCode | None:
        """Return the code, unless it has expired."""
        row = self._database.fetch_one("SELECT salt, hash FROM pairing WHERE expires_at > ?", now)
        return None if row is None else StoredCode(*row)

    def delete(self, code: StoredCode) -> bool:
        """Delete a code; return whether it was there, which is so for one of two at once."""
        return self._database.execute("DELETE FROM pairing WHERE hash = ?", code.digest) == 1
