"""The parts wired together from the settings, each made when it is first needed.

Opening the library is cheap; the models are loaded once, on first use, and
may be loaded from another thread while the person is still typing.
"""

import contextlib
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from qa_bot import __version__
from qa_bot.config import Config
from qa_bot.documents import (
    EVERYTHING,
    SHARED,
    Article,
    ArticleRef,
    LibraryStatus,
    Quote,
    Remarks,
    Scope,
)
from qa_bot.errors import (
    AmbiguousTitle,
    ArticleDamaged,
    ArticleNotFound,
    NoMatchingArticles,
    SourceEmpty,
    SourceError,
)
from qa_bot.escape import replace_surrogates
from qa_bot.i18n import terminal_wording
from qa_bot.identity import in_collection, is_former_source
from qa_bot.intake import Added, Progress, is_on_the_web, silent, take_in, waiting
from qa_bot.overrides import NOTHING, Given
from qa_bot.paths import expand_home, is_path_uri, path_to_text, text_to_path
from qa_bot.privacy import cache_folder
from qa_bot.text.dates import iso_date

__all__ = ["Added", "App", "Progress"]

if TYPE_CHECKING:
    from qa_bot.answering.answerer import Answerer, Retrieves
    from qa_bot.answering.readers.base import Reader
    from qa_bot.conversation.dialogue import Dialogue
    from qa_bot.fetching.fetcher import Fetcher
    from qa_bot.fetching.refresh import Web
    from qa_bot.indexing.chunking import Chunker
    from qa_bot.indexing.ingest import Adder, Outcome
    from qa_bot.loading.limits import Limits
    from qa_bot.retrieval.embedder import Embedder
    from qa_bot.retrieval.retriever import Retriever
    from qa_bot.storage.feeds import FollowedFeed, Following
    from qa_bot.storage.store import Listing, Store

T = TypeVar("T")


