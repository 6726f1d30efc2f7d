"""Updates are answered once and in order, also after a kill, a failing disk or a stop."""

import asyncio
import json
import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from telegram import Update

from qa_bot.channels.telegram.middleware.update_processor import JournalledQueue
from qa_bot.channels.telegram.storage.shared_journal import SharedJournal
from qa_bot.channels.telegram.storage.sqlite_state import SqliteState
from qa_bot.channels.telegram.storage.update_journal import UpdateJournal
from qa_bot.channels.telegram.transport.worker_threads import WorkerThreads
from qa_bot.errors import StateError
from qa_bot.i18n import wording
from qa_bot.server_url import ServerUrl
from tests.channels.telegram.bot_api import BOT, TOKEN, BotApi, Fault, Person
from tests.channels.telegram.fakes import FakeAnswers
from tests.channels.telegram.running import RunningBot, open_to_all
from tests.channels.telegram.state_places import StatePlace
from tests.patience import PATIENCE_S

SECRET = TOKEN.partition(":")[2]


@pytest.fixture
def running(api: BotApi, answers: FakeAnswers, place: StatePlace) -> Callable[[], RunningBot]:
    """A bot whose state outlives it, in a file or shared with other workers."""
    url = ServerUrl(place.url) if place.url else None
    settings = replace(open_to_all(api.url), folder=place.folder, state_url=url)
    return lambda: RunningBot(settings, answers)


def journalled(place: StatePlace, person: Person, text: str, tries: int, alone: int = 0) -> int:
    """Record an update as killed processes would, after so many attempts, some of them alone."""
    number = person.says(text)
    database = place.open()
    journal = UpdateJournal(database, BOT["id"])
    (update,) = [each for each in person._world.queue.waiting if each["update_id"] == number]
    if place.url:
        SharedJournal(database, BOT["id"]).record_of(person.id, number, json.dumps(update))
    else:
        journal.record(number, json.dumps(update))
    for _ in range(tries):
        journal.start_attempt(number)
    for _ in range(alone):
        journal.start_attempt(number, alone=True)
    return number


def test_update_of_a_killed_process_is_answered(
    running: Callable[[], RunningBot], person: Person, place: StatePlace, answers: FakeAnswers
) -> None:
    """An update that was not finished is answered once after a restart, even if it comes again."""
    journalled(place, person, "How tall is it?", tries=1)
    with running():
        assert person.hears().text.startswith("34 metres")
        assert person.asks("When was it lit?").startswith("*1871*")
    assert answers.asked == ["How tall is it?", "When was it lit?"]


def test_handled_update_is_not_answered_after_a_restart(
    api: BotApi, running: Callable[[], RunningBot], person: Person, answers: FakeAnswers
) -> None:
    """An update that an earlier process handled is not answered when Telegram delivers it again."""
    with running():
        number = person.says("How tall is it?")
        person.hears()
    api.world.queue.add_again(number)
    with running():
        assert person.asks("When was it lit?").startswith("*1871*")
    assert answers.asked == ["How tall is it?", "When was it lit?"]


def test_update_that_kills_the_process_is_given_up(
    api: BotApi,
    running: Callable[[], RunningBot],
    person: Person,
    place: StatePlace,
    answers: FakeAnswers,
) -> None:
    """Of the updates of a crash loop only that is given up, with an apology, that dies alone."""
    ben, cat = Person(api.world, "Ben", 2), Person(api.world, "Cat", 3)
    journalled(place, ben, "Who was the keeper?", tries=12)
    journalled(place, person, "How tall is it?", tries=3, alone=2)
    journalled(place, cat, "How many wrecks?", tries=2)
    with running():
        assert person.hears().text == wording.APOLOGY
        assert ben.hears().text.startswith("Jane Mary Holt")
        assert cat.hears().text.startswith("812 wrecks")
        assert person.asks("When was it lit?").startswith("*1871*")
    assert "How tall is it?" not in answers.asked


