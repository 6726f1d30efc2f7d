"""Rendered messages: well-formed, within the limit, complete."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from qa_bot.answers import Answer, Overview, Passage, Quote
from qa_bot.channels.telegram.views.article_list import (
    PER_PAGE,
    ListEntry,
    ListPage,
    card,
    list_page,
    text_page,
)
from qa_bot.channels.telegram.views.message_layout import (
    MAX_MESSAGE_UNITS,
    LayoutBlock,
    RenderedMessage,
    TextRun,
    join_surrogates,
    to_messages,
    utf16_length,
)
from qa_bot.channels.telegram.views.reply_messages import (
    render_paragraph,
    render_passage,
    render_reply,
    render_text,
)
from qa_bot.conversation.turns import Reply, ReplyKind
from qa_bot.documents import Article, ArticleRef, Span
from qa_bot.i18n import wording
from qa_bot.i18n.translation import LANGUAGES, Language, language
from tests.channels.telegram.bot_api import Seen, parse_html
from tests.channels.telegram.bot_api.markup import utf16
from tests.channels.telegram.fakes import CHRONICLE, LIGHTHOUSE, quote_of

few = settings(max_examples=60)
# All of Unicode, lone surrogates too: an article may hold anything.
characters = st.characters(exclude_categories=())
short = st.text(characters, max_size=40)
# Long texts are grown from a few words, which is quicker than drawing each character.
long = st.builds(
    lambda words, times: " ".join(words * times),
    st.lists(st.one_of(short, st.sampled_from(["\n\n", "<b>", "&lt;", "😀" * 30])), max_size=8),
    st.sampled_from([1, 3, 200]),
)
links = st.one_of(st.just(""), st.text(max_size=20).map("https://example.org/{}".format))
refs = st.builds(ArticleRef, st.just("id"), st.one_of(short, long), short, link=links)
spoken = st.sampled_from(sorted(LANGUAGES)).map(language)
EN = language("en")
spans = st.builds(Span, st.integers(0, 9000), st.integers(0, 9000))


@st.composite
def quotes(draw: st.DrawFn) -> Quote:
    text, start = draw(st.one_of(short, long)), draw(st.integers(0, 5000))
    marks = tuple(draw(st.lists(spans, max_size=4)))
    return Quote(draw(refs), start, start + len(text), text, marks)


passages = st.builds(
    Passage, refs, st.just(0), st.integers(0, 9), st.one_of(short, long), st.just(0.5)
)
overviews = st.builds(
    Overview,
    st.lists(quotes(), max_size=3).map(tuple),
    short,
    st.lists(short, max_size=3).map(tuple),
    st.integers(0, 3),
)
answers = st.builds(
    Answer,
    question=short,
    answered=st.booleans(),
    confidence=st.just(0.5),
    quote=st.none() | quotes(),
    passages=st.lists(passages, max_size=3).map(tuple),
    others=st.lists(quotes(), max_size=2).map(tuple),
    overview=st.none() | overviews,
)
replies = st.builds(
    Reply,
    st.sampled_from(ReplyKind),
    st.one_of(short, long),
    st.none() | answers,
    st.none() | short,
)


def assert_deliverable(messages: tuple[RenderedMessage, ...]) -> None:
    for message in messages:
        text, _ = parse_html(message.html)
        assert 0 < utf16(text) <= MAX_MESSAGE_UNITS
        assert text == message.plain.strip()


@few
@given(replies, spoken)
def test_any_reply_is_deliverable(reply: Reply, words: Language) -> None:
    """The messages of any reply parse strictly and are within Telegram's limit."""
    assert_deliverable(render_reply(reply, words))


@few
@given(answers, st.lists(refs, max_size=50), spoken)
def test_any_screen_is_deliverable(
    answer: Answer, articles: list[ArticleRef], words: Language
) -> None:
    """Passages and lists of articles are deliverable, and callback data fits 64 bytes."""
    for number in range(len(answer.passages)):
        assert_deliverable((render_passage(answer, number, words),))
    listed = ListPage([ListEntry(each) for each in articles[:PER_PAGE]], 1, len(articles))
    message, buttons = list_page(listed, words)
    assert_deliverable((message,))
    for button in (
        button for row in (buttons.inline_keyboard if buttons else ()) for button in row
    ):
        assert 1 <= len(str(button.callback_data).encode()) <= 64


