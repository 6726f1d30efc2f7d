"""What is killed: four kinds of work on a library, each told of as it is done.

Run in processes of their own by kill.py. Each says `ready` when it begins and
`done` with what it has done.
"""

import os
import random
import signal
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from qa_bot.archive.format import ArchiveReader
from qa_bot.archive.import_ import import_
from qa_bot.documents import Article
from qa_bot.indexing.folder_sync import sync
from qa_bot.indexing.ingest import Ingester
from qa_bot.indexing.rebuild import rebuild
from qa_bot.loading import LoadLimits, load_file
from qa_bot.retrieval.fingerprint import fingerprint_of
from qa_bot.retrieval.vector_index import VectorIndex
from qa_bot.storage.sqlite.store import SqliteStore
from tests.engines import opened, search_of
from tests.fakes import FakeEmbedder, SentenceChunker, article

load = partial(load_file, limits=LoadLimits(max_bytes=1_000_000))


def model(name: str) -> FakeEmbedder:
    """A model of its own for each name, of one dimension."""
    made = FakeEmbedder(name)
    made.name = name
    return made


def facts(choose: random.Random, least: int = 0) -> str:
    """A text of up to a dozen sentences, some of which are in other texts too."""
    return " ".join(
        f"Fact {choose.randrange(40)} is known." for _ in range(choose.randrange(least, 12))
    )


def change(choose: random.Random) -> Article:
    """One of six articles with another text, or with none when it is to be removed."""
    return article(facts(choose), source=choose.choice("abcdef"))


def adding(place: Path | str, seed: int, said: Connection) -> None:
    """Add, edit and remove until killed."""
    store, embedder = opened(place), model("a")
    adder, choose = Ingester(store, SentenceChunker(), embedder), random.Random(seed)
    index = search_of(store, embedder.dimension)
    said.send(("ready", None))
    while True:
        new = change(choose)
        said.send(("will", (new.source, new.text)))
        if new.text:
            adder.add(new)
        elif store.digest(new.id) is not None:
            store.remove(new.id)
        said.send(("done", (new.source, new.text)))
        index.refresh()


def syncing(folder: Path, notes: Path, *rest: Any) -> None:
    """Sync a folder once, with the model of the name that may stand before the pipe."""
    *names, said = rest
    store, embedder = SqliteStore(folder), model(names[0] if names else "a")
    adder = Ingester(store, SentenceChunker(), embedder)
    said.send(("ready", None))
    for _ in sync(store, lambda _: adder, load, notes):
        pass
    VectorIndex(store, store.folder, embedder.dimension)
    said.send(("done", None))


def rebuilding(folder: Path, name: str, said: Connection) -> None:
    """Rebuild a library once for the model of that name."""
    store, embedder = SqliteStore(folder), model(name)
    said.send(("ready", None))
    rebuild(store, SentenceChunker(), embedder, "sentences")
    VectorIndex(store, store.folder, embedder.dimension)
    said.send(("done", None))


def importing(folder: Path, file: Path, said: Connection) -> None:
    """Import a file once, taking its texts where the library has others."""
    store, embedder = SqliteStore(folder), model("a")
    adder = Ingester(store, SentenceChunker(), embedder)
    said.send(("ready", None))
    with ArchiveReader(file, 1_000_000) as reader:
        for _ in import_(store, adder, reader, fingerprint_of(embedder), replace=True):
            pass
    VectorIndex(store, store.folder, embedder.dimension)
    said.send(("done", None))


def holding(folder: Path, said: Connection) -> None:
    """Die with the writers' lock held, in the middle of a transaction."""
    store = SqliteStore(folder)
    said.send(("ready", None))
    with store._database.writing() as connection:
        connection.execute(
            "INSERT INTO articles (id, title, source, text, digest, added_at, updated_at) "
            "VALUES ('a', 'A', 'a', 'Half.', '', 0, 0)"
        )
        said.send(("held", None))
        os.kill(os.getpid(), signal.SIGKILL)
