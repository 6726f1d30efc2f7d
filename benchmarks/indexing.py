"""The speed of embedding and adding chunks, compared with sentence-transformers.

Run as `python -m benchmarks.indexing SQUAD.json --model FOLDER [--chunks 600]
[--peer NAME=PYTHON]… [--out FOLDER]`. FOLDER holds all-MiniLM-L6-v2 in float32; `encode` is
called with its defaults on the same chunks. Each peer is one of benchmarks/peers, measured from
the texts to the index on disk, without importing it and loading its model.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.machine import report
from benchmarks.peers import build, command
from qa_bot.config import load_config
from qa_bot.documents import Article
from qa_bot.evaluation.datasets import make_article, read_dataset
from qa_bot.indexing.chunking import Chunker
from qa_bot.library import Library

# Run in a process of its own, so that the two runtimes do not share threads.
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

# Paragraphs to an article, as people's articles have several.
_PARAGRAPHS = 10


@dataclass(frozen=True, slots=True)
class Spent:
    """How long something took, and how much processor time, in seconds."""

    seconds: float
    processor_seconds: float


def encode(model: Path, texts: list[str]) -> Spent:
    """Measure `encode` of sentence-transformers on the texts."""
    command = [sys.executable, "-c", _ENCODE, str(model)]
    ran = subprocess.run(
        command, input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    seconds, used = map(float, ran.stdout.split()[-2:])
    return Spent(seconds, used)


def spent(act: Callable[[], object]) -> Spent:
    """Measure a call."""
    started, used = time.perf_counter(), time.process_time()
    act()
    return Spent(time.perf_counter() - started, time.process_time() - used)


def _peer(peer: str, model: Path, texts: list[str]) -> tuple[str, Spent]:
    """Return the name of a peer, and what it takes from the texts to its index on disk."""
    with tempfile.TemporaryDirectory() as folder:
        name, program = command(peer, Path(folder), model)
        return name, Spent(*build(program, Path(folder), texts))


def _articles(squad: Path) -> list[Article]:
    """Return the paragraphs of a set, several to an article."""
    paragraphs = [article.text for article in read_dataset(squad).articles]
    return [
        make_article("\n\n".join(paragraphs[i : i + _PARAGRAPHS]), f"Article {i}")
        for i in range(0, len(paragraphs), _PARAGRAPHS)
    ]


def _chosen(
    articles: Sequence[Article], chunker: Chunker, count: int
) -> tuple[list[Article], list[str]]:
    """Return the first articles that have `count` chunks together, and the chunks' texts."""
    chosen: list[Article] = []
    texts: list[str] = []
    for article in articles:
        if len(texts) < count:
            chosen.append(article)
            texts += [chunk.text for chunk in chunker.chunk(article)]
    return chosen, texts


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("squad", type=Path)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--chunks", type=int, default=600)
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PYTHON")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        Library.open(load_config(None, {}, index=Path(folder))) as library,
    ):
        components = library.components
        embedder, articles = components.embedder, _articles(arguments.squad)
        chosen, texts = _chosen(articles, components.chunker, arguments.chunks)
        embedder.embed(texts[:4])
        embedded = spent(lambda: embedder.embed(texts))

        def add() -> None:
            for article in chosen:
                components.ingester.add(article)
            library.finish_writing()

        added = spent(add)
    theirs = encode(arguments.model, texts)
    peers = dict(_peer(peer, arguments.model, texts) for peer in arguments.peer)
    tokens = sum(embedder.count_tokens(texts)) / len(texts)
    print(f"{len(texts)} chunks of {tokens:.0f} tokens on average")
    rows: list[dict[str, Any]] = [
        {
            "what": what,
            "chunks a second": round(len(texts) / each.seconds, 1),
            "times encode": round(theirs.seconds / each.seconds, 2),
            "processor ms a chunk": round(1000 * each.processor_seconds / len(texts), 1),
            "times encode in these": round(theirs.processor_seconds / each.processor_seconds, 2),
        }
        for what, each in (
            ("qa-bot, embedding", embedded),
            ("qa-bot, chunking to the last commit", added),
            ("sentence-transformers encode", theirs),
            *peers.items(),
        )
    ]
    report("indexing", rows, arguments.out, "chunks a second")


if __name__ == "__main__":
    main()
