"""Random texts in every field of an answer, read by two independent parsers.

500 texts in the suite; for many more:
`RANDOM_TEXTS=10000 python -m pytest tests/channels/telegram/test_random_texts.py`
"""

import os
import random

import pytest

from qa_bot.answers import Answer, Passage, Quote
from qa_bot.channels.telegram.views.message_layout import MAX_MESSAGE_UNITS, RenderedMessage
from qa_bot.channels.telegram.views.reply_messages import render_passage, render_reply, render_text
from qa_bot.conversation.turns import Reply, ReplyKind
from qa_bot.documents import ArticleRef, Span
from qa_bot.i18n.translation import LANGUAGES, language
from tests.channels.telegram.bot_api import parse_html
from tests.channels.telegram.bot_api.markup import utf16
from tests.channels.telegram.bot_api.texts import read_text
from tests.channels.telegram.second_reader import visible

COUNT = int(os.environ.get("RANDOM_TEXTS", "500"))
BATCHES = 10
PIECES = [
    "<b>", "</b>", "<i", "<a href='", "\">", "</", "<br>", "<!--", "<![CDATA[", "<pre><code>",
    "&", "&lt;", "&amp;lt;", "&#60;", "&#x110000;", "&nbsp", "&;",
    "\u202e\u05d0\u05d1", "\u200f",
    "\u0645\u0631\u062d\u0628\u0627", "👩\u200d👩\u200d👧", "🏴\U000e0067\U000e007f",
    "e\u0301\u0333", "\ud800", "\udfff", "\x00", "\r\n", "\u2028", "\ufeff", "\t", "\n\n",
    " ", "*_`[~|", "word ",
    "@lighthouse_bot", "/start", "https://example.org/?a=1&b=2", "\uffff",
]  # fmt: skip


def some_text(rng: random.Random) -> str:
    """Return pieces that break markup and characters of all of Unicode."""
    parts = [
        rng.choice(PIECES) if rng.random() < 0.5 else chr(rng.randrange(0x110000))
        for _ in range(rng.choice([1, 2, 5, 10, 40]))
    ]
    return "".join(parts) * rng.choices([1, 30, 300], [30, 3, 1])[0]


def some_reply(rng: random.Random) -> Reply:
    """Return an answer, or a declined one, with random texts in every field."""
    text = some_text(rng)
    link = rng.choice(["", f"https://example.org/{some_text(rng)[:80]}"])
    article = ArticleRef("id", some_text(rng), some_text(rng), link=link)
    marks = tuple(Span(rng.randrange(len(text)), rng.randrange(len(text) + 9)) for _ in range(3))
    quote = Quote(article, 0, len(text), text, marks, some_text(rng)[:60])
    passages = (Passage(article, 0, 5, some_text(rng), 0.5),) * 2
    short = f"It is {some_text(rng)[:200]}"
    answer = Answer("q", True, 0.9, short, quote, passages, (quote,))
    return Reply(
        rng.choice(list(ReplyKind)), short, answer, rng.choice([None, some_text(rng)[:200]])
    )


@pytest.mark.parametrize("batch", range(BATCHES))
def test_random_texts_are_accepted(batch: int) -> None:
    """Every message is accepted, equals its plain form when parsed, and is short enough."""
    rng = random.Random(batch)
    for _ in range(max(1, COUNT // BATCHES)):
        words = language(rng.choice(sorted(LANGUAGES)))
        reply = some_reply(rng)
        assert reply.answer is not None
        for message in render_reply(reply, words):
            assert_accepted(message)
        assert_accepted(render_passage(reply.answer, 1, words))
        for message in render_text(f"Said: {some_text(rng)}"):
            assert_accepted(message)


def assert_accepted(message: RenderedMessage) -> None:
    text, _ = read_text(message.html, "HTML", None)
    assert utf16(text) <= MAX_MESSAGE_UNITS
    assert text == read_text(message.plain, None, None)[0]
    assert visible(message.html) == parse_html(message.html)[0]
