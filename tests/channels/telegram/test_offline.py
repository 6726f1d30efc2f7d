"""While there is no connection nothing is given up, and a stop does not hang."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa_bot.channels.telegram.transport import delivery
from tests.channels.telegram.bot_api import BotApi, Fault, Person
from tests.channels.telegram.conftest import Serve
from tests.channels.telegram.fakes import FakeAnswers
from tests.channels.telegram.library import FakeLibrary
from tests.patience import PATIENCE_S

BUDGET = (0.01, 0.01)


class Line:
    """Records the pauses between retries."""

    def __init__(self) -> None:
        self.pauses: list[float] = []
        self._changed = threading.Condition()

    def note(self, pause_s: float) -> float:
        with self._changed:
            self.pauses.append(pause_s)
            self._changed.notify_all()
        return pause_s / 100

    def wait_pauses(self, count: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.pauses) >= count, PATIENCE_S)


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Line:
    """Shortens the pauses and the number of retries."""
    noted, pause_s = Line(), delivery._RetryPolicy.pause_s
    monkeypatch.setattr(delivery, "_RETRY_PAUSES_S", BUDGET)
    monkeypatch.setattr(delivery._RetryPolicy, "pause_s", lambda *of: noted.note(pause_s(*of)))
    return noted


@pytest.fixture
def asked(
    answers: FakeAnswers, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[threading.Event, threading.Event]]:
    """An event set once a question is being answered, and one that lets it be answered."""
    begun, free, answer = threading.Event(), threading.Event(), answers.answer

    def waiting(*of: object) -> object:
        begun.set()
        free.wait(PATIENCE_S)
        return answer(*of)  # type: ignore[arg-type]

    monkeypatch.setattr(answers, "answer", waiting)
    yield begun, free
    free.set()


Asked = tuple[threading.Event, threading.Event]


def test_answer_waits_for_the_connection(
    api: BotApi, person: Person, line: Line, asked: Asked, serve: Serve
) -> None:
    """However often the connection fails, the answer is sent once when there is one."""
    begun, free = asked
    with serve():
        person.says("How tall is it?")
        assert begun.wait(PATIENCE_S)
        with api.out_of_reach():
            free.set()
            line.wait_pauses(10 * len(BUDGET))
        assert person.hears().shown.startswith("*34 metres*")
        assert person.asks("When was it lit?").startswith("*1871*")
    assert [seen.sender for seen in person.seen].count("bot") == 2
    assert line.pauses[:7] == [1, 2, 4, 8, 16, 30, 30]


def test_refusals_do_use_up_the_budget(
    api: BotApi, person: Person, line: Line, serve: Serve
) -> None:
    """A message that Telegram refuses again and again is given up, and the next is answered."""
    api.faults.add(Fault.gateway("sendMessage", times=1 + len(BUDGET)))
    with serve():
        person.says("How tall is it?")
        api.faults.wait_used()
        assert person.asks("When was it lit?").startswith("*1871*")


def test_stop_without_a_connection(
    api: BotApi,
    person: Person,
    line: Line,
    asked: Asked,
    serve: Serve,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A stop does not wait for a connection; the answer is sent after the next start."""
    monkeypatch.setattr("qa_bot.channels.telegram.middleware.update_processor._STOP_TIMEOUT_S", 0.2)
    begun, free = asked
    with serve() as bot:
        person.says("How tall is it?")
        assert begun.wait(PATIENCE_S)
        with api.out_of_reach():
            free.set()
            line.wait_pauses(1)
            bot._bot.stop()
            bot.wait_ended()
    with serve():
        assert person.hears().shown.startswith("*34 metres*")
        assert person.asks("When was it lit?").startswith("*1871*")


def test_file_waits_for_the_connection(
    api: BotApi, person: Person, library: FakeLibrary, line: Line, serve: Serve, tmp_path: Path
) -> None:
    """A file whose message came before the connection failed is fetched once it is back."""
    held = threading.Event()
    api.faults.add(Fault("getFile", held=held, cut=True))
    with serve():
        person.uploads("mill.txt", b"The mill at Orr was built in 1804.")
        api.faults.wait_used()
        with api.out_of_reach():
            held.set()
            line.wait_pauses(5)
        assert "mill" in person.hears().text
    assert len(library.added) == 1
