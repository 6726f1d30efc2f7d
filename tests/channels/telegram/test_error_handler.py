"""Errors are reported to the person and the operator, and failed requests are retried."""

import logging
import threading

import pytest

from qa_bot.answers import Answer, Quote
from qa_bot.channels.telegram.monitoring.error_handler import traceback_outline
from qa_bot.documents import Scope
from qa_bot.errors import LibraryBusy
from qa_bot.i18n import wording
from tests.channels.telegram.bot_api import BotApi, Fault, Person
from tests.channels.telegram.fakes import LIGHTHOUSE, FakeAnswers
from tests.channels.telegram.running import RunningBot, open_to_all


def test_defect(person: Person, bot: RunningBot, caplog: pytest.LogCaptureFixture) -> None:
    """A defect gets an apology; the log shows its stack frames, not what was asked."""
    assert person.asks("please crash on my private matter") == wording.APOLOGY
    assert person.asks("How tall is it?").startswith("*34 metres*")
    logged = caplog.text
    assert "builtins.RuntimeError" in logged
    assert "fakes.py" in logged
    assert "private matter" not in logged


def test_cause_without_text() -> None:
    """The outline of an error includes its causes, and none of their texts."""
    asked = "where is the gold"
    try:
        try:
            raise KeyError(asked)
        except KeyError as error:
            raise ValueError(asked) from error
    except ValueError as error:
        told = traceback_outline(error)
    assert "builtins.ValueError" in told
    assert "builtins.KeyError" in told
    assert asked not in told


