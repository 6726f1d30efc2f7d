"""Verification that record, full text, embeddings and vectors agree, chunk by chunk.

Reads and changes nothing.
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from qa_bot.documents import Progress, no_progress
from qa_bot.errors import LibraryDamaged
from qa_bot.identity import article_id, content_digest, embedding_key
from qa_bot.integrity.report import Check, Report
from qa_bot.retrieval.embedder import Embedder
from qa_bot.retrieval.fingerprint import is_of_former_release, stored_dimension
from qa_bot.storage.audit import RawArticle, RawChunk
from qa_bot.storage.store import Store
from qa_bot.storage.vector_search import SharedVectorSearch, VectorSearch

# How far from 1 the norm of an embedding may be: float32 rounding leaves below 1e-6.
_NORM_TOLERANCE = 1e-3
# The least cosine of a stored vector and the same text's now. Processors move it by up to 0.0004
# (docs/processors.md); another chunk's vector, the usual fault, is below 0.95.
_SAME_TEXT = 0.99
# The same where a former release made the vector, whose vectors depended on their batch: without
# 8-bit dot products down to 0.88.
_SAME_TEXT_FORMER_RELEASE = 0.8
# Vectors compared at once: 1.5 MB at 384 numbers.
_BATCH = 1000


def verify(
    store: Store,
    index: Callable[[], VectorSearch | None],
    embedder: Embedder | None,
    sample: int = 64,
    progress: Progress = no_progress,
) -> Report:
    """Check the whole library as it is at one moment.

    `index` opens the vectors, or returns None for a library that has none yet; those on a
    server are compared with the library as it is afterwards. With an `embedder`, `sample` chunks
    spread over the library are embedded again and compared. `progress` counts articles. Raises
    LibraryError when the record cannot even be read.
    """
    report = _unchecked()
    report.full_text.add_problems(store.audit.full_text_problems())
    with store.snapshot():
        report.record.add_problems(store.audit.file_problems())
        is_comparable = _check_state(store, report)
        _check_articles(store, report, progress)
        _check_versions(store, report.record)
        _check_strays(store, report)
        is_comparable &= report.chunks.is_sound and report.embeddings.is_sound
        if not is_comparable:
            report.vectors.add_problem("not compared: what they are made from is wrong")
            return report
        if embedder is not None:
            report.model.former_release = is_of_former_release(store, embedder)
            _check_model(store, embedder, sample, report.model)
        vectors = index()
        if not isinstance(vectors, SharedVectorSearch):
            _check_vectors(store, vectors, report.vectors)
    if isinstance(vectors, SharedVectorSearch):
        _check_shared_vectors(store, vectors, report.vectors)
    return report


def _unchecked() -> Report:
    """Return a report in which nothing was checked yet."""
    return Report(
        Check("record", is_derived=False),
        Check("chunks", is_derived=True),
        Check("full text", is_derived=True),
        Check("embeddings", is_derived=True),
        Check("model", is_derived=True),
        Check("vectors", is_derived=True),
    )


def _check_articles(store: Store, report: Report, progress: Progress) -> None:
    dimension = stored_dimension(store)
    count = store.count_articles()
    for done, (number, _) in enumerate(store.digests()):
        progress("verifying", done, count)
        report.record.checked += 1
        article = store.audit.article(number)
        if article is None:
            report.record.add_problem(f"article {number}: its id does not lead to it")
        else:
            _check_article(store, article, dimension, report)
    progress("verifying", count, count)


def _check_versions(store: Store, record: Check) -> None:
    for version in store.audit.versions():
        if not _matches_digest(version):
            record.add_problem(f"article {version.id}: an earlier version is not what was quoted")


def _check_strays(store: Store, report: Report) -> None:
    for number in store.audit.stray_full_text():
        report.full_text.add_problem(f"row {number}: text that belongs to no article can be found")
    report.chunks.add_problems(store.audit.stray_chunks())
    report.embeddings.add_problems(store.audit.unused_embedding_problems())


def _check_state(store: Store, report: Report) -> bool:
    """Check what the library says of itself; return whether all of it is there."""
    is_whole = True
    try:
        store.state()
    except LibraryDamaged as error:
        report.record.add_problem(str(error))
        is_whole = False
    if stored_dimension(store) is None and store.count_chunks():
        report.model.add_problem("the library does not say which model made the embeddings")
        is_whole = False
    return is_whole


def _matches_digest(article: RawArticle) -> bool:
    # Bytes that are no longer UTF-8 are a problem to report, not an error.
    title, text = article.title.decode(errors="replace"), article.text.decode(errors="replace")
    return article.digest == content_digest(title, text)


def _check_article(
    store: Store, article: RawArticle, dimension: int | None, report: Report
) -> None:
    title, text = article.title.decode(errors="replace"), article.text.decode(errors="replace")
    name = f"article {article.id} ({title})"
    if not _matches_digest(article):
        report.record.add_problem(f"{name}: its text is not what its digest says")
    if article.id != article_id(article.source, article.collection):
        report.record.add_problem(f"{name}: its id is not that of its source")
    chunks = store.audit.chunks(article.id)
    before = report.chunks.problems + report.embeddings.problems
    if [chunk.ordinal for chunk in chunks] != list(range(len(chunks))) or not chunks:
        report.chunks.add_problem(f"article {article.id}: chunks are missing")
    for chunk in chunks:
        placed = isinstance(chunk.start, int) and isinstance(chunk.end, int)
        own_text = text[chunk.start : chunk.end] if placed else ""
        _check_chunk(chunk, own_text, report.chunks)
        _check_full_text(chunk, (article.title, own_text.encode()), report.full_text)
        _check_embedding(chunk, dimension, report.embeddings)
    if report.chunks.problems + report.embeddings.problems > before:
        report.wrong_articles.add(article.id)


def _check_chunk(chunk: RawChunk, own_text: str, check: Check) -> None:
    check.checked += 1
    if not own_text or embedding_key(own_text) != chunk.key:
        check.add_problem(f"chunk {chunk.id}: its offsets are not those of its text")


def _check_full_text(chunk: RawChunk, own: tuple[bytes, bytes], check: Check) -> None:
    check.checked += 1
    if own != (chunk.title, chunk.text):
        check.add_problem(f"chunk {chunk.id}: the full text keeps another text than the article")


def _check_embedding(chunk: RawChunk, dimension: int | None, check: Check) -> None:
    check.checked += 1
    if problem := embedding_problem(chunk.vector, dimension):
        check.add_problem(f"chunk {chunk.id}: its embedding {problem}")
    elif not chunk.is_intact:
        check.add_problem(f"chunk {chunk.id}: its embedding is not the one that was stored")


def embedding_problem(vector: bytes | None, dimension: int | None) -> str:
    """Return what is wrong with a stored embedding; "" when nothing is."""
    if vector is None:
        return "is missing"
    if len(vector) != 4 * (len(vector) // 4 if dimension is None else dimension):
        return f"has {len(vector) // 4} numbers, not {dimension}"
    norm = float(np.linalg.norm(np.frombuffer(vector, np.float32)))
    return "" if abs(norm - 1) <= _NORM_TOLERANCE else f"has length {norm:g}, not 1"


def _check_model(store: Store, embedder: Embedder, sample: int, check: Check) -> None:
    """Embed some chunks again and compare with the stored embeddings."""
    ids = store.chunk_ids()
    chosen = ids[np.linspace(0, len(ids) - 1, min(sample, len(ids))).astype(int)]
    texts = {n: chunk.text for n, chunk in store.chunks(chosen.tolist()).items()}
    least = _SAME_TEXT_FORMER_RELEASE if check.former_release else _SAME_TEXT
    for numbers, vectors in store.vectors(list(texts)):
        fresh = embedder.embed([texts[int(n)] for n in numbers])
        check.checked += len(numbers)
        for number, cosine in zip(numbers, _cosines(fresh, vectors), strict=True):
            if not cosine >= least:
                check.add_problem(
                    f"chunk {number}: the model gives another embedding ({cosine:.3f})"
                )


def _check_vectors(store: Store, index: VectorSearch | None, check: Check) -> None:
    """Check that every chunk's own vector is searched, and no vector of another chunk."""
    if index is None:
        return
    ids, found = store.chunk_ids(), index.chunk_ids()
    _report_ids(np.setdiff1d(found, ids), np.setdiff1d(ids, found), check)
    for numbers, vectors in _batches(store, np.intersect1d(ids, found)):
        check.checked += len(numbers)
        _report_vectors(_differing(index, numbers, vectors), check)


