"""Whole conversations, as a person sees them."""

from functools import partial

import pytest

from qa_bot import wording
from qa_bot.documents import ArticleRef
from tests.telegram.bot_api import BotApi, Group, Person, Seen
from tests.telegram.fakes import some_articles
from tests.telegram.running import RunningBot

pytestmark = pytest.mark.usefixtures("bot")

A_CONVERSATION = """\
ada: /start
bot: Hello! Ask me anything about the articles I hold.

Write a question and I answer with a quote from an article.

/ask: ask a question (in a group)
/more: more passages for the last question
/source: where the last quote stands
/articles: the articles I hold
/new: forget this conversation and start anew
/help: what I can do
ada: Who was the keeper
bot: *Jane Mary Holt*
| The keeper was *Jane Mary Holt*.
_The Gull Rock Light, characters 102–132_
ada: Who painted the door?
bot: The articles do not answer that.
The nearest passage:
| The lighthouse on Gull Rock was lit in 1871. It stands 34 metres tall. Its lamp burned \
rapeseed oil.
_The Gull Rock Light, characters 0–100_
ada: thanks
bot: You are welcome."""


def test_a_conversation(person: Person) -> None:
    """A greeting, an answer with its source, a question declined and thanks read as they should."""
    for text in ("/start", "Who was the keeper", "Who painted the door?", "thanks"):
        person.asks(text)
    assert person.transcript() == A_CONVERSATION


def test_answer_that_is_its_sentence_is_shown_once(person: Person) -> None:
    """An answer that is the whole sentence is shown as the quote alone, angle brackets and all."""
    assert person.asks("How often does the horn sound?") == (
        "| *It sounds <every> 40 seconds.*\n_The Gull Rock Light, characters 237–266_"
    )


def test_more_and_source(person: Person) -> None:
    """/more shows the next passages once, /source the quote within its passage."""
    person.asks("How tall is it?")
    assert person.asks("/source") == (
        f"{wording.SOURCE_OF_LAST}\n"
        "| The lighthouse on Gull Rock was lit in 1871. *It stands 34 metres tall.* "
        "Its lamp burned rapeseed oil.\n"
        "_The Gull Rock Light, characters 0–100_"
    )
    more = person.asks("/more")
    assert more.startswith("| The keeper was Jane Mary Holt.")
    assert "| A fog horn" in more
    assert person.asks("/more") == wording.NOTHING_MORE


def test_commands_before_any_question(person: Person) -> None:
    """/more and /source say what they need, before a question and after /new."""
    assert person.asks("/more") == wording.NOTHING_ASKED
    person.asks("How tall is it?")
    assert person.asks("/new") == wording.FORGOTTEN
    assert person.asks("/source") == wording.NOTHING_ASKED
    assert person.asks("/more") == wording.NOTHING_ASKED


def test_unknown_command_and_stickers(person: Person) -> None:
    """A command that does not exist, a sticker and an album each get one friendly line."""
    assert person.asks("/frobnicate") == wording.UNKNOWN_COMMAND
    sticker = {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1}
    person.sends("sticker", sticker | {"is_animated": False, "is_video": False})
    assert person.hears().text == wording.NOT_TEXT
    photo = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]
    person.sends("photo", photo, media_group_id="album")
    person.sends("photo", photo, media_group_id="album")
    assert person.hears().text == wording.NOT_TEXT
    assert person.asks("How tall is it?").startswith("*34 metres*")


def test_edited_question_is_answered_anew(person: Person) -> None:
    """A question that is edited gets another answer."""
    person.asks("How tall is it?")
    person.edits("When was it lit?")
    assert person.hears().shown.startswith("*1871*")


def test_bad_question_is_explained(person: Person) -> None:
    """What is wrong with a question is told to the person who asked it."""
    assert person.asks("why " * 100) == (
        "The question is longer than 200 characters. Ask a shorter one."
    )


def test_one_article(person: Person) -> None:
    """A short list of articles has no buttons."""
    person.says("/articles")
    heard = person.hears()
    assert heard.shown == "*1 article:*\n1. The Gull Rock Light"
    assert heard.buttons == []


@pytest.mark.parametrize("articles", [some_articles(45)])
def test_pages_of_articles(api: BotApi, person: Person, articles: list[ArticleRef]) -> None:
    """A long list of articles is turned page by page in place, and every tap is answered."""
    person.says("/articles")
    heard = person.hears()
    assert heard.text.endswith("20. Article 20")
    for label, last in (("Next ›", 40), ("Next ›", 45), ("‹ Previous", 40)):
        person.taps(label)
        api.world.wait(partial(_ends, heard, last))
    api.world.wait(lambda: not api.world.open_queries)
    assert [button["text"] for button in heard.buttons] == ["‹ Previous", "Next ›"]


@pytest.mark.parametrize("articles", [[]])
def test_no_articles(person: Person, articles: list[ArticleRef]) -> None:
    """An empty library says so."""
    assert person.asks("/articles") == f"*{wording.EMPTY_LIBRARY}*"


def test_group_is_answered_only_when_asked(api: BotApi) -> None:
    """In a group the bot speaks when named, replied to or asked with /ask, and is else silent."""
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
    """In a group an answer is a reply to its question, so that it is clear whose it is."""
    group = Group(api.world)
    group.says("/ask how tall")
    heard = group.hears()
    assert heard.raw["reply_to_message"]["text"] == "/ask how tall"


def test_menu_of_commands(api: BotApi, bot: RunningBot) -> None:
    """The menu lists the commands, and previews of links are off in every message."""
    api.world.wait(lambda: bool(api.world.commands))
    menu = {command["command"]: command["description"] for command in api.world.commands}
    assert menu == wording.TELEGRAM_COMMANDS
    Person(api.world).asks("How tall is it?")
    sent = api.world.called("sendMessage")
    assert all('"is_disabled": true' in each["link_preview_options"] for each in sent)


def test_polling_asks_for_what_is_handled(api: BotApi, person: Person) -> None:
    """Only what is handled is asked for, and waiting updates are kept."""
    person.asks("/help")
    polls = api.world.called("getUpdates")
    assert {poll["allowed_updates"] for poll in polls} == {
        '["message", "edited_message", "callback_query", "my_chat_member"]'
    }
    deleted = api.world.called("deleteWebhook")
    assert all(each.get("drop_pending_updates") in (None, "false", "False") for each in deleted)


def _ends(page: Seen, last: int) -> bool:
    return page.text.endswith(f"\n{last}. Article {last}")
