"""Synchronisation of a library with a folder: files that are new, edited, moved or gone.

What was done when a sync is interrupted stays done, and the next one goes on
from there.
"""

import contextlib
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from qa_bot.documents import Article, Outcome, Progress, no_progress
from qa_bot.errors import ArticleDamaged, ArticleNotFound, FolderEmpty, SourceEmpty, SourceError
from qa_bot.identity import article_id
from qa_bot.indexing.folder_scan import ScannedFile, is_empty, is_gone, scan, stamp_of
from qa_bot.indexing.ingest import Ingester, foresee, is_full
from qa_bot.paths import expand_home, path_to_text, resolve_links
from qa_bot.storage.store import Store
from qa_bot.storage.synced_files import SyncedFile


class SyncOutcome(Enum):
    """What became of a file, or would become of it."""

    ADDED = "added"
    UPDATED = "updated"
    MOVED = "moved"
    REMOVED = "removed"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file and what became of it.

    `moved_from` is the former source of a moved article; `problem` says why a
    file was skipped or failed, with the cure; `unread` names the parts of a
    document without text. `is_settled` is false for a file that was written to
    so lately that it should be looked at again.
    """

    source: str
    outcome: SyncOutcome
    title: str = ""
    moved_from: str = ""
    problem: str = ""
    unread: tuple[str, ...] = ()
    is_settled: bool = True


@dataclass(frozen=True, slots=True)
class SyncOptions:
    """How to sync.

    `dry_run` changes nothing, `read_all` reads also files whose stamps did not
    change, and `allow_empty` lets a folder that holds nothing at all remove the
    articles of its files.
    """

    dry_run: bool = False
    read_all: bool = False
    allow_empty: bool = False


def sync(
    store: Store,
    ingester: Callable[[Sequence[Article]], Ingester],
    load: Callable[[Path], Article],
    folder: Path,
    options: SyncOptions = SyncOptions(),
    progress: Progress = no_progress,
) -> Iterator[FileChange]:
    """Sync the articles of `folder` with its files, yielding what became of each.

    Articles from elsewhere are left alone. `progress` counts files. Raises
    SourceUnreadable when the folder cannot be listed, FolderEmpty when it holds
    nothing where there were articles, and whatever `ingester` raises that would
    stop every article.
    """
    return _Sync(store, ingester, load, resolve_links(expand_home(folder)), options).run(progress)


class _Sync:
    """One run over one folder."""

    def __init__(
        self,
        store: Store,
        ingester: Callable[[Sequence[Article]], Ingester],
        load: Callable[[Path], Article],
        folder: Path,
        options: SyncOptions,
    ) -> None:
        self._store = store
        self._ingester = ingester
        self._load = load
        self._folder = folder
        self._name = path_to_text(folder)
        self._options = options
        # The articles whose files are gone: source by id.
        self._leaving: dict[str, str] = {}
        self._leaving_by_text: dict[str, str] | None = None
        # Loaded and not ingested yet; ingested and not recorded yet.
        self._loaded: list[tuple[ScannedFile, Article]] = []
        self._unrecorded: list[SyncedFile] = []

    def run(self, progress: Progress) -> Iterator[FileChange]:
        files = list(scan(self._folder))
        before = self._store.synced_files.files(self._name)
        self._leaving = self._find_leaving(before)
        self._refuse_empty_folder(files)
        for done, file in enumerate(files):
            progress(file.path.name, done, len(files))
            yield from self._sync_file(file, before.get(path_to_text(file.path)))
        yield from self._ingest()
        progress("", len(files), len(files))
        yield from self._remove_leaving()
        if not self._options.dry_run:
            self._store.synced_files.forget(self._name, filter(is_gone, before))

    def _find_leaving(self, before: dict[str, SyncedFile]) -> dict[str, str]:
        """Return the articles whose files are gone: source by id."""
        synced = self._store.synced_files
        below = synced.articles_below(self._name)
        gone = {article: source for source, article in below.items() if is_gone(source)}
        for path, file in before.items():
            if is_gone(path) and file.article_id not in gone:
                gone[file.article_id] = path
        return {
            article: source
            for article, source in gone.items()
            if all(map(is_gone, synced.paths_of(article)))
        }

    def _refuse_empty_folder(self, files: list[ScannedFile]) -> None:
        if self._leaving and not files and not self._options.allow_empty and is_empty(self._folder):
            raise FolderEmpty(self._name, len(self._leaving))

    def _sync_file(self, file: ScannedFile, before: SyncedFile | None) -> Iterator[FileChange]:
        if before and before.stamp == file.stamp and not self._options.read_all:
            yield FileChange(file.source, SyncOutcome.UNCHANGED)
            return
        try:
            file = replace(file, stamp=stamp_of(file.path))
            article = self._load(file.path)
            is_whole = stamp_of(file.path) == file.stamp
        except SourceEmpty as error:
            yield self._skip_empty(file, str(error))
        except SourceError as error:
            yield FileChange(file.source, SyncOutcome.FAILED, problem=str(error))
        except OSError:
            return  # It went away since it was listed; the next sync sees that it is gone.
        else:
            yield from self._sort(file, article) if is_whole else [_skip_growing(file)]

    def _skip_empty(self, file: ScannedFile, problem: str) -> FileChange:
        """Skip a file without text, and remove the article that it had before."""
        article = article_id(file.source)
        if self._store.digest(article) is not None:
            self._leaving[article] = file.source
        return FileChange(
            file.source, SyncOutcome.SKIPPED, problem=problem, is_settled=file.is_settled
        )

    def _sort(self, file: ScannedFile, article: Article) -> Iterator[FileChange]:
        """Find whether an article is unchanged, was moved here, or is to be ingested."""
        outcome = foresee(self._store, article)
        former = self._moved_from(article) if outcome is Outcome.ADDED else None
        if former is not None:
            yield from self._ingest()
            yield self._settle(file, article, self._move(former, article))
        elif outcome is Outcome.UNCHANGED or self._options.dry_run:
            change = FileChange(article.source, SyncOutcome(outcome.value), article.title)
            yield self._settle(file, article, change)
        else:
            self._loaded.append((file, article))
            if is_full([each for _, each in self._loaded]):
                yield from self._ingest()

    def _ingest(self) -> Iterator[FileChange]:
        """Ingest what was loaded in one transaction, and record the stamps."""
        loaded, self._loaded = self._loaded, []
        articles = [article for _, article in loaded]
        outcomes = self._ingester(articles).add_all(articles) if articles else []
        changes = [
            self._settle(
                file,
                article,
                FileChange(article.source, SyncOutcome(outcome.value), article.title),
            )
            for (file, article), outcome in zip(loaded, outcomes, strict=True)
        ]
        self._record()
        yield from changes

    def _settle(self, file: ScannedFile, article: Article, change: FileChange) -> FileChange:
        if file.is_settled:
            self._unrecorded.append(SyncedFile(path_to_text(file.path), article.id, file.stamp))
        return replace(change, is_settled=file.is_settled, unread=article.unread)

    def _moved_from(self, article: Article) -> str | None:
        """Return the id of an article whose file is gone and which has the same text, or None."""
        if self._leaving_by_text is None:
            self._leaving_by_text = dict(self._texts_leaving())
        former = self._leaving_by_text.get(_text_digest(article.text))
        return former if former in self._leaving else None

    def _texts_leaving(self) -> Iterator[tuple[str, str]]:
        for article in self._leaving:
            # A damaged one has the text of no file.
            with contextlib.suppress(ArticleDamaged):
                yield _text_digest(self._store.article(article).text), article

    def _move(self, former: str, article: Article) -> FileChange:
        source = self._leaving.pop(former)
        if not self._options.dry_run:
            # First added, then removed: nothing is embedded again and nothing can be lost.
            overrides = self._store.overrides(former)
            self._ingester([article]).add_all([article], overrides=overrides)
            self._store.inherit_added_at(former, article.id)
            self._remove(former)
        return FileChange(article.source, SyncOutcome.MOVED, article.title, moved_from=source)

    def _remove_leaving(self) -> Iterator[FileChange]:
        for article, source in self._leaving.items():
            try:
                title = self._store.ref(article).title
            except ArticleNotFound:
                continue
            if not self._options.dry_run:
                self._remove(article)
            yield FileChange(source, SyncOutcome.REMOVED, title)

    def _remove(self, article: str) -> None:
        with contextlib.suppress(ArticleNotFound):  # Another process removed it first.
            self._store.remove(article)

    def _record(self) -> None:
        if not self._options.dry_run:
            self._store.synced_files.record(self._name, self._unrecorded)
        self._unrecorded.clear()


def _text_digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _skip_growing(file: ScannedFile) -> FileChange:
    problem = f"{file.source}: it was written to while it was read. The next sync takes it in."
    return FileChange(file.source, SyncOutcome.SKIPPED, problem=problem, is_settled=False)
