"""The stored records as they are, for verification."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import psycopg

from qa_bot.storage.audit import RawArticle, RawChunk
from qa_bot.storage.postgres.database import LibraryDatabase
from qa_bot.storage.postgres.digests import IS_INTACT
from qa_bot.storage.postgres.orphans import DERIVED, RECORD, articles_missing, stray_texts
from qa_bot.storage.postgres.text_audit import text_problems

_INDEXES: Final = """
SELECT i.indexrelid::regclass::text, i.indexrelid, i.indisvalid AND i.indisready, a.amname
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
WHERE c.relnamespace = %s::regnamespace ORDER BY 1
"""
# The server's own check of a B-tree, where that extension is there and this user may call it.
_CHECK: Final = """
SELECT quote_ident(n.nspname) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE p.proname = 'bt_index_check' AND p.pronargs = 1
    AND has_function_privilege(p.oid, 'EXECUTE')
"""
_FAILED_PAGES: Final = """
SELECT coalesce(checksum_failures, 0) FROM pg_stat_database WHERE datname = current_database()
"""
_CHANGED_UNUSED: Final = (
    f"SELECT e.key FROM embeddings e WHERE NOT {IS_INTACT} "
    "AND NOT EXISTS (SELECT 1 FROM chunks c WHERE c.key = e.key)"
)
# As many digits of a key as tell one from another.
_SHOWN: Final = 12


class PostgresAudit:
    """Implements StoreAudit."""

    def __init__(self, database: LibraryDatabase) -> None:
        self._database = database

    def file_problems(self) -> Iterator[str]:
        """Yield what is wrong with the server's pages and indexes, and rows of lost articles."""
        yield from articles_missing(self._database, RECORD)
        row = self._database.one(_FAILED_PAGES)
        if row is not None and row[0]:
            yield f"{row[0]} pages of the database did not match their checksums"
        check = self._database.one(_CHECK)
        name = f'"{self._database.schema}"'
        for index, number, is_valid, method in self._database.all(_INDEXES, name):
            if not is_valid and method == "hnsw":
                # It is made again when the library is next written to, and not used before.
                continue
            if not is_valid:
                yield f"index {index} is not valid: REINDEX INDEX {index} makes it anew"
            elif check and method == "btree" and (problem := self._problem_of(number, check[0])):
                yield f"index {index}: {problem}"

    def _problem_of(self, index: int, schema: str) -> str:
        """Return what the extension amcheck finds wrong with a B-tree, or ""."""
        with self._database.transaction() as connection:
            try:
                # In a part of the transaction that may fail alone.
                with connection.transaction():
                    connection.execute(f"SELECT {schema}.bt_index_check(%s::oid)", (index,))
            except psycopg.errors.InternalError as error:
                return error.diag.message_primary or "damaged"
        return ""

    def full_text_problems(self) -> Iterator[str]:
        """Yield what the full text has otherwise than its texts, which are tokenized anew."""
        return text_problems(self._database)

    def stray_full_text(self) -> list[int]:
        """Return the ids of full texts that belong to no chunk."""
        return stray_texts(self._database)

    def stray_chunks(self) -> Iterator[str]:
        """Yield what is derived from articles that are gone."""
        return articles_missing(self._database, DERIVED)

    def unused_embedding_problems(self) -> Iterator[str]:
        """Yield the embeddings of no chunk that are not what was written."""
        for (key,) in self._database.each(_CHANGED_UNUSED):
            yield f"embedding {key.hex()[:_SHOWN]}: it is not the one that was stored"

    def article(self, article_id: str) -> RawArticle | None:
        """Return the article of that id, or None."""
        row = self._database.one(
            "SELECT id, convert_to(title, 'UTF8'), convert_to(text, 'UTF8'), digest, source, "
            "collection FROM articles WHERE id = %s",
            article_id,
        )
        return None if row is None else RawArticle(*row)

    def chunks(self, article_id: str) -> list[RawChunk]:
        """Return the chunks of an article, in order."""
        rows = self._database.all(
            "SELECT c.id, c.ordinal, c.start, c.\"end\", c.key, convert_to(t.title, 'UTF8'), "
            "convert_to(t.text, 'UTF8'), e.vector, "
            f"coalesce({IS_INTACT}, true) FROM chunks c "
            "LEFT JOIN chunk_text t ON t.chunk_id = c.id LEFT JOIN embeddings e USING (key) "
            "WHERE c.article_id = %s ORDER BY c.ordinal",
            article_id,
        )
        return [RawChunk(*(*row[:-2], _bytes(row[-2]), row[-1])) for row in rows]

    def versions(self) -> Iterator[RawArticle]:
        """Yield the earlier versions that are stored, with neither source nor collection."""
        for row in self._database.each(
            "SELECT article_id, convert_to(title, 'UTF8'), convert_to(text, 'UTF8'), digest "
            "FROM versions"
        ):
            yield RawArticle(*row)


def _bytes(vector: Any) -> bytes | None:
    return None if vector is None else np.asarray(vector.to_numpy(), np.float32).tobytes()
