"""A refresh in a process of its own, to be killed."""

from multiprocessing.connection import Connection
from pathlib import Path

from qa_bot.documents import no_progress
from qa_bot.fetching.address_policy import AddressPolicy
from qa_bot.fetching.client import FetchLimits
from qa_bot.fetching.crawler import Crawler
from qa_bot.fetching.fetcher import Fetcher
from qa_bot.indexing.ingest import Ingester
from qa_bot.indexing.pipeline import Pipeline
from qa_bot.loading import LoadLimits
from qa_bot.storage.sqlite.store import SqliteStore
from tests.fakes import FakeEmbedder, SentenceChunker
from tests.patience import PATIENCE_S


def crawler(store: SqliteStore, port: int) -> Crawler:
    """A crawler of one loopback port."""
    policy = AddressPolicy(is_exempt=lambda host, requested_port, address: requested_port == port)
    fetcher = Fetcher(
        policy, FetchLimits(timeout=PATIENCE_S, max_attempts=1), user_agent="qa-bot/0", delay=0
    )
    return Crawler(store.feeds, fetcher, LoadLimits(), max_entries=50)


def refresh(store: SqliteStore, port: int) -> None:
    """Add everything new and changed."""
    embedder = FakeEmbedder("a")
    embedder.name = "a"
    adder = Ingester(store, SentenceChunker(), embedder)
    pending = crawler(store, port).refresh(lambda *wait: None)
    for _ in Pipeline(store, lambda _: adder).run(pending, no_progress):
        pass


def refresh_once(folder: Path, port: int, events: Connection) -> None:
    """Refresh once, sending an event before and after."""
    store = SqliteStore(folder)
    events.send(("ready", None))
    refresh(store, port)
    events.send(("done", None))
