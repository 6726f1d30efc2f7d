"""Text without what nobody sees."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.generation.visible_text import visible
from tests.generation.hostile_articles import unseen_in


@given(st.text(st.characters(codec=None)))
def test_nothing_unseen_is_left(text: str) -> None:
    """But white space, of whatever kind."""
    left = visible(text)
    assert [char for char in unseen_in(left) if not char.isspace()] == []
    assert visible(left) == left


@pytest.mark.parametrize(
    "text", ["Das Bad öffnet um neun.", "नमस्ते क्\u200dष", "می\u200cخواهم", "你好，世界", "a\tb\n"]
)
def test_what_is_seen_stays(text: str) -> None:
    """Also the joiners of scripts that need them."""
    assert visible(text) == text


@pytest.mark.parametrize(
    "hidden",
    [
        "\u202e",
        "\u2066",
        "\u200b",
        "\u200d",
        "\ufeff",
        "\u00ad",
        "\ufe0f",
        "\U000e0041",
        "\U000e0101",
        "\u3164",
        "\x1b",
    ],
)
def test_what_hides_in_a_word_goes(hidden: str) -> None:
    """Marks of direction, joiners, tags, variation selectors, fillers and controls."""
    assert visible(f"re{hidden}fund") == "refund"
