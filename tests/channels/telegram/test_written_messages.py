"""Messages with what a language model wrote: whole, accepted, and nothing but text."""

import random
from collections.abc import Iterator
from itertools import pairwise

import pytest

from qa_bot.answers import (
    DROP_REASONS,
    DroppedSentence,
    Quote,
    WrittenAnswer,
    WrittenSentence,
)
from qa_bot.channels.telegram.views.message_layout import RenderedMessage
from qa_bot.channels.telegram.views.written_messages import (
    left_out_screen,
    render_writing,
    render_written,
    written_screen,
)
from qa_bot.documents import ArticleRef
from qa_bot.escape import UNSAFE
from qa_bot.i18n import wording
from qa_bot.i18n.translation import ENGLISH_CODE, LANGUAGES, language
from tests.channels.telegram.bot_api import BotApi, Person, Seen
from tests.channels.telegram.bot_api.texts import read_text
from tests.channels.telegram.fakes import CHRONICLE
from tests.channels.telegram.library import FakeLibrary
from tests.channels.telegram.running import RunningBot
from tests.channels.telegram.test_random_texts import assert_accepted, some_text
from tests.channels.telegram.test_untranslated_words import said_to, untranslated
from tests.channels.telegram.test_written_answers import library
from tests.channels.telegram.writer import cited

__all__ = ["library"]
EN = language(ENGLISH_CODE)
HOSTILE = (
    "@channelname",
    "https://t.me/channelname",
    "tg://resolve?domain=channelname",
    "<a href='https://evil.example'>here</a>",
    "</blockquote><b>bold</b>",
    "/start #tag $TAG",
    "\u202edesrever\u202c [9]",
    "a\nb\u2028c\x00d",
    "\ud83d\ude00 \ud800",
    "{model} {0} %s",
)
# 5,000 characters, more than a message holds.
LONG = "word " * 1000


def a_written(*sentences: WrittenSentence, **more: object) -> WrittenAnswer:
    return WrittenAnswer("a-model", sentences, **more)  # type: ignore[arg-type]


def seen(message: RenderedMessage) -> Seen:
    """The message as Telegram reads it."""
    return Seen("bot", *read_text(message.html, "HTML", None))


def all_messages(written: WrittenAnswer, code: str) -> Iterator[RenderedMessage]:
    words = language(code)
    yield render_writing(written.sentences, words)
    yield render_written(written, words)
    yield render_written(written, words, "llm.example.org")
    yield left_out_screen(1, written, words)[0]


@pytest.mark.parametrize("batch", range(5))
def test_random_texts_are_accepted(batch: int) -> None:
    """Whatever a model writes and an article says, Telegram takes the message, in one."""
    rng = random.Random(batch)
    for _ in range(20):
        article = ArticleRef("id", some_text(rng), "", link=f"https://e.org/{some_text(rng)[:9]}")
        quotes = [
            Quote(article, at, at + 9, some_text(rng), place=some_text(rng)[:60])
            for at in range(rng.choice([1, 3, 40]))
        ]
        sentences = [
            WrittenSentence(some_text(rng), tuple(rng.choices(quotes, k=rng.randint(1, 3))))
            for _ in range(rng.choice([1, 3, 40]))
        ]
        dropped = tuple(
            DroppedSentence(some_text(rng), rng.choice(DROP_REASONS), some_text(rng))
            for _ in range(rng.choice([1, 3, 40]))
        )
        written = WrittenAnswer(some_text(rng), tuple(sentences), dropped)
        for message in all_messages(written, rng.choice(sorted(LANGUAGES))):
            assert_accepted(message)


@pytest.mark.parametrize("hostile", [*HOSTILE, LONG])
def test_what_a_model_writes_is_text(hostile: str) -> None:
    """A written sentence gets no markup: what is italic, quoted or linked is the bot's own."""
    quote = Quote(CHRONICLE, 0, 9, "It is so.")
    shown = seen(render_written(a_written(WrittenSentence(hostile, (quote,))), EN))
    assert {each["type"] for each in shown.entities} == {
        *("italic", "expandable_blockquote", "text_link"),
    }
    assert shown.links() == [CHRONICLE.source]
    lead, said, *_ = shown.text.split("\n")
    assert lead == wording.WRITTEN.format(model="a-model")
    assert UNSAFE.search(said) is None
    start, end = len(lead) + 1, len(lead) + 1 + len(said)
    assert not [e for e in shown.entities if start <= e["offset"] < end]
    if hostile != LONG:
        assert said.endswith(" [1]")


