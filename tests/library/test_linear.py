"""What is done with an article's text takes time in proportion to its length, whatever it says."""

import time
from collections.abc import Callable

import pytest

from qa_bot.library.chunking import Chunker
from qa_bot.library.layout import unwrap
from qa_bot.library.loading.characters import clean_text
from qa_bot.library.loading.furniture import drop_furniture
from qa_bot.library.loading.titles import choose_title
from qa_bot.library.sentences import split_sentences
from qa_bot.library.sketching import bands, shingles
from tests.fakes import article

Work = Callable[[str], object]
_SMALL, _LARGE = 10_000, 40_000
# Linear is 4 here, and quadratic 16.
_MOST_GROWTH = 9
_TOO_SHORT_TO_TELL_S = 0.02

_UNITS = [
    *("word ", "a", " ", "\n", "\t", '"', "“", "‘", "«", "(", "[", "<", "&", ".", "-", "0", "|"),
    *('"a ', "“a ", "“a. ", '"A. ', "(a ", "A. ", "a! ", "Dr. ", "No. ", "A. foo. ", "1. ", "? "),
    *("a\n", "a\n\n", "- a\n", "a | b\n", "\r", "\u2028", "\u2029", "e\u0301", "字", "。", "🙂"),
    *("a.a.", "it's '", "Ann, ", "A and ", "\u200b", "a;", "a; ", "Share\n", "a" * 90 + "\n"),
]


def count(texts: list[str]) -> list[int]:
    """A token for each word, or three letters of it."""
    return [len(text.split()) + len(text) // 3 for text in texts]


def whole(text: str) -> str:
    """That within a line and as lines of its own, with something to read."""
    return f"The bell rang at eight. {text} It rang at nine.\n\n{text}\n\nIt rang at ten."


WORK: dict[str, Work] = {
    "clean": clean_text,
    "unwrap": unwrap,
    "furniture": drop_furniture,
    "title": lambda text: choose_title("", text, "name"),
    "sentences": split_sentences,
    "chunks": lambda text: Chunker(count, 200).chunk(article(text)),
    "sketch": lambda text: bands(shingles(text)),
}


def cost(work: Work, text: str, tries: int = 1) -> float:
    """The least processor seconds that it takes."""
    times = []
    for _ in range(tries):
        began = time.process_time()
        work(text)
        times.append(time.process_time() - began)
    return min(times)


@pytest.mark.parametrize("unit", _UNITS, ids=repr)
@pytest.mark.parametrize("work", WORK.values(), ids=WORK)
def test_four_times_the_text_takes_four_times_as_long(work: Work, unit: str) -> None:
    """No text is worked on with the square of its length."""
    small, large = (whole(unit * (size // len(unit))) for size in (_SMALL, _LARGE))
    if cost(work, large) > _TOO_SHORT_TO_TELL_S:
        assert cost(work, large, 3) < _MOST_GROWTH * cost(work, small, 5)
