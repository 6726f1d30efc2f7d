"""Photos: read as articles where pictures can be read, and told what is missing where not."""

import pytest

from qa_bot.errors import PictureNotRead, SourceEmpty
from qa_bot.i18n import wording
from tests.channels.telegram.bot_api import BotApi, Group, Person
from tests.channels.telegram.bot_api.people import HIDDEN, Chat
from tests.channels.telegram.conftest import Serve
from tests.channels.telegram.library import FakeLibrary

pytestmark = pytest.mark.usefixtures("unpaced")

DOOR = b"The door is green. It was painted in 1804."


@pytest.fixture
def library(library: FakeLibrary) -> FakeLibrary:
    """A library that takes the bytes of a picture for its text."""
    library.reads_pictures = True
    return library


def shoots(api: BotApi, chat: Chat, content: bytes = DOOR, **more: object) -> None:
    """Send a photo, which Telegram gives in two sizes."""
    sizes = []
    for data, width in ((b"small", 90), (content, 1280)):
        stored = api.world.files.keep(None, data, None, len(data))
        known = stored.document()
        known = {k: known[k] for k in ("file_id", "file_unique_id", "file_size")}
        sizes.append(known | {"width": width, "height": width})
    chat.sends("photo", sizes, **more)


@pytest.mark.usefixtures("bot")
def test_a_photo_becomes_an_article(api: BotApi, person: Person, library: FakeLibrary) -> None:
    """The largest size of a photo is read and added."""
    shoots(api, person)
    assert person.hears().text.startswith(wording.ADDED)
    (article,) = library.added.values()
    assert (article.text, article.source) == (DOOR.decode(), "telegram:1/1/photo.jpg")


@pytest.mark.usefixtures("bot")
def test_a_question_under_a_photo(api: BotApi, person: Person) -> None:
    """A question under a photo is asked of it; in a group, where it is for the bot."""
    shoots(api, person, caption="What is green?")
    assert person.hears().text.startswith(wording.ADDED)
    assert person.hears().shown.startswith("_From “photo” alone:_\n*green*")
    group = Group(api.world, status="administrator")
    group.promotes_bot()
    shoots(api, group, caption="The door of the mill")
    shoots(api, group, caption="/add")
    assert group.hears().text.startswith(wording.ADDED)


@pytest.mark.usefixtures("bot")
def test_a_photo_without_text(
    api: BotApi, person: Person, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is named as such; a question under it is then asked of all articles."""

    def empty(*_: object) -> None:
        raise SourceEmpty("photo.jpg", "there is no text in it", "Give one with sentences.")

    monkeypatch.setattr(library, "add_bytes", empty)
    shoots(api, person)
    assert person.hears().text == wording.PROBLEMS["SourceEmpty"]
    shoots(api, person, caption="How tall is it?")
    assert person.hears().text == wording.PROBLEMS["SourceEmpty"]
    assert person.hears().shown.startswith("*34 metres*")


@pytest.mark.usefixtures("bot")
def test_the_text_under_a_photo(api: BotApi, person: Person, library: FakeLibrary) -> None:
    """A post with a long text is added as that text, not as what its photo shows."""
    post = "The mill at Orr was built in 1804. Its wheel is oak. " * 12
    shoots(api, person, caption=post, forward_origin=HIDDEN)
    assert person.hears().text.startswith(wording.ADDED)
    (article,) = library.added.values()
    assert article.text == post.strip()


def test_photos_that_cannot_be_read(
    api: BotApi, person: Person, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch, serve: Serve
) -> None:
    """Without the extra one line says what to install, for photos and for files of pictures."""

    def not_read(*_: object) -> None:
        raise PictureNotRead("scan.png", "it is a picture", "Install the extra.")

    library.reads_pictures = False
    monkeypatch.setattr(library, "add_bytes", not_read)
    with serve():
        shoots(api, person)
        assert person.hears().text == wording.PICTURES_NOT_READ
        person.uploads("scan.png", b"\x89PNG")
        assert person.hears().text == wording.PROBLEMS["PictureNotRead"]
        shoots(api, person, caption="How tall is it?")
        assert person.hears().shown.startswith("*34 metres*")
