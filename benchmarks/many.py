"""The cost of the library itself, with many small articles and a trivial embedder.

Run as `python -m benchmarks.many --articles 20000`. Syncs a folder, is killed half
way and resumes, and prints the time of each step and the peak memory of the process.
"""

import argparse
import contextlib
import hashlib
import multiprocessing
import resource
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa_bot.indexing.chunking import Chunker
from qa_bot.indexing.folder_sync import SyncOutcome, sync
from qa_bot.indexing.ingest import Ingester
from qa_bot.integrity.verify import verify
from qa_bot.loading import LoadLimits, load_file
from qa_bot.retrieval.vector_index import VectorIndex
from qa_bot.storage.locations import DATABASE
from qa_bot.storage.sqlite.store import SqliteStore

DIMENSION = 384
load = partial(load_file, limits=LoadLimits(max_bytes=1_000_000))


class FreeEmbedder:
    """Implements Embedder: a random unit vector, seeded with the digest of the text."""

    name = "free"
    dimension = DIMENSION
    max_tokens = 254

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count words."""
        return [len(text.split()) for text in texts]

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors of shape (len(texts), DIMENSION)."""
        rows = [self._draw(text) for text in texts]
        return np.stack(rows) if rows else np.empty((0, DIMENSION), np.float32)

    @staticmethod
    def _draw(text: str) -> NDArray[np.float32]:
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
        row = np.random.default_rng(seed).standard_normal(DIMENSION, np.float32)
        unit: NDArray[np.float32] = row / np.linalg.norm(row)
        return unit


def write(folder: Path, count: int) -> None:
    """Write `count` files of two paragraphs, a thousand to a folder."""
    for number in range(count):
        place = folder / f"{number // 1000:03}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{number:06}.txt").write_text(
            f"Field {number} lies north of field {number + 1}. It grows beans in spring.\n\n"
            f"In autumn its farmer, number {number * 7}, sows winter wheat and mends the fences.\n"
        )


def opened(library: Path) -> tuple[SqliteStore, Ingester]:
    """Return the library and its ingester."""
    store, embedder = SqliteStore(library), FreeEmbedder()
    return store, Ingester(store, Chunker(embedder.count_tokens, embedder.max_tokens), embedder)


def add(library: Path, notes: Path, done: "multiprocessing.Queue[float]") -> None:
    """Sync the folder, and put the peak memory of this process in megabytes into `done`."""
    store, ingester = opened(library)
    for number, change in enumerate(sync(store, lambda _: ingester, load, notes)):
        if change.outcome is SyncOutcome.ADDED and number % 2000 == 0:
            print(f"  {number:,} files, {_peak():.0f} MB", flush=True)
    VectorIndex(store, store.folder, DIMENSION)
    done.put(_peak())


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@contextlib.contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long the block takes."""
    began = time.monotonic()
    yield
    print(f"{what}: {time.monotonic() - began:.1f} s", flush=True)


def main() -> None:
    """Measure in a temporary folder, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=20_000)
    count = parser.parse_args().articles
    with tempfile.TemporaryDirectory() as name:
        notes, library = Path(name, "notes"), Path(name, "built")
        write(notes, count)
        done: multiprocessing.Queue[float] = multiprocessing.Queue()
        with timed("the first half, then killed"):
            process = multiprocessing.Process(target=add, args=(library, notes, done))
            process.start()
            _wait_for(library, count // 2)
            process.kill()
            process.join()
        with timed("the rest, with the vectors written"):
            process = multiprocessing.Process(target=add, args=(library, notes, done))
            process.start()
            print(f"peak memory: {done.get():.0f} MB")
            process.join()
        store, ingester = opened(library)
        with timed("syncing again, nothing changed"):
            for _ in sync(store, lambda _: ingester, load, notes):
                pass
        with timed("verifying"):
            report = verify(
                store, lambda: VectorIndex(store, store.folder, DIMENSION), FreeEmbedder()
            )
        assert report.is_sound and report.record.checked == count, report
        (notes / "000" / "000000.txt").write_text("Field 0 is a pond now.")
        with timed("syncing after one edit, with the vectors written"):
            for _ in sync(store, lambda _: ingester, load, notes):
                pass
            VectorIndex(store, store.folder, DIMENSION)
        size = sum(path.stat().st_size for path in library.rglob("*") if path.is_file())
        print(f"{count:,} articles, {len(store.chunk_ids()):,} chunks, {size / 1e6:.0f} MB on disk")


def _wait_for(library: Path, articles: int) -> None:
    while not (library / DATABASE).exists():
        time.sleep(0.1)
    SqliteStore(library).close()
    with contextlib.closing(sqlite3.connect(library / DATABASE)) as connection:
        while connection.execute("SELECT count(*) FROM articles").fetchone()[0] < articles:
            time.sleep(0.2)


if __name__ == "__main__":
    main()
