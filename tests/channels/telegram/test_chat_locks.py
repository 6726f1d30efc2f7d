"""Updates are handled once, in order within a chat and in parallel between chats."""

import threading

import pytest

from tests.channels.telegram.bot_api import BotApi, Person
from tests.channels.telegram.fakes import FakeAnswers
from tests.channels.telegram.running import RunningBot


def test_slow_answer_delays_its_own_chat_only(
    api: BotApi, person: Person, answers: FakeAnswers, bot: RunningBot
) -> None:
    """While one chat waits for an answer, another is answered, and the first keeps its order."""
    held = answers.held["slow: how tall is it?"] = threading.Event()
    other = Person(api.world, "Ben", 2)
    person.says("slow: how tall is it?")
    person.says("When was it lit?")
    assert other.asks("Who was the keeper?").startswith("*Jane")
    assert "When was it lit?" not in answers.asked
    held.set()
    assert person.hears().shown.startswith("*34 metres*")
    assert person.hears().shown.startswith("*1871*")


def test_several_slow_answers_delay_no_other_chat(
    api: BotApi, answers: FakeAnswers, bot: RunningBot
) -> None:
    """While some chats wait for slow answers, others are answered."""
    slow = [Person(api.world, f"Slow{n}", 10 + n) for n in range(5)]
    held = answers.held["slow: how tall is it?"] = threading.Event()
    for person in slow:
        person.says("slow: how tall is it?")
    assert Person(api.world, "Ben", 2).asks("Who was the keeper?").startswith("*Jane")
    held.set()
    assert [person.hears().text[:4] for person in slow] == ["34 m"] * 5


def test_order_of_a_burst(person: Person, bot: RunningBot) -> None:
    """Questions sent in a burst are answered in the order in which they were sent."""
    for word in ("tall", "lit", "keeper", "tall", "keeper") * 4:
        person.says(f"about {word}")
    starts = [person.hears().text[:4] for _ in range(20)]
    assert starts == ["34 m", "1871", "Jane", "34 m", "Jane"] * 4


def test_update_delivered_twice(
    api: BotApi, person: Person, answers: FakeAnswers, bot: RunningBot
) -> None:
    """An update that Telegram delivers twice is handled once."""
    held = answers.held["tall?"] = threading.Event()
    with api.world.changed:
        api.world.deliver_again(person.says("tall?"))
    person.says("lit?")
    held.set()
    assert [person.hears().text[:4] for _ in range(2)] == ["34 m", "1871"]
    assert answers.asked == ["tall?", "lit?"]


@pytest.mark.usefixtures("bot")
def test_typing_while_working(api: BotApi, person: Person, answers: FakeAnswers) -> None:
    """The bot shows the typing action while it works on a slow answer."""
    held = answers.held["tall?"] = threading.Event()
    person.says("tall?")
    api.world.wait(lambda: bool(api.world.called("sendChatAction")))
    held.set()
    assert api.world.called("sendChatAction")[0]["action"] == "typing"
    assert person.hears().text.startswith("34 metres")
