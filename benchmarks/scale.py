"""Questions, start-up, memory and adding by the size of the library.

Run as `python -m benchmarks.scale SQUAD.json FOLDER --others SQUAD.json … [--out FOLDER]`. The
libraries are made in FOLDER when they are not there (benchmarks/filling.py says of what), and
changed by measuring as little as an article that comes and goes changes them. Each size is
measured by a process of its own. Questions are asked of all shared articles, as `ask` does.
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

from benchmarks.filling import fill
from benchmarks.machine import peak_mb, report, resident_mb
from qa_bot.components import Components
from qa_bot.config import load_config
from qa_bot.documents import SHARED
from qa_bot.evaluation.datasets import read_dataset
from qa_bot.evaluation.metrics import quantile

_SEED = 4
_ADDED = 14
_FIRST = "Who built the bridge?"
_LINES = ("question ms", "retrieval ms", "qa-bot ask ms", "adding ms", "memory MB")


def milliseconds(act: Callable[..., object], *given: Any) -> float:
    """How long one call takes by the clock."""
    started = time.perf_counter()
    act(*given)
    return 1000 * (time.perf_counter() - started)


def middle(taken: list[float], at: float = 0.5) -> float:
    """A quantile, to three figures."""
    return float(f"{quantile(taken, at):.3g}")


def recall(app: Components, questions: list[str], count: int = 10) -> float:
    """The share of the ten nearest by the full vectors that search finds."""
    app.retriever._vectors.refresh()
    queries = np.stack([app.embedder.embed([question])[0] for question in questions])
    best = [np.empty((0, 2)) for _ in questions]
    for numbers, full in app.store.vectors(app.store.chunk_ids().tolist()):
        for at, scores in enumerate((full @ queries.T).T):
            both = np.concatenate([best[at], np.stack([numbers, scores], axis=1)])
            best[at] = both[np.argsort(-both[:, 1])[:count]]
    hits = 0
    for query, exact in zip(queries, best, strict=True):
        found = {number for number, _ in app.retriever._vectors.search(query, count)}
        hits += len(found & set(exact[:, 0].astype(int).tolist()))
    return hits / (count * len(questions))


def write_articles(squad: Path, folder: Path) -> list[Path]:
    """Files of 5,000 characters each: the set's words in another order, fifteen a sentence."""
    choose = random.Random(_SEED)
    words = " ".join(article.text for article in read_dataset(squad).articles).split()
    paths = []
    for number in range(_ADDED):
        drawn = choose.sample(words, 1200)
        sentences = [" ".join(drawn[i : i + 15]) for i in range(0, len(drawn), 15)]
        path = folder / f"added {number}.txt"
        path.write_text(f"{'. '.join(sentences)[:4999]}.", "utf-8")
        paths.append(path)
    return paths


def adding(app: Components, squad: Path) -> dict[str, float]:
    """Articles added one at a time, here and in turn to a library that was empty, and removed."""

    def add(library: Components, path: Path) -> float:
        return milliseconds(lambda: list(library.add([str(path)])))

    with tempfile.TemporaryDirectory() as folder:
        empty = app.beside(Path(folder) / "library")
        paths = write_articles(squad, Path(folder))
        # No text goes to both, as the embedder remembers the latest ones.
        pairs = [(add(empty, a), add(app, b)) for a, b in zip(paths[::2], paths[1::2], strict=True)]
        after = milliseconds(app.answerer.answer, _FIRST, SHARED)
        removing = [milliseconds(app.remove, str(path)) for path in paths[1::2]]
        empty.store.close()
    # The first of each pays for what is made once.
    there, here = (middle(list(taken)) for taken in zip(*pairs[1:], strict=True))
    return {
        "adding ms": here,
        "to an empty one ms": there,
        "question after it ms": middle([after]),
        "removing ms": middle(removing),
    }


def measure(folder: Path, squad: Path, count: int, with_recall: bool) -> dict[str, Any]:
    """The figures of one library, in a process that has just begun."""
    asked = [q.text for q in random.Random(_SEED).sample(read_dataset(squad).questions, count)]
    app = Components(load_config(None, {}, index=folder))
    app.answerer.answer(_FIRST, SHARED)
    used = time.process_time()
    whole = [milliseconds(app.answerer.answer, question, SHARED) for question in asked]
    used = 1000 * (time.process_time() - used) / len(asked)
    found = app.config.retrieval.candidates
    parts = [milliseconds(app.retriever.retrieve, question, found, SHARED) for question in asked]
    figures: dict[str, Any] = {
        "chunks": app.store.count_chunks(),
        "question ms": middle(whole),
        "p95": middle(whole, 0.95),
        "processor ms": float(f"{used:.3g}"),
        "retrieval ms": middle(parts),
        "its p95": middle(parts, 0.95),
        "memory MB": resident_mb(),
        "at most MB": peak_mb(),
    }
    figures |= adding(app, squad)
    if with_recall:
        figures["recall@10"] = round(recall(app, asked[:50]), 4)
    return figures


def ask(folder: Path) -> float:
    """Milliseconds that the whole process of one question takes."""
    command = [sys.executable, "-m", "qa_bot", "--index", str(folder), "ask", _FIRST]
    return milliseconds(lambda: subprocess.run(command, capture_output=True, check=True))


def forget(folder: Path) -> None:
    """Have the operating system hold no part of the library in memory, where it can be told."""
    for path in folder.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def starting(folder: Path) -> dict[str, float]:
    """Whole processes, with the library in the file cache and read from the disk."""
    ask(folder)
    cached = middle([ask(folder) for _ in range(5)])
    if not hasattr(os, "posix_fadvise"):
        return {"qa-bot ask ms": cached}
    uncached = []
    for _ in range(3):
        forget(folder)
        uncached.append(ask(folder))
    return {"qa-bot ask ms": cached, "the same from disk ms": middle(uncached)}


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("squad", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--others", type=Path, nargs="*", default=[])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--recall", action="store_true", help="measure it too, in a minute more")
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
        fill(folder, arguments.squad, size, arguments.others).store.close()
        again = [*sys.argv[1:], "--one", "--sizes", str(size)]
        command = [sys.executable, "-m", "benchmarks.scale", *again]
        ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        rows.append(json.loads(ran.stdout.splitlines()[-1]) | starting(folder))
        print(json.dumps(rows[-1]), flush=True)
    report("scale", rows, arguments.out, _LINES, by="chunks")


if __name__ == "__main__":
    main()
