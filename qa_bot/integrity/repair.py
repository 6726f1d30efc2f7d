"""Repair of what is derived from the record, where a verification found it wrong.

Never touches an article.
"""

from collections.abc import Callable, Iterable

from qa_bot.documents import Progress, no_progress
from qa_bot.errors import LibraryDamaged
from qa_bot.indexing.chunking import Chunker
from qa_bot.integrity.report import Report
from qa_bot.retrieval.embedder import Embedder
from qa_bot.retrieval.fingerprint import claim_model
from qa_bot.storage.store import Store


def repair(
    store: Store,
    report: Report,
    models: Callable[[], tuple[Chunker, Embedder]],
    progress: Progress = no_progress,
    chunking: str = "",
) -> None:
    """Repair what `report` found wrong, except the vectors; `models` are loaded on demand.

    `chunking` names the settings of the chunker, for a library that lost which model it has.
    Raises LibraryDamaged when the record itself is wrong, which nothing here
    can repair.
    """
    if not report.record.is_sound:
        raise LibraryDamaged(
            f"{store.location}: the articles themselves are damaged ({report.record.examples[0]}). "
            "Restore the library from a copy, or `qa-bot import` an export into a new one."
        )
    if not report.full_text.is_sound:
        store.rebuild_full_text()
    if not (report.chunks.is_sound and report.embeddings.is_sound):
        store.delete_orphans()
    count = len(report.wrong_articles) if report.model.is_sound else store.count_articles()
    if not count:
        return
    wrong: Iterable[str] = sorted(report.wrong_articles)
    if not report.model.is_sound:
        wrong = (number for number, _ in store.digests())
    chunker, embedder = models()
    claim_model(store, embedder, chunking)
    for done, article_id in enumerate(wrong):
        progress("repairing", done, count)
        article = store.article(article_id)
        chunks = chunker.chunk(article)
        store.replace_chunks(article, chunks, embedder.embed([chunk.text for chunk in chunks]))
    progress("repairing", count, count)
