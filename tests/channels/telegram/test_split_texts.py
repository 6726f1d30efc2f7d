"""A text that Telegram's apps split over several messages becomes one article."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.channels.telegram.middleware.split_texts import is_continuation, join_texts
from qa_bot.channels.telegram.storage.additions import Additions, MessagePart
from qa_bot.channels.telegram.storage.update_journal import UpdateJournal
from qa_bot.channels.telegram.views.message_layout import MAX_MESSAGE_UNITS, utf16_length
from qa_bot.i18n import wording
from tests.channels.telegram.bot_api import BotApi, Person
from tests.channels.telegram.bot_api.people import HIDDEN
from tests.channels.telegram.bot_api.world import NOW
from tests.channels.telegram.conftest import Serve
from tests.channels.telegram.library import FakeLibrary
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.usefixtures("unpaced")

LINES = [f"Line {n} says that the {n}th boat is blue and dry." for n in range(200)]
WHOLE = "\n".join(LINES)
Cut = Callable[[str], list[str]]


def room(text: str, limit: int = MAX_MESSAGE_UNITS) -> int:
    """Return how many code points of a text fit in a message."""
    return len(text.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", "ignore"))


def last_end(text: str, ends: tuple[str, ...], least: int) -> int:
    """Where the best of the ends stands last in a text, at `least` or later; its length if none."""
    found = [text.rfind(end) for end in ends]
    fitting = [at + (end[0] == ".") for at, end in zip(found, ends, strict=True) if at >= least]
    return fitting[0] if fitting else len(text)


def pieces(text: str, looked_at: Callable[[int], int]) -> Iterator[str]:
    """Cut as an app does that looks back so far for a paragraph, line, sentence or word."""
    text = text.strip()
    while text:
        end = room(text)
        if end < len(text):
            end = last_end(text[: end + 1], ("\n\n", "\n", ". ", " "), max(1, looked_at(end)))
            end = min(end, room(text))
        yield text[:end].strip()
        text = text[end:].strip()


def as_desktop(text: str) -> list[str]:
    return list(pieces(text, lambda end: end // 2))


def as_phone(text: str) -> list[str]:
    return list(pieces(text, lambda end: end - 299))


def in_the_middle(text: str) -> list[str]:
    """Cut at the limit, whatever stands there."""
    return [text[at : at + MAX_MESSAGE_UNITS] for at in range(0, len(text), MAX_MESSAGE_UNITS)]


WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Z"]), min_size=1, max_size=40)
GAPS = st.sampled_from([" ", " ", " ", ". ", ".\n", "\n\n", "! "])
PROSE = st.lists(st.tuples(WORDS, GAPS), min_size=1, max_size=20).map(
    lambda pairs: "".join(word + gap for word, gap in pairs)
)


@pytest.mark.parametrize("cut", [as_desktop, as_phone])
@given(prose=PROSE, times=st.integers(1, 400))
def test_joined_is_what_was_cut(cut: Cut, prose: str, times: int) -> None:
    """However an app cuts at white space, the same words come back, and every message continues."""
    text = (prose * times)[:14000].encode("utf-16", "replace").decode("utf-16", "replace")
    parts = [part for part in cut(text) if part]
    assert all(utf16_length(part) <= MAX_MESSAGE_UNITS for part in parts)
    assert join_texts(parts).split() == text.split()
    assert (
        all(utf16_length(part) > MAX_MESSAGE_UNITS // 2 for part in parts[:-1]) or cut is as_phone
    )


@given(st.text(st.characters(categories=["Lo"], max_codepoint=0xFFFF), min_size=1, max_size=90))
def test_words_without_end_are_joined_as_they_were(letters: str) -> None:
    """A text without white space is cut in the middle of a word and comes back whole."""
    text = letters * (12000 // len(letters))
    assert join_texts(in_the_middle(text)) == text


def part(**changed: Any) -> MessagePart:
    said = {
        "chat": 1,
        "person": 2,
        "message": 3,
        "sent_at": 10.0,
        "units": 4000,
        "written_at": 10.0,
    }
    return MessagePart(**(said | changed))


def test_what_continues() -> None:
    """A later message within two seconds of a long one, from the same hand, and nothing else."""
    after = {"message": 4, "units": 9}
    assert is_continuation(part(**after, sent_at=11.0, written_at=11.0), part())
    assert not is_continuation(part(**after, sent_at=13.0, written_at=13.0), part())
    assert not is_continuation(part(**after), part(units=2000))
    assert not is_continuation(part(**after, origin="user 7"), part())
    assert not is_continuation(part(message=2), part())
    forwarded = part(origin="user 7", written_at=1.0)
    assert is_continuation(part(**after, origin="user 7", written_at=2.0), forwarded)
    assert not is_continuation(part(**after, origin="user 7", written_at=60.0), forwarded)


@pytest.mark.parametrize("cut", [as_desktop, as_phone, in_the_middle])
@pytest.mark.usefixtures("bot")
def test_one_article(api: BotApi, person: Person, library: FakeLibrary, cut: Cut) -> None:
    """The parts of a pasted text are one article, shown in one message and undone as one."""
    parts = cut(WHOLE)
    for each in parts:
        person.says(each)
    heard = person.hears()
    api.world.wait(lambda: len(next(iter(library.added.values())).text) > 9000)
    api.world.wait(lambda: "10," in heard.text or "9," in heard.text)
    assert heard.text.startswith(wording.ADDED)
    assert heard.shown.splitlines()[1] == f"*{LINES[0]}*"
    (article,) = library.added.values()
    assert [seen.sender for seen in person.seen].count("bot") == 1
    person.presses("Undo", heard)
    assert library.removed == {article.id}
    assert heard.screen == wording.UNDONE.format(title=article.title)


@pytest.mark.usefixtures("bot")
def test_forwarded_parts(api: BotApi, person: Person, library: FakeLibrary) -> None:
    """A text that its author sent in several messages is one article when it is forwarded."""
    for number, each in enumerate(as_phone(WHOLE)):
        person.forwards(each, HIDDEN | {"date": NOW - 900 + number})
    heard = person.hears()
    api.world.wait(lambda: WHOLE[-200:] in next(iter(library.added.values())).text)
    api.world.wait(lambda: "9," in heard.text)
    assert len(library.added) == 1


@pytest.mark.usefixtures("bot")
def test_forwards_at_once_are_articles_of_their_own(person: Person, library: FakeLibrary) -> None:
    """Long posts that are forwarded together are not joined: each was written at another time."""
    for number, name in enumerate(("mill", "boat")):
        text = f"The {name} of Orr.\n" + f"The {name} is blue and dry. " * 140
        person.forwards(text, HIDDEN | {"date": NOW - 900 + 60 * number})
    assert all(person.hears().text.startswith(wording.ADDED) for _ in range(2))
    assert len(library.added) == 2


@pytest.mark.usefixtures("bot")
def test_own_text_is_not_joined_to_a_forward(person: Person, library: FakeLibrary) -> None:
    """A question that follows a forwarded text at once is answered."""
    person.forwards(as_phone(WHOLE)[0])
    person.says("How tall is it?")
    assert person.hears().text.startswith(wording.ADDED)
    assert person.hears().shown.startswith("*34 metres*")


@pytest.mark.usefixtures("bot")
def test_texts_of_two_people_are_not_joined(api: BotApi, library: FakeLibrary) -> None:
    """Texts that two people send at once are added for each."""
    people = [Person(api.world, "Ada", 1), Person(api.world, "Ben", 2)]
    for each, text in zip(people, as_phone(WHOLE), strict=False):
        each.says(text)
    assert all(each.hears().text.startswith(wording.ADDED) for each in people)
    assert len({article.collection for article in library.added.values()}) == 2


@pytest.mark.usefixtures("bot")
def test_the_same_parts_again(api: BotApi, person: Person, library: FakeLibrary) -> None:
    """A split text that was added already leaves no article of its first part behind."""
    for each in as_phone(WHOLE):
        person.says(each)
    first = person.hears()
    api.world.wait(lambda: "9," in first.text)
    for number, each in enumerate(as_phone(WHOLE)):
        person.says(each, date=NOW + 600 + number // 2)
    again = person.hears()
    api.world.wait(lambda: again.text.startswith(wording.UNCHANGED))
    assert again.buttons == []
    assert len(library.added) - len(library.removed) == 1


@pytest.mark.usefixtures("bot")
def test_an_edited_part(api: BotApi, person: Person, library: FakeLibrary) -> None:
    """Editing any of the messages edits the article."""
    for each in as_phone(WHOLE):
        person.says(each)
    heard = person.hears()
    api.world.wait(lambda: "9," in heard.text)
    middle = next(seen for seen in person.seen if "Line 100 " in seen.text)
    person.edits(middle.raw["text"].replace("Line 100 ", "Line one hundred "), middle)
    api.world.wait(lambda: heard.text.startswith(wording.UPDATED))
    (article,) = library.added.values()
    expected = WHOLE.replace("Line 100 ", "Line one hundred ")
    assert article.text.split() == expected.split()


@pytest.mark.parametrize("step", ["add", "save_text", "extend", "set_shown_in"])
@pytest.mark.parametrize("after", [False, True])
def test_a_kill_between_two_parts(
    api: BotApi,
    person: Person,
    library: FakeLibrary,
    serve: Serve,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    after: bool,
) -> None:
    """Wherever the process is killed, nothing is lost or added twice to the article."""
    real, start, dies = getattr(Additions, step), UpdateJournal.start_attempt, threading.Event()

    def dying(*of: Any) -> None:
        if after:
            real(*of)
        dead()

    def dead(*_: Any) -> None:
        """Let no update be handled from then on."""
        dies.set()
        monkeypatch.setattr(UpdateJournal, "start_attempt", dead)
        raise asyncio.CancelledError

    parts = as_phone(WHOLE)
    with serve() as bot:
        monkeypatch.setattr(Additions, step, dying)
        for each in parts:
            person.says(each)
        assert dies.wait(PATIENCE_S)
        bot._bot.stop()
        bot.wait_ended()
    monkeypatch.setattr(Additions, step, real)
    monkeypatch.setattr(UpdateJournal, "start_attempt", start)
    with serve():
        api.world.wait(lambda: any("9," in seen.text for seen in person.seen))
        (article,) = library.added.values()
        assert article.text.split() == WHOLE.split()
        told = [seen for seen in person.seen if seen.sender == "bot"]
        assert told[-1].text.startswith(wording.ADDED)
        person.presses("Undo", told[-1])
        assert library.removed == {article.id}
