"""How long a warm question takes in a library of many chunks, and where the time goes.

Run as `python -m benchmarks.latency SQUAD.json --chunks 10000`. The library is
filled with the set's paragraphs, each again with its words shuffled and a
number of its own, until it holds enough chunks; the questions are the set's.
"""

import argparse
import json
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from qa_bot.app import App
from qa_bot.config import load_config
from qa_bot.evaluation.datasets import make_article, read_dataset
from qa_bot.evaluation.metrics import quantile
from qa_bot.library.store import text_key

_SEED = 4


def copies(texts: list[str], count: int) -> Iterator[str]:
    """The texts, then the same with their words in another order, `count` in all."""
    choose = random.Random(_SEED)
    yield from texts[:count]
    for number in range(len(texts), count):
        words = choose.choice(texts).split()
        choose.shuffle(words)
        yield f"{number}. {' '.join(words)}"


def fill(app: App, texts: list[str], count: int) -> None:
    """Add `count` one-chunk articles; copies get their original's vector, a little turned."""
    choose = np.random.default_rng(_SEED)
    known = app.embedder.embed(texts)
    for number, text in enumerate(copies(texts, count)):
        article = make_article(text[:1000], f"Article {number}")
        chunks = app.adder._chunker.chunk(article)[:1]
        noise = choose.normal(0, 0.03, known.shape[1])
        vector = (known[number % len(texts)] + noise).astype(np.float32)
        vector /= np.linalg.norm(vector)
        app.store.keep_embeddings([text_key(chunks[0].text)], vector[None])
        app.store.put(article, chunks)


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("squad", type=Path)
    parser.add_argument("--chunks", type=int, default=10_000)
    parser.add_argument("--questions", type=int, default=200)
    arguments = parser.parse_args()
    dataset = read_dataset(arguments.squad)
    with tempfile.TemporaryDirectory() as folder:
        app = App(load_config(None, {}, index=Path(folder)))
        app.adder.add(dataset.articles[0])
        fill(app, [a.text for a in dataset.articles], arguments.chunks)
        asked = random.Random(_SEED).sample(dataset.questions, arguments.questions)
        app.answerer.answer(asked[0].text)
        whole = [app.answerer.answer(question.text).took_ms for question in asked]
        found = []
        for question in asked:
            started = time.perf_counter()
            app.retriever.retrieve(question.text, app.config.retrieval.candidates)
            found.append(1000 * (time.perf_counter() - started))
        print(
            json.dumps(
                {
                    "chunks": len(app.store.chunk_ids()),
                    "question_ms_median": round(quantile(whole, 0.5), 1),
                    "question_ms_p95": round(quantile(whole, 0.95), 1),
                    "of_it_retrieval_ms_median": round(quantile(found, 0.5), 1),
                }
            )
        )


if __name__ == "__main__":
    main()