@few
@given(st.one_of(short, long), st.integers(0, 9000), st.integers(0, 300), refs, spoken)
def test_any_text_is_readable(
    text: str, start: int, length: int, ref: ArticleRef, words: Language
) -> None:
    """The pages of an article, its card and any paragraph of it are deliverable."""
    article = Article(ref.id, ref.title, ref.source, text, "d", language="en", link=ref.link)
    quote = Quote(ref, min(start, len(text)), min(start + length, len(text)), "")
    assert_deliverable((card(article, 0, words, is_chosen=True, is_removable=True)[0],))
    assert_deliverable((text_page(article, 0, start, words)[0],))
    assert_deliverable((render_paragraph(quote, text, words),))


@few
@given(long)
def test_split_loses_nothing(text: str) -> None:
    """A text split into messages keeps every word, in order."""
    joined = "".join(
        message.plain for message in to_messages([LayoutBlock((TextRun(join_surrogates(text)),))])
    )
    assert re.sub(r"\s", "", joined) == re.sub(r"\s", "", join_surrogates(text))


@few
@given(quotes())
def test_highlights_are_bold(quote: Quote) -> None:
    """Exactly the characters that a quote's marks cover are bold."""
    reply = Reply(ReplyKind.ANSWER, quote.text, Answer("", True, 1.0, quote.text, quote))
    covered = {at for mark in quote.marks for at in range(mark.start, mark.end)}
    text, start = quote.text, quote.start
    expected = "".join(c for at, c in enumerate(text, start) if at in covered)
    bold = "".join(
        "".join(re.findall(r"<b>(.*?)</b>", m.html, re.S)) for m in render_reply(reply, EN)
    )
    assert _letters(parse_html(bold)[0]) == _letters(join_surrogates(expected))


def _letters(text: str) -> list[str]:
    return [character for character in text if character.isalnum()]


def test_split_at_paragraph_ends() -> None:
    """A long text is split between paragraphs, not within them."""
    paragraphs = [f"{number}. " + "word " * 200 + "end." for number in range(10)]
    messages = render_text("\n\n".join(paragraphs))
    assert len(messages) > 1
    assert all(message.plain.endswith("end.") for message in messages)


def test_long_passage_is_truncated_at_a_word() -> None:
    """A passage too long to show beside others ends in a whole word and an ellipsis."""
    passage = Passage(CHRONICLE, 0, 9000, "lantern " * 1000, 0.5)
    message = render_passage(Answer("q", False, 0.1, passages=(passage,)), 0, EN)
    assert "lantern…</blockquote>" in message.html
    assert utf16_length(message.plain) < 2 * MAX_MESSAGE_UNITS / 3


def test_follow_up_and_further_articles() -> None:
    """The resolved question comes first, and quotes of further articles after the source."""
    quote = quote_of("It stands 34 metres tall.", "34 metres")
    other = Quote(CHRONICLE, 0, 15, "34 metres & more", (Span(0, 9),))
    answer = Answer("q", True, 0.9, "34 metres", quote, (), (other,))
    (message,) = render_reply(
        Reply(ReplyKind.ANSWER, "34 metres", answer, "how tall is the light?"), EN
    )
    text, entities = parse_html(message.html)
    assert Seen("bot", text, entities).shown == (
        "_as: how tall is the light?_\n*34 metres*\n| It stands *34 metres* tall.\n"
        "_The Gull Rock Light_\n\n"
        f"{wording.ANOTHER_ARTICLE}\n| *34 metres* & more\n"
        "_[A Coast <Chronicle>_](https://example.org/coast)"
    )


def test_source_shows_addresses_and_places_not_paths() -> None:
    """A citation shows the web address and the page, but never the path of a file."""
    quote = Quote(LIGHTHOUSE.ref, 0, 3, "abc", place="page 3")
    reply = Reply(ReplyKind.ANSWER, "a", Answer("q", True, 0.9, "a", quote))
    (message,) = render_reply(reply, EN)
    assert message.plain.endswith("\nThe Gull Rock Light, page 3")
    assert LIGHTHOUSE.source not in message.html


def test_paragraph_of_a_quote() -> None:
    """Only the quote's own paragraph is shown, truncated to whole words if too long."""
    text = "First one.\n\nThe second has the word.\nA third."
    at = text.index("word")
    message = render_paragraph(Quote(LIGHTHOUSE.ref, at, at + 4, "word"), text, EN)
    assert message.plain.startswith("The second has the word.\nThe Gull")
    text = "lantern " * 500 + "word" + " lantern" * 500
    at = text.index("word")
    message = render_paragraph(Quote(LIGHTHOUSE.ref, at, at + 4, "word"), text, EN)
    assert utf16_length(message.plain) < MAX_MESSAGE_UNITS
    assert set(message.plain.partition("\n")[0].split()) == {"lantern", "word"}
