"""Files that people send: fetched in their chat's turn or beside it, added, and asked."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import httpx
import pytest
from telegram import Document

from qa_bot.channels.telegram.middleware import update_processor
from qa_bot.channels.telegram.storage.pending_downloads import PendingDownloads
from qa_bot.channels.telegram.storage.sqlite_state import SqliteState
from qa_bot.channels.telegram.transport.downloads import FileDownloads, FileTooLarge
from qa_bot.channels.telegram.transport.worker_threads import WorkerThreads
from qa_bot.i18n import wording
from qa_bot.server_url import ServerUrl
from tests.channels.telegram.bot_api import BotApi, Fault, Group, Person
from tests.channels.telegram.conftest import Serve
from tests.channels.telegram.library import FakeLibrary
from tests.channels.telegram.state_places import StatePlace

pytestmark = pytest.mark.usefixtures("unpaced")

_FILES = "qa_bot.channels.telegram.handlers.received_files"
MILL = "The mill at Orr\n\n" + " ".join(
    f"In the year {1800 + n} the miller ground {n} sacks of barley." for n in range(30)
)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A chat's turn waits for no file that is not there at once."""
    monkeypatch.setattr(f"{_FILES}._IN_TURN_S", 0.1)


@pytest.mark.usefixtures("bot")
def test_too_large_a_file_is_not_fetched(api: BotApi, person: Person) -> None:
    """A file is not downloaded if its size by Telegram exceeds the limit."""
    person.uploads("big.txt", b"x", size=30_000_000)
    assert person.hears().text == wording.FILE_TOO_LARGE.format(
        name="big.txt", size="30 MB", most="20 MB"
    )
    assert not api.world.called("getFile")


@pytest.mark.usefixtures("bot")
def test_a_size_that_does_not_look_too_large_is_not_named(api: BotApi, person: Person) -> None:
    """A file a little over the limit, or too big for Telegram by a lie, is not called "20 MB"."""
    person.uploads("over.txt", b"x", size=20_000_001)
    said = person.hears().text
    assert said == wording.FILE_TOO_LARGE_TO_FETCH.format(name="over.txt", most="20 MB")
    api.faults.add(Fault.error("getFile", 400, "Bad Request: file is too big"))
    person.uploads("lie.txt", b"x", size=1)
    heard = person.hears()
    said = wording.FILE_TOO_LARGE_TO_FETCH.format(name="lie.txt", most="20 MB")
    api.world.wait(lambda: heard.text == said)