def _check_shared_vectors(store: Store, index: SharedVectorSearch, check: Check) -> None:
    """Check the same of an index that others change meanwhile: what does not pass counts."""
    index.refresh()
    found, ids = index.chunk_ids(), store.chunk_ids()
    index.refresh()
    now = index.chunk_ids()
    strays = np.intersect1d(np.setdiff1d(found, ids), now)
    _report_ids(strays, np.setdiff1d(np.setdiff1d(ids, found), now), check)
    for numbers, vectors in _batches(store, np.intersect1d(ids, found)):
        check.checked += len(numbers)
        differing = _differing(index, numbers, vectors)
        wrong = np.union1d(differing, index.wrong_rows(numbers)).astype(np.int64)
        kept = store.chunks(wrong.tolist())
        _report_vectors([number for number in differing if number in kept], check)
        for number in kept.keys() - {*differing}:
            check.add_problem(f"chunk {number}: the search server has something else of it")


def _report_ids(strays: NDArray[np.int64], missing: NDArray[np.int64], check: Check) -> None:
    for number in strays:
        check.add_problem(f"chunk {number}: a vector of a chunk that is gone can be found")
    for number in missing:
        check.add_problem(f"chunk {number}: its vector cannot be found")


def _differing(
    index: VectorSearch, numbers: NDArray[np.int64], vectors: NDArray[np.float32]
) -> list[int]:
    """Return the chunks that another vector is searched for than those given (n, dimension)."""
    cosines = _cosines(index.vectors(numbers), vectors)
    return [int(n) for n, cosine in zip(numbers, cosines, strict=True) if not cosine >= _SAME_TEXT]


def _report_vectors(numbers: list[int], check: Check) -> None:
    for number in numbers:
        check.add_problem(f"chunk {number}: another vector is searched than is kept")


def _batches(
    store: Store, ids: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
    for i in range(0, len(ids), _BATCH):
        yield from store.vectors(ids[i : i + _BATCH].tolist())


def _cosines(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the cosines of unit rows (n, dimension); all 0 when the dimensions differ."""
    if one.shape != other.shape:
        return np.zeros(len(other), np.float32)
    product: NDArray[np.float32] = np.einsum("nd,nd->n", one, other)
    return product
