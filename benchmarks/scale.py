"""Questions, start-up, memory and adding by the size of the library.

Run as `python -m benchmarks.scale SQUAD.json FOLDER --sizes 1000 10000 [--out FOLDER]`. The
libraries are made in FOLDER when they are not there (benchmarks/filling.py says of what).
Each size is measured by a process of its own.
"""

import argparse
import json
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.filling import fill
from benchmarks.machine import report, resident_mb
from qa_bot.app import App
from qa_bot.config import load_config
from qa_bot.evaluation.datasets import make_article, read_dataset
from qa_bot.evaluation.metrics import quantile

_SEED = 4
_ADDED = "The harbour of Varn was dredged in the year {}. Its bridge rests on nine stone piers. "


def milliseconds(act: Any, *given: Any) -> tuple[float, float]:
    """How long one call takes by the clock, and by this program's processor time."""
    started, used = time.perf_counter(), time.process_time()
    act(*given)
    return 1000 * (time.perf_counter() - started), 1000 * (time.process_time() - used)


def middle(pairs: list[tuple[float, float]], at: float = 0.5) -> tuple[float, float]:
    """The quantile `at` of both."""
    clock, processor = zip(*pairs, strict=True)
    return round(quantile(clock, at), 1), round(quantile(processor, at), 1)


def recall(app: App, questions: list[str], count: int = 10) -> float:
    """The share of the ten nearest by the full vectors that search finds."""
    every = [vectors for _, vectors in app.store.vectors(app.store.chunk_ids().tolist())]
    numbers, full = app.store.chunk_ids(), np.concatenate(every)
    hits = 0
    for question in questions:
        query = app.embedder.embed([question])[0]
        exact = set(numbers[np.argsort(-(full @ query))[:count]].tolist())
        hits += len(exact & {n for n, _ in app.retriever._vectors.search(query, count)})
    return hits / (count * len(questions))


def measure(folder: Path, squad: Path, count: int, with_recall: bool) -> dict[str, Any]:
    """The figures of one library, in a process that has just begun."""
    asked = [q.text for q in random.Random(_SEED).sample(read_dataset(squad).questions, count)]
    opened: list[App] = []

    def open_() -> None:
        opened.append(App(load_config(None, {}, index=folder)))
        opened[0].answerer.answer("Who built the bridge?")

    start = milliseconds(open_)
    app = opened[0]
    whole = [milliseconds(app.answerer.answer, question) for question in asked]
    found = app.config.retrieval.candidates
    parts = [milliseconds(app.retriever.retrieve, question, found) for question in asked]
    memory = resident_mb()
    text = " ".join(_ADDED.format(1500 + n) for n in range(70))[:5000]
    article = make_article(text, "Added")

    def add() -> None:
        app.adder.add(article)
        app.finish_writing()

    adding, removing = milliseconds(add), milliseconds(app.remove, article.id)
    figures = {
        "chunks": app.store.count_chunks(),
        "question ms": _both(middle(whole)),
        "p95": _both(middle(whole, 0.95)),
        "retrieval alone ms": _both(middle(parts)),
        "start to first answer ms": _both(start),
        "memory MB": memory,
        "adding 5,000 characters ms": _both(adding),
        "removing ms": _both(removing),
    }
    if with_recall:
        figures["recall@10"] = round(recall(app, asked[:50]), 4)
    return figures


def _both(pair: tuple[float, float]) -> str:
    return f"{pair[0]:.0f} ({pair[1]:.0f})"


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("squad", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--recall", action="store_true", help="measure it too; needs memory")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        folder = arguments.folder / str(arguments.sizes[0])
        figures = measure(folder, arguments.squad, arguments.questions, arguments.recall)
        print(json.dumps(figures))
        return
    rows = []
    for size in arguments.sizes:
        fill(arguments.folder / str(size), arguments.squad, size).store.close()
        again = [*sys.argv[1:], "--one", "--sizes", str(size)]
        command = [sys.executable, "-m", "benchmarks.scale", *again]
        ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        rows.append(json.loads(ran.stdout.splitlines()[-1]))
        print(json.dumps(rows[-1]), flush=True)
    print("By the clock, and in brackets by processor time.")
    report("scale", rows, arguments.out, "memory MB")


if __name__ == "__main__":
    main()
