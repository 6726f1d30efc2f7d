"""The pipeline that every article takes into a library, wherever it comes from.

Each pending article is loaded, put into its collection, and ingested: files in
batches, what came from the web at once, so that it can be recorded as fetched.
One that cannot be an article does not stop the others.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from qa_bot.documents import (
    AddResult,
    Article,
    ArticleRef,
    FeedResult,
    Outcome,
    Progress,
    Remarks,
    Scope,
)
from qa_bot.errors import ArticleDamaged, ArticleNotFound, SourceError
from qa_bot.identity import in_collection
from qa_bot.indexing.ingest import Ingester, is_full
from qa_bot.loading.pending import FailedFeed, LoadedArticle, Pending, PendingArticle
from qa_bot.overrides import NO_OVERRIDES, MetadataOverrides
from qa_bot.retrieval.embedder import languages_of
from qa_bot.storage.store import Store


class Pipeline:
    """Takes articles into one library."""

    def __init__(self, store: Store, ingester: Callable[[Sequence[Article]], Ingester]) -> None:
        """`ingester` is called with the articles to ingest, as it chooses and loads the model."""
        self._store = store
        self._ingester = ingester

    def run(
        self,
        pending: Iterable[Pending],
        progress: Progress,
        overrides: MetadataOverrides = NO_OVERRIDES,
    ) -> Iterator[AddResult]:
        """Add what is pending, yielding the result of each.

        `overrides` hold for every article. Raises LibraryError or ModelError,
        which would stop them all.
        """
        batch: list[tuple[PendingArticle, LoadedArticle]] = []
        for each in pending:
            match each:
                case FailedFeed():
                    yield AddResult(each.source, error=each.error)
                case FeedResult():
                    yield AddResult(f"feed:{each.url}", feed=each)
                case PendingArticle():
                    yield from self._add(each, batch, progress, overrides)
        yield from self._ingest(batch, progress, overrides)

    def _add(
        self,
        pending: PendingArticle,
        batch: list[tuple[PendingArticle, LoadedArticle]],
        progress: Progress,
        overrides: MetadataOverrides,
    ) -> Iterator[AddResult]:
        before = None if pending.known_article_id is None else self._ref(pending.known_article_id)
        if pending.known_article_id is not None and before is None:
            return  # Removed by someone while we were busy: it does not come back.
        progress(pending.source, pending.done, pending.total)
        try:
            loaded = pending.load()
        except SourceError as error:
            yield from self._ingest(batch, progress, overrides)
            yield AddResult(pending.source, error=error)
            return
        if loaded is None:
            yield AddResult(pending.source, before, Outcome.UNCHANGED)
            return
        if before is not None and before.collection:
            article = in_collection(loaded.article, before.collection)
            loaded = replace(loaded, article=article)
        batch.append((pending, loaded))
        if pending.on_added is not None or is_full([each.article for _, each in batch]):
            yield from self._ingest(batch, progress, overrides)

    def _ingest(
        self,
        batch: list[tuple[PendingArticle, LoadedArticle]],
        progress: Progress,
        overrides: MetadataOverrides,
    ) -> Iterator[AddResult]:
        """Ingest what was loaded in one transaction, and empty the batch."""
        if not batch:
            return
        loaded = batch.copy()
        batch.clear()
        # Articles of a batch of more than one are files, which bring no overrides of their own.
        merged = loaded[0][0].overrides.merged(overrides)
        articles = [each.article for _, each in loaded]
        outcomes = self._ingester(articles).add_all(articles, progress, merged)
        results = []
        for (pending, each), outcome in zip(loaded, outcomes, strict=True):
            if pending.on_added is not None:
                pending.on_added(each.article)
            # As stored: overrides of earlier additions count too.
            ref = self._ref(each.article.id) or merged.apply(each.article).ref
            if outcome is Outcome.UNCHANGED:
                remarks = Remarks(
                    unread=each.article.unread,
                    left_out=each.article.left_out,
                    page_error=each.page_error,
                )
            else:
                remarks = self._remarks(each, Scope(frozenset({"", ref.collection})))
            results.append(AddResult(pending.source, ref, outcome, remarks))
        loaded.clear()
        articles.clear()
        yield from results

    def add_received(
        self, loaded: LoadedArticle, collection: str, visible: Scope, progress: Progress
    ) -> AddResult:
        """Add an article that was received to a collection.

        One that says the same as another of that collection is that article,
        unchanged. Near duplicates are remarked on within `visible`. Raises
        LibraryError or ModelError.
        """
        article = in_collection(loaded.article, collection)
        loaded = replace(loaded, article=article)
        same = self._store.find_by_digest(article.digest, collection)
        if same is not None and same != article.id and (ref := self._intact(same)) is not None:
            return AddResult(article.source, ref, Outcome.UNCHANGED)
        outcome = self._ingester([article]).add(article, progress)
        remarks = self._remarks(loaded, visible)
        return AddResult(article.source, self._store.ref(article.id), outcome, remarks)

    def _ref(self, article_id: str) -> ArticleRef | None:
        try:
            return self._store.ref(article_id)
        except ArticleNotFound:
            return None

    def _intact(self, article_id: str) -> ArticleRef | None:
        """Return an article that is not damaged, as only such a one says what its digest says."""
        try:
            return self._store.article(article_id).ref
        except (ArticleDamaged, ArticleNotFound):
            return None

    def _remarks(self, loaded: LoadedArticle, visible: Scope) -> Remarks:
        article = loaded.article
        near_duplicates = self._store.near_duplicates(article.id, visible)
        language = self._store.language(article.id) or ""
        read = languages_of(self._ingester(()).model)
        is_read = not language or read is None or language in read
        return Remarks(
            near_duplicate=near_duplicates[0] if near_duplicates else None,
            unread_language="" if is_read else language,
            unread=article.unread,
            left_out=article.left_out,
            page_error=loaded.page_error,
        )
