"""A pairing code is long, stored as a hash, and expires."""

import pytest

from qa_bot.channels.telegram.middleware import pairing_codes
from qa_bot.channels.telegram.middleware.pairing_codes import (
    ALPHABET,
    TRIES_EACH,
    TRIES_IN_ALL,
    TRIES_PERIOD_S,
    VALID_S,
    PairingCodes,
    PairingResult,
)
from qa_bot.channels.telegram.middleware.rate_limit import RateLimit
from qa_bot.channels.telegram.storage.admissions import Admissions, Peer
from qa_bot.channels.telegram.storage.sqlite_state import SqliteState
from qa_bot.channels.telegram.storage.state_database import StateDatabase

ADA = Peer(1, "Ada")


class Clock:
    """A clock that tests set."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_code_cannot_be_guessed() -> None:
    """A code has at least 40 bits, and no letters that look alike."""
    code = PairingCodes(SqliteState()).new_code().replace("-", "")
    assert len(ALPHABET) ** len(code) >= 2**40
    assert set(code) <= set(ALPHABET)
    assert not set("01OIL") & set(ALPHABET)


def test_only_a_hash_is_stored(state: StateDatabase) -> None:
    """Nothing in the file shows the code."""
    code = PairingCodes(state).new_code()
    stored = repr(state.fetch_all("SELECT * FROM pairing"))
    assert code not in stored
    assert code.replace("-", "") not in stored


def test_code_works_once(state: StateDatabase) -> None:
    """The second to send the right code is too late."""
    pairing = PairingCodes(state)
    code = pairing.new_code()
    assert pairing.try_code(code, ADA) is PairingResult.PAIRED
    assert pairing.try_code(code, Peer(2, "Ben")) is PairingResult.IGNORED


def test_stranger_who_pairs_becomes_an_operator(state: StateDatabase) -> None:
    """A stranger who pairs is listed as an operator only."""
    pairing, admissions = PairingCodes(state), Admissions(state)
    assert admissions.add_stranger(ADA)
    assert pairing.try_code(pairing.new_code(), ADA) is PairingResult.PAIRED
    assert admissions.operators() == [ADA]
    assert admissions.strangers(10) == []


def test_code_expires(state: StateDatabase) -> None:
    """After an hour the code is no longer accepted."""
    clock = Clock()
    pairing = PairingCodes(state, clock)
    code = pairing.new_code()
    clock.now += VALID_S
    assert not pairing.is_open()
    assert pairing.try_code(code, ADA) is PairingResult.IGNORED


def test_guesses_are_limited(state: StateDatabase) -> None:
    """One person has a few guesses, even if the last is right."""
    pairing = PairingCodes(state)
    code = pairing.new_code()
    for _ in range(TRIES_EACH):
        assert pairing.try_code("AAAAA-AAAAA", ADA) is PairingResult.WRONG
    assert pairing.try_code(code, ADA) is PairingResult.IGNORED


def test_strangers_cannot_use_the_code_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many strangers guess, the code works again a minute later for who has it."""
    # What is hashed does not matter here, and hashing is slow on purpose.
    monkeypatch.setattr(pairing_codes, "_hash", lambda code, _: code.replace("-", "").encode())
    clock = Clock()
    pairing = PairingCodes(
        SqliteState(), clock, lambda _, limit, period_s: RateLimit(limit, period_s, clock)
    )
    code = pairing.new_code()
    for stranger in range(TRIES_IN_ALL):
        assert pairing.try_code("AAAAA-AAAAA", Peer(stranger + 2, "")) is PairingResult.WRONG
    for _ in range(TRIES_EACH + 1):
        assert pairing.try_code(code, ADA) is PairingResult.TOO_MANY
    clock.now += TRIES_PERIOD_S
    assert pairing.try_code(code, ADA) is PairingResult.PAIRED
