"""The language of an article is found at adding, and text of any language is found by its words."""

import errno
from dataclasses import replace

import pytest

from qa_bot.indexing.ingest import Adder
from qa_bot.storage.store import Store
from qa_bot.text.language import language_of
from qa_bot.text.words import match_expression
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


@pytest.fixture
def decode_json(store: Store) -> Adder:
    """Finds out the language of what it adds."""
    return Adder(store, SentenceChunker(), FakeEmbedder(), language_of=language_of)


@pytest.mark.parametrize("code", TEXTS)
def test_the_language_is_found_from_the_text(told: Adder, store: Store, code: str) -> None:
    """Whatever the source claims, the text decides."""
    told.add(replace(article(TEXTS[code]), language="xx"))
    assert store.language(article("").id) == code
    assert [listing.language for listing in store.listings()] == [code]


def test_where_the_text_does_not_tell_the_source_is_believed(told: Adder, store: Store) -> None:
    """A handful of names could be of any language."""
    assert language_of("Xi. 34") == ""
    told.add(replace(article("Xi. 34"), language="de"))
    assert store.language(article("").id) == "de"


@pytest.mark.parametrize("code", ASKED)
def test_a_question_in_the_language_of_the_text_finds_it_by_words(
    told: Adder, store: Store, code: str
) -> None:
    """Full text serves what the embedding model does not read: the kitchen is found first."""
    for language, text in TEXTS.items():
        told.add(article(text, source=f"{language}.txt"))
    match = match_expression(ASKED[code])
    assert match is not None
    (best, _), *_ = store.search_text(match, 5)
    assert store.chunks([best])[best].text == TEXTS[code].partition(". ")[2]


def test_a_full_temporary_folder_costs_the_language_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the model cannot be unpacked, no language is told, and nothing fails."""

    def full() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("qa_bot.text.language._identifier", full)
    assert language_of(TEXTS["en"]) == ""
