"""Several bots on one PostgreSQL are one bot to the people who write to it."""

import itertools
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import httpx
import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from qa_bot import __version__
from qa_bot.channels.telegram import bot
from qa_bot.channels.telegram.middleware.access import AccessSettings
from qa_bot.channels.telegram.middleware.pairing_codes import PairingResult
from qa_bot.channels.telegram.middleware.usage_limits import UsageLimits
from qa_bot.channels.telegram.storage import worker_claims
from qa_bot.channels.telegram.storage.admissions import Peer
from qa_bot.channels.telegram.storage.state_database import open_state
from qa_bot.channels.telegram.storage.worker_claims import WorkerClaims
from qa_bot.channels.telegram.transport.webhook import WebhookSettings
from qa_bot.channels.telegram.workers import claimed_queue, worker_signals
from qa_bot.i18n import wording
from qa_bot.server_url import ServerUrl
from tests.channels.telegram.bot_api import BOT, BotApi, Person
from tests.channels.telegram.bot_api.webhook import SECRET_HEADER
from tests.channels.telegram.fakes import FakeAnswers
from tests.channels.telegram.running import RunningBot, open_to_all
from tests.patience import PATIENCE_S, until

Start = Callable[..., RunningBot]


@pytest.fixture
def worker(api: BotApi, database_url: str) -> Iterator[Start]:
    """Starts a worker on the test's database."""
    with ExitStack() as running:

        def start(answers: FakeAnswers, **changed: Any) -> RunningBot:
            url = ServerUrl(database_url)
            settings = replace(open_to_all(api.url), state_url=url, **changed)
            return running.enter_context(RunningBot(settings, answers))

        yield start


def free_port() -> int:
    """Return a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def away(url: str) -> Iterator[None]:
    """Let no connection to a database live within, as where its server has stopped."""
    name = str(conninfo_to_dict(url)["dbname"])
    allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    with psycopg.connect(make_conninfo(url, dbname="postgres"), autocommit=True) as server:
        server.execute(allow.format(sql.Identifier(name), sql.SQL("false")))
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        yield
        server.execute(allow.format(sql.Identifier(name), sql.SQL("true")))


def test_each_question_is_answered_once(worker: Start, api: BotApi) -> None:
    """Of two workers one polls, and each question is answered by one of them, in order."""
    first, second = FakeAnswers(), FakeAnswers()
    worker(first)
    worker(second)
    people = [Person(api.world, f"P{n}", n) for n in range(1, 9)]
    for person in people:
        person.says("How tall is it?")
        person.says("When was it lit?")
    for person in people:
        assert person.hears().text.startswith("34 metres")
        assert person.hears().text.startswith("1871")
    assert len(first.asked) + len(second.asked) == 16
    assert not [text for method, text in api.world.refusals if method == "getUpdates"]


def test_chat_stays_with_its_worker(
    worker: Start, api: BotApi, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one worker is at a question, its heart beats, and no other takes over the chat."""
    monkeypatch.setattr(claimed_queue, "_BEAT_EVERY_S", 0.2)
    first, second = FakeAnswers(), FakeAnswers()
    held = threading.Event()
    for answers in (first, second):
        answers.held["How tall is it?"] = held
    worker(first)
    worker(second)
    ada, ben = Person(api.world, "Ada", 1), Person(api.world, "Ben", 2)
    ada.says("How tall is it?")
    ada.says("When was it lit?")
    assert ben.asks("Who was the keeper?").startswith("*Jane Mary Holt*")
    with psycopg.connect(database_url, autocommit=True) as connection:
        beats = connection.execute("SELECT clock_timestamp()").fetchone()
        beat = "SELECT count(*) FROM qa_bot_state.workers WHERE seen > %s"
        until(lambda: connection.execute(beat, beats).fetchone() == (2,))
    assert not api.world.posted[ada.id]
    held.set()
    assert ada.hears().text.startswith("34 metres")
    assert ada.hears().text.startswith("1871")
    # After all that may have been queued twice.
    assert "812 wrecks" in ada.asks("How many wrecks?")
    asked = [
        [each for each in answers.asked if "keeper" not in each] for answers in (first, second)
    ]
    none, (*before, _) = sorted(asked)
    assert (none, before) == ([], ["How tall is it?", "When was it lit?"])