@pytest.mark.usefixtures("bot")
def test_a_file_that_arrives_in_part_is_not_added(
    api: BotApi, person: Person, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The person is asked to send a file again that is shorter than announced each time."""
    monkeypatch.setattr("qa_bot.channels.telegram.transport.delivery._RETRY_PAUSES_S", (0.0,))
    person.uploads("cut.txt", MILL.encode(), size=len(MILL.encode()) + 10)
    assert person.hears().text == wording.FILE_LOST.format(name="cut.txt")
    assert not library.added


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    "fault",
    [
        Fault.gateway("getFile"),
        Fault("getFile", cut=True),
        Fault("download", 500),
        Fault("download", drip_s=0.0, cut=True),
        Fault.flood("download", 1),
    ],
)
def test_a_download_is_retried(
    api: BotApi, person: Person, library: FakeLibrary, fault: Fault
) -> None:
    """A download that fails or breaks off is retried, and the file is added in the end."""
    api.faults.add(fault)
    person.uploads("mill.txt", MILL.encode())
    heard = person.hears()
    api.world.wait(lambda: heard.text.startswith(wording.ADDED))
    assert not api.faults.coming


@pytest.mark.usefixtures("bot")
def test_a_file_that_cannot_be_fetched_is_asked_for_again(
    api: BotApi, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The person is asked to send a file again that Telegram does not give."""
    monkeypatch.setattr("qa_bot.channels.telegram.transport.delivery._RETRY_PAUSES_S", (0.0,))
    api.faults.add(Fault.gateway("getFile", times=2))
    person.uploads("mill.txt", MILL.encode())
    assert person.hears().text == wording.FILE_LOST.format(name="mill.txt")


@pytest.mark.usefixtures("bot", "impatient")
def test_a_download_that_takes_long_does_not_hold_up_its_chat(
    api: BotApi, person: Person, library: FakeLibrary
) -> None:
    """The person is told, asks meanwhile, and finds the result in the same message."""
    held = threading.Event()
    api.faults.add(Fault("download", held=held))
    person.uploads("mill.txt", MILL.encode())
    heard = person.hears()
    assert heard.text == wording.FETCHING_BESIDE.format(name="mill.txt")
    assert person.asks("How tall is it?").startswith("*34 metres*")
    held.set()
    api.world.wait(lambda: heard.text.startswith(wording.ADDED))
    assert [seen.sender for seen in person.seen].count("bot") == 2


@pytest.mark.usefixtures("bot", "impatient")
def test_a_caption_is_answered_after_a_slow_download(api: BotApi, person: Person) -> None:
    """The question under a file that was fetched beside its chat's turn is answered."""
    held = threading.Event()
    api.faults.add(Fault("download", held=held))
    person.uploads("mill.txt", MILL.encode(), caption="miller 1812 ground?")
    person.hears()
    held.set()
    assert "*barley*" in person.hears().shown


@pytest.mark.usefixtures("impatient")
def test_a_download_goes_on_after_a_stop(
    api: BotApi, person: Person, library: FakeLibrary, serve: Serve, place: StatePlace
) -> None:
    """What was being fetched when the process ended is added by the next one, once."""
    serve = partial(serve, state_url=ServerUrl(place.url))
    held = threading.Event()
    api.faults.add(Fault("download", held=held))
    with serve():
        person.uploads("mill.txt", MILL.encode(), caption="miller 1812 ground?")
        heard = person.hears()
        assert heard.text == wording.FETCHING_BESIDE.format(name="mill.txt")
    held.set()
    with serve():
        api.world.wait(lambda: heard.text.startswith(wording.ADDED))
        assert "*barley*" in person.hears().shown
    with serve():
        assert person.asks("How tall is it?").startswith("*34 metres*")
    assert [seen.sender for seen in person.seen].count("bot") == 3
    assert len(library.added) == 1


def test_a_download_that_cannot_be_read_does_not_stop_the_start(
    person: Person, serve: Serve, tmp_path: Path
) -> None:
    """What an earlier release stored and this one cannot read is given up, and the bot starts."""
    with contextlib.closing(SqliteState(tmp_path)) as database:
        PendingDownloads(database).add(person.id, 1, '{"update_id": 1, "message": 7}')
    with serve():
        assert person.asks("How tall is it?").startswith("*34 metres*")
        with contextlib.closing(SqliteState(tmp_path)) as database:
            person._world.wait(lambda: PendingDownloads(database).count() == 0)


@pytest.mark.usefixtures("bot", "impatient")
def test_more_files_than_may_be_fetched_beside_wait_in_turn(
    api: BotApi, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A chat with as many downloads beside its turn as are allowed waits for the next."""
    monkeypatch.setattr(f"{_FILES}._MAX_BESIDE", 1)
    held = threading.Event()
    api.faults.add(Fault("download", held=held, times=2))
    person.uploads("one.txt", b"The boat is blue.")
    person.hears()
    person.uploads("two.txt", b"The door is green.")
    assert person.hears().text == wording.FETCHING.format(name="two.txt")
    person.says("How tall is it?")
    held.set()
    api.world.wait(lambda: person.seen[-1].text.startswith("34 metres"))


def test_no_state_is_left_in_the_message_of_a_stopped_addition(
    api: BotApi,
    person: Person,
    library: FakeLibrary,
    serve: Serve,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A message that showed progress when its process ended shows the result of the next."""
    monkeypatch.setattr(update_processor, "_STOP_TIMEOUT_S", 0.1)
    library.slowly.clear()
    with serve():
        person.uploads("mill.txt", MILL.encode())
        heard = person.hears()
        assert heard.text == wording.EMBEDDING.format(title="mill", percent=0)
    library.slowly.set()
    with serve():
        api.world.wait(lambda: heard.text.startswith(wording.ADDED))
    assert [seen.sender for seen in person.seen].count("bot") == 1


@pytest.mark.usefixtures("bot")
def test_a_download_shows_a_sign_of_life(api: BotApi, person: Person) -> None:
    """While a file is fetched the bot types, and says what it fetches."""
    held = threading.Event()
    api.faults.add(Fault("download", held=held))
    person.uploads("mill.txt", MILL.encode())
    heard = person.hears()
    assert heard.text == wording.FETCHING.format(name="mill.txt")
    api.world.wait(lambda: bool(api.world.called("sendChatAction")))
    held.set()
    api.world.wait(lambda: heard.text.startswith(wording.ADDED))


def test_a_download_stops_at_the_limit() -> None:
    """Of a file that is larger than Telegram said, no more is read than the limit and a part."""
    taken = 0

    async def parts() -> AsyncIterator[bytes]:
        nonlocal taken
        for _ in range(300):
            taken += 1000
            yield b"x" * 1000

    def respond(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=parts())

    async def fetch() -> None:
        threads = WorkerThreads(1)
        downloads = FileDownloads(10_000, threads, httpx.MockTransport(respond))
        with pytest.raises(FileTooLarge):
            await downloads.fetch(_Stub("f", "u"))
        await downloads.close()
        threads.close()

    asyncio.run(fetch())
    assert taken <= 12_000


@pytest.mark.usefixtures("bot")
def test_a_file_of_unknown_size_that_is_too_large(
    api: BotApi, person: Person, library: FakeLibrary
) -> None:
    """A file whose size Telegram does not say is refused by the limit, without a size of 0."""
    person.uploads("big.txt", b"x" * 21_000_000, size=None)
    heard = person.hears()
    api.world.wait(lambda: "too large" in heard.text)
    assert not library.added
    assert "of at most" in heard.text or heard.text == wording.FILE_TOO_LARGE_TO_FETCH.format(
        name="big.txt", most="20 MB"
    )


A_FILE_AND_ITS_CAPTIONS = """\
ada: 📎 mill.txt
/ask miller 1812 ground
bot: Added to the library:
*mill*
1,656 characters, English
[Undo]
bot: _From “mill” alone:_
*barley*
| In the year 1812 the miller ground 12 sacks of *barley*.
_mill_
[More passages] [Full paragraph]
[Source] [Copy] [Share]
[👍] [👎]
ada: 📎 boat.txt
/add
bot: Added to the library:
*boat*
17 characters, English
[Undo]
ada: 📎 boat.txt
The boat, as promised
bot: Added to the library:
*boat*
17 characters, English
[The boat, as promised]
[Undo]"""


@pytest.mark.usefixtures("bot")
def test_captions(person: Person, library: FakeLibrary) -> None:
    """/ask asks of the file alone, /add only adds it, and a remark is offered as a question."""
    person.uploads("mill.txt", MILL.encode(), caption="/ask miller 1812 ground")
    person.hears()
    person.hears()
    person.uploads("boat.txt", b"The boat is blue.", caption="/add")
    person.hears()
    person.uploads("boat.txt", b"The boat is grey.", caption="The boat, as promised")
    person.hears()
    assert person.transcript() == A_FILE_AND_ITS_CAPTIONS


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    "caption", ["miller 1812 ground?", "What miller 1812 ground", "/ask@Lighthouse_Bot miller 1812"]
)
def test_a_question_under_a_file(person: Person, caption: str) -> None:
    """A question under a file is answered from it once it is added, with or without a mark."""
    person.uploads("mill.txt", MILL.encode(), caption=caption)
    assert person.hears().text.startswith(wording.ADDED)
    assert person.hears().shown.startswith(f"_{wording.FROM_ARTICLE.format(title='mill')}_\n")


@pytest.mark.usefixtures("bot")
def test_a_question_under_a_file_is_of_that_file_alone(person: Person) -> None:
    """What only another article answers is declined in the name of the file."""
    person.uploads("mill.txt", MILL.encode(), caption="When was it lit?")
    assert person.hears().text.startswith(wording.ADDED)
    assert person.hears().text.startswith(wording.NOT_IN_ARTICLE.format(title="mill"))


@pytest.mark.usefixtures("bot")
def test_a_caption_on_a_button(person: Person) -> None:
    """The button of a caption asks it of the file, below the message, as often as it is pressed."""
    person.uploads("mill.txt", MILL.encode(), caption="@lighthouse_bot miller 1812 ground")
    person.hears()
    for _ in range(2):
        person.presses("miller 1812 ground")
        assert "*barley*" in person.hears().shown


@pytest.mark.usefixtures("bot")
def test_a_reply_asks_what_it_replies_to(person: Person) -> None:
    """A reply to an upload, or to the word that it was added, asks that article alone."""
    person.uploads("mill.txt", MILL.encode())
    added, upload = person.hears(), person.seen[0]
    for replied in (added, upload):
        person.says("When was it lit?", reply_to_message=dict(replied.raw))
        assert person.hears().text.startswith(wording.NOT_IN_ARTICLE.format(title="mill"))
        person.says("miller 1812 ground", reply_to_message=dict(replied.raw))
        heard = person.hears()
        assert heard.shown.startswith(f"_{wording.FROM_ARTICLE.format(title='mill')}_\n*barley*")
        shown = heard.shown
        person.presses(wording.FULL_PARAGRAPH, heard)
        person.presses(wording.TO_THE_ANSWER, heard)
        assert heard.shown == shown
    assert person.asks("When was it lit?").startswith("*1871*")


@pytest.mark.usefixtures("bot")
def test_a_reply_to_an_unconfirmed_word_of_an_addition(api: BotApi, person: Person) -> None:
    """A reply to either copy of a message that an article was added asks that article alone."""
    api.faults.add(Fault("sendMessage", applied=True, cut=True))
    person.uploads("mill.txt", MILL.encode())
    for copy in (person.hears(), person.hears()):
        assert copy.text.startswith(wording.ADDED)
        person.replies("When was it lit?", copy)
        assert person.hears().text.startswith(wording.NOT_IN_ARTICLE.format(title="mill"))


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("caption", "is_added", "is_answered"),
    [
        ("/add", True, False),
        ("/add@lighthouse_bot", True, False),
        ("@lighthouse_bot", True, False),
        ("@lighthouse_bot what miller 1812 ground?", True, True),
        ("/ask miller 1812 ground", True, True),
        ("The mill, as promised", False, False),
        ("/add@another_bot", False, False),
        (None, False, False),
    ],
)
def test_files_in_a_group(
    api: BotApi, library: FakeLibrary, caption: str | None, is_added: bool, is_answered: bool
) -> None:
    """In a group a file is added where its caption is a command or names the bot."""
    group = Group(api.world, status="administrator")
    group.promotes_bot()
    group.uploads("mill.txt", MILL.encode(), **({"caption": caption} if caption else {}))
    if is_added:
        assert group.hears().text.startswith(wording.ADDED)
    if is_answered:
        assert "*barley*" in group.hears().shown
    assert "*34 metres*" in group.asks("/ask how tall is it?")
    assert bool(library.added) is is_added


