"""The language of an article is found at adding, and text of any language is found by its words."""

import errno
from dataclasses import replace

import pytest

from qa_bot.indexing.ingest import Ingester
from qa_bot.storage.sqlite.store import SqliteStore
from qa_bot.text.language import is_english, language_of
from qa_bot.text.words import full_text_query
from tests.fakes import FakeEmbedder, SentenceChunker, article

TEXTS = {
    "en": "The castle above the river was built by the bishop, who never lived in it himself. "
    "Its kitchen has been a museum of bread since the last war.",
    "fr": "Le château au-dessus de la rivière fut bâti par l’évêque, qui n’y habita jamais. "
    "Sa cuisine abrite un musée du pain depuis la dernière guerre.",
    "de": "Die Burg über dem Fluss wurde vom Bischof gebaut, der selbst nie darin wohnte. "
    "In ihrer Küche ist seit dem letzten Krieg ein Museum für Brot.",
    "ru": "Замок над рекой построил епископ, который сам никогда в нём не жил. "
    "В его кухне после последней войны находится музей хлеба.",
}
ASKED = {
    "fr": "Qu’est-ce que la cuisine du château abrite ?",
    "de": "Was ist in der Küche der Burg?",
    "ru": "Что находится в кухне замка?",
}


@pytest.mark.parametrize("code", TEXTS)
def test_english_is_known_by_its_function_words(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then nothing is loaded, neither for a text nor for a question."""
    assert is_english(TEXTS[code]) == (code == "en")
    assert not any(map(is_english, ASKED.values()))
    if code == "en":
        monkeypatch.setattr(
            "qa_bot.text.language.language_of", lambda text: pytest.fail("it was loaded")
        )
        assert is_english(TEXTS[code]) and is_english("Who built the castle?")


@pytest.mark.parametrize(("text", "expected"), [("K40 Pro", True), ("1804", True), ("٢٠٢٦", False)])
def test_a_text_in_no_clear_language_is_english_where_it_is_ascii(
    text: str, expected: bool
) -> None:
    """Names and numbers are read as those of English questions were before."""
    assert is_english(text) == expected


@pytest.fixture
def identifying_adder(store: SqliteStore) -> Ingester:
    """An adder that identifies the language of articles."""
    return Ingester(store, SentenceChunker(), FakeEmbedder(), language_of=language_of)


@pytest.mark.parametrize("code", TEXTS)
def test_the_language_is_found_from_the_text(
    identifying_adder: Ingester, store: SqliteStore, code: str
) -> None:
    """The language of the text wins over the one that the source states."""
    identifying_adder.add(replace(article(TEXTS[code]), language="xx"))
    assert store.language(article("").id) == code
    assert [listing.language for listing in store.listings()] == [code]


def test_where_the_text_is_unclear_the_stated_language_counts(
    identifying_adder: Ingester, store: SqliteStore
) -> None:
    """A text of a few names could be of any language."""
    assert language_of("Xi. 34") == ""
    identifying_adder.add(replace(article("Xi. 34"), language="de"))
    assert store.language(article("").id) == "de"


@pytest.mark.parametrize("code", ASKED)
def test_a_question_in_the_language_of_the_text_finds_it_by_words(
    identifying_adder: Ingester, store: SqliteStore, code: str
) -> None:
    """Full-text search finds texts in languages that the embedding model does not read."""
    for language, text in TEXTS.items():
        identifying_adder.add(article(text, source=f"{language}.txt"))
    match = full_text_query(ASKED[code])
    assert match is not None
    (best, _), *_ = store.search_full_text(match, 5)
    assert store.chunks([best])[best].text == TEXTS[code].partition(". ")[2]


def test_a_full_temporary_folder_only_loses_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the model cannot be unpacked, the language is empty, and nothing fails."""

    def full() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("qa_bot.text.language._identifier", full)
    assert language_of(TEXTS["en"]) == ""
