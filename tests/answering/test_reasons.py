"""What repeats a why-question is told from what may answer it."""

import re
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.answering.reasons import asks_why, repeats, stem

TEXT = "The bridge was closing early. Engineers feared a flood."


def tokens(text: str) -> list[tuple[int, int]]:
    """Places of words, long ones in two pieces, as word pieces are."""
    return [
        (m.start() + at, min(m.end(), m.start() + at + 4))
        for m in re.finditer(r"\w+|[^\w\s]", text)
        for at in range(0, len(m.group()), 4)
    ]


def test_repeated_words_count_whatever_their_ending() -> None:
    """ "close" is repeated by "closing", each word at its first token and by its share."""
    places = tokens(TEXT)
    shares = repeats("Why did the bridges close?", TEXT, places)
    repeated = [TEXT[a:].split()[0] for (a, _), share in zip(places, shares, strict=True) if share]
    assert repeated == ["bridge", "closing"]
    assert sum(shares) == 1


@given(st.text(max_size=60), st.text(max_size=120))
def test_there_is_a_share_for_every_token(question: str, text: str) -> None:
    """Whatever is asked of whatever text, each share lies in 0..1."""
    places = tokens(text)
    shares = repeats(question, text, places)
    assert len(shares) == len(places)
    assert all(0 <= share <= 1 for share in shares)


@pytest.mark.parametrize(
    ("question", "why"),
    [("Why?", True), ("why did it fall", True), ("How come it fell?", True),
     ("And why was that?", True), ("What was the reason?", True),
     ("Who knows why?", False), ("How tall is it?", False), ("", False)],
)  # fmt: skip
def test_questions_for_a_reason_are_known(question: str, why: bool) -> None:
    """By how they begin, however they are typed."""
    assert asks_why(question) is why


def test_threads_do_not_disturb_each_other() -> None:
    """Words are stemmed alike however many questions are answered at once."""
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
