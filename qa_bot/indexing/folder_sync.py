"""A folder and the library brought into step: what is new, edited, moved or gone.

Knows files and the record; how a file becomes an article and how an article
is taken in are handed over. What was done when a sync is cut short stays done,
and the next one goes on from there.
"""

import contextlib
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Protocol

from qa_bot.documents import Article
from qa_bot.errors import ArticleDamaged, ArticleNotFound, FolderEmpty, SourceEmpty, SourceError
from qa_bot.identity import article_id
from qa_bot.indexing.folder_scan import Seen, Stamp, is_bare, is_gone, scan
from qa_bot.indexing.ingest import Outcome, enough, foreseen
from qa_bot.overrides import NOTHING, Given
from qa_bot.paths import expand_home, path_to_text, resolve_links
from qa_bot.storage import synced_files
from qa_bot.storage.store import Store

# Told a file's name, how many files were looked at, and of how many.
Progress = Callable[[str, int, int], None]


class What(Enum):
    """What became of a file, or would."""

    ADDED = "added"
    UPDATED = "updated"
    MOVED = "moved"
    REMOVED = "removed"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Change:
    """One file and what became of it.

    `was` is the source that a moved article had; `why` says why a file was
    skipped or failed, with the cure; `unread` names the parts of a document
    that hold no text. `settled` is false for a file that was
    written to so lately that it should be looked at again.
    """

    source: str
    what: What
    title: str = ""
    was: str = ""
    why: str = ""
    unread: tuple[str, ...] = ()
    settled: bool = True


def hand_over(store: Store, was: str, now: str) -> None:
    """Let a moved article have been in the library for as long as it was at its old place."""
    with store.writing() as connection:
        connection.execute(
            "UPDATE articles SET added_at = "
            "(SELECT added_at FROM articles WHERE id = ?1) WHERE id = ?2",
            (was, now),
        )


class Takes(Protocol):
    """What takes an article in: the Adder."""

    def add_all(
        self, articles: Sequence[Article], *, given: Given = NOTHING
    ) -> Sequence[Outcome]: ...


@dataclass(frozen=True, slots=True)
class How:
    """How to sync: `everything` reads also files whose stamps did not change, and
    `emptied` lets a folder that holds nothing at all empty the library of its files."""

    dry_run: bool = False
    everything: bool = False
    emptied: bool = False


def sync(
    store: Store,
    adder: Callable[[], Takes],
    load: Callable[[Path], Article],
    folder: Path,
    how: How = How(),
    progress: Progress = lambda title, done, total: None,
) -> Iterator[Change]:
    """Bring the articles of `folder` into step with its files, telling of each file.

    Articles from elsewhere are let be. Raises SourceUnreadable when the folder
    cannot be listed, FolderEmpty when it holds nothing where there were
    articles, and whatever `adder` raises that would stop every article.
    """
    return _Sync(store, adder, load, resolve_links(expand_home(folder)), how).run(progress)


