"""Replies as messages: well-formed, never too long, nothing lost or invented."""

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa_bot import wording
from qa_bot.channels.telegram.layout import LIMIT, Block, Message, Run, sound, to_messages, units
from qa_bot.channels.telegram.listing import render_page
from qa_bot.channels.telegram.rendering import (
    render_passages,
    render_reply,
    render_source,
    render_text,
)
from qa_bot.dialogue import Kind, Reply
from qa_bot.documents import Answer, ArticleRef, Passage, Quote, Span
from tests.telegram.bot_api import Seen, parse_html
from tests.telegram.bot_api.markup import utf16
from tests.telegram.fakes import CHRONICLE, LIGHTHOUSE, quote_of

unhurried = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
# All of Unicode, lone surrogates too: an article may hold anything.
characters = st.characters(exclude_categories=())
short = st.text(characters, max_size=40)
# Long texts are grown from a few words, which is quicker than drawing each character.
long = st.builds(
    lambda words, times: " ".join(words * times),
    st.lists(st.one_of(short, st.sampled_from(["\n\n", "<b>", "&lt;", "😀" * 30])), max_size=8),
    st.sampled_from([1, 3, 200]),
)
refs = st.builds(ArticleRef, st.just("id"), st.one_of(short, long), short)
spans = st.builds(Span, st.integers(0, 9000), st.integers(0, 9000))


@st.composite
def quotes(draw: st.DrawFn) -> Quote:
    text, start = draw(st.one_of(short, long)), draw(st.integers(0, 5000))
    marks = tuple(draw(st.lists(spans, max_size=4)))
    return Quote(draw(refs), start, start + len(text), text, marks)


passages = st.builds(
    Passage, refs, st.just(0), st.integers(0, 9), st.one_of(short, long), st.just(0.5)
)
answers = st.builds(
    Answer,
    question=short,
    answered=st.booleans(),
    confidence=st.just(0.5),
    quote=st.none() | quotes(),
    passages=st.lists(passages, max_size=3).map(tuple),
    others=st.lists(quotes(), max_size=2).map(tuple),
)
replies = st.builds(
    Reply, st.sampled_from(Kind), st.one_of(short, long), st.none() | answers, st.none() | short
)


def assert_deliverable(messages: tuple[Message, ...]) -> None:
    for message in messages:
        text, _ = parse_html(message.html)
        assert 0 < utf16(text) <= LIMIT
        assert text == message.plain.strip()


@unhurried
@given(replies)
def test_any_reply_is_deliverable(reply: Reply) -> None:
    """Whatever a reply holds, its messages parse strictly and are within Telegram's limit."""
    assert_deliverable(render_reply(reply))


@unhurried
@given(answers, st.lists(refs, max_size=50))
def test_any_listing_is_deliverable(answer: Answer, articles: list[ArticleRef]) -> None:
    """So do passages, sources and lists of articles."""
    assert_deliverable(render_source(answer))
    assert_deliverable(render_passages(answer.passages))
    assert_deliverable((render_page(articles, 0)[0],))


@unhurried
@given(long)
def test_nothing_is_lost(text: str) -> None:
    """A text split into messages keeps every word, in order."""
    joined = "".join(message.plain for message in to_messages([Block((Run(sound(text)),))]))
    assert re.sub(r"\s", "", joined) == re.sub(r"\s", "", sound(text))


@unhurried
@given(quotes())
def test_marks_are_bold(quote: Quote) -> None:
    """The bold characters of a quote are those that its marks cover, and no others."""
    reply = Reply(Kind.ANSWER, quote.text, Answer("", True, 1.0, quote.text, quote))
    covered = {at for mark in quote.marks for at in range(mark.start, mark.end)}
    text, start = quote.text, quote.start
    expected = "".join(c for at, c in enumerate(text, start) if at in covered)
    bold = "".join("".join(re.findall(r"<b>(.*?)</b>", m.html, re.S)) for m in render_reply(reply))
    assert _letters(parse_html(bold)[0]) == _letters(sound(expected))


def _letters(text: str) -> list[str]:
    return [character for character in text if character.isalnum()]


def test_split_at_paragraph_ends() -> None:
    """A long text is split between paragraphs, not within them."""
    paragraphs = [f"{number}. " + "word " * 200 + "end." for number in range(10)]
    messages = render_text("\n\n".join(paragraphs))
    assert len(messages) > 1
    assert all(message.plain.endswith("end.") for message in messages)


def test_long_passage_is_clipped_at_a_word() -> None:
    """A passage too long to show beside others ends in a whole word and an ellipsis."""
    (message,) = render_passages([Passage(CHRONICLE, 0, 9000, "lantern " * 1000, 0.5)])
    assert "lantern…</blockquote>" in message.html
    assert units(message.plain) < LIMIT / 3


def test_follow_up_and_further_articles() -> None:
    """How a follow-up was understood stands first, and further articles follow the source."""
    quote = quote_of("It stands 34 metres tall.", "34 metres")
    other = Quote(CHRONICLE, 0, 15, "34 metres & more", (Span(0, 9),))
    answer = Answer("q", True, 0.9, "34 metres", quote, (), (other,))
    (message,) = render_reply(Reply(Kind.ANSWER, "34 metres", answer, "how tall is the light?"))
    text, entities = parse_html(message.html)
    assert Seen("bot", text, entities).shown == (
        "_as: how tall is the light?_\n*34 metres*\n| It stands *34 metres* tall.\n"
        "_The Gull Rock Light, characters 45–70_\n\n"
        f"{wording.ANOTHER_ARTICLE}\n| *34 metres* & more\n"
        "_A Coast <Chronicle>, characters 0–15_"
    )


def test_source_shows_addresses_not_paths() -> None:
    """A web address is shown under a source; the path of a file is not."""
    shown = "".join(m.plain for m in render_source(_answer_from(CHRONICLE)))
    assert CHRONICLE.source in shown
    shown = "".join(m.plain for m in render_source(_answer_from(LIGHTHOUSE.ref)))
    assert LIGHTHOUSE.source not in shown


def _answer_from(article: ArticleRef) -> Answer:
    return Answer("q", True, 0.9, "a", Quote(article, 0, 3, "abc"))