@pytest.mark.usefixtures("bot")
def test_a_file_that_add_replies_to(api: BotApi, library: FakeLibrary) -> None:
    """In a group /add in reply to a file adds it; only its admins may."""
    group = Group(api.world, status="administrator")
    group.uploads("mill.txt", MILL.encode())
    ben = group.member("Ben", 2)
    ben.says("/add", reply_to_message=dict(group.seen[0].raw))
    assert ben.hears().text == wording.NOT_YOURS
    group.says("/add", reply_to_message=dict(group.seen[0].raw))
    api.world.wait(lambda: group.seen[-1].text.startswith(wording.ADDED))


@pytest.mark.usefixtures("bot")
def test_an_edited_caption(api: BotApi, person: Person) -> None:
    """A question under a file that is edited is answered again in the place of its answer."""
    person.uploads("mill.txt", MILL.encode(), caption="miller 1812 ground?")
    person.hears()
    answered = person.hears()
    upload = person.seen[0]
    upload.raw |= {"caption": "When was it lit?", "edit_date": upload.raw["date"] + 100}
    api.world.deliver({"edited_message": upload.raw})
    api.world.wait(lambda: answered.text.startswith(wording.NOT_IN_ARTICLE.format(title="mill")))


@pytest.mark.usefixtures("bot")
def test_add_in_reply_to_a_picture_with_a_text(api: BotApi, library: FakeLibrary) -> None:
    """Where pictures are not read, /add in reply to one adds the text under it."""
    group = Group(api.world, status="administrator")
    photo = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]
    group.sends("photo", photo, caption=MILL)
    group.says("/add", reply_to_message=dict(group.seen[0].raw))
    assert group.hears().text.startswith(wording.ADDED)
    assert next(iter(library.added.values())).text == MILL


@pytest.mark.usefixtures("bot")
def test_commands_under_a_picture(api: BotApi, person: Person, library: FakeLibrary) -> None:
    """/ask and /add work under what is no file too, in a group as well."""
    photo = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]
    for chat in (person, Group(api.world, status="administrator")):
        chat.sends("photo", photo, caption="/ask How tall is it?")
        assert chat.hears().shown.startswith("*34 metres*")
        chat.sends("photo", photo, caption=f"/add {MILL}")
        assert chat.hears().text.startswith(wording.ADDED)
        chat.sends("photo", photo, caption="/add")
        assert chat.hears().text == wording.WHAT_TO_ADD_HERE
    assert len(library.added) == 2


class _Stub(Document):
    """A document whose address is on no server."""

    async def get_file(self, *_: object, **__: object) -> "object":  # type: ignore[override]
        return type("File", (), {"file_path": "https://files.example/documents/f"})
