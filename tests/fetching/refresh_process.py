"""A refresh in a process of its own, to be killed."""

from multiprocessing.connection import Connection
from pathlib import Path

from qa_bot.fetching.addresses import Gate
from qa_bot.fetching.fetch_limits import FetchLimits
from qa_bot.fetching.fetcher import Fetcher
from qa_bot.fetching.refresh import Web
from qa_bot.indexing.ingest import Adder
from qa_bot.intake import silent, take_in
from qa_bot.loading import LoadLimits
from qa_bot.storage.feeds import Following
from qa_bot.storage.store import Store
from tests.fakes import FakeEmbedder, SentenceChunker
from tests.patience import PATIENCE_S


def web(store: Store, port: int) -> Web:
    """What fetches from the loopback port and nowhere else."""
    gate = Gate(allow=lambda host, asked, address: asked == port)
    fetcher = Fetcher(gate, FetchLimits(seconds=PATIENCE_S, tries=1), agent="qa-bot/0", delay=0)
    return Web(Following(store), fetcher, LoadLimits())


def refresh(store: Store, port: int) -> None:
    """Take in all that is new."""
    embedder = FakeEmbedder("a")
    embedder.name = "a"
    adder = Adder(store, SentenceChunker(), embedder)
    for _ in take_in(web(store, port).refresh(lambda *wait: None), store, lambda: adder, silent):
        pass


def refreshing(folder: Path, port: int, said: Connection) -> None:
    """Refresh once."""
    store = Store(folder)
    said.send(("ready", None))
    refresh(store, port)
    said.send(("done", None))