@pytest.mark.parametrize("hostile", [*HOSTILE, LONG])
def test_what_was_left_out_links_nowhere(hostile: str) -> None:
    """Dropped words are code, in which Telegram's apps look for no links, names and commands."""
    dropped = DroppedSentence(hostile, "link", hostile)
    shown = seen(left_out_screen(1, a_written(dropped=(dropped,)), EN)[0])
    assert {each["type"] for each in shown.entities} <= {"italic", "code"}
    assert shown.links() == []
    outside = shown.text
    for entity in shown.entities:
        outside = outside.replace(shown.part(entity), "", 1)
    assert outside.strip() == ""


def test_sources_are_numbered_once() -> None:
    """Quotes are numbered in the order of citation, each listed once, with links to web pages."""
    page = Quote(CHRONICLE, 0, 9, "It is\nso.", place="page 3")
    tall, lit = cited("tall", "lit")
    sentences = [
        WrittenSentence("One.", (lit, page)),
        WrittenSentence("Two.", (tall, lit, lit)),
    ]
    shown = seen(render_written(a_written(*sentences), EN)).shown.split("\n")
    assert shown[1:] == [
        "One. [1][2] Two. [3][1]",
        "| [1] “The lighthouse on Gull Rock was lit in 1871.” _The Gull Rock Light_",
        "[2] “It is so.” _[A Coast <Chronicle>_](https://example.org/coast)_, page 3_",
        "[3] “It stands 34 metres tall.” _The Gull Rock Light_",
    ]


def test_sentences_are_whole() -> None:
    """Of more sentences than a message holds the first are shown, and that some are missing."""
    sentences = [WrittenSentence(f"{n:03} {'word ' * 40}.", cited("tall")) for n in range(50)]
    said = seen(render_written(a_written(*sentences), EN)).text.split("\n")[1]
    *whole, rest = said.split("[1]")
    assert 5 < len(whole) < 50 and rest.strip() == "…"
    numbers = [int(each.split()[0]) for each in whole]
    assert all(after == before + 1 for before, after in pairwise(numbers))


def test_every_reason_has_words() -> None:
    """Each reason for which a sentence is dropped is explained in words of its own."""
    assert set(wording.DROPPED_BECAUSE) == set(DROP_REASONS)
    assert len(set(wording.DROPPED_BECAUSE.values())) == len(DROP_REASONS)


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_button_fits(code: str) -> None:
    """The number of sentences that were left out is on the button, which is only there for some."""
    dropped = (DroppedSentence("It is 7.", "number", "7"),) * 12
    _, board = written_screen(1, a_written(dropped=dropped), language(code))
    assert board is not None and "12" in board.inline_keyboard[0][0].text
    assert written_screen(1, a_written(), language(code))[1] is None


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != ENGLISH_CODE])
def test_no_english_words(api: BotApi, library: FakeLibrary, code: str) -> None:
    """In another language, all around a model's words and the article's is in that language."""
    person, speech = Person(api.world, "7", 7, code), language(code)
    library.written_destination = "127.0.0.1"
    writer = library.writer
    writer.sentences = (WrittenSentence("34.", cited("tall")),)
    writer.dropped = tuple(DroppedSentence("99.", reason, "99") for reason in DROP_REASONS)
    person.asks("How tall is it?")
    written = person.hears()
    person.presses(speech(wording.LEFT_OUT, count=len(DROP_REASONS)))
    assert all(speech(each) in written.text for each in wording.DROPPED_BECAUSE.values())
    person.presses(speech(wording.TO_THE_ANSWER), written)
    said = said_to(api, person)
    for article in ("It stands 34 metres tall.", "The Gull Rock Light", "34 metres", "a-model"):
        said = said.replace(article, "")
    assert not untranslated(code, said.replace("*", "").replace("It stands  tall.", "")), said


@pytest.mark.usefixtures("bot")
def test_a_hostile_model(
    api: BotApi,
    person: Person,
    bot: RunningBot,
    library: FakeLibrary,
) -> None:
    """A chat takes whatever a model writes, and no preview of a link is shown."""
    writer = library.writer
    texts = [*HOSTILE, LONG]
    writer.sentences = tuple(WrittenSentence(text, cited("tall")) for text in texts)
    writer.dropped = tuple(DroppedSentence(text, "link", text) for text in texts)
    person.asks("How tall is it?")
    written = person.hears()
    assert not written.links() and "@channelname [1]" in written.text
    person.presses(f"What was left out ({len(texts)})", written)
    assert not written.links() and "\n`@channelname`\n" in written.shown
    calls = [*api.world.called("sendMessage"), *api.world.called("editMessageText")]
    assert all('"is_disabled": true' in each["link_preview_options"] for each in calls)
