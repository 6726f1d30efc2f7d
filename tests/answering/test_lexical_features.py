"""Words are compared by their stems, and repetition is counted by token."""

import re
import sys
from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from qa_bot.answering.lexical_features import stem, token_coverage

TEXT = "The bridge was closing early. Engineers feared a flood."


def offsets_of(text: str) -> list[tuple[int, int]]:
    """The offsets of words, in pieces of at most four characters, as word pieces are."""
    return [
        (m.start() + at, min(m.end(), m.start() + at + 4))
        for m in re.finditer(r"\w+|[^\w\s]", text)
        for at in range(0, len(m.group()), 4)
    ]


def test_repeated_words_count_in_any_inflection() -> None:
    """ "close" is repeated by "closing", each word at its first token and by its share."""
    offsets = offsets_of(TEXT)
    shares = token_coverage("Why did the bridges close?", TEXT, offsets)
    repeated = [TEXT[a:].split()[0] for (a, _), share in zip(offsets, shares, strict=True) if share]
    assert repeated == ["bridge", "closing"]
    assert sum(shares) == 1


@given(st.text(max_size=60), st.text(max_size=120))
def test_every_token_has_a_share(question: str, text: str) -> None:
    """For any question and text, each share lies in 0..1."""
    offsets = offsets_of(text)
    shares = token_coverage(question, text, offsets)
    assert len(shares) == len(offsets)
    assert all(0 <= share <= 1 for share in shares)


def test_stemming_is_thread_safe() -> None:
    """Words are stemmed alike however many threads stem at once."""
    words = ["generalizations", "relational", "hopping", "feared", "bridges", "causes"] * 300
    alone = [stem(word) for word in words]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            together = list(pool.map(lambda _: [stem(word) for word in words], range(4)))
    finally:
        sys.setswitchinterval(interval)
    assert together == [alone] * 4
