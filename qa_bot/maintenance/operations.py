"""The keeping of a library wired to its settings: sync, watch, verify, rebuild, move."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from qa_bot.app import App, Progress
from qa_bot.errors import QaBotError
from qa_bot.indexing.folder_sync import Change, How, What
from qa_bot.loading import load_file
from qa_bot.maintenance.export import export

if TYPE_CHECKING:
    from qa_bot.indexing.folder_watch import Stop
    from qa_bot.maintenance.report import Report
    from qa_bot.maintenance.restore import Imported

# A text takes more bytes in UTF-8 than in its file when that was in a tighter encoding.
_MOST_TEXT = 4


def sync(app: App, folder: Path, how: How, progress: Progress) -> Iterator[Change]:
    """Bring the library into step with a folder; raises as `keeping.syncing.sync` does."""
    from qa_bot.indexing import folder_sync

    load = partial(load_file, limits=app.limits)
    changed = False
    try:
        for change in folder_sync.sync(app.store, lambda: app.adder, load, folder, how, progress):
            changed |= change.what in (What.ADDED, What.UPDATED, What.MOVED, What.REMOVED)
            yield change
    finally:
        if changed and not how.dry_run:
            app.finish_writing()


def watch(
    app: App,
    folder: Path,
    show: Callable[[Change], None],
    tell: Callable[[QaBotError], None],
    stop: "Stop",
    progress: Progress,
) -> None:
    """Keep the library in step with a folder until `stop`; raises what cannot pass."""
    from qa_bot.indexing import folder_watch

    def look(deleted: bool) -> bool:
        settled = True
        # Whoever sees the last file go knows that the folder is meant to be empty.
        for change in sync(app, folder, How(emptied=deleted), progress):
            settled &= change.settled
            show(change)
            if stop.is_set():
                break
        return settled

    app.adder  # noqa: B018  # loaded now, so that the first change need not wait
    folder_watch.watch(folder, look, tell, stop, ignored=app.config.library.folder)


def verify(app: App, sample: int, progress: Progress) -> "Report":
    """Prove that all parts of the library agree; raises LibraryError or ModelError."""
    from qa_bot.indexing.ingest import dimension_of, ensure_model
    from qa_bot.maintenance import verify
    from qa_bot.retrieval.vector_index import VectorIndex

    dimension = dimension_of(app.store)
    embedder = app.embedder if sample and dimension else None
    if embedder is not None:
        ensure_model(app.store, embedder)
    return verify.verify(
        app.store,
        lambda: VectorIndex(app.store, dimension) if dimension else None,
        embedder,
        sample,
        partial(progress, "verifying"),
    )


def repair(app: App, report: "Report", progress: Progress) -> None:
    """Make again what `report` found wrong; raises LibraryDamaged when that is the articles."""
    from qa_bot.indexing.ingest import ensure_model
    from qa_bot.maintenance import repair
    from qa_bot.retrieval import vector_index

    def tools() -> tuple[repair.Cuts, repair.Embeds]:
        ensure_model(app.store, app.embedder)
        return app.chunker, app.embedder

    repair.repair(app.store, report, tools, partial(progress, "repairing"))
    if not report.vectors.sound:
        vector_index.discard(app.config.library.folder)
    app.finish_writing()


def rebuild(app: App, force: bool, progress: Progress) -> int | None:
    """Chunk and embed all anew by the settings in force; None when nothing would differ."""
    from qa_bot.maintenance import rebuild

    chunking = app.config.chunking.as_line
    if not force and not rebuild.needs_rebuild(app.store, app.embedder, chunking):
        rebuild.discard(app.config.library.folder)
        return None
    count = rebuild.rebuild(app.store, app.chunker, app.embedder, chunking, progress)
    app.finish_writing()
    return count


def export_to(app: App, path: Path, vectors: bool, overwrite: bool, progress: Progress) -> int:
    """Write the whole library into one file; how many articles there are."""
    return export(app.store, path, vectors, overwrite, progress)


def import_from(app: App, path: Path, replace: bool, progress: Progress) -> Iterator["Imported"]:
    """Merge an exported file into the library; raises ExportUnusable before it writes."""
    from qa_bot.indexing.ingest import probe_of
    from qa_bot.maintenance.archive import ArchiveReader
    from qa_bot.maintenance.restore import import_

    most = _MOST_TEXT * app.limits.max_bytes
    with ArchiveReader(path, most) as reader:
        try:
            yield from import_(
                app.store, app.adder, reader, probe_of(app.embedder), replace, progress
            )
        finally:
            app.finish_writing()
