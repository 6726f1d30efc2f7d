"""A library whose first article is not English reads by the multilingual model, by itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa_bot import maintenance
from qa_bot.answering.readers.baselines import MULTILINGUAL_WEIGHTS
from qa_bot.components import Components
from qa_bot.config import load_config
from qa_bot.library import Library
from qa_bot.retrieval import multilingual
from tests.fakes import FakeEmbedder, article
from tests.tiny_models import write_embedder, write_reader

RUSSIAN = (
    "Мельница в Орле\n\nСтарая мельница построена в 1804 г. у реки. Её колесо сделано из дуба. "
    "Письмо о ней написал Иван Петров, т. е. сам мельник. В городе живёт много людей.\n"
)
MIXED = (
    "磨坊在河边。磨坊建于1804年。\n\nThe wheel of the 磨坊 is of oak. Кто написал письмо? café.\n"
)


@pytest.fixture
def is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Packages with a tiny model in place of the real one."""
    folders = (tmp_path / multilingual.PACKAGE, tmp_path / multilingual.WORDS_PACKAGE)
    write_embedder(*folders)
    monkeypatch.setattr(multilingual, "package_folders", lambda: folders)


@pytest.fixture
def library(folder: Path) -> Iterator[Library]:
    with Library.open(load_config(environment={}, index=folder)) as library:
        yield library


def test_a_russian_library_is_asked_in_russian(is_installed: None, library: Library) -> None:
    """The quote is a whole sentence with its abbreviations, word for word."""
    (added,) = [library.add_text(RUSSIAN, "telegram:1/7")]
    assert library.model == "multilingual-e5-small" and not added.remarks.unread_language
    answer = library.ask("Когда построили мельницу?")
    assert answer.quote is not None
    assert answer.quote.text == "Старая мельница построена в 1804 г. у реки."
    assert RUSSIAN[answer.quote.start : answer.quote.end] or answer.quote.text in RUSSIAN
    assert answer.read_as is None, "inflected words are not misspelt"


def test_a_chat_that_began_before_the_first_article_goes_on(
    is_installed: None, library: Library
) -> None:
    """The models of the empty library give way to those that its first article chose."""
    chat = library.chat()
    library.load()
    assert library.model == "all-MiniLM-L6-v2"
    library.add_text(RUSSIAN, "telegram:1/7")
    reply = chat.ask("Из чего сделано колесо?")
    assert reply.answer is not None and reply.answer.quote is not None
    assert reply.answer.quote.text == "Её колесо сделано из дуба."


def test_another_program_opens_it_with_the_same_model(
    is_installed: None, library: Library, folder: Path
) -> None:
    """The library's record says which, without a setting."""
    library.add_text(RUSSIAN, "telegram:1/7")
    with Library.open(load_config(environment={}, index=folder)) as other:
        assert other.model == "multilingual-e5-small"
        assert other.ask("Кто написал письмо?").passages


def test_the_reader_of_the_package_answers_in_words(is_installed: None, library: Library) -> None:
    """With it an answer is shorter than its sentence, in any language but English."""
    write_reader(*multilingual.package_folders(), "мельник", MULTILINGUAL_WEIGHTS.to_arrays())
    library.add_text(RUSSIAN, "telegram:1/7")
    answer = library.ask("Кто написал письмо о мельнице?")
    assert answer.text == "мельник" and answer.quote is not None
    assert answer.quote.text.startswith("Письмо о ней написал Иван Петров")


@pytest.mark.parametrize(
    "question",
    ["磨坊建于何时？", "WHO？", "kto napisal pis'mo", "\u202eعجلة", "e\u0301te\u0301", "ꙮ"],
)
def test_any_question_of_a_text_in_several_scripts_has_a_reply(
    is_installed: None, library: Library, question: str
) -> None:
    """Full width, transliteration, writing from the right, combining marks, rare letters."""
    library.add_text(RUSSIAN, "telegram:1/7")
    library.add_text(MIXED, "telegram:1/8")
    answer = library.ask(question)
    assert 0 <= answer.confidence <= 1
    assert answer.quote is None or answer.quote.text in RUSSIAN + MIXED


