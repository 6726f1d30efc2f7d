"""The chat's articles: listed, read, selected, removed, exported."""

import io
import zipfile

import pytest

from qa_bot.channels.telegram.views.message_layout import MAX_MESSAGE_UNITS, utf16_length
from qa_bot.documents import ArticleRef
from qa_bot.i18n import wording
from qa_bot.i18n.translation import LANGUAGES, language
from tests.channels.telegram.bot_api import BotApi, Person
from tests.channels.telegram.fakes import LIGHTHOUSE, some_articles
from tests.channels.telegram.library import FakeLibrary

pytestmark = pytest.mark.usefixtures("unpaced", "bot")

MILL = "The mill at Orr\n\n" + "The wheel of the mill at Orr is made of old black oak. " * 30


def test_one_article(person: Person) -> None:
    """A list of one page has a button for each article, and none for other pages."""
    person.says("/articles")
    heard = person.hears()
    assert heard.screen == "*1 article:*\n1. The Gull Rock Light\n[1]"


@pytest.mark.parametrize("articles", [some_articles(20)])
def test_pages_of_articles(person: Person, articles: list[ArticleRef]) -> None:
    """The pages of a long list replace each other in one message."""
    person.says("/articles")
    heard = person.hears()
    assert heard.text.endswith("8. Article 8")
    for label, last in (("›", 16), ("›", 20), ("‹", 16)):
        person.presses(label)
        assert heard.text.endswith(f"\n{last}. Article {last}")
    assert heard.labels[-2:] == ["‹", "›"]


@pytest.mark.parametrize("articles", [[]])
def test_no_articles(person: Person, articles: list[ArticleRef]) -> None:
    """An empty library says so."""
    assert person.asks("/articles") == f"*{wording.EMPTY_LIBRARY}*"


def test_reading(person: Person) -> None:
    """An article is read in pages within Telegram's limit, and the way back is the same."""
    person.asks("A tale of boats\n\n" + "\n\n".join(f"Boat {n} is blue. " * 40 for n in range(20)))
    person.says("/articles")
    heard = person.hears()
    person.presses("2")
    assert heard.shown.startswith("*A tale of boats*\n")
    person.presses(wording.READ)
    seen = [heard.text]
    while "›" in heard.labels:
        person.presses("›")
        seen.append(heard.text)
    assert all(utf16_length(page) <= MAX_MESSAGE_UNITS for page in seen)
    text = "".join(page.rpartition("Page")[0] for page in seen)
    assert all(f"Boat {n} is blue." in text for n in range(20))
    person.presses(wording.BACK)
    person.presses(wording.BACK)
    assert heard.text.startswith("2 articles")


def test_selection(person: Person) -> None:
    """Answers come only from the selected article, which is ticked, until it is deselected."""
    person.asks(MILL)
    person.says("/articles")
    heard = person.hears()
    person.presses("2")
    person.presses(wording.CHOOSE)
    person.presses(wording.BACK)
    assert "2. ✓ The mill at Orr" in heard.text
    person.says("How tall is it?")
    declined = person.hears()
    assert declined.text.startswith(wording.NOT_IN_CHOSEN)
    person.taps(wording.SEARCH_ALL)
    assert person.hears().shown.startswith("*34 metres*")
    assert person.asks("/use all").startswith(wording.USING_ALL)
    assert person.asks("How tall is it?").startswith("*34 metres*")


def test_use_by_title(person: Person) -> None:
    """/use takes a title or a part of one, and offers a choice if several match."""
    person.asks(MILL)
    assert person.asks("/use mill") == (
        f"{wording.USING}\n– The mill at Orr\n_{wording.HOW_TO_USE}_"
    )
    assert person.asks("/use").startswith(f"{wording.USING}\n– The mill")
    assert person.asks("/use castle") == wording.NO_SUCH_ARTICLE
    person.says("/use the")
    heard = person.hears()
    assert heard.text == wording.WHICH_ARTICLE
    assert heard.labels == ["The Gull Rock Light", "The mill at Orr"]


def test_article_that_is_called_all(person: Person) -> None:
    """/use all lifts the limit and says how to name an article that is called so; quotes do."""
    person.asks("All\n\n" + MILL)
    assert person.asks("/use “all”").startswith(f"{wording.USING}\n– All")
    assert person.asks("/use all").startswith(wording.USING_ALL)
    assert person.hears().text == wording.NAME_IN_QUOTES.format(title="All")


@pytest.mark.parametrize("code", LANGUAGES)
def test_quotes_of_each_language(api: BotApi, code: str) -> None:
    """What the bot says to write in place of a title that is a word of the command, it takes."""
    person = Person(api.world, "Kim", 6, code)
    person.asks("All\n\n" + MILL)
    person.asks("/use all")
    advice = person.hears().text
    title = advice[advice.index("/use ") :].strip()
    assert person.asks(title).startswith(f"{language(code)(wording.USING)}\n– All")


def test_removal(person: Person, library: FakeLibrary) -> None:
    """Removal asks for confirmation, and takes the article out of answers and lists."""
    person.asks(MILL)
    person.says("/articles")
    heard = person.hears()
    person.presses("2")
    person.presses(wording.REMOVE)
    assert heard.screen == "Remove “The mill at Orr” from the library?\n[Remove] [Cancel]"
    person.presses(wording.CANCEL)
    assert not library.removed
    person.presses(wording.REMOVE)
    person.presses(wording.REMOVE)
    assert heard.text == "1 article:\n1. The Gull Rock Light"
    assert person.asks("what is the wheel made of oak").startswith(wording.DECLINED)
    assert person.toast(person.taps_stale(wording.CANCEL, heard)) == wording.ARTICLE_GONE


def test_export(person: Person) -> None:
    """/export sends one article as Markdown, and several as a zip archive."""
    person.asks(MILL)
    person.says("/export")
    heard = person.hears()
    assert heard.raw["document"]["file_name"].endswith(".md") or heard.file
    person.asks("Boats of Orr\n\n" + "The boats of Orr are blue and dry and many. " * 40)
    person.says("/export")
    heard = person.hears()
    assert heard.raw["document"]["file_name"] == "articles.zip"
    with zipfile.ZipFile(io.BytesIO(heard.file or b"")) as archive:
        names = archive.namelist()
        texts = [archive.read(name).decode() for name in names]
    assert any("made of old black oak" in text for text in texts)
    assert any(text.startswith("# Boats of Orr\n") for text in texts)


def test_no_button_shows_another_chats_article(
    api: BotApi, person: Person, library: FakeLibrary
) -> None:
    """The id of another chat's own article opens nothing, whatever the button."""
    person.asks(MILL)
    (mill,) = library.added.values()
    ben = Person(api.world, "Ben", 2)
    ben.says("/articles")
    heard = ben.hears()
    if mill.collection:
        assert MILL[:15] not in heard.text
        for verb in ("card", "read", "use", "remove", "gone"):
            data = f"l:{verb}:{mill.id}:0:0"
            assert ben.toast(ben.taps_data(data, heard)) == wording.ARTICLE_GONE
    assert LIGHTHOUSE.title in heard.text
    assert mill.id not in library.removed
