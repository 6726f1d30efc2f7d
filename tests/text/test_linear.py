"""Everything done with an article's text is linear in its length, whatever the text."""

import gc
import math
import time
from collections.abc import Callable

import pytest

from qa_bot.indexing.chunking import Chunker
from qa_bot.loading.boilerplate import drop_boilerplate
from qa_bot.loading.titles import choose_title
from qa_bot.text.line_breaks import unwrap
from qa_bot.text.normalisation import clean_text
from qa_bot.text.sentences import split_sentences
from qa_bot.text.shingles import shingles, signature_bands
from tests.fakes import article

pytestmark = pytest.mark.long

Work = Callable[[str], object]
_SMALL, _LARGE = 10_000, 40_000
# Linear is 4 here, and quadratic 16.
_MOST_GROWTH = 9
# Shorter times are within the noise of the clock.
_MIN_MEASURABLE_S = 0.02
_TRIES = 12

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
    """The text within a line and as lines of its own, among sentences."""
    return f"The bell rang at eight. {text} It rang at nine.\n\n{text}\n\nIt rang at ten."


WORK: dict[str, Work] = {
    "clean": clean_text,
    "unwrap": unwrap,
    "boilerplate": lambda text: drop_boilerplate([text], is_page=True),
    "title": lambda text: choose_title("", text, "name"),
    "sentences": split_sentences,
    "chunks": lambda text: Chunker(count, 200).chunk(article(text)),
    "signature": lambda text: signature_bands(shingles(text)),
}


def cost(work: Work, text: str) -> float:
    """Measure processor seconds without garbage collection.

    A collection visits everything that the process holds, so its cost is not the text's.
    """
    gc.disable()
    try:
        began = time.process_time()
        work(text)
        return time.process_time() - began
    finally:
        gc.enable()


def grows_no_faster(work: Work, small: str, large: str) -> bool:
    """Whether the large text costs less than _MOST_GROWTH times the small one, at the minimum.

    Another process may slow any one try, but none makes a try cheaper than its work.
    """
    least_small = least_large = math.inf
    for _ in range(_TRIES):
        least_small = min(least_small, cost(work, small))
        least_large = min(least_large, cost(work, large))
        if least_large < _MOST_GROWTH * least_small:
            return True
    return False


@pytest.mark.parametrize("unit", _UNITS, ids=repr)
@pytest.mark.parametrize("work", WORK.values(), ids=WORK)
def test_four_times_the_text_takes_four_times_as_long(work: Work, unit: str) -> None:
    """No work is quadratic in the length of the text."""
    small, large = (whole(unit * (size // len(unit))) for size in (_SMALL, _LARGE))
    if cost(work, large) > _MIN_MEASURABLE_S:
        assert grows_no_faster(work, small, large)
