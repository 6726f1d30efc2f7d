"""The time of questions, start-up and adding, and memory, by the size of the library.

Run as `python -m benchmarks.scale SQUAD.json FOLDER --others SQUAD.json … [--out FOLDER]`. The
libraries are built in FOLDER unless they are there (benchmarks/synthetic_library.py); measuring
adds articles to them and removes these again. Each size is measured by a process of its own.
Questions are asked of all shared articles, as `qa-bot ask` does.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.machine import peak_mb, report, resident_mb
from benchmarks.synthetic_library import build
from qa_bot.config import load_config
from qa_bot.documents import SHARED
from qa_bot.evaluation.datasets import read_dataset
from qa_bot.evaluation.metrics import quantile
from qa_bot.library import Library
from qa_bot.retrieval.vector_index import VectorIndex

_SEED = 4
# Articles added one at a time: half to the library, half to an empty one.
_ADDED = 14
_FIRST = "Who built the bridge?"
_LINES = ("question ms", "retrieval ms", "qa-bot ask ms", "adding ms", "memory MB")


def milliseconds(act: Callable[..., object], *arguments: Any) -> float:
    """Return the wall time of a call."""
    started = time.perf_counter()
    act(*arguments)
    return 1000 * (time.perf_counter() - started)


def rounded_quantile(taken: list[float], at: float = 0.5) -> float:
    """Return a quantile, to three significant figures."""
    return float(f"{quantile(taken, at):.3g}")


def recall(library: Library, questions: list[str], count: int = 10) -> float:
    """Return the share of the `count` nearest chunks by the full vectors that search finds."""
    store, embedder = library.components.store, library.components.embedder
    index = VectorIndex(store, library.components.config.library.folder, embedder.dimension)
    queries = np.stack([embedder.embed([question])[0] for question in questions])
    best = [np.empty((0, 2)) for _ in questions]
    for ids, full in store.vectors(store.chunk_ids().tolist()):
        for at, scores in enumerate((full @ queries.T).T):
            both = np.concatenate([best[at], np.stack([ids, scores], axis=1)])
            best[at] = both[np.argsort(-both[:, 1])[:count]]
    hits = 0
    for query, exact in zip(queries, best, strict=True):
        found = {chunk for chunk, _ in index.search(query, count)}
        hits += len(found & set(exact[:, 0].astype(int).tolist()))
    return hits / (count * len(questions))


def write_articles(squad: Path, folder: Path) -> list[Path]:
    """Write files of 5,000 characters each: the words of the set shuffled, fifteen a sentence."""
    rng = random.Random(_SEED)
    words = " ".join(article.text for article in read_dataset(squad).articles).split()
    paths = []
    for number in range(_ADDED):
        drawn = rng.sample(words, 1200)
        sentences = [" ".join(drawn[i : i + 15]) for i in range(0, len(drawn), 15)]
        path = folder / f"added {number}.txt"
        path.write_text(f"{'. '.join(sentences)[:4999]}.", "utf-8")
        paths.append(path)
    return paths


def adding(library: Library, squad: Path) -> dict[str, float]:
    """Measure adding articles to this library and, in turn, to an empty one, and removing them."""
    with tempfile.TemporaryDirectory() as folder:
        empty = Library(library.components.with_library(Path(folder) / "library"))
        paths = write_articles(squad, Path(folder))
        # No text goes to both, as the embedder caches vectors.
        to_empty, to_this = [], []
        for first, second in zip(paths[::2], paths[1::2], strict=True):
            to_empty.append(milliseconds(empty.add, first))
            to_this.append(milliseconds(library.add, second))
        after = milliseconds(library.ask, _FIRST, SHARED)
        removing = [milliseconds(library.remove, str(path)) for path in paths[1::2]]
        empty.close()
    # Without the first of each, which pays for what is made once.
    return {
        "adding ms": rounded_quantile(to_this[1:]),
        "to an empty one ms": rounded_quantile(to_empty[1:]),
        "question after it ms": rounded_quantile([after]),
        "removing ms": rounded_quantile(removing),
    }


def measure(folder: Path, squad: Path, count: int, with_recall: bool) -> dict[str, Any]:
    """Measure one library in a process that has just started."""
    asked = [q.text for q in random.Random(_SEED).sample(read_dataset(squad).questions, count)]
    library = Library.open(load_config(None, {}, index=folder))
    components = library.components
    library.ask(_FIRST, SHARED)
    used = time.process_time()
    whole = [milliseconds(library.ask, question, SHARED) for question in asked]
    used = 1000 * (time.process_time() - used) / len(asked)
    retrieve, candidates = components.retriever.retrieve, components.config.retrieval.candidates
    parts = [milliseconds(retrieve, question, candidates, SHARED) for question in asked]
    figures: dict[str, Any] = {
        "chunks": components.store.count_chunks(),
        "question ms": rounded_quantile(whole),
        "p95": rounded_quantile(whole, 0.95),
        "processor ms": float(f"{used:.3g}"),
        "retrieval ms": rounded_quantile(parts),
        "its p95": rounded_quantile(parts, 0.95),
        "memory MB": resident_mb(),
        "at most MB": peak_mb(),
    }
    figures |= adding(library, squad)
    if with_recall:
        figures["recall@10"] = round(recall(library, asked[:50]), 4)
    return figures


def cold_ask(folder: Path) -> float:
    """Return the milliseconds that the whole process of one question takes."""
    command = [sys.executable, "-m", "qa_bot", "--index", str(folder), "ask", _FIRST]
    return milliseconds(lambda: subprocess.run(command, capture_output=True, check=True))


def drop_file_cache(folder: Path) -> None:
    """Drop the library from the operating system's file cache."""
    for path in folder.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def starting(folder: Path) -> dict[str, float]:
    """Measure whole processes, with the library in the file cache and read from the disk."""
    cold_ask(folder)
    cached = rounded_quantile([cold_ask(folder) for _ in range(5)])
    if not hasattr(os, "posix_fadvise"):
        return {"qa-bot ask ms": cached}
    uncached = []
    for _ in range(3):
        drop_file_cache(folder)
        uncached.append(cold_ask(folder))
    return {"qa-bot ask ms": cached, "the same from disk ms": rounded_quantile(uncached)}


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("squad", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--others", type=Path, nargs="*", default=[])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument(
        "--recall", action="store_true", help="also measure recall, in a minute more"
    )
    parser.add_argument("--out", type=Path)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        folder = arguments.folder / str(arguments.sizes[0])
        figures = measure(folder, arguments.squad, arguments.questions, arguments.recall)
        print(json.dumps(figures))
        return
    rows = []
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for size in arguments.sizes:
        folder = arguments.folder / str(size)
        build(folder, arguments.squad, size, arguments.others)
        again = [*sys.argv[1:], "--one", "--sizes", str(size)]
        command = [sys.executable, "-m", "benchmarks.scale", *again]
        ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        rows.append(json.loads(ran.stdout.splitlines()[-1]) | starting(folder))
        print(json.dumps(rows[-1]), flush=True)
    report("scale", rows, arguments.out, _LINES, by="chunks")


if __name__ == "__main__":
    main()