def test_another_receives_once_the_first_stops(
    api: BotApi, worker: Start, database_url: str
) -> None:
    """A worker that stops hands over polling at once, and its chats with its last answer."""
    first, second = FakeAnswers(), FakeAnswers()
    held = first.held["How tall is it?"] = threading.Event()
    ada, ben = Person(api.world, "Ada", 1), Person(api.world, "Ben", 2)
    stopping = worker(first)
    ada.says("How tall is it?")
    until(lambda: first.asked == ["How tall is it?"])
    worker(second)
    stopping._bot.stop()
    until(stopping._bot._queue.ending.is_set)
    assert ben.asks("Who was the keeper?").startswith("*Jane Mary Holt*")
    ada.says("When was it lit?")
    held.set()
    assert ada.hears().text.startswith("34 metres")
    assert ada.hears().text.startswith("1871")
    stopping.wait_ended()
    assert (first.asked, second.asked) == (
        ["How tall is it?"],
        ["Who was the keeper?", "When was it lit?"],
    )


def test_worker_that_counts_as_dead_joins_again(
    worker: Start, api: BotApi, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that others gave up begins what it had in hand no further, and goes on anew."""
    monkeypatch.setattr(claimed_queue, "_BEAT_EVERY_S", 0.2)
    answers = FakeAnswers()
    held = answers.held["How tall is it?"] = threading.Event()
    worker(answers)
    ada = Person(api.world, "Ada", 1)
    ada.says("How tall is it?")
    until(lambda: answers.asked == ["How tall is it?"])
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("DELETE FROM qa_bot_state.workers")
    until(lambda: answers.asked == ["How tall is it?"] * 2)
    held.set()
    assert ada.hears().text.startswith("34 metres")
    assert ada.asks("When was it lit?").startswith("*1871*")
    assert [seen.text[:9] for seen in ada.seen if seen.sender == "bot"] == [
        "34 metres",
        "1871\nThe ",
    ]


def test_worker_that_was_paused_answers_nothing_twice(
    worker: Start, api: BotApi, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that was paused answers nothing that others answered meanwhile."""
    monkeypatch.setattr(claimed_queue, "_BEAT_EVERY_S", 1000.0)
    paused, other = FakeAnswers(), FakeAnswers()
    held = paused.held["How tall is it?"] = threading.Event()
    first = worker(paused)
    ada = Person(api.world, "Ada", 1)
    ada.says("How tall is it?")
    ada.says("When was it lit?")
    until(lambda: paused.asked == ["How tall is it?"])
    worker(other)
    with psycopg.connect(database_url, autocommit=True) as connection:
        # As the others do once its time is up.
        connection.execute(
            "DELETE FROM qa_bot_state.workers WHERE name = %s", [first._bot._queue.journal.worker]
        )
    assert ada.hears().text.startswith("34 metres")
    assert ada.hears().text.startswith("1871")
    held.set()
    until(lambda: not first._bot._queue.busy)
    ben = Person(api.world, "Ben", 2)
    assert ben.asks("Who was the keeper?").startswith("*Jane Mary Holt*")
    assert "812 wrecks" in ada.asks("How many wrecks?")
    assert len(api.world.posted[ada.id]) == 3
    assert paused.asked.count("When was it lit?") == 0


def test_receiver_that_hangs_is_replaced(
    worker: Start, api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that hangs while it polls keeps its connections, and another polls all the same."""
    monkeypatch.setattr(claimed_queue, "_BEAT_EVERY_S", 0.2)
    monkeypatch.setattr(worker_claims, "LEASE_S", 2.0)
    monkeypatch.setattr(worker_signals, "_TRY_EVERY_S", 0.2)
    may_go_on = threading.Event()
    hanging = worker(FakeAnswers())
    until(lambda: hanging._bot._worker is not None and hanging._bot._worker.receives)
    listener = hanging._bot._worker.signals._listener
    monkeypatch.setattr(listener, "wait", lambda seconds: may_go_on.wait(PATIENCE_S))
    try:
        other = worker(FakeAnswers())
        until(lambda: other._bot._worker is not None and other._bot._worker.receives)
    finally:
        may_go_on.set()
    until(lambda: not hanging._bot._worker.receives)
    ada = Person(api.world, "Ada", 1)
    assert ada.asks("How tall is it?").startswith("*34 metres*")


def test_database_that_is_away(
    worker: Start, api: BotApi, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who asked just before hears that it failed; what is asked meanwhile is answered later."""
    monkeypatch.setattr("qa_bot.postgres.database._PATIENCE_S", 1.0)
    answers = FakeAnswers()
    held = answers.held["How tall is it?"] = threading.Event()
    running = worker(answers)
    ada, ben = Person(api.world, "Ada", 1), Person(api.world, "Ben", 2)
    ada.says("How tall is it?")
    until(lambda: answers.asked == ["How tall is it?"])
    with away(database_url):
        ben.says("When was it lit?")
        held.set()
        assert ada.hears().text == wording.PROBLEMS["StateUnavailable"]
        # What was done with cannot be marked so yet.
        until(lambda: bool(running._bot._queue._unmarked))
    assert ben.hears().text.startswith("1871")
    assert ada.asks("Who was the keeper?").startswith("*Jane Mary Holt*")
    assert answers.asked.count("How tall is it?") == 1
    until(lambda: running.unhandled() == 0)


def test_balancer_before_webhooks(worker: Start, api: BotApi) -> None:
    """Workers behind one address share its path and secret; an update that two get counts once."""
    ports = [free_port(), free_port()]
    answers = [FakeAnswers(), FakeAnswers()]
    for port, each in zip(ports, answers, strict=True):
        address = f"http://127.0.0.1:{ports[0]}/qa"
        worker(each, webhook=WebhookSettings(address, port=port))
    api.world.wait(lambda: len(api.world.called("setWebhook")) == 2)
    (hook,) = {(each["url"], each["secret_token"]) for each in api.world.called("setWebhook")}
    ada = Person(api.world, "Ada", 1)
    number = ada.says("How tall is it?")
    assert ada.hears().text.startswith("34 metres")
    update = api.world.queue._all[number]
    for port in ports:
        there = hook[0].replace(str(ports[0]), str(port))
        found = httpx.post(there, json=update, headers={SECRET_HEADER: hook[1]})
        assert found.status_code == 200
    assert ada.asks("When was it lit?").startswith("*1871*")
    assert sum(len(each.asked) for each in answers) == 2
    assert not api.world.called("getUpdates")


def test_status_lists_the_workers(worker: Start, api: BotApi, database_url: str) -> None:
    """An operator sees each worker, which of them polls, and that one has another version."""
    mine = AccessSettings(open=True, operators=frozenset({7}))
    running = [worker(FakeAnswers(), access=mine) for _ in range(2)]
    olga = Person(api.world, "Olga", 7)
    until(lambda: "Workers: 2" in olga.asks("/status"))
    metrics = [each.metric("qa_bot_worker_receives") for each in running]
    assert sorted(metrics) == [0.0, 1.0]
    claims = WorkerClaims(open_state(None, ServerUrl(database_url)), BOT["id"])
    claims.join("old", "0.0.1")
    claims.beat("old", is_receiving=True, handled=5)
    lines = olga.asks("/status").splitlines()
    (old,) = (line for line in lines if line.startswith("old: version 0.0.1, "))
    assert "handled 5" in old
    assert old.endswith("receives the updates")
    assert sum(f": version {__version__}, " in line for line in lines) == 2
    assert wording.VERSIONS_DIFFER in lines


def test_one_pairing_code_is_shown(worker: Start, api: BotApi) -> None:
    """Of workers without an operator one shows a code, which makes whoever sends it one."""
    shown: list[str] = []
    for _ in range(2):
        worker(FakeAnswers(), announce=shown.append)
    until(lambda: bool(shown))
    olga = Person(api.world, "Olga", 7)
    (code,) = re.findall(r"/start ([A-Z0-9-]+)", shown[0])
    assert olga.asks(f"/start {code}") == wording.PAIRED
    assert len(shown) == 1


def test_who_writes_while_too_many_wait_hears_at_once(worker: Start, api: BotApi) -> None:
    """However the waiting are spread over workers, one more is refused, and none of those."""
    held = threading.Event()
    for _ in range(2):
        answers = FakeAnswers()
        answers.held["How tall is it?"] = held
        worker(answers, limits=UsageLimits(waiting_overall=3))
    waiting = [Person(api.world, f"P{n}", n) for n in range(1, 4)]
    for person in waiting:
        person.says("How tall is it?")
    late = Person(api.world, "Late", 9)
    assert late.asks("When was it lit?") == wording.TOO_MUCH_WAITING
    held.set()
    for person in waiting:
        assert person.hears().text.startswith("34 metres")
    # Each time somebody else, since a refusal is not repeated to one person within seconds.
    later = (Person(api.world, "Later", n) for n in itertools.count(10))
    until(lambda: next(later).asks("When was it lit?").startswith("*1871*"))


def test_pairing_code_of_a_worker_with_a_wrong_clock(
    worker: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A code is valid for an hour by the server's clock, whichever worker shows or gets it."""
    shown: list[str] = []
    with monkeypatch.context() as wrong:
        wrong.setattr(bot, "time", SimpleNamespace(time=lambda: 0.0))
        worker(FakeAnswers(), announce=shown.append)
        until(lambda: bool(shown))
    (code,) = re.findall(r"/start ([A-Z0-9-]+)", shown[0])
    pairing = worker(FakeAnswers())._bot._pairing
    assert pairing.try_code(code, Peer(7, "Olga")) is PairingResult.PAIRED
