"""Voice messages: heard, shown and answered where speech is recognised, and else explained."""

import pytest

from qa_bot.channels.telegram.handlers import voice_questions
from qa_bot.i18n import wording
from tests.channels.telegram.bot_api import BotApi, Fault, Group, Person
from tests.channels.telegram.bot_api.people import Chat
from tests.channels.telegram.conftest import Serve
from tests.channels.telegram.library import FakeLibrary

pytestmark = pytest.mark.usefixtures("unpaced")

A_VOICE_QUESTION = """\
ada: (not text)
bot: _I heard: How tall is it?_
bot: *34 metres*
| It stands *34 metres* tall.
_The Gull Rock Light_
[More passages] [Full paragraph]
[Source] [Copy] [Share]
[👍] [👎]"""


@pytest.fixture
def library(library: FakeLibrary) -> FakeLibrary:
    """A library that takes the bytes of a voice message for its words."""
    library.hears = True
    return library


def speaks(api: BotApi, chat: Chat, words: bytes, seconds: int = 3, **more: object) -> None:
    """Send a voice message."""
    stored = api.world.files.keep(None, words, "audio/ogg", len(words))
    known = stored.document() | {"duration": seconds}
    chat.sends("voice", known, **more)


@pytest.mark.usefixtures("bot")
def test_a_voice_question(api: BotApi, person: Person) -> None:
    """What was heard is shown first, then its answer."""
    speaks(api, person, b"How tall is it?")
    person.hears()
    person.hears()
    assert person.transcript() == A_VOICE_QUESTION


@pytest.mark.usefixtures("bot")
def test_voice_messages_that_are_no_question(api: BotApi, person: Person) -> None:
    """Silence, no sound and a long talk are each explained in one line."""
    speaks(api, person, b"")
    assert person.hears().text == wording.NOTHING_HEARD
    speaks(api, person, b"\xff\xfe")
    assert person.hears().text == wording.PROBLEMS["SourceDamaged"]
    speaks(api, person, b"How tall is it?", seconds=301)
    assert person.hears().text == wording.VOICE_TOO_LONG.format(count=5)
    assert len(api.world.called("getFile")) == 2


@pytest.mark.usefixtures("bot")
def test_a_voice_message_that_does_not_arrive(
    api: BotApi, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The person is asked to send it again, and the chat goes on."""
    monkeypatch.setattr(voice_questions, "_FETCH_S", 0.2)
    api.faults.add(Fault("download", 500, times=5))
    speaks(api, person, b"How tall is it?")
    assert person.hears().text == wording.FILE_LOST.format(name="voice.ogg")
    api.faults.coming.clear()
    assert person.asks("How tall is it?").startswith("*34 metres*")


@pytest.mark.usefixtures("bot")
def test_voice_messages_in_a_group(api: BotApi) -> None:
    """In a group only a voice message that replies to the bot is for it."""
    group = Group(api.world, status="administrator")
    group.promotes_bot()
    speaks(api, group, b"Who was the keeper?")
    assert group.asks("/ask when was it lit").startswith("*1871*")
    speaks(api, group, b"How tall is it?", reply_to_message=dict(group.seen[-1].raw))
    assert group.hears().text == wording.HEARD.format(text="How tall is it?")
    assert "34 metres" in group.hears().text


def test_without_speech_recognition(
    api: BotApi, person: Person, library: FakeLibrary, serve: Serve
) -> None:
    """One line says what to install."""
    library.hears = False
    with serve():
        speaks(api, person, b"How tall is it?")
        assert person.hears().text == wording.VOICES_NOT_HEARD
