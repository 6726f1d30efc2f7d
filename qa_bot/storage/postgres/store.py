"""A library in a schema of a PostgreSQL database: the engine behind the store's protocol."""

from collections.abc import Collection
from contextlib import AbstractContextManager
from typing import Final

from qa_bot.documents import EVERYTHING, Scope
from qa_bot.storage.postgres.audit import PostgresAudit
from qa_bot.storage.postgres.chunks import PostgresChunks
from qa_bot.storage.postgres.citations import PostgresCitations
from qa_bot.storage.postgres.database import LibraryDatabase, set_meta
from qa_bot.storage.postgres.feeds import PostgresFeeds
from qa_bot.storage.postgres.full_text import PostgresFullText
from qa_bot.storage.postgres.index_adoption import adopt
from qa_bot.storage.postgres.index_writes import PostgresIndexWrites
from qa_bot.storage.postgres.nearest import PostgresVectorSearch
from qa_bot.storage.postgres.orphans import delete_orphans
from qa_bot.storage.postgres.rebuild_schema import RebuildSchema
from qa_bot.storage.postgres.server_figures import ServerFigures, server_figures
from qa_bot.storage.postgres.statistics import PostgresStatistics
from qa_bot.storage.postgres.synced_files import PostgresSyncedFiles
from qa_bot.storage.postgres.transfer import PostgresTransfer
from qa_bot.storage.rows import to_index_model
from qa_bot.storage.store import IndexModel, Store, StoreState
from qa_bot.text.words import FullTextQuery

SCHEMA: Final = "qa_bot"


class PostgresStore(PostgresChunks, PostgresIndexWrites, PostgresCitations):
    """Implements Store. Safe to share between threads, processes and machines."""

    def __init__(self, url: str, lock_timeout: float = 60.0, schema: str = SCHEMA) -> None:
        """Open the library in a schema of the database, creating it when there is none.

        Writers wait at most `lock_timeout` seconds for each other. Raises LibraryUnavailable,
        LibraryUnwritable, LibraryDamaged or LibraryBusy.
        """
        super().__init__(LibraryDatabase(url, schema, lock_timeout))
        self.schema = schema
        self._url = url
        self._lock_timeout = lock_timeout
        self._full_text = PostgresFullText(self._database)
        self.feeds = PostgresFeeds(self._database)
        self.synced_files = PostgresSyncedFiles(self._database)
        self.audit = PostgresAudit(self._database)
        self.transfer = PostgresTransfer(self._database)
        self.statistics = PostgresStatistics(self._database)

    @property
    def location(self) -> str:
        """The address of the database, without a password, as it is named in messages."""
        return self._database.location

    def server_figures(self) -> ServerFigures:
        """Return what the server says of itself."""
        return server_figures(self._database)

    def close(self) -> None:
        """Close the connections of all threads."""
        self._database.close()

    def snapshot(self) -> AbstractContextManager[None]:
        """Let this thread read the state of one moment within, whatever others write."""
        return self._database.snapshot()

    def try_lock(self) -> AbstractContextManager[bool]:
        """Hold the writers' lock within if nobody does, without waiting; yield whether it is."""
        return self._database.try_lock()

    def state(self) -> StoreState:
        """Return the present state; every change makes it another."""
        return self._database.state()

    def had_state(self, generation: int, token: str) -> bool:
        """Return whether the library once was in that state."""
        return self._database.had_state(generation, token)

    def index_model(self) -> IndexModel | None:
        """Return the model that the library is built with; None before anything was added."""
        return to_index_model(*self._database.metas("model", "probe", "chunking"))

    def claim_index_model(self, model: IndexModel) -> None:
        """Record the model that the library is built with from now on."""
        with self._database.writing() as connection:
            set_meta(connection, "model", model.name.encode())
            set_meta(connection, "chunking", (model.chunking or "").encode())
            set_meta(connection, "probe", model.fingerprint)

    def vector_search(self, dimension: int) -> PostgresVectorSearch:
        """Return the search by pgvector."""
        return PostgresVectorSearch(self._database, dimension, self._full_text)

    def search_full_text(
        self, query: FullTextQuery, limit: int, scope: Scope = EVERYTHING
    ) -> list[tuple[int, float]]:
        """Return chunk ids of the scope with their BM25 scores, best (greatest) first."""
        return self._full_text.search_full_text(query, limit, scope)

    def matches_more_than(self, query: FullTextQuery, count: int) -> bool:
        """Return whether more than `count` chunks match; looks at no more."""
        return self._full_text.matches_more_than(query, count)

    def possible_words(self, words: Collection[str]) -> set[str]:
        """Return those of `words` that chunks may have, in one trip to the server."""
        return self._full_text.possible_words(words)

    def words_of(self, words: Collection[str], scope: Scope = EVERYTHING) -> set[str]:
        """Return those of `words` that texts of the scope have, in few trips to the server."""
        return self._full_text.words_of(words, scope)

    def texts_matching(
        self, query: FullTextQuery, limit: int, scope: Scope = EVERYTHING
    ) -> list[str]:
        """Return up to `limit` titles and texts of matching chunks of the scope, in no order."""
        return self._full_text.texts_matching(query, limit, scope)

    def rebuild_place(self) -> RebuildSchema:
        """Return the schema where the index is built anew."""
        return RebuildSchema(self._database, self._url, self._lock_timeout)

    def delete_orphans(self) -> None:
        """Delete what is derived from articles that are gone, and embeddings of no chunk."""
        delete_orphans(self._database)

    def adopt_index(self, other: Store, token: str) -> bool:
        """Take over the chunks, embeddings and model of another schema of the same database.

        Return False when this store is no longer in the state of `token`.
        """
        if not isinstance(other, PostgresStore) or other.location != self.location:
            raise TypeError(f"{other.location}: not a library in the same PostgreSQL database")
        return adopt(self._database, other.schema, token)
