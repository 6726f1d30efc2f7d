"""The language of the bot's replies."""

import pytest

from qa_bot.i18n import wording
from qa_bot.i18n.translation import LANGUAGES, language
from tests.channels.telegram.bot_api import BotApi, Group, Person

pytestmark = pytest.mark.usefixtures("unpaced", "bot")
RU = language("ru")

A_RUSSIAN_CONVERSATION = """\
vera: Who was the keeper
bot: *Jane Mary Holt*
| The keeper was *Jane Mary Holt*.
_The Gull Rock Light_
[Ещё отрывки] [Весь абзац]
[Источник] [Копировать] [Поделиться]
[👍] [👎]
vera: Who painted the door?
bot: В статьях нет ответа на этот вопрос.
Самый близкий отрывок:
| The lighthouse on Gull Rock was lit in 1871. It stands 34 metres tall. Its lamp burned \
rapeseed oil.
_The Gull Rock Light_
[Ещё отрывки] [Весь абзац]
[👍] [👎]
vera: спасибо
bot: Пожалуйста.
vera: /articles
bot: *1 статья:*
1. The Gull Rock Light
[1]"""


@pytest.fixture
def vera(api: BotApi) -> Person:
    """A person whose Telegram speaks Russian."""
    return Person(api.world, "Vera", 5, "ru")


def test_the_language_is_that_of_the_persons_telegram(vera: Person) -> None:
    """Replies are in the person's language; quotes stay as they are."""
    for text in ("Who was the keeper", "Who painted the door?", "спасибо", "/articles"):
        vera.asks(text)
    assert vera.transcript() == A_RUSSIAN_CONVERSATION


def test_another_language_can_be_chosen(vera: Person) -> None:
    """/language overrides Telegram's language in that chat, until it is reset."""
    vera.says("/language")
    heard = vera.hears()
    assert heard.labels == [*LANGUAGES.values(), "Как в Telegram"]
    vera.presses("English")
    assert heard.text == wording.LANGUAGE_IS
    assert vera.asks("/new") == wording.FORGOTTEN
    vera.presses("As in Telegram")
    assert vera.asks("/new") == RU(wording.FORGOTTEN)


def test_language_in_a_group(api: BotApi) -> None:
    """In a group the asker's language counts, unless the group has chosen one."""
    group = Group(api.world)
    assert group.asks("/new") == wording.FORGOTTEN
    group.says("/language")
    group.hears()
    group.presses("Русский")
    assert group.asks("/new") == RU(wording.FORGOTTEN)


def test_errors_are_translated(vera: Person) -> None:
    """Errors and alerts are in the person's language."""
    assert vera.asks("/ask " + "why " * 200) == RU(wording.PROBLEMS["QuestionError"])
    vera.says("How tall is it?")
    vera.hears()
    assert vera.presses("👍") == RU(wording.THANKS_FOR_FEEDBACK)


@pytest.mark.parametrize(
    ("tag", "check", "reply"),
    [
        ("de-AT", "Bist du sicher?", "Ich bin mir sehr sicher: 90\xa0%."),
        ("es-MX", "¿Estás seguro?", "Estoy muy seguro: 90\xa0%."),
        ("ru", "Ты уверен?", "Я вполне уверен: 90\xa0%."),
        ("zh-hans", "你确定吗？", "我很确定：90%。"),
        ("zh-hant", "你确定吗？", "我很确定：90%。"),
    ],
)
def test_talk_about_an_answer(api: BotApi, tag: str, check: str, reply: str) -> None:
    """What is said about an answer is understood and replied to in each language."""
    person = Person(api.world, "Kim", 6, tag)
    person.asks("Who was the keeper")
    assert person.asks(check).startswith(reply)
