"""Pairing codes, by which the first operator proves to own the machine.

The terminal shows the code and the operator sends it to the bot. Knows codes,
their hashes and attempts. Does not know updates.
"""

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Callable
from enum import Enum
from typing import Final

from qa_bot.channels.telegram.middleware.rate_limit import MakeLimit, own_limit
from qa_bot.channels.telegram.storage.admissions import Admissions, Peer
from qa_bot.channels.telegram.storage.state_database import StateDatabase
from qa_bot.channels.telegram.storage.stored_pairing import StoredCode, StoredPairing

# Excluding letters and digits that look alike.
ALPHABET: Final = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
# Characters; ten of this alphabet are 49 bits.
_LENGTH: Final = 10
_CODE: Final = re.compile(r"[A-Za-z0-9]{5}-?[A-Za-z0-9]{5}")
# An hour, for an operator who is at the terminal.
VALID_S: Final = 3600.0
# Attempts of one person in that time.
TRIES_EACH: Final = 5
# Attempts of all in a period of so many seconds: 6,000 guesses an hour at 49 bits are hopeless, and
# hashing them takes a tenth of one core. Strangers cannot use the code up, only keep it busy.
TRIES_IN_ALL: Final = 100
TRIES_PERIOD_S: Final = 60.0
# Bytes; the size that RFC 8018 recommends at least is 8.
_SALT_BYTES: Final = 16
# scrypt's N, r, p as its paper (Percival 2009) recommends for logins: 16 MiB, below 100 ms.
_SCRYPT_N: Final = 2**14
_SCRYPT_R: Final = 8
_SCRYPT_P: Final = 1


class PairingResult(Enum):
    """The outcome of an attempt to pair."""

    PAIRED = "paired"
    WRONG = "wrong"
    TOO_MANY = "too many"
    IGNORED = "ignored"


class PairingCodes:
    """One code at a time, valid until it is used, for an hour at most.

    Every method blocks. `make_limit` makes what counts attempts, where others count too.
    """

    def __init__(
        self,
        database: StateDatabase,
        clock: Callable[[], float] = time.time,
        make_limit: MakeLimit = own_limit,
    ) -> None:
        self._stored = StoredPairing(database)
        self._admissions = Admissions(database)
        self._clock = clock
        self._tries = make_limit("pairing", TRIES_EACH, VALID_S)
        self._all_tries = make_limit("all pairing", TRIES_IN_ALL, TRIES_PERIOD_S)

    def new_code(self) -> str:
        """Return a new code, which replaces an earlier one; only its hash is stored.

        Attempts of each person are counted anew, and not those of all.
        """
        code = "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH))
        salt = secrets.token_bytes(_SALT_BYTES)
        self._stored.replace(StoredCode(salt, _hash(code, salt)), self._clock() + VALID_S)
        self._tries.clear()
        half = _LENGTH // 2
        return f"{code[:half]}-{code[half:]}"

    def is_open(self) -> bool:
        """Return whether there is a code that can still be used."""
        return self._current() is not None

    def try_code(self, text: str, person: Peer) -> PairingResult:
        """Make a person an operator if `text` is the code. Slow on purpose: scrypt."""
        current = self._current()
        if current is None or not looks_like_code(text):
            return PairingResult.IGNORED
        if self._tries.is_full(person.id):
            return PairingResult.IGNORED
        if self._all_tries.acquire(""):
            return PairingResult.TOO_MANY
        if self._tries.acquire(person.id):
            # Another worker has counted the last one meanwhile.
            return PairingResult.IGNORED
        if not hmac.compare_digest(_hash(text, current.salt), current.digest):
            return PairingResult.WRONG
        # Of two who are right at once, the one who deletes the code is paired.
        if not self._stored.delete(current):
            return PairingResult.WRONG
        self._admissions.add_operator(person)
        return PairingResult.PAIRED

    def _current(self) -> StoredCode | None:
        return self._stored.current(self._clock())


def looks_like_code(text: str) -> bool:
    """Return whether a text has the form of a code."""
    return _CODE.fullmatch(text.strip()) is not None


def _hash(code: str, salt: bytes) -> bytes:
    plain = code.strip().replace("-", "").upper().encode()
    return hashlib.scrypt(plain, salt=salt, n=_SCRYPT_N, r=_SCRYPT_R, p=_SCRYPT_P)
