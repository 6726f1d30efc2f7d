"""How fast chunks are embedded and added, against sentence-transformers on the same chunks.

Run as `python -m benchmarks.indexing SQUAD.json --model FOLDER [--chunks 600]
[--peer NAME=PYTHON]… [--out FOLDER]`, with FOLDER that of the float weights of all-MiniLM-L6-v2.
"encode" is called with its defaults. Each peer is one of benchmarks/peers, from texts to the
index on disk; to import it and to load its model is not counted.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.machine import report
from benchmarks.peers import build, command
from qa_bot.components import Components
from qa_bot.config import load_config
from qa_bot.evaluation.datasets import make_article, read_dataset
from qa_bot.indexing.chunking import Chunker

# In a process of its own, so that two runtimes do not share threads.
_ENCODE = """
import json, sys, time
from sentence_transformers import SentenceTransformer
model = SentenceTransformer(sys.argv[1], device="cpu")
texts = json.load(sys.stdin)
model.encode(texts[:32])
started, used = time.perf_counter(), time.process_time()
model.encode(texts)
print(time.perf_counter() - started, time.process_time() - used)
"""

Spent = tuple[float, float]


def encode(model: Path, texts: list[str]) -> Spent:
    """What sentence-transformers takes over the texts."""
    command = [sys.executable, "-c", _ENCODE, str(model)]
    ran = subprocess.run(
        command, input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    seconds, used = map(float, ran.stdout.split()[-2:])
    return seconds, used


def spent(act: Callable[[], object]) -> Spent:
    """How long a call takes, and how much of all processors in it, in seconds."""
    started, used = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - started, time.process_time() - used


def _peer(peer: str, model: Path, texts: list[str]) -> tuple[str, Spent]:
    """The name of a peer, and what it takes from the texts to its index on disk."""
    with tempfile.TemporaryDirectory() as folder:
        name, building = command(peer, Path(folder), model)
        return name, build(building, Path(folder), texts)


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("squad", type=Path)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--chunks", type=int, default=600)
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PYTHON")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app = Components(load_config(None, {}, index=Path(folder)))
        paragraphs = [article.text for article in read_dataset(arguments.squad).articles]
        # Articles of ten paragraphs, as people have them.
        articles = [
            make_article("\n\n".join(paragraphs[i : i + 10]), f"Article {i}")
            for i in range(0, len(paragraphs), 10)
        ]
        chunker = Chunker(app.embedder.count_tokens, app.config.chunking.max_tokens)
        chosen, texts = [], []
        for article in articles:
            if len(texts) < arguments.chunks:
                chosen.append(article)
                texts += [chunk.text for chunk in chunker.chunk(article)]
        app.embedder.embed(texts[:4])
        embedded = spent(lambda: app.embedder.embed(texts))

        def add() -> None:
            for article in chosen:
                app.adder.add(article)
            app.finish_writing()

        added = spent(add)
    theirs = encode(arguments.model, texts)
    peers = dict(_peer(peer, arguments.model, texts) for peer in arguments.peer)
    tokens = sum(app.embedder.count_tokens(texts)) / len(texts)
    print(f"{len(texts)} chunks of {tokens:.0f} tokens on average")
    rows: list[dict[str, Any]] = [
        {
            "what": what,
            "chunks a second": round(len(texts) / seconds, 1),
            "times encode": round(theirs[0] / seconds, 2),
            "processor ms a chunk": round(1000 * used / len(texts), 1),
            "times encode in these": round(theirs[1] / used, 2),
        }
        for what, (seconds, used) in (
            ("qa-bot, embedding", embedded),
            ("qa-bot, chunking to the last commit", added),
            ("sentence-transformers encode", theirs),
            *peers.items(),
        )
    ]
    report("indexing", rows, arguments.out, "chunks a second")


if __name__ == "__main__":
    main()
