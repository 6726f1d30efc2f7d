"""The engines of a library, for tests that make one claim about each of them.

A test with the mark `engines` runs on the folder with SQLite and on PostgreSQL.
"""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from qa_bot.retrieval.vector_index import VectorIndex
from qa_bot.storage.sqlite.store import SqliteStore
from qa_bot.storage.store import Store
from qa_bot.storage.vector_search import VectorSearch
from tests.patience import PATIENCE_S

if TYPE_CHECKING:
    from qa_bot.storage.postgres.store import PostgresStore

FOLDER, POSTGRES = "folder", "postgres"
ENGINES = (FOLDER, POSTGRES)


class Stores:
    """Opens stores of one engine, and closes them at the end of the test."""

    def __init__(self, engine: str, folder: Path, new_database: Callable[[], str]) -> None:
        self.engine = engine
        self._folder = folder
        self._new_database = new_database
        self._places: dict[int, str] = {}
        self._opened = ExitStack()
        self._count = 0

    def new(self) -> Store:
        """Open an empty library."""
        self._count += 1
        if self.engine == FOLDER:
            return self._open(str(self._folder / f"library{self._count}"))
        return self._open(self._new_database())

    def in_folder(self, folder: Path) -> Store:
        """Open the library in a folder, which is empty or not there yet."""
        return self._open(str(folder))

    def again(self, store: Store, lock_timeout: float = PATIENCE_S) -> Store:
        """Open the library of a store once more, as another program would."""
        if isinstance(store, SqliteStore):
            return self._open(str(store.folder), lock_timeout)
        return self._open(self._places[id(store)], lock_timeout)

    def close(self) -> None:
        """Close all stores."""
        self._opened.close()

    def _open(self, place: str, lock_timeout: float = PATIENCE_S) -> Store:
        store = opened(Path(place) if self.engine == FOLDER else place, lock_timeout)
        self._opened.callback(store.close)
        self._places[id(store)] = place
        return store


def search_of(store: Store, dimension: int) -> VectorSearch:
    """What searches the vectors of a store, as the components choose it."""
    own = store.vector_search(dimension)
    if own is not None:
        return own
    assert isinstance(store, SqliteStore)
    return VectorIndex(store, store.folder, dimension)


def opened(place: Path | str, lock_timeout: float = PATIENCE_S) -> "SqliteStore | PostgresStore":
    """The library in a folder, or at the URL of a database."""
    if isinstance(place, Path):
        return SqliteStore(place, lock_timeout)
    # Here, as processes that are started on a folder need not wait for it.
    from qa_bot.storage.postgres.store import PostgresStore

    return PostgresStore(place, lock_timeout)
