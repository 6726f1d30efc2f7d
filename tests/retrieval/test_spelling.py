"""Misspelt words are read as the words of the articles, and no other word is touched."""

import random
import re
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.documents import EVERYTHING, Scope
from qa_bot.identity import in_collection
from qa_bot.indexing.ingest import Ingester
from qa_bot.retrieval.spelling import SpellingCorrector, likely_edits, other_edits
from qa_bot.storage.sqlite.store import SqliteStore
from qa_bot.text.words import STOP_WORDS, FullTextQuery
from tests.fakes import FakeEmbedder, SentenceChunker, article

TEXT = (
    "The lighthouse of Pétionville was painted by Ahlberg. Its keepers counted herring gulls. "
    "The harbour froze, and the keepers skated. Ahlberg sold paintings of the lighthouse."
)
PRIVATE = "The accountant Wexford embezzled zlotys."
WORDS = sorted(set(re.findall(r"[^\W_]+", TEXT)))
# What the language knows besides the articles.
ENGLISH = {"frozen", "bridges", "started", "dose"}
ALICE = Scope(frozenset({"", "alice"}))


@pytest.fixture(scope="module")
def spelling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SpellingCorrector]:
    store = SqliteStore(Path(tmp_path_factory.mktemp("spelling")))
    adder = Ingester(store, SentenceChunker(), FakeEmbedder())
    adder.add(article(TEXT, title="A coast"))
    adder.add(in_collection(article(PRIVATE, title="Secrets", source="b.txt"), "alice"))
    yield SpellingCorrector(store, lambda words: [1 if word in ENGLISH else 2 for word in words])
    store.close()


SHARED = Scope(frozenset({""}))


@given(words=st.lists(st.sampled_from(WORDS), max_size=8), upper=st.booleans())
def test_a_word_of_the_articles_is_never_changed(
    spelling: SpellingCorrector, words: list[str], upper: bool
) -> None:
    """However the words of the articles are put together, they stay."""
    question = " ".join(words) + "?"
    question = question.upper() if upper else question.lower()
    assert spelling.correct(question, SHARED) == question


@given(st.text(max_size=60))
def test_any_text_is_read(spelling: SpellingCorrector, question: str) -> None:
    """Whatever is typed is read, and what was read is read again as it is."""
    once = spelling.correct(question, SHARED)
    assert spelling.correct(once, SHARED) == once


@given(word=st.sampled_from([w for w in WORDS if len(w) > 5]), seed=st.integers(0, 1 << 32))
def test_one_mistake_is_undone(spelling: SpellingCorrector, word: str, seed: int) -> None:
    """A word with one mistake becomes a word of the articles, or stays where it is one."""
    mistyped = _mistyped(word, random.Random(seed))
    meant = spelling.correct(mistyped, SHARED)
    assert meant.lower() in {w.lower() for w in WORDS} | STOP_WORDS or meant == mistyped
    assert spelling.correct(meant, SHARED) == meant


def _mistyped(word: str, rng: random.Random) -> str:
    at, letter = rng.randrange(1, len(word)), rng.choice("abcdefghijklmnopqrstuvwxyz")
    before, after = word[:at], word[at:]
    ways = (after[1:], letter + after, letter + after[1:], after[1:2] + after[:1] + after[2:])
    return before + rng.choice(ways)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Who painted the lihgthouse?", "Who painted the lighthouse?"),
        ("who was ahlbreg", "who was Ahlberg"),
        ("Keeprs of what?", "Keepers of what?"),
        ("Where is Petoinville?", "Where is Pétionville?"),
        ("Waht froze, adn whta did they sodl?", "What froze, and what did they sold?"),
        ("Who shoud count the hering gulls’ eggs?", "Who should count the herring gulls’ eggs?"),
        ("did the harbvour freeze", "did the harbour freeze"),
    ],
)
def test_mistyped_words_are_read_as_the_articles_write_them(
    spelling: SpellingCorrector, typed: str, meant: str
) -> None:
    """Case and accents are the articles' own; a first capital stays."""
    assert spelling.correct(typed, SHARED) == meant


@pytest.mark.parametrize(
    "question",
    [
        "Who is Bergman?",
        "What does “lihgthouse” mean?",
        'What does "lihgthouse" mean?',
        "What does 'lihgthouse' mean?",
        "What is a lihgthouse2?",
        "What is KEEPRS?",
        "Who started the bridges?",
        "How many gull?",
        "Who is Whta?",
        "Why is the barbour frozen?",
        "Kto malowal lihgthouse i liczyl herringi w harbuor?",
    ],
    ids=str,
)
def test_what_was_meant_as_it_stands_stays(spelling: SpellingCorrector, question: str) -> None:
    """Strangers, quotations, numbers, abbreviations, ordinary words, other first letters and
    other languages."""
    assert spelling.correct(question, SHARED) == question


def test_a_slip_is_undone_before_a_rarer_mistake() -> None:
    """A letter left out is likelier than one mistaken for another, and the frequent word wins."""
    texts = _Texts(["the farms", "the farms", "the frames", "a town", "a town", "be thrown"])
    spelling = SpellingCorrector(texts, lambda words: [2 for _ in words])
    assert spelling.correct("the frams were trown") == "the farms were thrown"
    assert "thrown" in likely_edits("trown") and "town" in other_edits("trown") - likely_edits(
        "trown"
    )


class _Texts:
    """Texts looked up by whole words."""

    def __init__(self, texts: list[str]) -> None:
        self._texts = texts

    def possible_words(self, words: Collection[str]) -> set[str]:
        return {word for word in words if any(word in text.split() for text in self._texts)}

    def words_of(self, words: Collection[str], scope: Scope) -> set[str]:
        return self.possible_words(words)

    def texts_matching(self, query: FullTextQuery, limit: int, scope: Scope) -> list[str]:
        return [text for text in self._texts if set(query.words) <= set(text.split())][:limit]


def test_no_word_of_another_chats_articles_is_given_away(spelling: SpellingCorrector) -> None:
    """A word is only read as one that the chat may see, and only known where it may."""
    question = "Which acountant embezled zlotyz for Wexfrod?"
    assert spelling.correct(question, SHARED) == question
    meant = "Which accountant embezzled zlotys for Wexford?"
    assert spelling.correct(question, ALICE) == meant
    assert spelling.correct(question, EVERYTHING) == meant
