"""Where an article came from, as people see it: who sent it and when, its file, its message."""

import io
import zipfile

import pytest
from rich.console import Console

from qa_bot.channels.terminal import views
from qa_bot.documents import readable_source
from qa_bot.i18n import wording
from tests.channels.telegram.bot_api import BotApi, Group, Person
from tests.channels.telegram.library import FakeLibrary

pytestmark = pytest.mark.usefixtures("unpaced", "bot")

MILL = "The mill at Orr\n\n" + "The wheel of the mill at Orr is made of old black oak. " * 30
BOATS = "Boats of Orr\n\n" + "The boats of Orr are blue and dry and many. " * 40
CHANNEL = {"type": "channel", "title": "Orr / News", "id": -1009, "username": "orr_news"}


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("telegram:10/31/k24.txt", "k24.txt (Telegram)"),
        ("telegram:-10/31/Ada, 2026-11-29", "Ada, 2026-11-29 (Telegram)"),
        ("telegram:10/31", "Telegram, message 31"),
        ("/home/me/telegram:10/31", "/home/me/telegram:10/31"),
        ("https://example.org/telegram:1/2", "https://example.org/telegram:1/2"),
    ],
)
def test_a_source_is_shown_as_people_know_it(source: str, shown: str) -> None:
    """A message is shown by its author and date or its file's name; anything else as it is."""
    assert readable_source(source) == shown


def test_what_was_sent_is_named_by_its_sender(person: Person, library: FakeLibrary) -> None:
    """A text is of who wrote it, and a file is named; the list of the terminal shows that."""
    person.asks(MILL)
    person.forwards(BOATS)
    person.hears()
    person.uploads("door.txt", b"The door is green.")
    person.hears()
    refs = [article.ref for article in library.added.values()]
    console = Console(file=io.StringIO(), width=100)
    console.print(views.articles(refs))
    lines = console.file.getvalue().splitlines()[1:]  # type: ignore[attr-defined]
    assert [line.rstrip().rpartition("  ")[2].strip() for line in lines] == [
        "Ada, 2025-06-15 (Telegram)",
        "Somebody, 2025-06-15 (Telegram)",
        "door.txt (Telegram)",
    ]


def test_an_export_names_the_sender(person: Person) -> None:
    """An export says of each article who sent it and when."""
    person.asks(MILL)
    person.uploads("door.txt", b"The door is green.")
    person.hears()
    person.says("/export")
    with zipfile.ZipFile(io.BytesIO(person.hears().file or b"")) as archive:
        texts = [archive.read(name).decode() for name in archive.namelist()]
    assert "\nAda, 2025-06-15 (Telegram)\n" in texts[0]
    assert "\ndoor.txt (Telegram)\n" in texts[1]
    assert "telegram:" not in "".join(texts)


def test_a_text_in_several_parts_is_of_its_first_message(
    api: BotApi, person: Person, library: FakeLibrary
) -> None:
    """Parts and edits of one text keep its source."""
    person.asks(MILL)
    (before,) = library.added.values()
    person.edits(MILL + " The last word.")
    api.world.wait(lambda: next(iter(library.added.values())).text.endswith("word."))
    (after,) = library.added.values()
    assert after.source == before.source


def test_a_forwarded_post_is_cited_by_its_address(person: Person, library: FakeLibrary) -> None:
    """The title of an answer from a channel's post leads to that post."""
    person.forwards(MILL, {"type": "channel", "chat": CHANNEL, "date": 1, "message_id": 7})
    assert person.hears().text.startswith(wording.ADDED)
    (mill,) = library.added.values()
    assert mill.source.endswith("/Orr News, 1970-01-01")
    person.says("what is the wheel made of oak")
    assert person.hears().links() == ["https://t.me/orr_news/7"]


def test_what_a_group_added_is_cited_by_its_message(api: BotApi) -> None:
    """In a group, the title of an answer leads to the message that was added."""
    group = Group(api.world, status="administrator", number=-1001234567)
    group.says(f"/add {MILL}")
    assert group.hears().text.startswith(wording.ADDED)
    group.says("/ask what is the wheel made of oak")
    assert group.hears().links() == ["https://t.me/c/1234567/1"]
