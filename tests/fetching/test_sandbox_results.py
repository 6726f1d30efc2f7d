"""Feeds and page hints from the sandbox are believed no more than the pages themselves."""

import json

import pytest

from qa_bot.fetching.feed_entries import Feed, FeedEntry, sanitise
from qa_bot.fetching.page_hints import PageHints
from qa_bot.loading.sandbox.protocol import ProtocolError, encode_result
from qa_bot.loading.sandbox.reply_decoder import decode_result
from qa_bot.loading.sandbox.results import SandboxResult

FEED = '{"title":"","entries":[%s]}'


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"key":1,"mark":""}', "nonsense", '{"key":"'])
def test_a_feed_of_another_form_is_refused(text: str) -> None:
    """Neither a malformed entry nor one in place of the feed is taken."""
    for reply in (text, FEED % text if text else FEED % "null"):
        with pytest.raises(ProtocolError):
            decode_result(b"r" + reply.encode(), "https://example.org/feed", Feed)


@pytest.mark.parametrize("text", ["", "[]", '{"is_scripted":"yes"}', '{"json_ld_page":null}'])
def test_hints_of_another_form_are_refused(text: str) -> None:
    """Every field of a page's hints has its type."""
    with pytest.raises(ProtocolError):
        decode_result(b"r" + text.encode(), "https://example.org", PageHints)


@pytest.mark.parametrize("kind", [Feed, PageHints])
def test_unknown_fields_are_refused(kind: type[SandboxResult]) -> None:
    """A field that is not declared is refused at every level."""
    entry = {"key": "", "mark": "", "source": "/etc/passwd"}
    for reply in ({"title": "", "entries": [], "source": ""}, {"title": "", "entries": [entry]}):
        with pytest.raises(ProtocolError):
            decode_result(b"r" + json.dumps(reply).encode(), "https://example.org", kind)


def test_results_arrive_as_they_were_sent() -> None:
    """Any character arrives, but for halves of characters, which no text may hold."""
    feed = Feed("T", (FeedEntry("k", "m", title="a\ud800b", content="é\n\0😀"), FeedEntry("", "")))
    expected = Feed("T", (FeedEntry("k", "m", title="ab", content="é\n\0😀"), FeedEntry("", "")))
    assert decode_result(encode_result(feed), "x", Feed) == expected
    hints = PageHints("https://example.org/", "", True, "<p>é</p>")
    assert decode_result(encode_result(hints), "x", PageHints) == hints


def test_an_entry_says_only_what_a_feed_parser_says() -> None:
    """Its link leads to the web, its date is one, and its words leave a terminal alone."""
    entry = FeedEntry("k", "m", "javascript:alert(1)", "a\x1b[2J\nb", "\x07c", "soon")
    feed = sanitise(Feed("T\x1b\n\n", (entry,)))
    assert feed == Feed("T", (FeedEntry("k", "m", title="a[2J b", author="c"),))
