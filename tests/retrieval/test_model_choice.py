"""The first article of a library chooses its embedding model, and the library keeps it."""

from pathlib import Path

import numpy as np
import pytest

from qa_bot.errors import LibraryDamaged
from qa_bot.retrieval import multilingual
from qa_bot.retrieval.embedder import DEFAULT_MODEL, MULTILINGUAL_MODEL
from qa_bot.retrieval.model_choice import ModelChoice
from qa_bot.storage.sqlite.store import SqliteStore
from qa_bot.storage.store import IndexModel, Store

ENGLISH = "The mill was built in 1804 by the river, and its wheel is of oak. " * 3
RUSSIAN = "Мельница построена в 1804 году у реки, её колесо сделано из дуба. " * 3


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return SqliteStore(tmp_path)


@pytest.fixture(params=[True, False], ids=["installed", "missing"])
def is_installed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    folders = (Path("a"), Path("b")) if request.param else ()
    monkeypatch.setattr(multilingual, "package_folders", lambda: folders)
    return bool(request.param)


def claim(store: Store, name: str) -> None:
    vector = np.zeros(4, np.float32)
    store.claim_index_model(IndexModel(name, vector.tobytes(), ""))


def test_the_first_article_chooses(store: Store, is_installed: bool) -> None:
    """English texts have the default model, others the multilingual one where there is one."""
    choice = ModelChoice(lambda: store, None)
    assert choice.name == DEFAULT_MODEL
    assert not choice.choose_for(ENGLISH)
    assert choice.choose_for(RUSSIAN) == is_installed
    assert choice.name == (MULTILINGUAL_MODEL if is_installed else DEFAULT_MODEL)


def test_a_library_keeps_its_model(store: Store, is_installed: bool) -> None:
    """Later articles change nothing, nor does the language of the first one removed."""
    claim(store, DEFAULT_MODEL)
    choice = ModelChoice(lambda: store, None)
    assert not choice.choose_for(RUSSIAN) and choice.name == DEFAULT_MODEL


def test_a_library_is_opened_with_its_own_model(store: Store) -> None:
    """Also when another program chose it after this one had begun."""
    choice = ModelChoice(lambda: store, None)
    assert choice.name == DEFAULT_MODEL
    claim(store, MULTILINGUAL_MODEL)
    assert choice.follow_library() and choice.name == MULTILINGUAL_MODEL
    assert not choice.follow_library()
    assert ModelChoice(lambda: store, None).name == MULTILINGUAL_MODEL


def test_a_setting_is_kept(store: Store, is_installed: bool) -> None:
    """Whoever names a model gets that one, and is told where the library has another."""
    choice = ModelChoice(lambda: store, "my/model")
    assert not choice.choose_for(RUSSIAN)
    claim(store, MULTILINGUAL_MODEL)
    assert not choice.follow_library() and choice.name == "my/model"


def test_a_model_that_is_not_ours_is_not_loaded_by_its_name(store: Store) -> None:
    """A library from a stranger cannot have a model fetched from a network."""
    claim(store, "stranger/model")
    choice = ModelChoice(lambda: store, None)
    assert not choice.follow_library() and choice.name == DEFAULT_MODEL


def test_a_library_that_cannot_be_opened_leaves_the_default() -> None:
    """The error comes from whoever needs the library, not twice."""

    def damaged() -> Store:
        raise LibraryDamaged("It is damaged. Restore it.")

    assert ModelChoice(damaged, None).name == DEFAULT_MODEL


def test_a_text_without_a_language_has_the_default_model(store: Store, is_installed: bool) -> None:
    """Numbers are of no language."""
    choice = ModelChoice(lambda: store, None)
    assert not choice.choose_for("") and not choice.choose_for("12345 67")
    assert choice.name == DEFAULT_MODEL
