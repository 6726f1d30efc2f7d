"""A library: the one place for everything that can be done with articles and questions.

The command line, the terminal, the Telegram bot and `import qa_bot` all use it.
"""

import contextlib
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

from qa_bot.answer_writing import AnswerWriting
from qa_bot.answers import Answer, Passage, Quote, WrittenAnswer, WrittenSentence
from qa_bot.components import Components
from qa_bot.config import Config, load_config
from qa_bot.conversation.chat import Chat
from qa_bot.conversation.turns import DialogueState, Turn
from qa_bot.documents import (
    EVERYTHING,
    SHARED,
    AddResult,
    Article,
    ArticleRef,
    LibraryStatus,
    Listing,
    Progress,
    Scope,
    no_progress,
)
from qa_bot.errors import (
    AmbiguousTitle,
    ArticleNotFound,
    NoMatchingArticles,
    SourceEmpty,
    SourceError,
    SpeechUnavailable,
    TitleShared,
)
from qa_bot.escape import replace_surrogates
from qa_bot.files import read_bounded
from qa_bot.i18n import terminal_wording
from qa_bot.overrides import NO_OVERRIDES, MetadataOverrides, typed_overrides
from qa_bot.paths import path_to_text, text_to_path
from qa_bot.text.dates import validate_date
from qa_bot.text.question_check import check_question

if TYPE_CHECKING:
    from qa_bot.answering.readers.reader import Reader
    from qa_bot.errors import QaBotError
    from qa_bot.fetching.fetcher import WaitCallback
    from qa_bot.indexing.folder_sync import FileChange, SyncOptions
    from qa_bot.indexing.folder_watch import StopEvent
    from qa_bot.loading.pending import LoadedArticle, Pending
    from qa_bot.recognition.speech import Transcript
    from qa_bot.retrieval.embedder import Embedder
    from qa_bot.storage.feeds import FollowedFeed

Source = str | PathLike[str]
# Characters of the text around a quote, on each side: a few sentences.
_MARGIN = 300


class ScopeFilters(TypedDict, total=False):
    """Which of the shared articles are meant: those that match every filter given.

    `articles` are ids, titles or sources; an article has all of `tags`, and was
    published from `since` until `until`, ISO dates or their beginnings ("2024"),
    both inclusive. No `articles` at all match nothing; the other filters, empty,
    match everything.
    """

    articles: str | Sequence[str]
    tags: str | Sequence[str]
    since: str
    until: str


def open(
    folder: str | PathLike[str] | None = None,
    config: str | PathLike[str] | None = None,
    *,
    embedder: "Embedder | None" = None,
    reader: "Reader | None" = None,
    notify: Callable[[str], None] | None = None,
) -> "Library":
    """Open the library in a folder, creating it when there is none.

    Settings come from the file `config` and the environment, as for the command
    line; `folder` is the setting library.folder, by default the same as for the
    command line: the project's, the nearest in a folder above, or the user's own.
    `embedder` and `reader` take
    the place of the models that the settings name. `notify` is called with a
    sentence when something takes long. Raises ConfigError.
    """
    file = None if config is None else Path(config)
    settings = load_config(file, index=None if folder is None else Path(folder))
    components = Components(settings, notify, embedder, reader)
    for notice in notices_of_others(settings):
        (notify or components.notices.append)(notice)
    return Library(components)


def notices_of_others(config: Config) -> Iterator[str]:
    """Yield a sentence on each library or settings file not used, as it is another user's."""
    for file, option, value in config.discovery.options_of_others():
        yield terminal_wording.belongs_to_another(str(file), option, str(value))


