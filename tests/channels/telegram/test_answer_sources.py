"""The source behind a quote: opened, sent, copied and shared by the buttons under an answer."""

from dataclasses import replace
from pathlib import Path

import pytest

import qa_bot
from qa_bot.answers import Answer, Quote
from qa_bot.channels.telegram.views.source_buttons import place_address
from qa_bot.documents import ArticleRef
from qa_bot.i18n import wording
from tests.channels.telegram.bot_api import BotApi, Group, Person
from tests.channels.telegram.conftest import Serve
from tests.channels.telegram.fakes import LIGHTHOUSE, FakeAnswers
from tests.channels.telegram.library import FakeLibrary
from tests.fakes import FakeEmbedder, WordReader

pytestmark = pytest.mark.usefixtures("unpaced")

MILL = "The mill at Orr\n\n" + " ".join(
    f"In the year {1800 + n} the miller ground {n} sacks of barley." for n in range(30)
)
QUOTE = Quote(ArticleRef("p", "A page", "/p"), 0, 20, "It stands 34 metres-tall, they say there.")


@pytest.mark.usefixtures("bot")
def test_the_message_that_a_text_came_in(person: Person) -> None:
    """The source of what was sent as a text is a reply to it that names the quoted words."""
    person.asks(MILL)
    person.asks("miller 1812 ground")
    person.presses(wording.SOURCE)
    heard = person.hears()
    assert heard.raw["reply_to_message"]["message_id"] == person.seen[0].id
    assert heard.shown == (
        "_The mill at Orr_\n| In the year 1812 the miller ground 12 sacks of barley."
    )


@pytest.mark.usefixtures("bot")
def test_the_message_that_a_file_came_in(api: BotApi, person: Person) -> None:
    """The source of an upload is a reply to it; once that is gone, its text as a file."""
    person.uploads("mill.txt", MILL.encode())
    person.hears()
    person.asks("miller 1812 ground")
    person.presses(wording.SOURCE)
    assert person.hears().raw["reply_to_message"]["message_id"] == person.seen[0].id
    api.world.erase(person.seen[0])
    person.presses(wording.SOURCE)
    sent = person.hears()
    assert sent.raw["document"]["file_name"] == "mill.md"
    assert b"the miller ground 12 sacks" in (sent.file or b"")


@pytest.mark.usefixtures("bot")
def test_the_file_that_a_shared_article_was_read_from(person: Person, library: FakeLibrary) -> None:
    """The file is sent under its own name, with the title as its caption."""
    library.originals[LIGHTHOUSE.id] = b"%PDF-1.7"
    person.asks("How tall is it?")
    person.presses(wording.SOURCE)
    assert person.hears().screen == "📎 gull.txt\nThe Gull Rock Light"
    assert person.seen[-1].file == b"%PDF-1.7"


def test_files_that_are_not_given(person: Person, library: FakeLibrary, serve: Serve) -> None:
    """With telegram.send_files off the text is sent, in place of the file."""
    library.originals[LIGHTHOUSE.id] = b"%PDF-1.7"
    with serve(send_files=False):
        person.asks("How tall is it?")
        person.presses(wording.SOURCE)
        sent = person.hears()
    assert sent.raw["document"]["file_name"] == "The Gull Rock Light.md"
    assert b"It stands 34 metres tall." in (sent.file or b"")


@pytest.mark.usefixtures("bot")
def test_pages_are_opened_by_their_address(person: Person, library: FakeLibrary) -> None:
    """A page of the web is opened by its button; one that Telegram refuses is sent as text."""
    for host in ("example.org", "intranet", "пример.рф"):
        library.pages[f"https://{host}/mill"] = f"{MILL} {host}"
    person.asks("https://example.org/mill")
    person.says("miller 1812 ground")
    button = next(b for b in person.hears().buttons if b["text"] == wording.SOURCE)
    assert button["url"].startswith("https://example.org/mill#:~:text=In%20the%20year%201812")
    for host in ("intranet", "пример.рф"):
        library.added.clear()
        person.asks(f"https://{host}/mill")
        person.says("miller 1812 ground")
        assert person.hears().shown.startswith("*barley*")
        person.presses(wording.SOURCE)
        assert person.hears().raw["document"]["file_name"] == "The mill at Orr.md"


