"""A text is classified as a question, an article or links, and links are found in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.channels.telegram.middleware.message_kinds import (
    MessageKind,
    classify_text,
    find_links,
)

STATEMENT = "The harbour was dredged in the spring of that year by a crew of forty. "


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Who built the bridge?", MessageKind.QUESTION),
        ("and when", MessageKind.QUESTION),
        ("I read that the bridge was built in 1804. " * 4 + "Is that true?", MessageKind.QUESTION),
        (STATEMENT * 6, MessageKind.ARTICLE),
        (STATEMENT * 40, MessageKind.ARTICLE),
        (STATEMENT * 6 + "Was it?", MessageKind.QUESTION),
        (STATEMENT * 9 + "Was it?", MessageKind.EITHER),
        ("a list of words without an end " * 12, MessageKind.EITHER),
        ("https://example.org/a", MessageKind.LINKS),
        ("https://example.org/a\nhttps://example.org/b.", MessageKind.LINKS),
        ("What does https://example.org/a say?", MessageKind.QUESTION),
    ],
)
def test_text_is_classified_by_length_and_sentences(text: str, kind: MessageKind) -> None:
    """Length and sentence ends decide; a text that may be either is classified as such."""
    assert classify_text(text) is kind


def test_forwarded_text_is_no_plain_question() -> None:
    """A forwarded text is never classified as a question."""
    assert classify_text(STATEMENT * 6, forwarded=True) is MessageKind.ARTICLE
    assert classify_text("Is it open?", forwarded=True) is MessageKind.EITHER


@given(st.text(max_size=3000), st.booleans())
def test_any_text_has_a_kind(text: str, forwarded: bool) -> None:
    """Every text has a kind, and the longest is always an article."""
    assert classify_text(text, forwarded=forwarded) in MessageKind
    assert classify_text("word " * 300 + text, forwarded=forwarded) is MessageKind.ARTICLE


def test_links_exclude_trailing_punctuation() -> None:
    """Punctuation after an address does not belong to it; brackets within it do."""
    text = "See https://a.org/x_(y), http://b.org. And (https://c.org/z)! https://a.org/x_(y)"
    assert find_links(text) == ("https://a.org/x_(y)", "http://b.org", "https://c.org/z")
