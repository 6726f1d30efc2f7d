"""How the first operator proves to own the machine: by a code that its terminal shows.

Knows codes, their hashes and how often one was tried. Does not know updates.
"""

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Callable
from enum import Enum
from typing import Final

from qa_bot.channels.telegram.middleware.rate_limit import Pace
from qa_bot.channels.telegram.storage.admissions import Admissions, Known
from qa_bot.channels.telegram.storage.state_database import Database

# Without letters and digits that look alike; ten of them are 49 bits.
ALPHABET: Final = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
_LENGTH: Final = 10
_SHAPE: Final = re.compile(r"[A-Za-z0-9]{5}-?[A-Za-z0-9]{5}")
VALID_S: Final = 3600.0
TRIES_EACH: Final = 5
TRIES_IN_ALL: Final = 100


class Tried(Enum):
    """What became of a try."""

    PAIRED = "paired"
    WRONG = "wrong"
    IGNORED = "ignored"


class Pairing:
    """One code at a time; it ends when used, after an hour, or after too many tries."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._admissions = Admissions(database)
        self._clock = clock
        self._tries = Pace(TRIES_EACH, VALID_S, clock)

    def new_code(self) -> str:
        """A new code in place of any earlier one; only its hash is kept."""
        code = "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH))
        salt = secrets.token_bytes(16)
        with self._database.writing() as connection:
            connection.execute("DELETE FROM pairing")
            connection.execute(
                "INSERT INTO pairing VALUES (?, ?, ?, 0)",
                (salt, _hash(code, salt), self._clock() + VALID_S),
            )
        return f"{code[:5]}-{code[5:]}"

    def is_open(self) -> bool:
        """Whether there is a code that can still be used."""
        return self._current() is not None

    def try_code(self, text: str, person: Known) -> Tried:
        """Make a person an operator if `text` is the code. Slow on purpose."""
        current = self._current()
        if current is None or not looks_like_code(text) or self._tries.wait_s(person.id):
            return Tried.IGNORED
        self._database.run("UPDATE pairing SET tries = tries + 1")
        salt, kept = current
        if not hmac.compare_digest(_hash(text, salt), kept):
            return Tried.WRONG
        # Of two who are right at once, one is first.
        if self._database.run("DELETE FROM pairing WHERE hash = ?", kept).rowcount != 1:
            return Tried.WRONG
        self._admissions.make_operator(person)
        return Tried.PAIRED

    def _current(self) -> tuple[bytes, bytes] | None:
        row = self._database.one(
            "SELECT salt, hash FROM pairing WHERE expires_at > ? AND tries < ?",
            self._clock(),
            TRIES_IN_ALL,
        )
        return None if row is None else (row[0], row[1])


def looks_like_code(text: str) -> bool:
    """Whether a text has the shape of a code."""
    return _SHAPE.fullmatch(text.strip()) is not None


def _hash(code: str, salt: bytes) -> bytes:
    plain = code.strip().replace("-", "").upper().encode()
    return hashlib.scrypt(plain, salt=salt, n=2**14, r=8, p=1)
