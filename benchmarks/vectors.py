"""The vector index alone at any size: start-up, memory, search and recall, without a library.

Run as `python -m benchmarks.vectors SQUAD.json FOLDER --counts 1000 100000 1000000 [--out FOLDER]`.
Vectors are those of the set's paragraphs, each a little turned; questions are the set's. FOLDER
takes the files, 2 kB a vector.
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

_SEED, _TURN, _BLOCK, _DEPTH = 4, 0.03, 20_000, 10
_LINES = ("opening, ms", "search, processor ms, median", "adding seven, ms", "memory, MB")


def prepare(squad: Path, folder: Path) -> None:
    """The vectors of the paragraphs and of some questions, once."""
    if (folder / "known.npy").exists():
        return
    from qa_bot.retrieval.embedder import DEFAULT_MODEL, load_embedder

    folder.mkdir(parents=True, exist_ok=True)
    dataset, embedder = read_dataset(squad), load_embedder(DEFAULT_MODEL, folder)
    texts = [article.text[:1000] for article in dataset.articles[:400]]
    np.save(folder / "known.npy", embedder.embed(texts))
    np.save(folder / "asked.npy", embedder.embed([q.text for q in dataset.questions[:100]]))


def build(folder: Path, count: int) -> None:
    """The files of `count` vectors, and the full vectors beside, for scoring again."""
    place = folder / str(count)
    if (place / vector_file.WHOLE).exists():
        return
    place.mkdir(parents=True, exist_ok=True)
    known, choose = np.load(folder / "known.npy"), np.random.default_rng(_SEED)
    rows = FaissIndex(known.shape[1])
    full = np.lib.format.open_memmap(place / "full.npy", "w+", np.float32, (count, known.shape[1]))
    for start in range(0, count, _BLOCK):
        numbers = np.arange(start, min(start + _BLOCK, count))
        noise = choose.standard_normal((len(numbers), known.shape[1]), np.float32)
        block = known[numbers % len(known)] + _TURN * noise
        block /= np.linalg.norm(block, axis=1, keepdims=True)
        full[numbers] = block
        rows.add(numbers + 1, block)
    full.flush()
    mark = Checkpoint("library", known.shape[1], 1, count, 0)
    vector_file.write_whole(place, mark, rows.kept())


def measure(folder: Path, count: int) -> dict[str, Any]:
    """The figures of one size, in a process that has just begun."""
    place = folder / str(count)
    before = resident_mb()
    started, used = time.perf_counter(), time.process_time()
    rows = FaissIndex(np.load(folder / "known.npy", mmap_mode="r").shape[1])
    mark, kept = vector_file.read_whole(place, rows.room)
    rows.take(kept)
    opened, opened_cpu = time.perf_counter() - started, time.process_time() - used
    held = resident_mb() - before
    asked = np.load(folder / "asked.npy")
    full: NDArray[np.float32] = np.load(place / "full.npy", mmap_mode="r")
    taken, hits = [], 0
    for query in asked:
        used = time.process_time()
        found = np.array([n for n, _ in rows.search(query, 3 * _DEPTH + 20, None)])
        best = found[np.argsort(-(full[found - 1] @ query))[:_DEPTH]]
        taken.append(1000 * (time.process_time() - used))
        if len(taken) <= 20:
            exact = np.argsort(-(full @ query))[:_DEPTH] + 1
            hits += len(set(exact.tolist()) & set(best.tolist()))
    step = Delta(
        vector_file.moved(mark, 2, "token", count + 7, 0),
        np.arange(count + 1, count + 8),
        np.array(full[:7]),
        np.empty(0, np.int64),
    )
    started = time.perf_counter()
    vector_file.append(place, vector_file.position(place), step)
    added = 1000 * (time.perf_counter() - started)
    (place / vector_file.SINCE).unlink()
    return {
        "vectors": f"{count:,}",
        "held as": "floats" if rows.exact else "8 bits",
        "opening, ms": round(1000 * opened, 1),
        "of it processor, ms": round(1000 * opened_cpu, 1),
        "memory, MB": round(held),
        "search, processor ms, median": round(quantile(taken, 0.5), 2),
        "p95": round(quantile(taken, 0.95), 2),
        "recall@10": hits / (20 * _DEPTH),
        "adding seven, ms": round(added, 1),
    }


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
