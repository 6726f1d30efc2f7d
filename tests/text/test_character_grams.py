"""Words of any language are compared by runs of characters, however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.text.character_grams import character_grams


def test_words_have_a_space_at_either_end() -> None:
    """Short words are one gram, and the ends of long ones are told from their middles."""
    assert character_grams("A mill.") == [" a ", " mil", "mill", "ill "]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mühle", "MU\u0308HLE"),
        ("café", "cafe"),
        ("мельница", "МЕЛЬНИЦА"),
        ("２０２６", "2026"),
        ("ﬁnal", "final"),
        ("كَتَبَ", "كتب"),
        ("كـــتب", "كتب"),
        ("ｶﾌｪ", "カフェ"),
        ("한국어", "한국어"),
    ],
)
def test_what_writers_may_leave_out_makes_no_difference(one: str, other: str) -> None:
    """Case, width, ligatures, accents, Arabic vowel points and tatweel."""
    assert character_grams(one) == character_grams(other)


def test_inflected_words_share_grams() -> None:
    """Cases of a noun, in languages that nothing is known of here."""
    for one, other in (("мельница", "мельницу"), ("evlerinde", "evler"), ("Mühlen", "Mühle")):
        assert set(character_grams(one)) & set(character_grams(other))
    assert not set(character_grams("मिल")) & set(character_grams("मेल")), "vowels of Hindi count"


def test_scripts_without_spaces_are_compared_by_pairs() -> None:
    """A word within a run of Chinese is found; mixed scripts keep to their own sizes."""
    assert "磨坊" in character_grams("这座磨坊在河边")
    assert {"磨坊", " mil"} <= set(character_grams("mill 磨坊"))


@given(st.text(max_size=200))
def test_any_text_has_grams_of_at_most_six_characters(text: str) -> None:
    """No gram is empty or longer than four characters and what composes to one of them."""
    assert all(gram and len(gram) <= 6 for gram in character_grams(text))
