"""Chunks are whole sentences that fit the model, word for word where they say they stand."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.indexing.chunking import Chunker
from qa_bot.text.sentences import split_sentences
from tests.fakes import article

WORDS = st.sampled_from(["rain", "Wind,", "snow.", "Sun!", "“fog”", "x" * 90, "\n\n", "\n"])
TEXTS = st.lists(WORDS, max_size=120).map(" ".join)


def count(texts: list[str]) -> list[int]:
    """A token is a word, or each ten letters of a long one."""
    return [sum(1 + len(word) // 10 for word in text.split()) for text in texts]


def chunker(max_tokens: int = 20, overlap: int = 6, characters: int = 1200) -> Chunker:
    """A chunker that counts words."""
    return Chunker(count, max_tokens, characters, overlap)


@given(TEXTS, st.integers(12, 40), st.integers(0, 10), st.integers(100, 300))
def test_any_text_is_covered_in_order_within_the_limits(
    text: str, tokens: int, overlap: int, characters: int
) -> None:
    """Offsets are exact, limits hold, nothing is left out, and each chunk adds something."""
    chunks = chunker(tokens, overlap, characters).chunk(article(text))
    end = 0
    for ordinal, chunk in enumerate(chunks):
        assert chunk.ordinal == ordinal
        assert text[chunk.start : chunk.end] == chunk.text
        assert count([chunk.text])[0] <= tokens
        assert len(chunk.text) <= characters
        assert text[end : chunk.start].strip() == ""
        assert chunk.end > end
        end = chunk.end
    assert text[end:].strip() == ""


@given(st.lists(st.sampled_from(["It rained.", "Who knew?", "Nobody did."]), min_size=1))
def test_chunks_begin_and_end_with_sentences(sentences: list[str]) -> None:
    """No sentence that fits is ever cut."""
    text = " ".join(sentences)
    starts = {span.start for span in split_sentences(text)}
    ends = {span.end for span in split_sentences(text)}
    for chunk in chunker(8, 3).chunk(article(text)):
        assert chunk.start in starts and chunk.end in ends


def test_neighbours_share_whole_sentences() -> None:
    """The last sentences of a chunk are the first of the next, as far as the overlap allows."""
    text = " ".join(f"Fact {n} is so." for n in range(12))
    first, second, *_ = chunker(12, 5).chunk(article(text))
    assert first.text.endswith("Fact 2 is so.") and second.text.startswith("Fact 2 is so.")


def test_a_sentence_too_long_is_cut_after_a_clause() -> None:
    """The cut stands where a reader would breathe."""
    text = "When the rain came at last, the river rose and the old quay was lost"
    first, second = chunker(9, 0).chunk(article(text))
    assert (first.text, second.text[:3]) == ("When the rain came at last,", "the")


@pytest.mark.parametrize("text", ["word " * 5_000, "x" * 30_000, "中" * 20_000])
def test_text_without_any_stop_still_fits(text: str) -> None:
    """A 5,000-word sentence, one endless word and an unspaced script are cut to size."""
    chunks = chunker().chunk(article(text))
    assert all(count([chunk.text])[0] <= 20 for chunk in chunks if " " in chunk.text)
    assert all(len(chunk.text) <= 1200 for chunk in chunks)
    assert chunks[-1].end == len(text.rstrip())


def test_ten_times_the_text_takes_about_ten_times_as_long() -> None:
    """Chunking is linear in the text's length; the best of three, as a busy machine stalls."""
    took = []
    for copies in (1, 10):
        text = "The quick brown fox jumps over the lazy dog. " * 4_000 * copies
        times = []
        for _ in range(3):
            started = time.process_time()
            chunker().chunk(article(text))
            times.append(time.process_time() - started)
        took.append(min(times))
    assert took[1] < 40 * max(took[0], 0.01)
