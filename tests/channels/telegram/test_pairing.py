"""The pairing code: long enough, kept as a hash, and gone in time."""

from hypothesis import given
from hypothesis import strategies as st

from qa_bot.channels.telegram.middleware.pairing import (
    ALPHABET,
    TRIES_EACH,
    TRIES_IN_ALL,
    VALID_S,
    Pairing,
    Tried,
)
from qa_bot.channels.telegram.middleware.rate_limit import Pace
from qa_bot.channels.telegram.storage.admissions import Admissions, Known
from qa_bot.channels.telegram.storage.state_database import Database

ADA = Known(1, "Ada")


class Clock:
    """A clock that moves when told."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_code_cannot_be_guessed() -> None:
    """A code has at least 40 bits, and no letters that look alike."""
    code = Pairing(Database()).new_code().replace("-", "")
    assert len(ALPHABET) ** len(code) >= 2**40
    assert set(code) <= set(ALPHABET)
    assert not set("01OIL") & set(ALPHABET)


def test_only_a_hash_is_kept() -> None:
    """Nothing in the file shows the code."""
    database = Database()
    code = Pairing(database).new_code()
    kept = repr(database.all("SELECT * FROM pairing"))
    assert code not in kept
    assert code.replace("-", "") not in kept


def test_code_works_once() -> None:
    """The second to send the right code is too late."""
    pairing = Pairing(Database())
    code = pairing.new_code()
    assert pairing.try_code(code, ADA) is Tried.PAIRED
    assert pairing.try_code(code, Known(2, "Ben")) is Tried.IGNORED


def test_stranger_who_pairs_is_none_any_more() -> None:
    """Who came unknown and then pairs is listed as an operator only."""
    database = Database()
    pairing, admissions = Pairing(database), Admissions(database)
    assert admissions.is_first_time(ADA)
    assert pairing.try_code(pairing.new_code(), ADA) is Tried.PAIRED
    assert admissions.operators() == [ADA]
    assert admissions.strangers(10) == []


def test_code_expires() -> None:
    """After an hour the code is worth nothing."""
    clock = Clock()
    pairing = Pairing(Database(), clock)
    code = pairing.new_code()
    clock.now += VALID_S
    assert not pairing.is_open()
    assert pairing.try_code(code, ADA) is Tried.IGNORED


def test_guesses_are_limited() -> None:
    """One person has a few guesses and all people together not many, even if the last is right."""
    pairing = Pairing(Database())
    code = pairing.new_code()
    for _ in range(TRIES_EACH):
        assert pairing.try_code("AAAAA-AAAAA", ADA) is Tried.WRONG
    assert pairing.try_code(code, ADA) is Tried.IGNORED
    database = Database()
    pairing = Pairing(database)
    code = pairing.new_code()
    database.run("UPDATE pairing SET tries = ?", TRIES_IN_ALL)
    assert pairing.try_code(code, ADA) is Tried.IGNORED


@given(st.lists(st.tuples(st.integers(0, 2), st.floats(0, 30)), max_size=40))
def test_pace(steps: list[tuple[int, float]]) -> None:
    """In no minute does a key get more than its due, and the wait that is told suffices."""
    clock = Clock()
    pace = Pace(3, 60.0, clock)
    passed: dict[int, list[float]] = {0: [], 1: [], 2: []}
    for key, pause in steps:
        clock.now += pause
        wait_s = pace.wait_s(key)
        if wait_s:
            assert len([at for at in passed[key] if at > clock.now - 60]) == 3
            assert 0 < wait_s <= 60 + 1e-9  # The clock adds and subtracts in floats.
        else:
            passed[key].append(clock.now)
            assert len([at for at in passed[key] if at > clock.now - 60]) <= 3
