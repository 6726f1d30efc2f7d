"""A worker hands out what it has claimed, whatever fails meanwhile."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from telegram import Bot, Update

from qa_bot.channels.telegram.middleware.update_processor import HandlingEnd
from qa_bot.channels.telegram.storage.shared_journal import SharedJournal
from qa_bot.channels.telegram.storage.update_journal import UpdateJournal
from qa_bot.channels.telegram.storage.worker_claims import WorkerClaims
from qa_bot.channels.telegram.transport.worker_threads import WorkerThreads
from qa_bot.channels.telegram.workers.claimed_queue import ClaimedQueue
from qa_bot.errors import StateError
from tests.channels.telegram.state_places import StatePlace
from tests.patience import PATIENCE_S

BOT = 7


@pytest.fixture
def journal(folder: Path, database_url: str) -> Iterator[SharedJournal]:
    """A journal that several workers share."""
    found = StatePlace(folder, database_url)
    yield SharedJournal(found.open(), BOT)
    found.close()


async def next_of(queue: ClaimedQueue) -> int:
    """Return the id of the next update that is queued."""
    update = await asyncio.wait_for(queue.get(), PATIENCE_S)
    assert isinstance(update, Update)
    return update.update_id


def test_suspect_waits_for_no_mark(journal: SharedJournal, monkeypatch: pytest.MonkeyPatch) -> None:
    """A suspect is handed out alone, also where another update could not be marked at first."""
    mark, failures = UpdateJournal.mark_handled, [StateError("the server is away")]

    def sometimes(journal: UpdateJournal, update_id: int) -> None:
        if failures:
            raise failures.pop()
        mark(journal, update_id)

    monkeypatch.setattr(UpdateJournal, "mark_handled", sometimes)

    async def work() -> list[int]:
        claims = WorkerClaims(journal._database, BOT)
        queue = ClaimedQueue(journal, WorkerThreads(1), claims, lambda: False, 1000)
        journal.record_of(1, 11, '{"update_id": 11}')
        await queue.put_unhandled(Bot(f"{BOT}:{'a' * 35}"))
        begun = [await next_of(queue)]
        journal.record_of(2, 21, '{"update_id": 21}')
        for _ in range(3):
            UpdateJournal.start_attempt(journal, 21)
        queue.wake()
        # It waits for the first one meanwhile, which ends without its mark.
        await asyncio.sleep(0.5)
        assert queue.empty()
        await queue.mark_handled(11)
        queue.finish(11, HandlingEnd.DONE)
        begun.append(await next_of(queue))
        await queue.leave()
        return begun

    assert asyncio.run(work()) == [11, 21]
    assert [each.update_id for each in journal.pending()] == [21]