class _Sync:
    """One run over one folder."""

    def __init__(
        self,
        store: Store,
        adder: Callable[[], Takes],
        load: Callable[[Path], Article],
        folder: Path,
        how: How,
    ) -> None:
        self._store = store
        self._adder = adder
        self._load = load
        self._folder = folder
        self._name = path_to_text(folder)
        self._how = how
        self._by_text: dict[str, str] | None = None
        # Loaded and not taken in yet; taken in and not remembered yet.
        self._loaded: list[tuple[Seen, Article]] = []
        self._fresh: list[tuple[Seen, str]] = []

    def run(self, progress: Progress) -> Iterator[Change]:
        seen = list(scan(self._folder))
        before = synced_files.stamped(self._store, self._name)
        self._leaving = self._find_leaving(before)
        self._refuse_a_bare_folder(seen)
        for done, file in enumerate(seen):
            progress(file.path.name, done, len(seen))
            yield from self._bring_in(file, before.get(path_to_text(file.path)))
        yield from self._take_in()
        progress("", len(seen), len(seen))
        yield from self._drop_leaving()
        if not self._how.dry_run:
            synced_files.forget(self._store, self._name, filter(is_gone, before))

    def _find_leaving(self, before: dict[str, synced_files.Stamped]) -> dict[str, str]:
        """The articles whose files are gone: source by id."""
        below = synced_files.taken_from_below(self._store, self._name)
        gone = {number: source for source, number in below.items() if is_gone(source)}
        for path, file in before.items():
            if is_gone(path) and file.article_id not in gone:
                gone[file.article_id] = path
        return {
            number: source
            for number, source in gone.items()
            if all(map(is_gone, synced_files.referring(self._store, number)))
        }

    def _refuse_a_bare_folder(self, seen: list[Seen]) -> None:
        if self._leaving and not seen and not self._how.emptied and is_bare(self._folder):
            raise FolderEmpty(self._name, len(self._leaving))

    def _bring_in(self, file: Seen, before: synced_files.Stamped | None) -> Iterator[Change]:
        if before and before.stamp == file.stamp and not self._how.everything:
            yield Change(file.source, What.UNCHANGED)
            return
        try:
            file = replace(file, stamp=Stamp.of(file.path))
            article = self._load(file.path)
            whole = Stamp.of(file.path) == file.stamp
        except SourceEmpty as error:
            yield self._emptied(file, str(error))
        except SourceError as error:
            yield Change(file.source, What.FAILED, why=str(error))
        except OSError:
            return  # It went away since it was listed; the next sync sees that it is gone.
        else:
            yield from self._sort(file, article) if whole else [_being_written(file)]

    def _emptied(self, file: Seen, why: str) -> Change:
        """A file with no text has no article; one that it had before goes."""
        number = article_id(file.source)
        if self._store.digest(number) is not None:
            self._leaving[number] = file.source
        return Change(file.source, What.SKIPPED, why=why, settled=file.stamp.settled)

    def _sort(self, file: Seen, article: Article) -> Iterator[Change]:
        """Where a loaded article belongs: unchanged, moved here, or to be taken in with others."""
        what = foreseen(self._store, article)
        was = self._moved_from(article) if what is Outcome.ADDED else None
        if was is not None:
            yield from self._take_in()
            yield self._settle(file, article, self._move(was, article))
        elif what is Outcome.UNCHANGED or self._how.dry_run:
            change = Change(article.source, What(what.value), article.title)
            yield self._settle(file, article, change)
        else:
            self._loaded.append((file, article))
            if enough([article for _, article in self._loaded]):
                yield from self._take_in()

    def _take_in(self) -> Iterator[Change]:
        """Take in what was loaded, in one transaction, and remember the stamps."""
        loaded, self._loaded = self._loaded, []
        outcomes = self._adder().add_all([article for _, article in loaded]) if loaded else []
        changes = [
            self._settle(file, article, Change(article.source, What(what.value), article.title))
            for (file, article), what in zip(loaded, outcomes, strict=True)
        ]
        self._remember()
        yield from changes

    def _settle(self, file: Seen, article: Article, change: Change) -> Change:
        if file.stamp.settled:
            self._fresh.append((file, article.id))
        return replace(change, settled=file.stamp.settled, unread=article.unread)

    def _moved_from(self, article: Article) -> str | None:
        """The id of an article whose file is gone and which said the same, if there is one."""
        if self._by_text is None:
            self._by_text = dict(self._leaving_by_text())
        number = self._by_text.get(_digest(article.text))
        return number if number in self._leaving else None

    def _leaving_by_text(self) -> Iterator[tuple[str, str]]:
        for number in self._leaving:
            # One that is damaged says what no file says.
            with contextlib.suppress(ArticleDamaged):
                yield _digest(self._store.article(number).text), number

    def _move(self, number: str, article: Article) -> Change:
        was = self._leaving.pop(number)
        if not self._how.dry_run:
            # First in, then out, so that nothing is embedded again and nothing can be lost.
            self._adder().add_all([article], given=self._store.given(number))
            hand_over(self._store, number, article.id)
            self._remove(number)
        return Change(article.source, What.MOVED, article.title, was=was)

    def _drop_leaving(self) -> Iterator[Change]:
        for number, source in self._leaving.items():
            try:
                title = self._store.ref(number).title
            except ArticleNotFound:
                continue
            if not self._how.dry_run:
                self._remove(number)
            yield Change(source, What.REMOVED, title)

    def _remove(self, number: str) -> None:
        with contextlib.suppress(ArticleNotFound):  # Another process removed it first.
            self._store.remove(number)

    def _remember(self) -> None:
        if not self._how.dry_run:
            synced_files.remember(self._store, self._name, self._fresh)
        self._fresh.clear()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _being_written(file: Seen) -> Change:
    why = f"{file.source}: it was written to while it was read. The next sync takes it in."
    return Change(file.source, What.SKIPPED, why=why, settled=False)
