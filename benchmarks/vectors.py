"""The time, memory and recall of the vector index alone, by the number of vectors.

Run as `python -m benchmarks.vectors SQUAD.json FOLDER --counts 1000 100000 1000000 [--out FOLDER]`.
Vectors are those of the paragraphs of the set plus noise; queries are the questions of the set.
FOLDER takes the files, 2 kB a vector.
"""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.machine import report, resident_mb
from qa_bot.evaluation.datasets import read_dataset
from qa_bot.evaluation.metrics import quantile
from qa_bot.retrieval import vector_file
from qa_bot.retrieval.faiss_index import FaissIndex
from qa_bot.retrieval.vector_file import Checkpoint, Delta
from qa_bot.storage.locations import VECTOR_LOG, VECTOR_SNAPSHOT
from qa_bot.storage.store import Cursor, StoreState

_SEED = 4
# The standard deviation of the noise in each dimension of a unit vector of 384.
_NOISE = 0.03
# Vectors that are made and added at once.
_BLOCK = 20_000
# Neighbours that a search is to find; so many are scored again in full, as VectorIndex does.
_DEPTH, _RESCORED = 10, 3 * 10 + 20
# Questions whose exact neighbours are computed, for recall.
_RECALL_QUESTIONS = 20
_LINES = ("opening, ms", "search, processor ms, median", "adding seven, ms", "memory, MB")


def prepare(squad: Path, folder: Path) -> None:
    """Embed the paragraphs and some questions, unless that was done."""
    if (folder / "paragraphs.npy").exists():
        return
    from qa_bot.retrieval.embedder import DEFAULT_MODEL, load_embedder

    folder.mkdir(parents=True, exist_ok=True)
    dataset, embedder = read_dataset(squad), load_embedder(DEFAULT_MODEL, folder)
    texts = [article.text[:1000] for article in dataset.articles[:400]]
    np.save(folder / "paragraphs.npy", embedder.embed(texts))
    np.save(folder / "questions.npy", embedder.embed([q.text for q in dataset.questions[:100]]))


def build(folder: Path, count: int) -> None:
    """Write the files of `count` vectors, and the float32 vectors to score again with."""
    place = folder / str(count)
    if (place / VECTOR_SNAPSHOT).exists():
        return
    place.mkdir(parents=True, exist_ok=True)
    paragraphs, rng = np.load(folder / "paragraphs.npy"), np.random.default_rng(_SEED)
    dimension = paragraphs.shape[1]
    index = FaissIndex(dimension)
    full = np.lib.format.open_memmap(place / "full.npy", "w+", np.float32, (count, dimension))
    for start in range(0, count, _BLOCK):
        rows = np.arange(start, min(start + _BLOCK, count))
        noise = rng.standard_normal((len(rows), dimension), np.float32)
        block = paragraphs[rows % len(paragraphs)] + _NOISE * noise
        block /= np.linalg.norm(block, axis=1, keepdims=True)
        full[rows] = block
        index.add(rows + 1, block)
    full.flush()
    checkpoint = Checkpoint("library", dimension, 1, "first", Cursor(count))
    vector_file.write_snapshot(place, checkpoint, index.snapshot())


def measure(folder: Path, count: int) -> dict[str, Any]:
    """Measure one size in a process that has just started."""
    place = folder / str(count)
    before = resident_mb()
    started, used = time.perf_counter(), time.process_time()
    index = FaissIndex(np.load(folder / "paragraphs.npy", mmap_mode="r").shape[1])
    checkpoint, snapshot = vector_file.read_snapshot(place, index.allocate)
    index.load(snapshot)
    opened, opened_cpu = time.perf_counter() - started, time.process_time() - used
    memory = resident_mb() - before
    full: NDArray[np.float32] = np.load(place / "full.npy", mmap_mode="r")
    taken, hits = [], 0
    for query in np.load(folder / "questions.npy"):
        used = time.process_time()
        found = np.array([chunk for chunk, _ in index.search(query, _RESCORED, None)])
        best = found[np.argsort(-(full[found - 1] @ query))[:_DEPTH]]
        taken.append(1000 * (time.process_time() - used))
        if len(taken) <= _RECALL_QUESTIONS:
            exact = np.argsort(-(full @ query))[:_DEPTH] + 1
            hits += len(set(exact.tolist()) & set(best.tolist()))
    added = append(place, checkpoint, count, np.array(full[:7]))
    return {
        "vectors": f"{count:,}",
        "held as": "floats" if index.is_exact else "8 bits",
        "opening, ms": round(1000 * opened, 1),
        "of it processor, ms": round(1000 * opened_cpu, 1),
        "memory, MB": round(memory),
        "search, processor ms, median": round(quantile(taken, 0.5), 2),
        "p95": round(quantile(taken, 0.95), 2),
        "recall@10": hits / (_RECALL_QUESTIONS * _DEPTH),
        "adding seven, ms": round(1000 * added, 1),
    }


def append(place: Path, checkpoint: Checkpoint, count: int, vectors: NDArray[np.float32]) -> float:
    """Return the seconds that appending vectors to the log takes; the log is removed again."""
    last = count + len(vectors)
    later = checkpoint.at(StoreState("library", 2, "second"), Cursor(last))
    delta = Delta(later, np.arange(count + 1, last + 1), vectors, np.empty(0, np.int64))
    started = time.perf_counter()
    vector_file.append_delta(place, vector_file.log_end(place), delta)
    seconds = time.perf_counter() - started
    (place / VECTOR_LOG).unlink()
    return seconds


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("squad", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--counts", type=int, nargs="+", default=[1000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--out", type=Path)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(measure(arguments.folder, arguments.counts[0])))
        return
    prepare(arguments.squad, arguments.folder)
    rows = []
    for count in arguments.counts:
        build(arguments.folder, count)
        command = [sys.executable, "-m", "benchmarks.vectors", *map(str, sys.argv[1:3]), "--one"]
        ran = subprocess.run(
            [*command, "--counts", str(count)], stdout=subprocess.PIPE, text=True, check=True
        )
        rows.append(json.loads(ran.stdout.splitlines()[-1]))
    report("vectors", rows, arguments.out, _LINES, by="vectors")


if __name__ == "__main__":
    main()