class Library:
    """Articles that can be asked. Safe to share between threads; a chat is one thread's.

    Everything may raise LibraryError; what loads a model also ModelError.
    """

    def __init__(self, components: Components) -> None:
        self.components = components
        self._writing = AnswerWriting(components)

    @classmethod
    def open(cls, config: Config, notify: Callable[[str], None] | None = None) -> "Library":
        """Open the library that the settings name; models are loaded when they are needed.

        `notify` is called when something takes long.
        """
        return cls(Components(config, notify))

    def __enter__(self) -> "Library":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the files of the library."""
        self.components.close()

    def load(self) -> None:
        """Load the models and the index now, so that the first question need not."""
        self.components.answerer  # noqa: B018  # making it loads them

    def take_notices(self) -> Sequence[str]:
        """Return what was repaired or took long since the last call, in sentences."""
        notices = self.components.notices.copy()
        self.components.notices.clear()
        return notices

    @property
    def model(self) -> str:
        """The name of the embedding model."""
        return self.components.model

    @property
    def reads_pictures(self) -> bool:
        """Whether text in pictures can be read, which takes the extra `pictures`."""
        from qa_bot.loading.picture_support import reads_pictures

        return reads_pictures()

    @property
    def hears(self) -> bool:
        """Whether speech can be recognised, which takes the extra `voice` and a model."""
        try:
            self.components.speech.check()
        except SpeechUnavailable:
            return False
        return True

    def transcribe(self, data: bytes, source: str) -> "Transcript":
        """Return what is said in a sound file; `source` is its name in messages.

        Raises SpeechUnavailable, and SourceDamaged for what is no sound.
        """
        return self.components.speech.transcribe(data, source)

    def status(self) -> LibraryStatus:
        """Return the size of the library, and the names of its models."""
        store = self.components.store
        return LibraryStatus(
            store.count_articles(),
            store.count_chunks(),
            self.components.model,
            self.components.config.answering.reader,
        )

    def scope(self, **filters: Unpack[ScopeFilters]) -> Scope:
        """Return the scope of the shared articles that match every filter.

        Raises ArticleNotFound, DateUnreadable, NoMatchingArticles when none is
        left, or TypeError for a filter that there is not.
        """
        if unknown := filters.keys() - ScopeFilters.__annotations__.keys():
            raise TypeError(f"There is no filter called {', '.join(map(repr, sorted(unknown)))}.")
        store = self.components.store
        ids = None
        if (articles := filters.get("articles")) is not None:
            ids = frozenset(store.find(name, SHARED).id for name in _all_of(articles))
        tags = frozenset(map(replace_surrogates, _all_of(filters.get("tags", ()))))
        bounds = (filters.get("since"), filters.get("until"))
        dates = [validate_date(str(bound)) if bound else "" for bound in bounds]
        scope = Scope(SHARED.collections, ids, tags, *dates)
        if scope != SHARED and not store.has_articles(scope):
            raise NoMatchingArticles(
                "No article fits. `qa-bot list` shows dates and tags; ask for less."
            )
        return scope

    def _scope(self, scope: Scope | None, filters: ScopeFilters) -> Scope:
        if scope is None:
            return self.scope(**filters)
        if filters:
            raise TypeError(f"Give a scope or {', '.join(filters)}, not both.")
        return scope

    def ask(
        self, question: str, scope: Scope | None = None, **filters: Unpack[ScopeFilters]
    ) -> Answer:
        """Answer a stand-alone question, or decline.

        It is answered from the articles of `scope`, or from the shared ones that
        match the filters, as in `scope()`. Raises QuestionError, and what
        `scope()` raises.
        """
        scope = self._scope(scope, filters)
        answer = self.components.answer(lambda answerer: answerer.answer(question, scope))
        self._count(answer)
        return answer

    def _count(self, answer: Answer) -> None:
        """Count a question, unless library.count_questions is off."""
        if self.components.config.library.count_questions:
            self.components.feedback.count_question(answer.answered)

    @property
    def writes(self) -> bool:
        """Whether answers can be written by a language model, which the settings name."""
        return self._writing.is_on

    @property
    def written_destination(self) -> str:
        """The host that `write` sends questions and passages to; "" for this machine."""
        return self._writing.destination

    def write(
        self,
        answer: Answer,
        scope: Scope = EVERYTHING,
        question: str = "",
        person: str = "",
        on_sentence: Callable[[WrittenSentence], None] | None = None,
        is_stopped: Callable[[], bool] | None = None,
    ) -> WrittenAnswer:
        """Have an answer written from the passages of `answer`, each sentence checked.

        It takes many seconds, and raises nothing: what goes wrong is its `problem`, and
        `answer` stands. `question` is the one as resolved, where a follow-up was; the
        passages of a topic come from `scope`. `on_sentence` is called with each sentence
        that is supported. `person`, such as "telegram:7", is for whom tokens are counted.
        Writing ends early once `is_stopped` returns True.
        """
        return self._writing.write(answer, scope, question, person, on_sentence, is_stopped)

    def overview(
        self,
        topic: str = "",
        scope: Scope | None = None,
        sentences: int | None = None,
        **filters: Unpack[ScopeFilters],
    ) -> Answer:
        """Return what the articles say about a topic, or their main sentences if it is "".

        Of several articles without a topic, the leads of the newest. `sentences` is how
        many of one article, by default three to five. They are chosen from the same
        articles as for `ask`. Raises QuestionError for a topic without a word, what
        `scope()` raises, or ValueError for less than one sentence.
        """
        from qa_bot.answering.overview_intent import OverviewKind, OverviewRequest

        scope = self._scope(scope, filters)
        if sentences is not None and sentences < 1:
            raise ValueError(f"The number of sentences is {sentences}. Ask for one at least.")
        if topic:
            topic = check_question(topic, self.components.config.answering.max_question_characters)
        kind = OverviewKind.TOPIC if topic else OverviewKind.TEXT
        request = OverviewRequest(kind, topic, sentences)
        return self.components.answer(lambda each: each.overview(topic, request, scope))

    def search(
        self,
        question: str,
        limit: int = 10,
        scope: Scope | None = None,
        **filters: Unpack[ScopeFilters],
    ) -> Sequence[Passage]:
        """Return the `limit` best passages for a question, best first, without a reader.

        They are chosen by meaning and by words, from the same articles as for `ask`.
        Raises QuestionError, what `scope()` raises, or ValueError for no `limit`.
        """
        from qa_bot.retrieval.passages import to_passages

        components = self.components
        scope = self._scope(scope, filters)
        if limit < 1:
            raise ValueError(f"The limit is {limit}. Ask for one passage at least.")
        plain = check_question(question, components.config.answering.max_question_characters)
        candidates = components.retriever.retrieve(plain, limit, scope)
        most = components.config.chunking.max_characters
        return to_passages(components.store, candidates, most)

    def chat(
        self,
        scope: Scope | None = None,
        turns: Sequence[Turn] = (),
        state: DialogueState = DialogueState(),  # noqa: B008  # immutable
        *,
        is_counted: bool = True,
        person: str = "",
        **filters: Unpack[ScopeFilters],
    ) -> Chat:
        """Return a conversation about the same articles as for `ask`.

        It continues after `turns`, from the `state` of the chat that had them. Its
        questions are counted as those of `ask` are, unless `is_counted` is False. `person` is
        for whom a language model rewords follow-ups, if it does, as in `write`.
        """
        scope = self._scope(scope, filters)
        on_answer = self._count if is_counted else None
        reword = partial(self._writing.reword, person) if self._writing.rewords else None
        return Chat(_CurrentAnswerer(self.components), scope, turns, state, on_answer, reword)

    def add(
        self,
        sources: Source | Iterable[Source],
        *,
        title: str = "",
        author: str = "",
        date: str = "",
        tags: str | Sequence[str] = (),
        progress: Progress = no_progress,
    ) -> Sequence[AddResult]:
        """Add sources and return the result of each; see `iter_add`.

        `title`, `author`, `date` (ISO 8601) and `tags` override what the sources
        say, now and whenever they are added again. Raises DateUnreadable.
        """
        overrides = typed_overrides(title, author, date, _all_of(tags))
        return [*self.iter_add(sources, progress, overrides)]

    def iter_add(
        self,
        sources: Source | Iterable[Source],
        progress: Progress = no_progress,
        overrides: MetadataOverrides = NO_OVERRIDES,
    ) -> Iterator[AddResult]:
        """Add each source, yielding the result of each article as it is committed.

        A source is a file, a folder, "-" for standard input, a web address, or
        "feed:" and the address of a feed, which is followed from then on. One
        that cannot be an article does not stop the others: its result has an
        `error`. Raises AmbiguousTitle when a title is overridden for more than
        one article.
        """
        try:
            yield from self._add_each(sources, progress, overrides)
        finally:
            self.finish_writing()

    def iter_ingest(
        self,
        sources: Source | Iterable[Source],
        ray_address: str,
        progress: Progress = no_progress,
        overrides: MetadataOverrides = NO_OVERRIDES,
    ) -> Iterator[AddResult]:
        """Add each source as `iter_add` does, with the texts of files embedded on a Ray cluster.

        `ray_address` is HOST:PORT, or "local" for one that is started here and ended again. What
        comes from the web is embedded here. What was embedded when it ends early is found again
        by the next call. Raises ClusterError, and what `iter_add` raises.
        """
        is_whole = False
        try:
            with self.components.bulk_embedding(ray_address, progress) as bulk:
                yield from self._add_each(sources, progress, overrides, bulk.ahead)
            is_whole = True
        finally:
            if is_whole:
                self.finish_writing()
            else:
                self.components.search.update()

    def _add_each(
        self,
        sources: Source | Iterable[Source],
        progress: Progress,
        overrides: MetadataOverrides,
        ahead: "Callable[[Iterable[Pending]], Iterable[Pending]] | None" = None,
    ) -> Iterator[AddResult]:
        """Add each source, of which files pass `ahead` on their way."""
        from qa_bot.indexing.sources import is_on_the_web, stands_for_many

        names = [sources] if isinstance(sources, str | PathLike) else sources
        texts = [_text_of(name) for name in names]
        if overrides.title and (len(texts) > 1 or any(map(stands_for_many, texts))):
            raise AmbiguousTitle(overrides.title)
        # Files in a row fill batches together; what a site refuses stops none of them.
        for is_web, group in groupby(texts, is_on_the_web):
            pending: Iterable[Pending] = (
                each for s in group for each in self._pending(s, progress, overrides)
            )
            if ahead is not None and not is_web:
                pending = ahead(pending)
            yield from self.components.pipeline.run(pending, progress, overrides)

    def _pending(
        self, source: str, progress: Progress, overrides: MetadataOverrides
    ) -> "Iterable[Pending]":
        from qa_bot.indexing.sources import is_on_the_web, pending_files
        from qa_bot.loading.pending import PendingArticle

        if is_on_the_web(source):
            return self.components.crawler.crawl(source, _on_wait(progress), overrides)
        if source == "-":
            return [PendingArticle(source, self._load_input)]
        return pending_files(source, self.components.load_limits)

    def add_text(
        self,
        text: str,
        source: str,
        collection: str = "",
        scope: Scope = EVERYTHING,
        progress: Progress = no_progress,
        link: str = "",
    ) -> AddResult:
        """Add a text as an article, as `add_bytes` does."""
        return self.add_bytes(
            text.encode(errors="replace"), source, "", collection, scope, progress, link
        )

    def add_bytes(
        self,
        data: bytes,
        source: str,
        name: str = "",
        collection: str = "",
        scope: Scope = EVERYTHING,
        progress: Progress = no_progress,
        link: str = "",
    ) -> AddResult:
        """Add what was received, such as a file called `name`, to a collection.

        What says the same as another article of that collection is that article,
        unchanged. Near duplicates are remarked on within `scope`. `link` is an address
        to open it at. Raises SourceError.
        """
        from qa_bot.loading import load_bytes
        from qa_bot.loading.pending import LoadedArticle

        article = load_bytes(data, source, self.components.load_limits, name=name)
        article = replace(article, link=link)
        return self._add_received(LoadedArticle(article), collection, scope, progress)

    def add_link(
        self,
        link: str,
        collection: str = "",
        scope: Scope = EVERYTHING,
        progress: Progress = no_progress,
    ) -> AddResult:
        """Add the page at a web address, as `add_bytes` does."""
        page = self.components.crawler.page(link, _on_wait(progress))
        if (loaded := page.load()) is None:
            raise SourceEmpty(link, "there is no text in it", "Give the address of a page.")
        result = self._add_received(loaded, collection, scope, progress)
        if page.on_added is not None and result.article is not None:
            page.on_added(self.components.store.article(result.article.id))
        return result

    def _add_received(
        self, loaded: "LoadedArticle", collection: str, scope: Scope, progress: Progress
    ) -> AddResult:
        result = self.components.pipeline.add_received(loaded, collection, scope, progress)
        self.finish_writing()
        return result

    def _load_input(self) -> "LoadedArticle":
        """Load standard input, as the article that it already is under its former source."""
        from qa_bot.identity import is_former_source
        from qa_bot.loading import load_stream
        from qa_bot.loading.pending import LoadedArticle

        store = self.components.store
        loaded = load_stream(sys.stdin.buffer, self.components.load_limits)
        known = store.find_by_digest(loaded.digest, loaded.collection)
        if known is not None:
            ref = store.ref(known)
            if is_former_source(ref.source, loaded.source):
                loaded = replace(loaded, id=ref.id, source=ref.source)
        return LoadedArticle(loaded)

    def refresh(self, progress: Progress = no_progress) -> Sequence[AddResult]:
        """Fetch what is new in each feed and the pages that changed; as `iter_refresh`."""
        return [*self.iter_refresh(progress)]

    def iter_refresh(self, progress: Progress = no_progress) -> Iterator[AddResult]:
        """Fetch what is new in each followed feed, and the pages that changed.

        Yields results as `iter_add` does; a stop between two of them loses nothing.
        """
        pending = self.components.crawler.refresh(_on_wait(progress))
        try:
            yield from self.components.pipeline.run(pending, progress)
        finally:
            self.finish_writing()

    def feeds(self) -> "Sequence[FollowedFeed]":
        """Return the feeds that are followed."""
        return self.components.store.feeds.feeds()

    def unfollow(self, source: str, with_articles: bool = False) -> Sequence[ArticleRef]:
        """Stop following "feed:…"; return the articles removed with it, none unless asked for.

        Raises FeedNotFound or LinkRefused.
        """
        url = self.components.crawler.feed_url(source)
        ids = self.components.store.feeds.unfollow(url)
        removed: list[ArticleRef] = []
        for article_id in ids if with_articles else []:
            # What another program removed meanwhile is gone as well.
            with contextlib.suppress(ArticleNotFound):
                removed.append(self.remove(article_id))
        return removed

    def sync(
        self,
        folder: Source,
        options: "SyncOptions | None" = None,
        progress: Progress = no_progress,
    ) -> "Sequence[FileChange]":
        """Sync the library with a folder; return what became of each file. As `iter_sync`."""
        return [*self.iter_sync(folder, options, progress)]

    def iter_sync(
        self,
        folder: Source,
        options: "SyncOptions | None" = None,
        progress: Progress = no_progress,
    ) -> "Iterator[FileChange]":
        """Sync the library with a folder, yielding what became of each file.

        Raises SourceUnreadable and FolderEmpty.
        """
        from qa_bot.indexing.folder_sync import SyncOptions, SyncOutcome, sync
        from qa_bot.loading import load_file

        options = options or SyncOptions()
        components = self.components
        load = partial(load_file, limits=components.load_limits)
        is_kept = (SyncOutcome.UNCHANGED, SyncOutcome.SKIPPED, SyncOutcome.FAILED)
        changed = False
        try:
            for change in sync(
                components.store, components.ingester_for, load, Path(folder), options, progress
            ):
                changed |= change.outcome not in is_kept
                yield change
        finally:
            if changed and not options.dry_run:
                self.finish_writing()

    def watch(
        self,
        folder: Source,
        on_change: "Callable[[FileChange], None]",
        on_error: "Callable[[QaBotError], None]",
        stop: "StopEvent",
        progress: Progress = no_progress,
    ) -> None:
        """Keep the library in sync with a folder until `stop` is set; raises what cannot pass.

        An error that may pass goes to `on_error`, and is tried again.
        """
        from qa_bot.indexing.folder_sync import SyncOptions
        from qa_bot.indexing.folder_watch import watch

        def sync(deletion_seen: bool) -> bool:
            is_settled = True
            # Whoever sees the last file go knows that the folder is meant to be empty.
            options = SyncOptions(allow_empty=deletion_seen)
            for change in self.iter_sync(folder, options, progress):
                is_settled &= change.is_settled
                on_change(change)
                if stop.is_set():
                    break
            return is_settled

        self.components.ingester  # noqa: B018  # made now, so that the first change need not wait
        watch(Path(folder), sync, on_error, stop, ignored=self.components.folder)

    def article(self, article_id: str, scope: Scope = EVERYTHING) -> Article:
        """Return an article of a collection in the scope; raises ArticleNotFound."""
        article = self.components.store.article(article_id)
        if scope.collections is not None and article.collection not in scope.collections:
            raise ArticleNotFound(f"No article called '{article_id}' is in that collection.")
        return article

    def version(self, ref: ArticleRef) -> Article | None:
        """Return the article as it was when it was cited; None once it is removed."""
        store = self.components.store
        if store.digest(ref.id) is None:
            return None
        try:
            return store.version(ref.id, ref.digest)
        except ArticleNotFound:
            return None

    def original(self, ref: ArticleRef) -> bytes | None:
        """Return the file that an article was read from, if it still reads as was cited.

        None for what came from elsewhere, and for a file that has changed or is gone.
        """
        from qa_bot.loading import load_bytes

        path = text_to_path(ref.source)
        version = self.version(ref)
        if version is None or not path.is_absolute():
            return None
        limits = self.components.load_limits
        try:
            data = read_bounded(path, limits.max_bytes)
            again = load_bytes(data, ref.source, limits, name=path.name)
        except (OSError, ValueError, SourceError):
            return None
        return data if again.text == version.text else None

    def surroundings(self, quote: Quote, margin: int = _MARGIN) -> str:
        """Return the text around a quote as it was when it was quoted; the quote if that is gone.

        `margin` is in characters, on each side.
        """
        cited = quote.article
        try:
            text = self.components.store.version(cited.id, cited.digest).text
        except ArticleNotFound:
            return quote.text
        return text[max(0, quote.start - margin) : quote.end + margin]

    def find(self, name: str, scope: Scope = EVERYTHING) -> ArticleRef:
        """Return the article of that id, source or title, or the only one with it in its title.

        Raises ArticleAmbiguous, TitleShared or ArticleNotFound, which name those that may
        have been meant.
        """
        from qa_bot.retrieval.article_names import find_article

        return find_article(self.components.store, name, scope)

    def remove(self, name: str) -> ArticleRef:
        """Remove the article of that id, title or source.

        Raises ArticleNotFound, and TitleShared where several have the title.
        """
        from qa_bot.retrieval.article_names import with_nearest

        store = self.components.store
        try:
            article = store.find(name)
        except TitleShared:
            raise
        except ArticleNotFound as error:
            raise with_nearest(error, store, name) from None
        store.remove(article.id)
        self.finish_writing()
        return article

    def cite(self, by: str, versions: Sequence[tuple[str, str]]) -> None:
        """Store the versions (id and digest) of articles for as long as `by` cites them."""
        for article_id, digest in versions:
            self.components.store.cite(article_id, digest, by)

    def uncite(self, by: str) -> None:
        """Forget what `by` cites."""
        self.components.store.uncite(by)

    def list(
        self, scope: Scope | None = None, **filters: Unpack[ScopeFilters]
    ) -> Sequence[Listing]:
        """Return the articles of a scope, or those that match the filters, or all.

        They come in the order of adding, all at once: of a large library take `iter_list`.
        """
        return [*self.iter_list(scope, **filters)]

    def iter_list(
        self, scope: Scope | None = None, **filters: Unpack[ScopeFilters]
    ) -> Iterator[Listing]:
        """Yield the articles as `list` returns them, read by pages, however many they are."""
        scope = self._scope(scope, filters) if scope or filters else EVERYTHING
        return self.components.store.listings(scope)

    def count(self, scope: Scope = EVERYTHING) -> int:
        """Return the number of articles of a scope."""
        return self.components.store.count_articles(scope)

    def refs_from(self, start: int, limit: int, scope: Scope = EVERYTHING) -> Sequence[ArticleRef]:
        """Return up to `limit` articles of a scope in the order of adding, skipping `start`.

        For a person who turns pages.
        """
        return self.components.store.refs_from(start, limit, scope)

    def titled(self, part: str, scope: Scope = EVERYTHING) -> Sequence[ArticleRef]:
        """Return the articles of a scope with a part in their title, whatever its case.

        The latest added come first; they are looked for among the latest 100,000.
        """
        from qa_bot.retrieval.article_names import articles_titled

        return articles_titled(self.components.store, part, scope)

    def latest(self, limit: int, scope: Scope = EVERYTHING) -> Sequence[ArticleRef]:
        """Return references to up to `limit` articles of a scope, the latest added first."""
        return self.components.store.refs(limit, scope)

    def finish_writing(self) -> None:
        """Drop unused embeddings and update the vector files; the next question then need not."""
        self.components.store.drop_unused_embeddings()
        self.components.search.update()


class _CurrentAnswerer:
    """Answers with the models of the library as it is now, which its first article chooses."""

    def __init__(self, components: Components) -> None:
        self._components = components

    def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer:
        """Answer or decline, as the library's answerer does."""
        return self._components.answer(lambda answerer: answerer.answer(question, scope))


def _all_of(given: str | Sequence[str]) -> Sequence[str]:
    """Return what was given as a sequence: a single text is one."""
    return [given] if isinstance(given, str) else given


def _text_of(source: Source) -> str:
    return source if isinstance(source, str) else path_to_text(Path(source))


def _on_wait(progress: Progress) -> "WaitCallback":
    """Return a callback that shows as progress whenever a site has to be waited for."""
    return lambda host, seconds: progress(terminal_wording.waiting_for(host, seconds), 0, 1)
