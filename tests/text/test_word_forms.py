"""Words that stand for one another share a stem, and each belongs to one group."""

from collections import Counter

import pytest

from qa_bot.answering.lexical_features import stem
from qa_bot.text.opposites import exclusive_words
from qa_bot.text.word_forms import same_words


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("wrote", "written"), ("twelve", "12"), ("dec", "december"), ("hungarian", "hungary"),
        ("cost", "prices"), ("length", "long"), ("hrs", "hours"), ("bought", "purchase"),
        ("km", "kilometres"), ("ceo", "chairwoman"), ("wifi", "broadband"), ("mums", "mothers"),
    ],
)  # fmt: skip
def test_forms_of_a_word_share_a_stem(first: str, second: str) -> None:
    """Irregular forms, numbers, abbreviations, demonyms and near synonyms are compared as one."""
    assert stem(first) == stem(second)


def test_each_word_is_in_one_group() -> None:
    """A word in two groups would join them only in part."""
    counts = Counter(word for group in same_words() for word in group)
    assert [word for word, count in counts.items() if count > 1] == []
    assert all(word == word.lower() for word in counts)


def test_what_means_the_same_is_never_exclusive() -> None:
    """No word excludes one that is compared as the same."""
    for group in exclusive_words():
        assert len({stem(word) for word in group}) == len(set(group)), group
