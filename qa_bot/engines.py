"""What holds a library and what searches it, as the settings say.

A folder with SQLite and FAISS, or a PostgreSQL database that searches by itself; and a Milvus
server that searches in place of either, derived from it.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from qa_bot.config import Config
from qa_bot.errors import LibraryDamaged, SearchServerError
from qa_bot.postgres_setting import check_postgres

if TYPE_CHECKING:
    from qa_bot.retrieval.milvus.milvus_index import MilvusIndex
    from qa_bot.storage.feedback import FeedbackStore
    from qa_bot.storage.full_text_search import FullTextSearch
    from qa_bot.storage.store import Store
    from qa_bot.storage.vector_search import VectorSearch


def open_store(config: Config) -> "Store":
    """Open the store of a library, creating it where there is none; raises LibraryError."""
    settings = config.library
    if settings.url:
        check_postgres(settings.url, "library.url")
        from qa_bot.storage.postgres.store import PostgresStore

        return PostgresStore(settings.url.reveal(), settings.lock_timeout)
    from qa_bot.storage.sqlite.store import SqliteStore

    return SqliteStore(settings.folder, settings.lock_timeout)


def open_feedback(config: Config) -> "FeedbackStore":
    """Open the votes and counts of a library; raises LibraryError."""
    settings = config.library
    if settings.url:
        check_postgres(settings.url, "library.url")
        from qa_bot.storage.postgres.feedback import PostgresFeedback

        return PostgresFeedback(settings.url.reveal())
    from qa_bot.storage.sqlite.feedback import SqliteFeedback

    return SqliteFeedback(settings.folder)


def library_server(config: Config) -> str:
    """Return what holds the library in a database, for a diagnosis; raises LibraryError."""
    from qa_bot.storage.postgres.store import PostgresStore

    settings = config.library
    check_postgres(settings.url, "library.url")
    store = PostgresStore(settings.url.reveal(), settings.lock_timeout)
    try:
        figures = store.server_figures()
    finally:
        store.close()
    return (
        f"PostgreSQL {figures.version} with pgvector {figures.vectors_version}, "
        f"{figures.connections} of {figures.most_connections} connections in use"
    )


def search_server(config: Config) -> str:
    """Return what the search server is, for a diagnosis; raises SearchServerError."""
    from qa_bot.retrieval.milvus.connection import MilvusServer

    server = MilvusServer(config.search.url.reveal())
    try:
        return f"Milvus {server.version()} at {server.location}"
    finally:
        server.close()


class SearchEngines:
    """Opens what searches a library, and keeps up to date what is derived of it."""

    def __init__(
        self, config: Config, store: "Callable[[], Store]", notify: Callable[[str], None]
    ) -> None:
        """`notify` is called where a server cannot be asked, and another engine is."""
        self._url = config.search.url
        self._folder, self._is_in_database = config.library.folder, bool(config.library.url)
        self._store, self._notify = store, notify

    def open_vectors(self, dimension: int) -> "VectorSearch":
        """Return what searches vectors without a server: the store itself, or FAISS."""
        own = self._store().vector_search(dimension)
        if own is not None:
            return own
        from qa_bot.retrieval.vector_index import VectorIndex

        return VectorIndex(self._store(), self._folder, dimension)

    def open_server(self) -> "MilvusIndex | None":
        """Return the search of the server that the settings name, if they do."""
        return self._open_server() if self._url else None

    def open_search(self, dimension: int) -> "tuple[VectorSearch, FullTextSearch]":
        """Return what searches by vectors and by words, whether or not a server is there."""
        store = self._store()
        if not self._url:
            return self.open_vectors(dimension), store
        from qa_bot.retrieval.search_fallback import FallbackSearch

        own = partial(self.open_vectors, dimension)
        both = FallbackSearch(self._open_whole_server, own, store, self._notify)
        return both, both

    def update(self) -> None:
        """Bring what is derived of the library up to date; the next question then need not."""
        from qa_bot.retrieval.fingerprint import stored_dimension

        if self._url:
            try:
                self._open_server().close()
            except (SearchServerError, LibraryDamaged) as error:
                # What was added is in the record, and the next search follows it.
                self._notify(str(error))
            return
        dimension = stored_dimension(self._store())
        if dimension is None:
            return
        own = self._store().vector_search(dimension)
        if own is not None:
            own.build_index()
        else:
            from qa_bot.retrieval.vector_index import update_files

            update_files(self._store(), self._folder, dimension)

    def discard(self) -> None:
        """Delete what is derived of the library, for `update` to make anew."""
        from qa_bot.retrieval import vector_file

        if self._url:
            server = self._open_server()
            server.discard()
            server.close()
        elif not self._is_in_database:
            vector_file.discard(self._folder)

    def _open_server(self) -> "MilvusIndex":
        from qa_bot.retrieval.milvus.milvus_index import MilvusIndex

        return MilvusIndex(self._store(), self._url.reveal())

    def _open_whole_server(self) -> "MilvusIndex":
        """Return the search of the server, with every chunk."""
        server = self._open_server()
        server.reconcile()
        return server