def test_without_the_package_adding_says_what_to_install(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The article is added all the same, and found by its words."""
    monkeypatch.setattr(multilingual, "package_folders", lambda: ())
    monkeypatch.setattr(Components, "_load_embedder", lambda components: FakeEmbedder())
    monkeypatch.setattr("qa_bot.indexing.pipeline.languages_of", lambda name: {"en"})
    added = library.add_text(RUSSIAN, "telegram:1/7")
    assert library.model == "all-MiniLM-L6-v2" and added.remarks.unread_language == "ru"


@pytest.mark.model
@pytest.mark.parametrize("has_reader", [False, True])
def test_english_is_read_by_the_reader_of_english(
    has_reader: bool, is_installed: None, library: Library
) -> None:
    """In a library of several languages too, with or without a reader of the others."""
    if has_reader:
        write_reader(*multilingual.package_folders(), "мельник", MULTILINGUAL_WEIGHTS.to_arrays())
    library.add_text(RUSSIAN, "telegram:1/7")
    english = "The lighthouse at Cape Varn was built in 1874 by the engineer Ada Holm. "
    others = ["It was moved inland in 1911.", "Two keepers tended its lamp for years."]
    for number, text in enumerate((english, *others)):
        library.add_text(f"The light {number}\n\n{text} It stands by the sea. ", f"a:{number}")
    scope = library.scope(articles=[f"The light {number}" for number in range(3)])
    answer = library.ask("Who was the engineer who built the lighthouse at Cape Varn?", scope)
    assert answer.text in {"Ada Holm", "engineer Ada Holm"}


def test_an_english_library_keeps_its_model(is_installed: None, library: Library) -> None:
    """Where the first article is English, and for later ones in other languages."""
    english = "The mill was built in 1804 by the river. Its wheel is of oak, and it still turns. "
    library.add_text(english * 3, "telegram:1/7")
    later = library.add_text(RUSSIAN, "telegram:1/8")
    assert library.model == "all-MiniLM-L6-v2" and later.remarks.unread_language == "ru"
    library.ask("When was the mill built?")
    (notice,) = library.take_notices()
    assert "(ru)" in notice and "run `qa-bot rebuild --model multilingual-e5-small`" in notice
    library.ask("When was the mill built?")
    assert not library.take_notices(), "it is said once"


def test_a_mixed_library_moves_to_the_multilingual_model(
    is_installed: None, library: Library, folder: Path
) -> None:
    """A rebuild with the model's name is all: the setting need not change."""
    english = "The mill was built in 1804 by the river. Its wheel is of oak, and it still turns. "
    library.add_text(english * 3, "telegram:1/7")
    library.add_text(RUSSIAN, "telegram:1/8")
    config = load_config(environment={}, index=folder)
    with Library.open(
        config.replace(embedding=config.embedding.replace(model="multilingual-e5-small"))
    ) as moving:
        assert maintenance.rebuild(moving) == 2
    assert library.ask("Когда построили мельницу?").quote is not None
    assert library.model == "multilingual-e5-small" and not library.take_notices()
    assert library.ask("When was the mill built?").quote is not None


@pytest.mark.parametrize("is_here", [True, False])
def test_a_new_library_gets_the_model_of_the_export(
    is_here: bool,
    is_installed: None,
    library: Library,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where that is installed; an export says which it was."""
    library.add_text(RUSSIAN, "telegram:1/7")
    maintenance.export(library, tmp_path / "made.zip", with_vectors=True)
    if not is_here:
        monkeypatch.setattr(multilingual, "package_folders", lambda: ())
        monkeypatch.setattr(Components, "_load_embedder", lambda components: FakeEmbedder())
    with Library.open(load_config(environment={}, index=tmp_path / "other")) as other:
        (result,) = maintenance.iter_import(other, tmp_path / "made.zip")
        assert result.outcome == "added"
        assert (other.model == "multilingual-e5-small") == is_here
        assert not is_here or other.ask("Когда построили мельницу?").quote is not None


def test_libraries_of_one_program_load_each_model_once(
    is_installed: None, library: Library, tmp_path: Path
) -> None:
    """As an evaluation does, which fills a library for each subject."""
    russian = article("Старая мельница построена в 1804 году у реки, её колесо из дуба.")
    first, second = (library.components.with_library(tmp_path / name) for name in ("a", "b"))
    for components in (first, second):
        components.ingester_for([russian]).add(russian)
        assert components.model == "multilingual-e5-small"
    assert first.embedder is second.embedder and first.reader is second.reader
    assert library.model == "all-MiniLM-L6-v2"
    assert first.embedder is not library.components.embedder


def test_libraries_of_an_evaluation_are_in_folders(tmp_path: Path) -> None:
    """Whatever server the library of the settings is on, nothing of an evaluation goes there."""
    servers = {
        "QA_BOT_LIBRARY_URL": "postgresql://127.0.0.1:1/library",
        "QA_BOT_SEARCH_URL": "http://127.0.0.1:1",
    }
    other = Components(load_config(environment=servers)).with_library(tmp_path / "library")
    assert other.store.location == str(tmp_path / "library")
    assert other.folder == tmp_path / "library" and not other.config.search.url
    other.close()
