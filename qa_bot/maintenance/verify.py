"""Proves that the record, the full text, the embeddings and the vectors agree, chunk by chunk.

Looks and changes nothing. Knows the tables; what the vectors hold and what a
model makes of a text are asked of others.
"""

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from qa_bot.identity import article_id, content_digest
from qa_bot.indexing.ingest import Embeds, dimension_of, is_of_former_release
from qa_bot.maintenance.report import Check, Report
from qa_bot.storage.store import Store, text_key

# Told how many articles were looked at, and of how many.
Progress = Callable[[int, int], None]

_UNIT = 1e-3
# The least cosine of a kept vector and the same text's now. Processors move it by up to 0.0004
# (docs/processors.md); another chunk's vector, the usual fault, is below 0.95.
_SAME = 0.99
# The same where the vector was made by a former release, whose vectors depended on their batch:
# without 8-bit dot products down to 0.88.
_FORMER = 0.8
_BATCH = 1000


class Held(Protocol):
    """What holds the vectors for searching: the VectorIndex."""

    def chunk_ids(self) -> NDArray[np.int64]: ...

    def vectors(self, ids: NDArray[np.int64]) -> NDArray[np.float32]: ...


def verify(
    store: Store,
    held: Callable[[], Held | None],
    embedder: Embeds | None,
    sample: int = 64,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Check the whole library as it is at one moment.

    `held` opens the vectors, or gives None for a library that has none yet.
    With an `embedder`, `sample` chunks spread over the library are embedded
    again and compared.
    Raises LibraryError when the record cannot even be read.
    """
    report = Report(
        Check("record", derived=False),
        Check("chunks", derived=True),
        Check("full text", derived=True),
        Check("embeddings", derived=True),
        Check("model", derived=True),
        Check("vectors", derived=True),
    )
    _check_index(store, report.full_text)
    with store.snapshot():
        _check_file(store, report.record)
        _check_articles(store, report, progress)
        _check_strays(store, report.full_text)
        if report.unsound:
            report.vectors.wrong("not compared: what they are made from is wrong")
            return report
        if embedder is not None:
            report.model.former = is_of_former_release(store, embedder)
            _check_model(store, embedder, sample, report.model)
        _check_vectors(store, held(), report.vectors)
    return report


def _check_file(store: Store, check: Check) -> None:
    """What SQLite itself says of the file."""
    for (said,) in store.all("PRAGMA integrity_check"):
        # A damaged full-text index is told of by its own check.
        if said != "ok" and "chunk_text" not in said:
            check.wrong(said)
    for table, row, parent, _ in store.all("PRAGMA foreign_key_check"):
        if table != "chunks":
            check.wrong(f"row {row} of {table} belongs to nothing in {parent}")


def _check_index(store: Store, check: Check) -> None:
    """Whether the full-text index finds each word where it stands; asked of FTS5 itself."""
    try:
        with store.writing() as connection:
            connection.execute("INSERT INTO chunk_text (chunk_text) VALUES ('integrity-check')")
    except Exception as error:
        cause = error.__cause__
        if not isinstance(cause, sqlite3.Error) or _is_read_only(cause):
            return
        check.wrong(f"the index does not fit its text ({cause})")


def _is_read_only(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
    )


def _check_articles(store: Store, report: Report, progress: Progress) -> None:
    dimension = dimension_of(store)
    numbers = [row[0] for row in store.all("SELECT id FROM articles ORDER BY rowid")]
    for done, number in enumerate(numbers):
        progress(done, len(numbers))
        _check_article(store, number, dimension, report)
    progress(len(numbers), len(numbers))
    for number, *said in store.each(
        "SELECT article_id, CAST(title AS BLOB), CAST(text AS BLOB), digest FROM versions"
    ):
        if not _is_as_digested(*said):
            report.record.wrong(f"article {number}: an earlier version is not what was quoted")


def _is_as_digested(title: bytes, text: bytes, digest: str) -> bool:
    # Bytes that are no longer UTF-8 are a finding, not an error.
    return digest == content_digest(title.decode(errors="replace"), text.decode(errors="replace"))


def _check_article(store: Store, number: str, dimension: int | None, report: Report) -> None:
    row = store.one(
        "SELECT CAST(title AS BLOB), CAST(text AS BLOB), digest, source, collection "
        "FROM articles WHERE id = ?",
        number,
    )
    report.record.looked_at += 1
    if row is None:
        report.record.wrong(f"article {number}: its id does not lead to it")
        return
    raw_title, raw_text, digest, *where = row
    sound = _is_as_digested(raw_title, raw_text, digest)
    title, text = raw_title.decode(errors="replace"), raw_text.decode(errors="replace")
    if not sound:
        report.record.wrong(f"article {number} ({title}): its text is not what its digest says")
    if number != article_id(*where):
        report.record.wrong(f"article {number} ({title}): its id is not that of its source")
    rows = store.all(
        "SELECT c.id, c.ordinal, c.start, c.end, c.key, CAST(t.title AS BLOB), "
        "CAST(t.text AS BLOB), e.vector FROM chunks c "
        "LEFT JOIN chunk_text t ON t.rowid = c.id LEFT JOIN embeddings e USING (key) "
        "WHERE c.article_id = ? ORDER BY c.ordinal",
        number,
    )
    before = report.chunks.problems + report.embeddings.problems
    if [row[1] for row in rows] != list(range(len(rows))) or not rows:
        report.chunks.wrong(f"article {number}: chunks are missing")
    for chunk, _, start, end, key, kept_title, kept_text, vector in rows:
        placed = isinstance(start, int) and isinstance(end, int)
        own = text[start:end] if placed else ""
        _check_chunk(chunk, own, key, report.chunks)
        _check_text(chunk, (raw_title, own.encode()), (kept_title, kept_text), report.full_text)
        _check_embedding(chunk, vector, dimension, report.embeddings)
    if report.chunks.problems + report.embeddings.problems > before:
        report.unsound.add(number)


def _check_chunk(chunk: int, own: str, key: bytes, check: Check) -> None:
    check.looked_at += 1
    if not own or text_key(own) != key:
        check.wrong(f"chunk {chunk}: its offsets are not those of its text")


def _check_text(chunk: int, own: tuple[bytes, bytes], kept: tuple[Any, Any], check: Check) -> None:
    check.looked_at += 1
    if own != kept:
        check.wrong(f"chunk {chunk}: the full text keeps another text than the article")


def _check_embedding(chunk: int, vector: bytes | None, dimension: int | None, check: Check) -> None:
    check.looked_at += 1
    problem = embedding_problem(vector, dimension)
    if problem:
        check.wrong(f"chunk {chunk}: its embedding {problem}")


def embedding_problem(vector: bytes | None, dimension: int | None) -> str:
    """What is wrong with a kept embedding; "" when nothing is."""
    if vector is None:
        return "is missing"
    if dimension is None or len(vector) != 4 * dimension:
        return f"has {len(vector) // 4} numbers, not {dimension}"
    norm = float(np.linalg.norm(np.frombuffer(vector, np.float32)))
    return "" if abs(norm - 1) <= _UNIT else f"has length {norm:g}, not 1"


def _check_strays(store: Store, check: Check) -> None:
    strays = "SELECT rowid FROM chunk_text WHERE rowid NOT IN (SELECT id FROM chunks)"
    for (number,) in store.all(strays):
        check.wrong(f"row {number}: text that belongs to no article can be found")


def _check_model(store: Store, embedder: Embeds, sample: int, check: Check) -> None:
    """Embed some chunks again: the model must make of them what the library keeps."""
    numbers = store.chunk_ids()
    chosen = numbers[np.linspace(0, len(numbers) - 1, min(sample, len(numbers))).astype(int)]
    texts = {n: chunk.text for n, chunk in store.chunks(chosen.tolist()).items()}
    for ids, vectors in store.vectors(list(texts)):
        fresh = embedder.embed([texts[int(n)] for n in ids])
        check.looked_at += len(ids)
        for number, cosine in zip(ids, _cosines(fresh, vectors), strict=True):
            if not cosine >= (_FORMER if check.former else _SAME):
                check.wrong(f"chunk {number}: the model gives another embedding ({cosine:.3f})")


def _check_vectors(store: Store, held: Held | None, check: Check) -> None:
    """Every chunk has its own vector where it is searched, and no other chunk has one."""
    if held is None:
        return
    numbers, found = store.chunk_ids(), held.chunk_ids()
    for number in np.setdiff1d(found, numbers):
        check.wrong(f"chunk {number}: a vector of a chunk that is gone can be found")
    for number in np.setdiff1d(numbers, found):
        check.wrong(f"chunk {number}: its vector cannot be found")
    for ids, vectors in _batches(store, np.intersect1d(numbers, found)):
        check.looked_at += len(ids)
        for number, cosine in zip(ids, _cosines(held.vectors(ids), vectors), strict=True):
            if not cosine >= _SAME:
                check.wrong(f"chunk {number}: another vector is searched than is kept")


def _batches(
    store: Store, numbers: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
    for i in range(0, len(numbers), _BATCH):
        yield from store.vectors(numbers[i : i + _BATCH].tolist())


def _cosines(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    """The cosines of rows (n, dimension) of unit length; all 0 when the dimensions differ."""
    if one.shape != other.shape:
        return np.zeros(len(other), np.float32)
    product: NDArray[np.float32] = np.einsum("nd,nd->n", one, other)
    return product
