"""A chat in another language shows no English word of the bot's."""

import re
from collections.abc import Iterator

import pytest

from qa_bot.channels.telegram.middleware.usage_limits import UsageLimits
from qa_bot.i18n import wording
from qa_bot.i18n.translation import ENGLISH_CODE, LANGUAGES, Language, language
from tests.channels.telegram.bot_api import BotApi, Person
from tests.channels.telegram.fakes import LIGHTHOUSE
from tests.channels.telegram.library import FakeLibrary
from tests.channels.telegram.test_admission import Serve, serve, shown
from tests.i18n.test_translation import catalogue, telegram_messages

__all__ = ["serve", "shown"]
pytestmark = pytest.mark.usefixtures("unpaced")
EVERY = pytest.mark.parametrize("code", [code for code in LANGUAGES if code != ENGLISH_CODE])
# What an article says, and a question that it does not answer.
SAYS = {
    "de": "Die Lampe leuchtet 34 Meter weit",
    "es": "La lámpara alumbra a 34 metros",
    "ru": "Лампа светит на 34 метра",
    "zh": "灯塔的光 可达 34 海里",
}
UNANSWERED = {
    "de": "Wer malte die Tür?",
    "es": "¿Quién pintó la puerta?",
    "ru": "Кто покрасил дверь?",
    "zh": "谁给门刷了漆？",
}
PARTS = ("page 3", "comments on page 4", "2 pictures", "attached file 7.png", "a chart")
# Placeholders of messages, commands, the names of models and that of English in English.
_NO_WORDS = re.compile(r"\{\w+\}|/[a-z]+|an-embedding-model|a-reader|\[English\]")
_SHOWN = re.compile(r"(?:bot(?: edits \d+)?|toast): ")


def words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+", _NO_WORDS.sub(" ", text).lower()))


def untranslated(code: str, said: str) -> set[str]:
    """The English words of the bot in what it said, but for those of the language or the article.

    Names such as Telegram are in the translations too.
    """
    english = words(" ".join(_texts(telegram_messages())))
    found = catalogue(code)
    own = words(" ".join(_texts(each.string for each in found if each.id)))
    assert {"answer", "page", "characters", "article"} <= english - own
    return words(said) & english - own - words(SAYS[code])


def _texts(messages: object) -> Iterator[str]:
    if isinstance(messages, str):
        yield messages
    else:
        yield from (text for each in messages for text in _texts(each))


def said_to(api: BotApi, person: Person) -> str:
    """All that the bot showed in a chat: messages, their edits, buttons, and replies to presses."""
    events = api.world.history[person.id]
    return "\n".join(each for each in events if _SHOWN.match(each)).replace("bot edits", "bot")


def phrases(speech: Language) -> list[str]:
    """What the bot says that people can say after an answer."""
    listed = re.split("[:：]", speech(wording.CAPABILITIES))[-1].rstrip(".。")
    return re.split("[,、] ?", listed)


@pytest.fixture
def library(library: FakeLibrary) -> FakeLibrary:
    """A library without the lighthouse, whose articles have pages."""
    library.removed.add(LIGHTHOUSE.id)
    library.place, library.unread = "page 12", PARTS
    return library


@pytest.mark.usefixtures("bot")
@EVERY
def test_questions(api: BotApi, library: FakeLibrary, code: str) -> None:
    """An article is added and asked, and what people can say about an answer is said."""
    person, speech = Person(api.world, "7", 7, code), language(code)
    person.asks("/start")
    person.asks(f"{SAYS[code]}?")
    library.described["1871"] = (f"{SAYS[code]}?",)
    person.uploads("1871.txt", f"{SAYS[code]}.\n\n34.\n\n1902.".encode())
    added = person.hears()
    api.world.wait(lambda: f"{SAYS[code]}?" in added.labels)
    assert not {part for part in PARTS if part in added.text}
    person.presses(f"{SAYS[code]}?", added)
    answer = person.hears()
    assert "34" in answer.text and "1871" in answer.text
    for label in (wording.MORE_PASSAGES, wording.FULL_PARAGRAPH):
        person.presses(speech(label), answer)
        person.presses(speech(wording.TO_THE_ANSWER), answer)
    person.presses("👍", answer)
    person.presses(speech(wording.SOURCE), answer)
    person.hears()
    for text in (f"{SAYS[code]}?", *phrases(speech), UNANSWERED[code]):
        person.asks(text)
    assert not untranslated(code, said_to(api, person)), said_to(api, person)


@pytest.mark.usefixtures("bot")
@EVERY
def test_articles(api: BotApi, library: FakeLibrary, code: str) -> None:
    """Articles are added, listed, read, chosen, exported, undone and removed."""
    person, speech = Person(api.world, "7", 7, code), language(code)
    for text in ("/articles", "/export", "/add", "/use"):
        person.asks(text)
    long = "1871\n\n" + f"{SAYS[code]}.\n" * 60
    person.asks(long)
    person.uploads("1902.txt", long.encode())
    person.hears()
    person.presses(speech(wording.UNDO))
    person.asks("/articles")
    for label in ("1", wording.CHOOSE, wording.UNCHOOSE, wording.CHOOSE, wording.READ):
        person.presses(speech(label))
    for text in (UNANSWERED[code], "/use", "/use 7", "/use all", "/export"):
        person.asks(text)
    person.asks("/articles")
    for label in ("1", wording.REMOVE, wording.CANCEL, wording.REMOVE, wording.REMOVE):
        person.presses(speech(label))
    assert library.removed > {LIGHTHOUSE.id}
    assert not untranslated(code, said_to(api, person)), said_to(api, person)


@pytest.mark.usefixtures("bot")
@EVERY
def test_what_is_not_understood(api: BotApi, code: str) -> None:
    """Voices, pictures, stickers, files and links that cannot be read, and bad commands."""
    person = Person(api.world, "7", 7, code)
    for text in ("/help", "/language", "/new", "/ask", "/7", "/ask " + "34 " * 300):
        person.asks(text)
    sticker = {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1}
    person.sends("sticker", sticker | {"is_animated": False, "is_video": False})
    person.sends("photo", [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}])
    voice = {"file_id": "v", "file_unique_id": "v", "duration": 3}
    person.sends("voice", voice)
    person.sends("voice", voice | {"duration": 1000})
    person.uploads("7.bin", b"\xff\xfe")
    person.uploads("7.txt", b"34", size=30_000_000)
    person.uploads("7.txt", b"34", size=12)
    person.says("https://example.org/7")
    for _ in range(8):
        person.hears()
    assert not untranslated(code, said_to(api, person)), said_to(api, person)


@EVERY
def test_operators_and_strangers(api: BotApi, serve: Serve, code: str) -> None:
    """Operators' commands, and what those are told who are not let in or ask too much."""
    operator, person, other = (Person(api.world, str(n), n, code) for n in (7, 8, 9))
    with serve(operators=frozenset({7})):
        other.asks("34?")
        for text in ("/people", "/status", "/allow", "/allow 8", "/deny 7", "/deny 1087968824"):
            operator.asks(text)
        assert person.hears().text == language(code)(wording.YOU_ARE_ALLOWED)
        for text in ("/deny 8", "/people"):
            operator.asks(text)
    with serve(UsageLimits(questions_per_minute=1), open=True):
        for _ in range(2):
            other.asks("34?")
    for each in (operator, person, other):
        assert not untranslated(code, said_to(api, each)), said_to(api, each)