def test_apology_for_what_is_given_up_is_not_lost(
    api: BotApi,
    running: Callable[[], RunningBot],
    person: Person,
    place: StatePlace,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The apology that stands in place of an answer is sent again where nothing confirms it."""
    monkeypatch.setattr("qa_bot.channels.telegram.bot._READ_TIMEOUT_S", 0.5)
    journalled(place, person, "How tall is it?", tries=3, alone=2)
    api.faults.add(Fault("sendMessage", hang_s=1.0))
    with running():
        assert person.hears().text == wording.APOLOGY


def test_suspect_is_handled_alone(
    api: BotApi,
    running: Callable[[], RunningBot],
    person: Person,
    place: StatePlace,
    answers: FakeAnswers,
) -> None:
    """While an update that may end the process is handled, no other is begun."""
    held = answers.held["How tall is it?"] = threading.Event()
    ben, cat = Person(api.world, "Ben", 2), Person(api.world, "Cat", 3)
    journalled(place, ben, "Who was the keeper?", tries=1)
    journalled(place, person, "How tall is it?", tries=3)
    cat.says("How many wrecks?")
    with running() as bot:
        api.world.wait(lambda: answers.asked == ["How tall is it?"])
        api.world.wait(lambda: bool(api.world.called("sendChatAction")))
        assert answers.asked == ["How tall is it?"]
        assert bot.attempts() == {1001: (1, 0), 1002: (3, 1), 1003: (0, 0)}
        held.set()
        assert [each.hears().text[:4] for each in (person, ben, cat)] == ["34 m", "Jane", "812 "]


def test_stop_is_no_death(
    running: Callable[[], RunningBot],
    person: Person,
    answers: FakeAnswers,
    place: StatePlace,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An attempt that a stop ends does not count towards giving the update up."""
    monkeypatch.setattr(
        "qa_bot.channels.telegram.middleware.update_processor._STOP_TIMEOUT_S", 0.01
    )
    held = answers.held["How tall is it?"] = threading.Event()
    with running():
        person.says("How tall is it?")
        person._world.wait(lambda: answers.asked == ["How tall is it?"])
        threading.Timer(1.0, held.set).start()
    journal = UpdateJournal(place.open(), BOT["id"])
    assert [(each.tries, each.tries_alone) for each in journal.pending()] == [(0, 0)]


def test_unreadable_record_does_not_stop_the_start(
    running: Callable[[], RunningBot], person: Person, place: StatePlace
) -> None:
    """A recorded update that cannot be read is given up, and the bot starts."""
    number = journalled(place, person, "How tall is it?", tries=0)
    place.open().execute("UPDATE updates SET body = '[' WHERE update_id = ?", number)
    with running() as bot:
        assert person.asks("When was it lit?").startswith("*1871*")
        assert bot.unhandled() <= 1


def test_failing_disk_loses_nothing(
    running: Callable[[], RunningBot],
    person: Person,
    place: StatePlace,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An update that cannot be recorded is not confirmed to Telegram, and is answered later."""
    journal, name = (SharedJournal, "record_of") if place.url else (UpdateJournal, "record")
    record, failures = getattr(journal, name), [StateError("disk full"), StateError("disk full")]

    def sometimes(*recorded: object) -> bool:
        if failures:
            raise failures.pop()
        return bool(record(*recorded))

    monkeypatch.setattr(journal, name, sometimes)
    with running():
        assert person.asks("How tall is it?").startswith("*34 metres*")
    assert not failures


def test_lone_surrogate_is_replaced() -> None:
    """A lone surrogate, which JSON may hold, is recorded and handed on as U+FFFD."""
    told = {"update_id": 1, "message": {"message_id": 1, "date": 1, "text": "caf\ud800 👩",
            "chat": {"id": 1, "type": "private"}, "document": {"file_id": "a",
            "file_unique_id": "b", "file_name": "x\udfff.txt"}}}  # fmt: skip
    journal = UpdateJournal(SqliteState(), 1)
    queue = JournalledQueue(journal, WorkerThreads(1))
    asyncio.run(queue.put(Update.de_json(told, None)))
    update = queue.get_nowait()
    assert isinstance(update, Update) and update.message and update.message.document
    assert update.message.text == "caf\ufffd 👩"
    assert update.message.document.file_name == "x\ufffd.txt"
    (pending,) = journal.pending()
    assert json.loads(pending.body)["message"]["text"] == "caf\ufffd 👩"


def test_stop_signal_is_not_recorded() -> None:
    """What is no update, such as the stop signal, is queued unrecorded."""
    queue = JournalledQueue(UpdateJournal(SqliteState(), 1), WorkerThreads(1))
    asyncio.run(queue.put("stop"))
    assert queue.get_nowait() == "stop"


def update_of(number: int) -> Update:
    """Return an update that holds nothing but its id."""
    return Update(number)


def test_updates_are_queued_in_the_order_of_recording(folder: Path) -> None:
    """Updates that arrive at once are recorded and queued in order, before a later stop signal."""
    journal = UpdateJournal(SqliteState(folder), 1)

    async def arrive() -> list[object]:
        queue = JournalledQueue(journal, WorkerThreads(1))
        items = [*map(update_of, range(1, 101)), "stop"]
        await asyncio.gather(*(queue.put(item) for item in items))
        return [queue.get_nowait() for _ in items]

    *updates, last = asyncio.run(arrive())
    assert [update.update_id for update in updates if isinstance(update, Update)] == [
        *range(1, 101)
    ]
    assert last == "stop"
    assert [each.update_id for each in journal.pending()] == [*range(1, 101)]


def test_update_that_a_stop_interrupts_is_queued(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An update whose poll is cancelled while it is recorded is queued before the stop signal."""
    journal, record = UpdateJournal(SqliteState(folder), 1), UpdateJournal.record
    begun, may_write = threading.Event(), threading.Event()

    def slowly(journal: UpdateJournal, number: int, body: str) -> bool:
        begun.set()
        may_write.wait(PATIENCE_S)
        return record(journal, number, body)

    monkeypatch.setattr(UpdateJournal, "record", slowly)

    async def interrupt() -> list[object]:
        queue = JournalledQueue(journal, WorkerThreads(1))
        poll = asyncio.create_task(queue.put(update_of(1)))
        await asyncio.to_thread(begun.wait, PATIENCE_S)
        poll.cancel()
        stop = asyncio.create_task(queue.put("stop"))
        await asyncio.sleep(0)
        may_write.set()
        await stop
        return [queue.get_nowait() for _ in range(2)]

    update, stop = asyncio.run(interrupt())
    assert isinstance(update, Update) and update.update_id == 1
    assert stop == "stop"


def test_token_is_nowhere(
    api: BotApi,
    person: Person,
    answers: FakeAnswers,
    folder: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Even with all logging at DEBUG, neither the log nor a file holds the token."""
    caplog.set_level(logging.DEBUG)
    with RunningBot(replace(open_to_all(api.url), folder=folder), answers):
        for name in ("httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.DEBUG)
        person.asks("How tall is it?")
        assert "sendMessage" in caplog.text
        files = [file.read_bytes() for file in folder.iterdir()]
    assert SECRET not in caplog.text
    assert files
    assert not any(SECRET.encode() in held for held in files)