@pytest.mark.usefixtures("bot")
def test_an_article_that_is_gone(person: Person, library: FakeLibrary) -> None:
    """The source of a removed article is not sent."""
    person.asks("How tall is it?")
    library.removed.add(LIGHTHOUSE.id)
    assert person.presses(wording.SOURCE) == wording.ARTICLE_GONE


@pytest.mark.usefixtures("bot")
def test_copy_and_share(api: BotApi, person: Person) -> None:
    """The quote is copied word for word; the question goes to another chat by inline mode."""
    person.says("Who was the keeper")
    source, copied, shared = person.hears().buttons[2:5]
    assert source["text"] == wording.SOURCE
    assert copied["copy_text"] == {"text": "The keeper was Jane Mary Holt."}
    assert shared["switch_inline_query"] == "Who was the keeper"
    group = Group(api.world)
    group.says("/ask who was the keeper")
    assert wording.SHARE not in group.hears().labels


def test_without_inline_mode_nothing_is_shared(api: BotApi, person: Person, serve: Serve) -> None:
    """Neither a bot that may not answer inline queries nor one that shall not offers to share."""
    with serve(inline=False):
        person.says("Who was the keeper")
        assert wording.SHARE not in person.hears().labels
    api.world.abilities["supports_inline_queries"] = False
    with serve():
        person.says("Who was the keeper")
        assert wording.SHARE not in person.hears().labels


@pytest.mark.usefixtures("bot")
def test_a_long_quote_is_not_copied(person: Person, answers: FakeAnswers) -> None:
    """A quote of more than 256 characters has no button to copy a part of it."""
    whole = LIGHTHOUSE.text[:260]
    quote = Quote(LIGHTHOUSE.ref, 0, len(whole), whole)
    answers.answer = lambda question, scope: Answer(  # type: ignore[method-assign]
        question, True, 0.9, "1871", quote
    )
    person.says("When was it lit?")
    assert wording.COPY not in person.hears().labels


@pytest.mark.usefixtures("bot")
def test_a_passage_is_an_expandable_quotation(person: Person) -> None:
    """A passage is shown whole, folded until it is tapped."""
    person.says("Who was the keeper")
    answer = person.hears()
    person.presses(wording.MORE_PASSAGES)
    kinds = [entity["type"] for entity in answer.entities]
    assert "expandable_blockquote" in kinds
    assert "Her log holds 812 wrecks & near-wrecks." in answer.text


@pytest.mark.parametrize(
    ("link", "place", "address"),
    [
        ("https://x.org/a.pdf", "page 3", "https://x.org/a.pdf#page=3"),
        ("https://x.org/a#b", "", "https://x.org/a#b"),
        ("https://t.me/c/1/2", "page 3", "https://t.me/c/1/2"),
        (
            "https://x.org/a",
            "Measures",
            "https://x.org/a#:~:text=It%20stands%2034%20metres%2Dtall%2C%20they%20say",
        ),
        ("", "page 3", ""),
    ],
)
def test_an_address_opens_where_the_quote_stands(link: str, place: str, address: str) -> None:
    """A page of a PDF by its number, a place on a page by its words; an anchor is kept."""
    ref = replace(QUOTE.article, link=link)
    assert place_address(replace(QUOTE, article=ref, place=place)) == address


def test_the_original_of_an_article_is_what_it_was_read_from(tmp_path: Path) -> None:
    """The file is given as long as it reads as the article; nothing else at its path is."""
    file = tmp_path / "mill.html"
    file.write_text("<p>The mill at Orr is of oak. It was built in 1804.</p>", "utf-8")
    with qa_bot.open(tmp_path / "library", embedder=FakeEmbedder(), reader=WordReader()) as library:
        (added,) = library.add(file)
        assert added.article is not None
        assert library.original(added.article) == file.read_bytes()
        file.write_text("<p>A secret that was never added.</p>", "utf-8")
        assert library.original(added.article) is None
        file.unlink()
        assert library.original(added.article) is None
        pasted = library.add_text("The boat is blue. It is dry.", "telegram:1/2/Ada, 2026-11-29")
        assert pasted.article is not None
        assert library.original(pasted.article) is None
