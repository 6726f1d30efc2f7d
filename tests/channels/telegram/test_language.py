"""In which language a person is spoken to."""

import pytest

from qa_bot.i18n import wording
from qa_bot.i18n.translation import language
from tests.channels.telegram.bot_api import BotApi, Group, Person

pytestmark = pytest.mark.usefixtures("unpaced", "bot")
RU = language("ru")

A_RUSSIAN_CONVERSATION = """\
vera: Who was the keeper
bot: *Jane Mary Holt*
| The keeper was *Jane Mary Holt*.
_The Gull Rock Light_
[Ещё отрывки] [Весь абзац]
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
    """All that the bot says is in the person's language; what it quotes is as it is."""
    for text in ("Who was the keeper", "Who painted the door?", "спасибо", "/articles"):
        vera.asks(text)
    assert vera.transcript() == A_RUSSIAN_CONVERSATION


def test_another_language_can_be_chosen(vera: Person) -> None:
    """/language overrides Telegram's, for that chat, until it is given back."""
    vera.says("/language")
    heard = vera.hears()
    assert heard.labels == ["English", "Русский", "Как в Telegram"]
    vera.presses("English")
    assert heard.text == wording.LANGUAGE_IS
    assert vera.asks("/new") == wording.FORGOTTEN
    vera.presses("As in Telegram")
    assert vera.asks("/new") == RU(wording.FORGOTTEN)


def test_a_group_hears_each_in_their_own_language(api: BotApi) -> None:
    """In a group the one who asks decides, unless the group has chosen."""
    group = Group(api.world)
    assert group.asks("/new") == wording.FORGOTTEN
    group.says("/language")
    group.hears()
    group.presses("Русский")
    assert group.asks("/new") == RU(wording.FORGOTTEN)


def test_failures_are_told_in_the_language_too(vera: Person) -> None:
    """What went wrong is told in the person's language, and toasts as well."""
    assert vera.asks("/ask " + "why " * 200) == RU(wording.PROBLEMS["QuestionError"])
    vera.says("How tall is it?")
    vera.hears()
    assert vera.presses("👍") == RU(wording.THANKS_FOR_FEEDBACK)
