"""Ordinary words are told from mistyped ones and from names."""

import subprocess
import sys

import pytest

from qa_bot.retrieval.spelling import is_english


@pytest.mark.parametrize("word", ["the", "zucchini", "router", "swine"])
def test_ordinary_words_are_english(word: str) -> None:
    """Also those that no article of a library holds."""
    assert is_english(word)


@pytest.mark.parametrize("word", ["", "teh", "zuccini", "he 2", "the 2", "\n", "ahlberg"])
def test_other_words_are_not(word: str) -> None:
    """Neither parts of words, nor what stands beside them in the list."""
    assert not is_english(word)


def test_the_library_of_the_list_is_never_imported() -> None:
    """Only its file is read."""
    asks = "import sys; from qa_bot.retrieval.spelling import is_english as is_word"
    subprocess.run(
        [
            sys.executable,
            "-c",
            f"{asks}; assert is_word('bread'); assert 'symspellpy' not in sys.modules",
        ],
        check=True,
    )
