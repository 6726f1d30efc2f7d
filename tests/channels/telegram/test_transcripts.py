"""Whole conversations, as a person sees them."""

from pathlib import Path

import pytest

from qa_bot.i18n import wording
from qa_bot.i18n.translation import LANGUAGES
from tests.channels.telegram.bot_api import BotApi, Group, Person
from tests.channels.telegram.running import RunningBot

pytestmark = pytest.mark.usefixtures("unpaced", "bot")

A_CONVERSATION = """\
ada: /start
bot: Hello! Ask me anything about the articles I hold.

Ask me a question, and I answer with a quote from an article, or say that none answers it.

Send or forward a text, a link or a file, and I add it to what I know.

In a group I answer when I am named, replied to, or asked with /ask.
ada: Who was the keeper
bot: *Jane Mary Holt*
| The keeper was *Jane Mary Holt*.
_The Gull Rock Light_
[More passages] [Full paragraph]
[Source] [Copy] [Share]
[👍] [👎]
ada: Who painted the door?
bot: The articles do not answer that.
The nearest passage:
| The lighthouse on Gull Rock was lit in 1871. It stands 34 metres tall. Its lamp burned \
rapeseed oil.
_The Gull Rock Light_
[More passages] [Full paragraph]
[👍] [👎]
ada: thanks
bot: You are welcome."""


def test_a_conversation(person: Person) -> None:
    """A greeting, an answer with its source, a declined question and thanks are as documented."""
    for text in ("/start", "Who was the keeper", "Who painted the door?", "thanks"):
        person.asks(text)
    assert person.transcript() == A_CONVERSATION


def test_documents_show_that_conversation() -> None:
    """The conversation in docs/telegram.md is what the bot replies."""
    shown = (Path(__file__).parents[3] / "docs" / "telegram.md").read_text("utf-8")
    asked = A_CONVERSATION[
        A_CONVERSATION.index("ada: Who was") : A_CONVERSATION.index("\nada: thanks")
    ]
    assert asked in shown


def test_answer_that_is_its_sentence_is_shown_once(person: Person) -> None:
    """An answer that is the whole sentence is shown as the quote alone, with angle brackets."""
    assert person.asks("How often does the horn sound?") == (
        "| *It sounds <every> 40 seconds.*\n_The Gull Rock Light_"
    )


def test_unknown_command_and_stickers(person: Person) -> None:
    """A command that does not exist, a sticker and an album each get one friendly line."""
    assert person.asks("/frobnicate") == wording.UNKNOWN_COMMAND
    sticker = {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1}
    person.sends("sticker", sticker | {"is_animated": False, "is_video": False})
    assert person.hears().text == wording.NOT_TEXT
    photo = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]
    person.sends("photo", photo, media_group_id="album")
    person.sends("photo", photo, media_group_id="album")
    assert person.hears().text == wording.PICTURES_NOT_READ
    assert person.asks("How tall is it?").startswith("*34 metres*")


def test_bad_question_is_explained(person: Person) -> None:
    """An invalid question is explained to the person who asked it."""
    assert person.asks("/ask " + "why " * 200) == wording.PROBLEMS["QuestionError"]


def test_group_is_answered_only_when_asked(api: BotApi) -> None:
    """In a group the bot answers only a mention, a reply to it, or /ask."""
    group = Group(api.world)
    group.says("How tall is it?")
    group.says("@lighthouse_bots how tall is it?")
    group.says("/frobnicate")
    group.sends("location", {"longitude": 1.0, "latitude": 1.0})
    assert group.asks("@Lighthouse_Bot How tall is it?").startswith("*34 metres*")
    group.says("Who was the keeper?")
    group.replies("When was it lit?")
    assert group.hears().shown.startswith("*1871*")
    assert group.asks("/ask who was the keeper").startswith("*Jane Mary Holt*")
    assert group.asks("/ask@lighthouse_bot") == wording.ASK_WHAT
    group.says("/ask@another_bot how tall")
    assert group.asks("/frobnicate@lighthouse_bot") == wording.UNKNOWN_COMMAND


def test_group_answer_replies_to_the_question(api: BotApi) -> None:
    """In a group an answer is a reply to its question."""
    group = Group(api.world)
    group.says("/ask how tall")
    heard = group.hears()
    assert heard.raw["reply_to_message"]["text"] == "/ask how tall"


def test_help_fits_one_screen(person: Person) -> None:
    """/help lists every command of the menu, in no more lines than a screen has."""
    said = person.asks("/help")
    assert all(f"/{name}: {use}" in said for name, use in wording.TELEGRAM_COMMANDS.items())
    assert len(said.splitlines()) < 20
    assert len(said) < 1000


def test_menus_of_commands(api: BotApi, bot: RunningBot) -> None:
    """Each kind of chat has its menu in each language; in a group only admins see /add."""
    api.world.wait(lambda: len(api.world.menus) == 4 * len(LANGUAGES))
    assert set(menu(api, "all_private_chats")) & {"ask", "add"} == {"add"}
    assert set(menu(api, "all_group_chats")) & {"ask", "add"} == {"ask"}
    assert set(menu(api, "all_chat_administrators")) >= {"ask", "add", "export"}
    assert menu(api, "all_private_chats", "ru")["help"] == "что я умею"


def test_previews_are_off(api: BotApi, person: Person) -> None:
    """No message shows the preview of a link in it."""
    person.asks("How tall is it?")
    sent = api.world.called("sendMessage")
    assert all('"is_disabled": true' in each["link_preview_options"] for each in sent)


def test_allowed_updates(api: BotApi, person: Person) -> None:
    """The bot polls only for updates that it handles, and keeps pending ones."""
    person.asks("/help")
    polls = api.world.called("getUpdates")
    assert {poll["allowed_updates"] for poll in polls} == {
        '["message", "edited_message", "callback_query", "my_chat_member", "message_reaction", '
        '"inline_query", "guest_message"]'
    }
    deleted = api.world.called("deleteWebhook")
    assert all(each.get("drop_pending_updates") in (None, "false", "False") for each in deleted)


def menu(api: BotApi, scope: str, language: str = "") -> dict[str, str]:
    """Return the menu of a kind of chat in a language."""
    found = api.world.menus[scope, language]
    return {command["command"]: command["description"] for command in found}
