"""A chat is one worker's at a time, and another's once that one is dead."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from qa_bot.channels.telegram.storage import worker_claims
from qa_bot.channels.telegram.storage.pending_downloads import PendingDownloads
from qa_bot.channels.telegram.storage.shared_journal import SharedJournal
from qa_bot.channels.telegram.storage.state_database import StateDatabase, open_state
from qa_bot.channels.telegram.storage.worker_claims import WorkerClaims
from qa_bot.errors import StateError
from qa_bot.server_url import ServerUrl

BOT = 7


@pytest.fixture
def shared(database_url: str) -> Iterator[StateDatabase]:
    """The state that the workers share."""
    database = open_state(None, ServerUrl(database_url))
    yield database
    database.close()


@pytest.fixture
def claims(shared: StateDatabase) -> WorkerClaims:
    """What workers claim by."""
    return WorkerClaims(shared, BOT)


@pytest.fixture
def journal(shared: StateDatabase) -> SharedJournal:
    """What workers record in."""
    return SharedJournal(shared, BOT)


def test_each_chat_goes_to_one_worker(claims: WorkerClaims, journal: SharedJournal) -> None:
    """Workers that record and claim at once share the chats out, and lose or double none."""
    chats, names = range(1, 25), [f"worker {number}" for number in range(4)]
    for name in names:
        claims.join(name, "1.0")
    everyone = threading.Barrier(len(names))

    def work(name: str) -> list[int]:
        everyone.wait()
        for chat in chats:
            # Each update is received by all of them, as where Telegram repeats itself.
            for part in range(2):
                journal.record_of(chat, 10 * chat + part, "{}")
        mine: list[int] = []
        while claimed := claims.claim(name, 3):
            mine += claimed
        return mine

    with ThreadPoolExecutor(len(names)) as threads:
        got = list(threads.map(work, names))
    assert sorted(chat for mine in got for chat in mine) == [*chats]
    for name, mine in zip(names, got, strict=True):
        found = [(each.chat, each.update.update_id) for each in claims.waiting(name, [])]
        assert sorted(found) == [
            (chat, 10 * chat + part) for chat in sorted(mine) for part in (0, 1)
        ]
        assert all(
            found.index((chat, 10 * chat)) < found.index((chat, 10 * chat + 1)) for chat in mine
        )


def test_dead_worker_loses_its_chats(
    claims: WorkerClaims, journal: SharedJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once its time is up, a worker's chats are free, and it can begin nothing in them."""
    with monkeypatch.context() as hurried:
        hurried.setattr(worker_claims, "LEASE_S", -1.0)
        claims.join("slow", "1.0")
    claims.join("quick", "1.0")
    journal.record_of(1, 11, "{}")
    assert claims.claim("slow", 5) == [1]
    assert claims.claim("quick", 5) == []
    assert claims.bury() == ["slow"]
    assert claims.claim("quick", 5) == [1]
    assert not claims.beat("slow", is_receiving=False, handled=0)
    assert claims.claim("slow", 5) == []
    journal.worker = "slow"
    with pytest.raises(StateError, match="taken over"):
        journal.start_attempt(11)
    journal.worker = "quick"
    journal.start_attempt(11)
    (waiting,) = claims.waiting("quick", [])
    assert waiting.update.tries == 1


def test_heartbeat_keeps_a_worker(claims: WorkerClaims, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker whose heart beats in time is buried by nobody."""
    with monkeypatch.context() as hurried:
        hurried.setattr(worker_claims, "LEASE_S", -1.0)
        claims.join("slow", "1.0")
    assert claims.beat("slow", is_receiving=True, handled=3)
    assert claims.bury() == []
    (report,) = claims.workers()
    assert (report.name, report.version, report.is_receiving, report.handled) == (
        *("slow", "1.0", True, 3),
    )


def test_chat_with_a_file_on_its_way_is_kept(
    shared: StateDatabase, claims: WorkerClaims, journal: SharedJournal
) -> None:
    """A chat is released once all its files are dealt with, and claimed for their sake alone."""
    downloads = PendingDownloads(shared)
    claims.join("one", "1.0")
    journal.record_of(1, 11, "{}")
    assert claims.claim("one", 5) == [1]
    journal.mark_handled(11)
    downloads.add(1, 5, "{}")
    assert claims.release("one", [1]) == []
    claims.leave("one")
    claims.join("other", "1.0")
    assert claims.claim("other", 5) == [1]
    assert claims.with_downloads([1]) == [1]
    downloads.delete(1, 5)
    assert claims.release("other", [1]) == [1]
    assert claims.claim("other", 5) == []


def test_another_bots_workers_are_refused(shared: StateDatabase, claims: WorkerClaims) -> None:
    """While workers of a bot run on a state, those of another bot are refused by name."""
    claims.join("one", "1.0")
    with pytest.raises(StateError, match=r"worker one of another bot, 7, .* telegram\.state_url"):
        WorkerClaims(shared, BOT + 1)
    claims.leave("one")
    WorkerClaims(shared, BOT + 1)
