"""How a pasted article is told from a long question, and where links are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.channels.telegram.middleware.message_kinds import Sort, links_in, sort_of

STATEMENT = "The harbour was dredged in the spring of that year by a crew of forty. "


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("Who built the bridge?", Sort.QUESTION),
        ("and when", Sort.QUESTION),
        ("I read that the bridge was built in 1804. " * 4 + "Is that true?", Sort.QUESTION),
        (STATEMENT * 6, Sort.ARTICLE),
        (STATEMENT * 40, Sort.ARTICLE),
        (STATEMENT * 6 + "Was it?", Sort.QUESTION),
        (STATEMENT * 9 + "Was it?", Sort.EITHER),
        ("a list of words without an end " * 12, Sort.EITHER),
        ("https://example.org/a", Sort.LINKS),
        ("https://example.org/a\nhttps://example.org/b.", Sort.LINKS),
        ("What does https://example.org/a say?", Sort.QUESTION),
    ],
)
def test_a_message_is_sorted_by_its_shape(text: str, sort: Sort) -> None:
    """Length and sentence ends decide; between them the person is asked."""
    assert sort_of(text) is sort


def test_what_is_forwarded_is_meant_to_be_kept() -> None:
    """A forwarded text is never taken for a question unasked."""
    assert sort_of(STATEMENT * 6, forwarded=True) is Sort.ARTICLE
    assert sort_of("Is it open?", forwarded=True) is Sort.EITHER


@given(st.text(max_size=3000), st.booleans())
def test_any_text_is_something(text: str, forwarded: bool) -> None:
    """Whatever is written, it is sorted, and the longest is always an article."""
    assert sort_of(text, forwarded=forwarded) in Sort
    assert sort_of("word " * 300 + text, forwarded=forwarded) is Sort.ARTICLE


def test_links_end_where_the_sentence_goes_on() -> None:
    """Punctuation after an address is not of it; brackets within it are."""
    text = "See https://a.org/x_(y), http://b.org. And (https://c.org/z)! https://a.org/x_(y)"
    assert links_in(text) == ("https://a.org/x_(y)", "http://b.org", "https://c.org/z")
