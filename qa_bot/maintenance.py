"""Maintenance of a library: verify, repair, rebuild, export and import."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from qa_bot.documents import Progress, no_progress
from qa_bot.library import Library

if TYPE_CHECKING:
    from qa_bot.archive.import_ import ImportResult
    from qa_bot.indexing.chunking import Chunker
    from qa_bot.integrity.report import Report
    from qa_bot.retrieval.embedder import Embedder
    from qa_bot.storage.vector_search import VectorSearch

# UTF-8 takes at most so many times the bytes of a file in a tighter encoding.
_UTF8_EXPANSION = 4


def verify(library: Library, sample: int = 64, progress: Progress = no_progress) -> "Report":
    """Check that all parts of the library agree.

    `sample` chunks are embedded again and compared. Raises LibraryError or ModelError.
    """
    from qa_bot.integrity.verify import verify
    from qa_bot.retrieval.fingerprint import check_model, stored_dimension

    components = library.components
    # Raises where the library does not say which it is, whatever else of it is sound.
    components.store.state()
    dimension = stored_dimension(components.store)
    embedder = components.embedder if sample and dimension else None
    if embedder is not None:
        check_model(components.store, embedder)
    # Opened before the library is read as of one moment, as it follows what is written since.
    server = components.search.open_server() if dimension else None

    def open_vectors() -> "VectorSearch | None":
        if server is None and dimension:
            return components.search.open_vectors(dimension)
        return server

    return verify(
        components.store,
        open_vectors,
        embedder,
        sample,
        progress,
    )


def repair(library: Library, report: "Report", progress: Progress = no_progress) -> None:
    """Rebuild what `report` found wrong; raises LibraryDamaged when that is the articles."""
    from qa_bot.integrity.repair import repair
    from qa_bot.retrieval.fingerprint import check_model

    components = library.components

    def models() -> "tuple[Chunker, Embedder]":
        check_model(components.store, components.embedder)
        return components.chunker, components.embedder

    chunking = components.config.chunking.as_line
    repair(components.store, report, models, progress, chunking)
    if not report.vectors.is_sound:
        components.search.discard()
    library.finish_writing()


def rebuild(library: Library, force: bool = False, progress: Progress = no_progress) -> int | None:
    """Chunk and embed every article again by the settings in force.

    Return the number of articles, or None when nothing would differ and it is
    not forced. Raises LibraryError or ModelError.
    """
    from qa_bot.indexing import rebuild

    components = library.components
    chunking = components.config.chunking.as_line
    store, embedder = components.store, components.embedder
    if not force and not rebuild.needs_rebuild(store, embedder, chunking):
        store.rebuild_place().discard()
        return None
    count = rebuild.rebuild(store, components.chunker, embedder, chunking, progress)
    library.finish_writing()
    return count


def export(
    library: Library,
    path: Path,
    with_vectors: bool = False,
    overwrite: bool = False,
    progress: Progress = no_progress,
) -> int:
    """Write the whole library into one file; return the number of articles.

    Raises ExportFailed.
    """
    from qa_bot.archive.export import export

    return export(library.components.store, path, with_vectors, overwrite, progress)


def iter_import(
    library: Library, path: Path, replace: bool = False, progress: Progress = no_progress
) -> "Iterator[ImportResult]":
    """Merge an exported file into the library, yielding what became of each article.

    With `replace` the file's text is taken where the library has another. A library that
    holds nothing yet gets the file's embedding model, where that is installed.
    Raises ExportUnusable before anything is written.
    """
    from qa_bot.archive.format import ArchiveReader
    from qa_bot.archive.import_ import import_
    from qa_bot.retrieval.fingerprint import fingerprint_of

    components = library.components
    most = _UTF8_EXPANSION * components.load_limits.max_bytes
    with ArchiveReader(path, most) as reader:
        ingester = components.ingester_like(reader.model_name)
        try:
            yield from import_(
                components.store,
                ingester,
                reader,
                fingerprint_of(components.embedder),
                replace,
                progress,
            )
        finally:
            library.finish_writing()
