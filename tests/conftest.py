"""What every test may use: a library in a fresh folder, with readable fakes."""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from qa_bot.components import Components
from qa_bot.indexing.ingest import Ingester
from qa_bot.storage.store import Store
from tests.engines import ENGINES, FOLDER, Stores
from tests.fakes import FakeEmbedder, SentenceChunker, WordReader
from tests.servers import drop_database, new_database, postgres_server
from tests.shell import Shell

# A test that would ask a hub for a model fails at once instead of waiting.
os.environ["HF_HUB_OFFLINE"] = "1"

# Examples are slow on a busy machine, which is no failure.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what mostly waits, then with long files, so that no worker is left with one."""
    marks = ("waits", "long")
    items.sort(key=lambda item: [item.get_closest_marker(mark) is None for mark in marks])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test with the mark `engines` on each of them."""
    if metafunc.definition.get_closest_marker("engines"):
        metafunc.parametrize("engine", ENGINES, indirect=True)


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


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server with pgvector, which all tests of a process share."""
    # Not among pytest's own folders, which another run may delete, and with a short path, as
    # that of a socket has to be.
    with (
        tempfile.TemporaryDirectory(prefix="qa-bot-") as folder,
        postgres_server(Path(folder)) as url,
    ):
        yield url


@pytest.fixture
def new_database_url(request: pytest.FixtureRequest) -> Iterator[Callable[[], str]]:
    """Makes empty PostgreSQL databases of the test's own; the first starts the server."""
    made: list[str] = []

    def make() -> str:
        made.append(new_database(request.getfixturevalue("postgres")))
        return made[-1]

    yield make
    for url in made:
        drop_database(request.getfixturevalue("postgres"), url)


@pytest.fixture
def database_url(new_database_url: Callable[[], str]) -> str:
    """The URL of an empty PostgreSQL database of the test's own."""
    return new_database_url()


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """The engine of the test's library."""
    return str(getattr(request, "param", FOLDER))


@pytest.fixture
def stores(engine: str, tmp_path: Path, new_database_url: Callable[[], str]) -> Iterator[Stores]:
    """Opens libraries of that engine."""
    opener = Stores(engine, tmp_path, new_database_url)
    yield opener
    opener.close()


@pytest.fixture
def store(folder: Path, engine: str, stores: Stores) -> Store:
    """An empty library."""
    return stores.in_folder(folder) if engine == FOLDER else stores.new()


@pytest.fixture
def embedder() -> FakeEmbedder:
    """Embeds by words, and counts how often."""
    return FakeEmbedder()


@pytest.fixture
def adder(store: Store, embedder: FakeEmbedder) -> Ingester:
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