class App:
    """One library with its models. Safe to share between threads."""

    def __init__(self, config: Config, tell: Callable[[str], None] | None = None) -> None:
        """`tell` hears at once of long work that was not asked for; else it is a notice."""
        self.config = config
        self.notices: list[str] = []
        self._tell = tell or self.notices.append
        self._parts: dict[str, Any] = {}
        self._loading: dict[str, Future[Any]] = {}
        self._making = threading.RLock()

    def _once(self, name: str, make: Callable[[], T]) -> T:
        with self._making:
            if name not in self._parts:
                self._parts[name] = make()
            part: T = self._parts[name]
            return part

    @property
    def store(self) -> "Store":
        """The library; raises LibraryError."""
        return self._once("store", self._make_store)

    def _make_store(self) -> "Store":
        from qa_bot.storage.store import Store

        return Store(self.config.library.folder, self.config.library.lock_timeout)

    @property
    def limits(self) -> "Limits":
        """How much one source may cost, as the settings under [articles] say."""
        from qa_bot.loading.limits import MEGABYTE, Limits

        settings = self.config.articles
        return Limits(
            max_bytes=int(settings.max_megabytes * MEGABYTE),
            max_unpacked_bytes=int(settings.max_unpacked_megabytes * MEGABYTE),
            max_seconds=settings.max_seconds,
            max_memory_bytes=int(settings.max_memory_megabytes * MEGABYTE),
        )

    @property
    def embedder(self) -> "Embedder":
        """The embedding model; raises ModelError."""
        return self._once("embedder", lambda: self._loaded("embedder", self._make_embedder))

    @property
    def adder(self) -> "Adder":
        """What takes articles in; raises LibraryError or ModelError."""
        return self._once("adder", self._make_adder)

    @property
    def answerer(self) -> "Answerer":
        """What answers; raises LibraryError or ModelError."""
        return self._once("answerer", self._make_answerer)

    def _make_answerer(self) -> "Answerer":
        models = {"embedder": self._make_embedder, "reader": self._make_reader}
        # They load beside each other, and beside importing what searches and answers.
        with ThreadPoolExecutor(len(models)) as beside:
            for name in models.keys() - self._parts.keys():
                self._loading[name] = beside.submit(models[name])
            return self.answerer_over(self.retriever)

    @property
    def retriever(self) -> "Retriever":
        """What finds chunks; raises LibraryError or ModelError."""
        return self._once("retriever", self._make_retriever)

    @property
    def reader(self) -> "Reader":
        """What reads passages, as answering.reader says; raises ModelError."""
        return self._once("reader", lambda: self._loaded("reader", self._make_reader))

    def _loaded(self, name: str, make: Callable[[], T]) -> T:
        """The model that is loading beside, or loaded now."""
        loading = self._loading.pop(name, None)
        model: T = make() if loading is None else loading.result()
        return model

    def _make_reader(self) -> "Reader":
        from qa_bot.answering.readers.loader import load_reader

        return load_reader(self.config.answering.reader)

    @property
    def web(self) -> "Web":
        """What fetches pages and feeds; raises LibraryError."""
        return self._once("web", self._make_web)

    @property
    def _following(self) -> "Following":
        from qa_bot.storage.feeds import Following

        return Following(self.store)

    def _make_web(self) -> "Web":
        from qa_bot.fetching.refresh import Web

        entries = self.config.web.feed_entries
        return Web(self._following, self._make_fetcher(), self.limits, entries)

    def _make_fetcher(self) -> "Fetcher":
        from qa_bot.fetching.addresses import Gate
        from qa_bot.fetching.fetch_limits import FetchLimits
        from qa_bot.fetching.fetcher import Fetcher

        settings = self.config.web
        limits = FetchLimits(
            max_bytes=self.limits.max_bytes,
            seconds=settings.seconds,
            patience=settings.patience,
        )
        gate = Gate.of(settings.ports, settings.allow_private_hosts)
        return Fetcher(gate, limits, agent=f"qa-bot/{__version__}", delay=settings.delay)

    def _make_embedder(self) -> "Embedder":
        from qa_bot.retrieval.caching_embedder import Remembering
        from qa_bot.retrieval.embedder import load_embedder

        settings = self.config.embedding
        cache = settings.cache_folder or cache_folder() / "models"
        return Remembering(load_embedder(settings.model, cache, self._tell))

    @property
    def chunker(self) -> "Chunker":
        """What cuts articles, as the settings say; raises ModelError."""
        return self._once("chunker", self._make_chunker)

    def _make_chunker(self) -> "Chunker":
        from qa_bot.indexing.chunking import Chunker

        settings = self.config.chunking
        return Chunker(
            self.embedder.count_tokens,
            max_tokens=min(settings.max_tokens, self.embedder.max_tokens),
            max_characters=settings.max_characters,
            overlap_tokens=settings.overlap_tokens,
        )

    def _make_adder(self) -> "Adder":
        from qa_bot.indexing.ingest import Adder
        from qa_bot.text.language import language_of

        chunking = self.config.chunking.as_line
        return Adder(self.store, self.chunker, self.embedder, chunking, language_of)

    def _make_retriever(self) -> "Retriever":
        from qa_bot.indexing.ingest import ensure_model, is_of_former_release
        from qa_bot.retrieval.retriever import Retriever
        from qa_bot.retrieval.vector_index import VectorIndex

        ensure_model(self.store, self.embedder)
        vectors = VectorIndex(self.store, self.embedder.dimension)
        self.notices += [vectors.notice] if vectors.notice else []
        if is_of_former_release(self.store, self.embedder):
            self.notices.append(terminal_wording.FORMER_RELEASE)
        weight = self.config.retrieval.dense_weight
        return Retriever(self.store, vectors, self.embedder, weight)

    def answerer_over(self, retriever: "Retrieves") -> "Answerer":
        """What answers from the chunks that `retriever` finds."""
        from qa_bot.answering.answerer import Answerer
        from qa_bot.retrieval.passages import widen
        from qa_bot.retrieval.spelling import Spelling

        settings = self.config.answering
        return Answerer(
            retriever,
            self.reader,
            self.embedder.embed,
            candidates=self.config.retrieval.candidates,
            threshold=settings.confidence,
            max_characters=settings.max_question_characters,
            widen=partial(widen, self.store, limit=self.config.chunking.max_characters),
            respell=Spelling(self.store, self.embedder.count_tokens).respell,
        )

    def beside(self, folder: Path) -> "App":
        """The same settings and loaded models over the library in another folder."""
        library = self.config.library.replace(folder=folder)
        other = App(self.config.replace(library=library))
        other._parts = {"embedder": self.embedder, "reader": self.reader}
        return other

    def dialogue(self, scope: Scope = SHARED) -> "Dialogue":
        """A new chat about the articles of a scope; raises LibraryError or ModelError."""
        from qa_bot.conversation.dialogue import Dialogue

        return Dialogue(self.answerer, scope)

    def listings(self, scope: Scope = EVERYTHING) -> "list[Listing]":
        """Every article of the scope, in the order of adding."""
        return self.store.listings(scope)

    def articles(self, scope: Scope = SHARED) -> list[ArticleRef]:
        """Every article of the scope, to cite."""
        return [listing.ref for listing in self.listings(scope)]

    def status(self) -> LibraryStatus:
        """How much the library holds, and with which models; raises LibraryError."""
        listings = self.listings()
        return LibraryStatus(
            len(listings),
            sum(listing.chunks for listing in listings),
            self.config.embedding.model,
            self.config.answering.reader,
        )

    def add(
        self, sources: Sequence[str], progress: Progress = silent, given: Given = NOTHING
    ) -> Iterator[Added]:
        """Add each source, yielding what became of it.

        A source is a file, a folder, "-", a web address, or "feed:" and the
        address of a feed, which is followed from then on. One that cannot be
        an article does not stop the others. `given` is what the person says of
        each. Raises LibraryError or ModelError, which would stop them all, and
        AmbiguousTitle when a title is given for more than one.
        """
        if given.title and (len(sources) > 1 or _is_many(sources[0])):
            raise AmbiguousTitle(given.title)
        for source in sources:
            if is_on_the_web(source) and not _is_file(source):
                events = self.web.arrivals(source, waiting(progress), given)
                taken = take_in(events, self.store, lambda: self.adder, progress, given)
            else:
                taken = self._add_files(source, progress, given)
            yield from map(self._noted, taken)
        self.finish_writing()

    def _noted(self, added: Added) -> Added:
        """With what a person should know of an article that is new or changed."""
        if added.article is None or added.outcome is None or added.outcome.value == "unchanged":
            return added
        seen = Scope(frozenset({"", added.article.collection}))
        remarks, notes = self.remarks(added.article.id, seen), [added.note]
        if remarks.twin is not None:
            notes.append(terminal_wording.near_duplicate(remarks.twin.title, remarks.twin.source))
        if remarks.found_by_words and added.outcome.value == "added":
            language = self.store.language(added.article.id) or ""
            notes.append(terminal_wording.language_not_read(language, self.embedder.name))
        return replace(added, note=" ".join(filter(None, notes)))

    def remarks(self, article_id: str, scope: Scope) -> Remarks:
        """What to say of an article to someone who sees the articles of a scope."""
        from qa_bot.retrieval.embedder import languages_read

        twins = self.store.twins(article_id, scope)
        language, read = self.store.language(article_id), languages_read(self.embedder.name)
        foreign = bool(language) and read is not None and language not in read
        return Remarks(twins[0] if twins else None, foreign)

    def _add_files(self, source: str, progress: Progress, given: Given) -> Iterator[Added]:
        from qa_bot.indexing.ingest import enough

        loaded: dict[str, Article] = {}
        for name, load in self._loads([source]):
            try:
                loaded[name] = load()
            except SourceError as error:
                yield from self._take_files(loaded, progress, given)
                yield Added(name, error=error)
            if enough(list(loaded.values())):
                yield from self._take_files(loaded, progress, given)
        yield from self._take_files(loaded, progress, given)

    def _take_files(
        self, loaded: dict[str, Article], progress: Progress, given: Given
    ) -> Iterator[Added]:
        """Take in together what was loaded, by name, and have it no longer."""
        if loaded:
            last = next(reversed(loaded.values())).title
            outcomes = self.adder.add_all(list(loaded.values()), partial(progress, last), given)
            taken = [(*pair, what) for pair, what in zip(loaded.items(), outcomes, strict=True)]
            loaded.clear()
            for name, each, what in taken:
                note = terminal_wording.places_unread(each.unread)
                yield Added(name, given.over(each).ref, what, note=note)

    def refresh(self, progress: Progress = silent) -> Iterator[Added]:
        """Fetch what is new in each feed that is followed, and the pages that changed.

        Yields and raises as `add` does; a stop between two of them loses nothing.
        """
        events = self.web.refresh(waiting(progress))
        taken = take_in(events, self.store, lambda: self.adder, progress)
        yield from map(self._noted, taken)
        self.finish_writing()

    def feeds(self) -> "list[FollowedFeed]":
        """The feeds that are followed."""
        return self._following.feeds()

    def unfollow(self, source: str, with_articles: bool = False) -> list[ArticleRef]:
        """Follow "feed:…" no longer; the articles removed with it, none unless asked.

        Raises FeedNotFound or LinkRefused.
        """
        ids = self._following.unfollow(self.web.feed_address(source))
        gone: list[ArticleRef] = []
        for name in ids if with_articles else []:
            # What another program removed meanwhile is gone as well.
            with contextlib.suppress(ArticleNotFound):
                gone.append(self.remove(name))
        return gone

    def add_bytes(
        self,
        data: bytes,
        source: str,
        collection: str = "",
        *,
        name: str = "",
        progress: Progress = silent,
    ) -> tuple[Article, "Outcome"]:
        """Add what was received, such as a file named `name`, to a collection.

        What says the same as another article of that collection is that article,
        unchanged. Raises SourceError, LibraryError or ModelError.
        """
        from qa_bot.loading import load_bytes

        loaded = load_bytes(data, source, self.limits, name=name)
        return self.take(in_collection(loaded, collection), progress)

    def add_link(
        self, link: str, collection: str = "", progress: Progress = silent
    ) -> tuple[Article, "Outcome"]:
        """Add what a web address leads to, as `add_bytes` does."""
        arrival = self.web.page(link, waiting(progress))
        if (loaded := arrival.load()) is None:
            raise SourceEmpty(link, "there is no text in it", "Give the address of a page.")
        taken = self.take(in_collection(loaded.article, collection), progress)
        arrival.taken(taken[0])
        return taken

    def take(self, article: Article, progress: Progress = silent) -> tuple[Article, "Outcome"]:
        """Add an article that was loaded elsewhere, as `add_bytes` does."""
        from qa_bot.indexing.ingest import Outcome

        same = self.store.find_digest(article.digest, article.collection)
        if same is not None and same != article.id:
            # One that is damaged says the same no longer.
            with contextlib.suppress(ArticleDamaged):
                return self.store.article(same), Outcome.UNCHANGED
        outcome = self.adder.add(article, partial(progress, article.title))
        self.finish_writing()
        return replace(self.store.article(article.id), unread=article.unread), outcome

    def scope(
        self, names: Sequence[str] = (), tags: Sequence[str] = (), since: str = "", until: str = ""
    ) -> Scope:
        """The shared articles that fit: by id, title or source, by all tags, by ISO dates.

        Raises ArticleNotFound, DateUnreadable, or NoMatchingArticles when none is left.
        """
        ids = frozenset(self.store.find(name, SHARED).id for name in names) if names else None
        dates = [iso_date(bound) if bound else "" for bound in (since, until)]
        scope = Scope(SHARED.collections, ids, frozenset(map(replace_surrogates, tags)), *dates)
        if scope != SHARED and not self.listings(scope):
            raise NoMatchingArticles(
                "No article fits. `qa-bot list` shows dates and tags; ask for less."
            )
        return scope

    def _loads(self, sources: Sequence[str]) -> Iterator[tuple[str, Callable[[], Article]]]:
        from qa_bot.loading import load_file
        from qa_bot.loading.discovery import iter_files

        limits = self.limits
        for source in sources:
            if source == "-":
                yield source, self._load_piped
                continue
            try:
                files = iter_files(text_to_path(source))
            except SourceError as error:
                yield source, partial(_raise, error)
            else:
                yield from (
                    (path_to_text(file), partial(load_file, file, limits)) for file in files
                )

    def _load_piped(self) -> Article:
        """What is piped in, as the article that it already is under its former, shorter source."""
        from qa_bot.loading import load_stream

        loaded = load_stream(sys.stdin.buffer, self.limits)
        known = self.store.find_digest(loaded.digest, loaded.collection)
        if known is not None:
            ref = self.store.ref(known)
            if is_former_source(ref.source, loaded.source):
                return replace(loaded, id=ref.id, source=ref.source)
        return loaded

    def remove(self, name: str) -> ArticleRef:
        """Remove the article of that id, title or source; raises ArticleNotFound."""
        article = self.store.find(name)
        self.store.remove(article.id)
        self.finish_writing()
        return article

    def finish_writing(self) -> None:
        """Leave nothing unused, and the vector file as new as the record.

        Only for the next question's sake: it would be answered all the same.
        """
        from qa_bot.indexing.ingest import dimension_of
        from qa_bot.retrieval.vector_index import bring_up

        self.store.drop_unused_embeddings()
        dimension = dimension_of(self.store)
        if dimension is not None:
            bring_up(self.store, dimension)

    def surroundings(self, quote: Quote, margin: int = 300) -> str:
        """The text around a quote as it was when it was quoted; the quote if that is gone."""
        cited = quote.article
        try:
            text = self.store.version(cited.id, cited.digest).text
        except ArticleNotFound:
            return quote.text
        return text[max(0, quote.start - margin) : quote.end + margin]


def _is_many(source: str) -> bool:
    """Whether a source stands for more than one article."""
    if source.lower().startswith("feed:") and not _is_file(source):
        return True
    return os.path.isdir(expand_home(text_to_path(source)))  # noqa: PTH112  # asks any name without an error


def _is_file(source: str) -> bool:
    """Whether what looks like an address is a file all the same; "http" always is one."""
    if source.lower().startswith(("http://", "https://")):
        return False
    return is_path_uri(source) or os.path.lexists(source)


def _raise(error: SourceError) -> Article:
    raise error
