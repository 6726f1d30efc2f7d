"""A collection of Milvus: a row for each chunk, and what finds it.

Everything that a filter compares is a digest or a date, so that nothing needs quoting.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from qa_bot.documents import Scope, StoredChunk
from qa_bot.retrieval.milvus.connection import MilvusServer
from qa_bot.retrieval.milvus.milvus_terms import terms

if TYPE_CHECKING:
    from pymilvus import CollectionSchema

# Changes with the fields below, and makes every index anew.
LAYOUT = 1
# Seconds that a search may take, a write, and a change of collections.
SEARCHING, WRITING, CHANGING = 10.0, 60.0, 120.0
# Milvus' limits: bytes of a text, and values of an array. Terms and tags beyond are not found.
_TEXT_BYTES, _TAGS = 65_535, 4096
_DIGEST_DIGITS = 32
# Only as much of a date is compared: the day.
_DAY = 10
# The constants of BM25 that SQLite's full text has.
_BM25 = {"bm25_k1": 1.2, "bm25_b": 0.75}
# Ids that one request names, or returns: some 200 KB.
_IDS_AT_ONCE = 10_000
# Rows that one request returns: 1.5 MB of vectors at 384 numbers.
_ROWS_AT_ONCE = 1000
# What a row holds beside its id and its vector.
FIELDS = ("article", "collection", "published", "tags", "terms")
T = TypeVar("T")


def digest(value: str) -> str:
    """Return what stands for a collection, a tag or an article: hexadecimal digits."""
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_DIGITS]


def to_row(chunk: StoredChunk, tags: Sequence[str], vector: NDArray[np.float32]) -> dict[str, Any]:
    """Return the row of a chunk."""
    text = " ".join(terms(f"{chunk.article.title}\n{chunk.text}"))
    if len(text) > _TEXT_BYTES:
        text = text[:_TEXT_BYTES].rpartition(" ")[0]
    return {
        "id": chunk.id,
        "article": digest(chunk.article.id),
        "collection": digest(chunk.article.collection),
        "published": chunk.article.published[:_DAY],
        "tags": [digest(tag) for tag in tags[:_TAGS]],
        "terms": text,
        "vector": vector.tolist(),
    }


def condition(scope: Scope) -> str | None:
    """Return the filter of a scope; "" where all are inside, None where nothing can be."""
    parts: list[str] = []
    for field, wanted in (("collection", scope.collections), ("article", scope.articles)):
        if wanted is not None:
            if not wanted:
                return None
            parts.append(f"{field} in {json.dumps(sorted(map(digest, wanted)))}")
    if scope.tags:
        parts.append(f"array_contains_all(tags, {json.dumps(sorted(map(digest, scope.tags)))})")
    if scope.since:
        parts.append(f"published >= {json.dumps(scope.since[:_DAY])}")
    if scope.until:
        # "~" comes after whatever continues a date: "2024" includes all of it.
        until = json.dumps(f"{scope.until[:_DAY]}~")
        parts.append(f'published != "" and published < {until}')
    return " and ".join(parts)


class ChunkCollection:
    """The rows of one collection by name. Safe to share between threads."""

    def __init__(self, server: MilvusServer, name: str) -> None:
        self.name = name
        self._server = server

    def create(self, dimension: int) -> None:
        """Create the collection, empty, and have the server load it."""
        from pymilvus import MilvusClient

        indexes = MilvusClient.prepare_index_params()
        # The server's choice, which is exact for few rows and a graph for many.
        indexes.add_index("vector", index_type="AUTOINDEX", metric_type="COSINE")
        indexes.add_index(
            "sparse", index_type="SPARSE_INVERTED_INDEX", metric_type="BM25", params=_BM25
        )
        for field in ("article", "collection", "published"):
            indexes.add_index(field, index_type="INVERTED")
        self._server.call(
            "create_collection",
            self.name,
            schema=_schema(dimension),
            consistency_level="Strong",
            timeout=CHANGING,
        )
        # There is nothing to wait for, as there are no rows.
        self._server.call("create_index", self.name, indexes, timeout=CHANGING, sync=False)
        self.load()

    def load(self) -> None:
        """Have the server load the collection, unless it is."""
        self._server.call("load_collection", self.name, timeout=CHANGING)

    def upsert(self, rows: list[dict[str, Any]]) -> None:
        """Write rows, in place of any of the same ids."""
        if rows:
            self._server.call("upsert", self.name, rows, timeout=WRITING)

    def delete(self, ids: NDArray[np.int64]) -> None:
        """Delete the rows of those ids that there are."""
        for part in _parts(ids.tolist(), _IDS_AT_ONCE):
            self._server.call("delete", self.name, ids=part, timeout=WRITING)

    def search(
        self, field: str, query: str | list[float], limit: int, only: str, consistency: str
    ) -> list[tuple[int, float]]:
        """Return ids with the scores of the server, the best first."""
        (hits,) = self._server.call(
            "search",
            self.name,
            data=[query],
            anns_field=field,
            limit=limit,
            filter=only,
            consistency_level=consistency,
            timeout=SEARCHING,
        )
        return [(int(hit["id"]), float(hit["distance"])) for hit in hits]

    def count(self) -> int:
        """Return the number of rows."""
        (row,) = self._server.call(
            "query",
            self.name,
            filter="",
            output_fields=["count(*)"],
            consistency_level="Strong",
            timeout=WRITING,
        )
        return int(row["count(*)"])

    def ids(self) -> NDArray[np.int64]:
        """Return the ids of all rows, ascending, shape (n,)."""
        rows = self._server.call(
            "query_iterator",
            self.name,
            batch_size=_IDS_AT_ONCE,
            filter="",
            output_fields=["id"],
            consistency_level="Strong",
            timeout=WRITING,
        )
        found: list[int] = []
        while batch := rows.next():
            found += (row["id"] for row in batch)
        rows.close()
        return np.unique(np.array(found, np.int64))

    def rows(self, ids: Sequence[int], fields: Sequence[str] = FIELDS) -> dict[int, dict[str, Any]]:
        """Return the fields of the rows of those ids that there are."""
        found: dict[int, dict[str, Any]] = {}
        for part in _parts([*ids], _ROWS_AT_ONCE):
            rows = self._server.call(
                "query",
                self.name,
                ids=part,
                output_fields=["id", *fields],
                consistency_level="Strong",
                timeout=WRITING,
            )
            for row in rows:
                values = {name: row[name] for name in fields}
                if "tags" in values:
                    values["tags"] = [*values["tags"]]
                found[int(row["id"])] = values
        return found


def _parts(values: list[T], size: int) -> Iterator[list[T]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]


def _schema(dimension: int) -> "CollectionSchema":
    from pymilvus import DataType, Function, FunctionType, MilvusClient

    schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("id", DataType.INT64, is_primary=True)
    for field in ("article", "collection", "published"):
        schema.add_field(field, DataType.VARCHAR, max_length=4 * _DIGEST_DIGITS)
    schema.add_field(
        "tags",
        DataType.ARRAY,
        element_type=DataType.VARCHAR,
        max_capacity=_TAGS,
        max_length=_DIGEST_DIGITS,
    )
    schema.add_field(
        "terms",
        DataType.VARCHAR,
        max_length=_TEXT_BYTES,
        enable_analyzer=True,
        analyzer_params={"tokenizer": "standard"},
    )
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimension)
    schema.add_field("sparse", DataType.SPARSE_FLOAT_VECTOR)
    schema.add_function(
        Function(
            name="bm25",
            function_type=FunctionType.BM25,
            input_field_names=["terms"],
            output_field_names=["sparse"],
        )
    )
    return schema
