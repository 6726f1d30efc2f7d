"""Questions that name the bot where it is no member are answered with care."""

from dataclasses import replace

import pytest

from qa_bot.channels.telegram.middleware.access import AccessSettings
from qa_bot.i18n import wording
from tests.channels.telegram.bot_api import BotApi, Person
from tests.channels.telegram.conftest import Serve
from tests.channels.telegram.fakes import FakeAnswers
from tests.channels.telegram.running import RunningBot, open_to_all

ASKED = "@lighthouse_bot How tall is it?"
pytestmark = pytest.mark.usefixtures("unpaced")


@pytest.mark.usefixtures("bot")
def test_guest_message_is_answered(api: BotApi, person: Person) -> None:
    """The answer with its sentence comes where the bot was named, and nowhere else."""
    shown = person.guest_answer(person.summons(ASKED)).shown
    assert shown.startswith("*34 metres*\n| It stands *34 metres* tall.")
    assert not api.world.called("sendMessage")
    assert not api.world.called("leaveChat")


@pytest.mark.usefixtures("bot")
def test_question_that_is_replied_to(person: Person) -> None:
    """The bot's name alone answers the question replied to, and else says what to write."""
    said = {"message_id": 3, "date": 1, "chat": {"id": 5, "type": "private"}}
    query = person.summons("@lighthouse_bot", reply_to_message=said | {"text": "How tall is it?"})
    assert person.guest_answer(query).text.startswith("34 metres")
    assert person.guest_answer(person.summons("@lighthouse_bot")).text == wording.ASK_WHAT


@pytest.mark.usefixtures("bot")
def test_only_what_the_asker_sees(api: BotApi, person: Person) -> None:
    """What another chat added is not told, though the guest chat's id is that chat's."""
    ben = Person(api.world, "Ben", 2)
    ben.asks("The mill\n\n" + "The mill at Orr was built in 1804. " * 40)
    chat = {"id": ben.id, "type": "private", "first_name": "Ben"}
    asked = "@lighthouse_bot When was the mill built?"
    assert person.guest_answer(person.summons(asked, chat)).text == wording.DECLINED
    assert "1804" in ben.guest_answer(ben.summons(asked)).text


def test_only_the_admitted(api: BotApi, answers: FakeAnswers, person: Person) -> None:
    """Strangers, and whoever writes in the name of a chat, are not answered in a guest chat."""
    ben = Person(api.world, "Ben", 2)
    settings = replace(open_to_all(api.url), access=AccessSettings(allowed=frozenset({1, -5})))
    with RunningBot(settings, answers):
        ben.summons(ASKED)
        ben.summons(ASKED, {"id": -5, "type": "supergroup", "title": "Keepers"})
        group = {"id": -5, "type": "supergroup", "title": "Keepers"}
        person.summons(ASKED, group, sender_chat=group)
        assert person.guest_answer(person.summons(ASKED)).text.startswith("34 metres")
    assert answers.asked == ["How tall is it?"]
    assert len(api.world.guest_answers) == 1
    assert not api.world.called("leaveChat")


def test_failures_stay_out_of_the_chat(serve: Serve, api: BotApi, person: Person) -> None:
    """What goes wrong with a guest message is not told in a chat that is not the bot's."""
    with serve():
        chat = {"id": person.id, "type": "private", "first_name": "Ada"}
        person.summons("@lighthouse_bot please crash", chat)
        assert person.guest_answer(person.summons(ASKED, chat)).text.startswith("34 metres")
    assert person.transcript() == ""


def test_guest_mode_can_be_off(serve: Serve, api: BotApi, person: Person) -> None:
    """With telegram.inline off, the bot does not ask Telegram for guest messages."""
    with serve(inline=False):
        person.summons(ASKED)
        assert person.asks("How tall is it?").startswith("*34 metres*")
    assert not api.world.guest_answers