def test_known_error_is_explained(
    person: Person, answers: FakeAnswers, bot: RunningBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error that a person can meet is explained in a sentence without paths or commands."""

    def busy(question: str, scope: Scope) -> None:
        raise LibraryBusy("The library is busy. Try again in a moment.")

    monkeypatch.setattr(answers, "answer", busy)
    assert person.asks("How tall is it?") == wording.PROBLEMS["LibraryBusy"]


def test_blocked(
    api: BotApi, person: Person, bot: RunningBot, caplog: pytest.LogCaptureFixture
) -> None:
    """A person who has blocked the bot is no error, and others are still answered."""
    person.blocks_bot()
    person.says("How tall is it?")
    assert Person(api.world, "Ben", 2).asks("How tall is it?").startswith("*34 metres*")
    assert not [each for each in caplog.records if each.levelno >= logging.WARNING]


def test_flood(api: BotApi, person: Person, bot: RunningBot) -> None:
    """When Telegram asks to wait, the bot waits and then sends the answer once."""
    api.faults.add(Fault.flood("sendMessage", retry_after=1))
    assert person.asks("How tall is it?").startswith("*34 metres*")
    assert len(api.world.called("sendMessage")) == 1


@pytest.mark.parametrize(("applied", "shown"), [(False, 1), (True, 2)])
def test_answer_survives_a_timeout(
    api: BotApi,
    answers: FakeAnswers,
    person: Person,
    monkeypatch: pytest.MonkeyPatch,
    applied: bool,
    shown: int,
) -> None:
    """When Telegram does not confirm an answer in time, it comes twice rather than never."""
    monkeypatch.setattr("qa_bot.channels.telegram.bot._READ_TIMEOUT_S", 1.0)
    held = threading.Event()
    api.faults.add(Fault("sendMessage", applied=applied, held=held))
    with RunningBot(open_to_all(api.url), answers, list):
        person.says("How tall is it?")
        assert [person.hears().text[:9] for _ in range(shown)] == ["34 metres"] * shown
        assert person.asks("When was it lit?").startswith("*1871*")
        held.set()


def test_answer_is_repeated_once_at_most(
    api: BotApi, answers: FakeAnswers, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When Telegram is slow to confirm everything, an answer is not sent for ever."""
    monkeypatch.setattr("qa_bot.channels.telegram.bot._READ_TIMEOUT_S", 1.0)
    held = threading.Event()
    api.faults.add(Fault("sendMessage", applied=True, held=held, times=2))
    with RunningBot(open_to_all(api.url), answers, list):
        person.says("How tall is it?")
        api.faults.wait_used()
        assert [person.hears().text[:9] for _ in range(2)] == ["34 metres"] * 2
        assert person.asks("When was it lit?").startswith("*1871*")
        held.set()
    assert len(api.world.called("sendMessage")) == 3


def test_remark_that_timed_out_is_not_repeated(
    api: BotApi, answers: FakeAnswers, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A message that is no answer is not sent twice when Telegram is slow to confirm it."""
    monkeypatch.setattr("qa_bot.channels.telegram.bot._READ_TIMEOUT_S", 1.0)
    held = threading.Event()
    api.faults.add(Fault("sendMessage", applied=True, held=held))
    with RunningBot(open_to_all(api.url), answers, list):
        person.says("/new")
        api.faults.wait_used()
        person.hears()
        assert person.asks("When was it lit?").startswith("*1871*")
        held.set()
    assert len(api.world.called("sendMessage")) == 2


def test_press_is_acknowledged_though_telegram_fails(
    api: BotApi, person: Person, bot: RunningBot
) -> None:
    """The answer to a callback or inline query is sent again."""
    person.asks("How tall is it?")
    api.faults.add(Fault.error("answerCallbackQuery", 500, "Internal Server Error: restart"))
    assert person.presses("👍") == wording.THANKS_FOR_FEEDBACK
    api.faults.add(Fault("answerInlineQuery", cut=True))
    assert person.cards(person.queries("How tall is it?"))


def test_second_poller(
    api: BotApi, person: Person, bot: RunningBot, caplog: pytest.LogCaptureFixture
) -> None:
    """Two processes with one token are reported to the operator, with the cure."""
    api.faults.add(Fault.error("getUpdates", 409, "Conflict: terminated by other getUpdates"))
    person.asks("How tall is it?")
    api.faults.wait_used()
    person.asks("When was it lit?")
    assert "Another process polls with this token; stop one of them." in caplog.text


@pytest.mark.parametrize(
    "fault",
    [
        Fault("sendMessage", 502, "<html>Bad Gateway</html>"),
        Fault.error("sendMessage", 500, "Internal Server Error: restart"),
    ],
)
def test_refused_message_is_sent_again(
    api: BotApi, person: Person, bot: RunningBot, fault: Fault
) -> None:
    """A message that Telegram's servers failed to take is sent again."""
    api.faults.add(fault)
    assert person.asks("How tall is it?").startswith("*34 metres*")


@pytest.mark.parametrize(("applied", "shown"), [(False, 1), (True, 2)])
def test_answer_survives_a_broken_connection(
    api: BotApi, person: Person, bot: RunningBot, applied: bool, shown: int
) -> None:
    """When the connection breaks, the answer is sent again: seen twice rather than never."""
    api.faults.add(Fault("sendMessage", applied=applied, cut=True))
    assert person.asks("How tall is it?").startswith("*34 metres*")
    api.world.wait(lambda: len(person.seen) == 1 + shown)
    person.asks("When was it lit?")
    assert [seen.text[:9] for seen in person.seen[1 : 1 + shown]] == ["34 metres"] * shown


def test_refused_markup(
    api: BotApi, person: Person, bot: RunningBot, caplog: pytest.LogCaptureFixture
) -> None:
    """Markup that Telegram refuses is sent again as plain text."""
    description = "Bad Request: can't parse entities: Unsupported start tag"
    api.faults.add(Fault.error("sendMessage", 400, description))
    assert person.asks("How tall is it?").startswith("34 metres\nIt stands 34 metres tall.\n")
    assert "refused the markup" in caplog.text


def test_long_text_is_split(
    person: Person, answers: FakeAnswers, bot: RunningBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text that does not fit in one message arrives as several, in order."""
    text = "\n\n".join(f"{number} " + "gulls & <waves> " * 60 for number in range(10))
    quote = Quote(LIGHTHOUSE.ref, 0, len(text), text)
    answer = Answer("q", True, 0.9, "gulls", quote)
    monkeypatch.setattr(answers, "answer", lambda question, scope: answer)
    person.says("What is there?")
    parts = [person.hears() for _ in range(3)]
    assert [part.text.removeprefix("gulls\n")[0] for part in parts] == ["0", "4", "8"]
    assert all("blockquote" in str(part.entities) for part in parts)
