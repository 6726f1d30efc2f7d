"""What every test may use: a library in a fresh folder, with readable fakes."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from qa_bot.components import Components
from qa_bot.indexing.ingest import Ingester
from qa_bot.storage.sqlite.store import SqliteStore
from tests.fakes import FakeEmbedder, SentenceChunker, WordReader
from tests.patience import PATIENCE_S
from tests.shell import Shell

# A test that would ask a hub for a model fails at once instead of waiting.
os.environ["HF_HUB_OFFLINE"] = "1"

# Examples are slow on a busy machine, which is no failure.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what mostly waits, so that other workers run the rest beside it."""
    items.sort(key=lambda item: item.get_closest_marker("waits") is None)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    for name in list(os.environ):
        if name.startswith("QA_BOT_"):
            monkeypatch.delenv(name)
    home = tmp_path_factory.getbasetemp() / "home"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))


@pytest.fixture(autouse=True)
def _own_umask() -> Iterator[None]:
    """A command that is run within the tests' process sets its umask for that test alone."""
    before = os.umask(0o022)
    os.umask(before)
    yield
    os.umask(before)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the library of the test lives."""
    return tmp_path / "built"


@pytest.fixture
def store(folder: Path) -> Iterator[SqliteStore]:
    """An empty library."""
    opened = SqliteStore(folder, lock_timeout=PATIENCE_S)
    yield opened
    opened.close()


@pytest.fixture
def embedder() -> FakeEmbedder:
    """Embeds by words, and counts how often."""
    return FakeEmbedder()


@pytest.fixture
def adder(store: SqliteStore, embedder: FakeEmbedder) -> Ingester:
    """Adds to the test's library, one sentence a chunk."""
    return Ingester(store, SentenceChunker(), embedder)


@pytest.fixture
def shell(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Shell:
    """A shell with a library of its own and models that need no weights."""
    monkeypatch.setattr(Components, "_load_embedder", lambda components: FakeEmbedder())
    monkeypatch.setattr(Components, "_load_reader", lambda components: WordReader())
    return Shell(folder, capsys)
