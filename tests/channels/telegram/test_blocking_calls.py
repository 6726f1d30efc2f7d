"""The state database and the library are only called off the event loop.

Every other test of the bot checks this as well, by the fixture `off_the_event_loop`.
"""

import asyncio

import pytest

from qa_bot.channels.telegram.storage.sqlite_state import SqliteState
from qa_bot.channels.telegram.transport.worker_threads import WorkerThreads
from qa_bot.documents import EVERYTHING
from tests.channels.telegram.blocking_calls import record_blocking_calls
from tests.channels.telegram.library import FakeLibrary


def test_a_blocking_call_on_the_event_loop_is_found(
    monkeypatch: pytest.MonkeyPatch, library: FakeLibrary
) -> None:
    """A coroutine that calls the state database or the library itself is reported."""
    calls = record_blocking_calls(monkeypatch, __file__)
    database = SqliteState()

    async def block() -> None:
        database.fetch_one("SELECT 1")
        with database.transaction():
            pass
        library.list(EVERYTHING)

    asyncio.run(block())
    assert len(calls) == 3
    assert all("block" in call for call in calls)


def test_a_call_in_a_thread_is_none(monkeypatch: pytest.MonkeyPatch, library: FakeLibrary) -> None:
    """The same calls through a pool of threads, or without a loop, are not reported."""
    calls = record_blocking_calls(monkeypatch, __file__)
    database, threads = SqliteState(), WorkerThreads(1)

    async def ask_threads() -> None:
        await threads.run(database.fetch_one, "SELECT 1")
        await threads.run(library.list, EVERYTHING)

    asyncio.run(ask_threads())
    database.fetch_one("SELECT 1")
    assert calls == []
