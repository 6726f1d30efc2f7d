"""Four writers, killed at random moments, and six readers on one library at once.

By hand: python -m tests.storage.contention --minutes 10 --seed 1

Every text says of which article and revision it is and how many sentences it
has, so that a mixture of two states is noticed wherever it is read.
"""

import argparse
import multiprocessing
import random
import re
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from qa_bot.indexing.ingest import Ingester
from qa_bot.retrieval.retriever import Retriever
from qa_bot.retrieval.vector_index import VectorIndex
from qa_bot.storage.sqlite.store import SqliteStore
from tests.fakes import FakeEmbedder, SentenceChunker, article
from tests.patience import PATIENCE_S
from tests.storage.kill import prove

WRITERS, READERS, ARTICLES = 4, 6, 12
_MARK = re.compile(r"(w\d+n\d+)r(\d+)")


def text_of(source: str, revision: int) -> str:
    """The only text that this revision of an article has."""
    count = 1 + (revision * 7 + len(source)) % 9
    return " ".join(f"Fact {source}r{revision} is part {k} of {count}." for k in range(count))


def write(folder: Path, writer: int, revision: int, said: Connection) -> None:
    """Add and edit this writer's articles until killed; say when each was acknowledged."""
    store = SqliteStore(folder, lock_timeout=PATIENCE_S)
    adder = Ingester(store, SentenceChunker(), _model())
    choose = random.Random(f"{writer} {revision}")
    while True:
        revision += 1
        source = f"w{writer}n{choose.randrange(ARTICLES)}"
        said.send((source, revision, 0.0))
        adder.add(article(text_of(source, revision), source=source))
        said.send((source, revision, time.monotonic()))
        time.sleep(choose.uniform(0, 0.05))


def read(folder: Path, asked: Connection) -> None:
    """Look for what was acknowledged until nothing more is, and at any article meanwhile.

    Says for each how many seconds after its acknowledgement it was found.
    """
    store, model = SqliteStore(folder, lock_timeout=PATIENCE_S), _model()
    retriever = Retriever(store, VectorIndex(store, store.folder, model.dimension), model, 0.5)
    choose = random.Random()
    while (task := asked.recv()) is not None:
        source, revision, acknowledged = task
        while not _finds(store, retriever, source, revision):
            if time.monotonic() - acknowledged > PATIENCE_S:
                raise AssertionError(f"{source}r{revision} was acknowledged and is not found")
        asked.send(time.monotonic() - acknowledged)
        _look(store, choose)


def _model() -> FakeEmbedder:
    made = FakeEmbedder("a")
    made.name = "a"
    return made


def _finds(store: SqliteStore, retriever: Retriever, source: str, revision: int) -> bool:
    """Whether a search finds the article in this revision, or the article is newer by now."""
    for candidate in retriever.retrieve(f"Fact {source}r{revision}", 5):
        chunk = candidate.chunk
        marks = set(_MARK.findall(chunk.text))
        assert len(marks) == 1, f"a chunk of two texts: {chunk.text}"
        (mark,) = marks
        assert chunk.text in text_of(mark[0], int(mark[1])), (
            f"no sentence of its text: {chunk.text}"
        )
        if mark == (source, str(revision)):
            return True
    return any(
        int(_MARK.findall(store.article(each.ref.id).text)[0][1]) > revision
        for each in store.listings()
        if each.ref.source == source
    )


def _look(store: SqliteStore, choose: random.Random) -> None:
    """One article, whole: its text, and every chunk at its offsets."""
    with store.snapshot():
        listings = list(store.listings())
        if not listings:
            return
        listing = choose.choice(listings)
        text = store.article(listing.ref.id).text
        ((source, revision),) = set(_MARK.findall(text))
        assert text == text_of(source, int(revision)) and source == listing.ref.source
        assert listing.chunks == text.count(".")


@dataclass(slots=True)
class Outcome:
    """What a run came to; `delays` are seconds from an acknowledgement to a search that finds."""

    acknowledged: int = 0
    kills: int = 0
    delays: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        worst = sorted(self.delays)
        p95 = worst[int(0.95 * (len(worst) - 1))]
        return (
            f"{self.acknowledged} articles acknowledged, {self.kills} writers killed; found "
            f"{len(worst)} times, after {1000 * statistics.median(worst):.0f} ms at the median, "
            f"{1000 * p95:.0f} at p95, {1000 * worst[-1]:.0f} at most"
        )


class Crowd:
    """The processes of a run, and what they said."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.outcome = Outcome()
        self._choose = random.Random(seed)
        self._context = multiprocessing.get_context("spawn")
        # The least revision that each article must have, and the most that it may.
        self._least: dict[str, int] = {}
        self._most: dict[str, int] = {}
        self._revision = [0] * WRITERS
        SqliteStore(folder).close()

    def run(self, seconds: float) -> Outcome:
        """Let them work for so long, then prove the library; raises AssertionError."""
        writers = [self._writer(number) for number in range(WRITERS)]
        readers = [self._start(read, self.folder) for _ in range(READERS)]
        idle = list(readers)
        end = time.monotonic() + seconds
        try:
            while time.monotonic() < end:
                for number, writer in enumerate(writers):
                    self._hear(number, writer, idle)
                    # Each lives for two seconds or so, starting up included.
                    if self._choose.random() < 0.002:
                        self._kill(number, writer, idle)
                        writers[number] = self._writer(number)
                idle += [each for each in readers if each not in idle and self._is_done(each)]
                time.sleep(0.001)
        finally:
            for number, writer in enumerate(writers):
                self._kill(number, writer, [])
        for reader in readers:
            if reader not in idle:
                self._found(reader)
            reader[1].send(None)
            reader[0].join(PATIENCE_S)
            assert reader[0].exitcode == 0, "a reader failed"
        self._prove()
        return self.outcome

    def _writer(self, number: int) -> Any:
        return self._start(write, self.folder, number, self._revision[number])

    def _start(self, work: Any, *arguments: Any) -> Any:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=work, args=(*arguments, theirs))
        process.start()
        theirs.close()
        return process, ours

    def _hear(self, number: int, writer: Any, idle: list[Any]) -> None:
        try:
            while writer[1].poll():
                source, revision, acknowledged = writer[1].recv()
                self._revision[number] = revision
                self._most[source] = revision
                if acknowledged:
                    self._least[source] = revision
                    self.outcome.acknowledged += 1
                    if idle:
                        idle.pop()[1].send((source, revision, acknowledged))
        except EOFError:
            return

    def _kill(self, number: int, writer: Any, idle: list[Any]) -> None:
        assert writer[0].exitcode is None, "a writer failed"
        writer[0].kill()
        writer[0].join()
        self.outcome.kills += 1
        self._hear(number, writer, idle)

    def _is_done(self, reader: Any) -> bool:
        assert reader[0].exitcode is None, "a reader failed"
        if not reader[1].poll():
            return False
        self._found(reader)
        return True

    def _found(self, reader: Any) -> None:
        self.outcome.delays.append(reader[1].recv())

    def _prove(self) -> None:
        store = SqliteStore(self.folder, lock_timeout=PATIENCE_S)
        try:
            texts = prove(store)
        finally:
            store.close()
        for source, least in self._least.items():
            ((_, revision),) = set(_MARK.findall(texts[source]))
            assert least <= int(revision) <= self._most[source], f"{source} lost {least}"
            assert texts[source] == text_of(source, int(revision))


def main() -> None:
    """Print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(Crowd(Path(folder) / "library", arguments.seed).run(60 * arguments.minutes))


if __name__ == "__main__":
    main()
