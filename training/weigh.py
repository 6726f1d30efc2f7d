"""Fits how readings are ranked and how sure an answer is, on articles kept out of training.

The product's own retrieval and reader are run; only the weights that join their
signs are fitted, by logistic regression: for rank over the passages of a
question, for confidence over questions, half of which have lost their article
or their premise. The weights go into reader.json beside the model.
"""

import dataclasses
import hashlib
import json
import logging
import pickle
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from qa_bot.answering.neural_reader import NeuralReader
from qa_bot.answering.reading import Weights
from qa_bot.app import App
from qa_bot.config import load_config
from qa_bot.documents import Article
from qa_bot.retrieval.retriever import Candidate, Retriever
from qa_bot.retrieval.vectors import VectorIndex
from training.negatives import failed_premise
from training.sources import Example
from training.text import best_f1

log = logging.getLogger(__name__)

SOURCES = {"new_wiki", "squad11_extra"}
QUESTIONS = 900
CANDIDATES = 20
RIGHT = 0.5  # F1 with a gold answer from which the words read count as right
SEED = 3


@dataclass(frozen=True)
class Sample:
    """One question asked: per candidate its signs (n, 3) and whether the words read are right."""

    signs: NDArray[np.float64]
    right: NDArray[np.bool_]


def weigh(out: Path, folder: Path) -> Weights:
    """Fit on the held-out articles and write the weights into `folder`/reader.json."""
    kept_out: list[Example] = pickle.loads((out / "heldout.pickle").read_bytes())
    held = [example for example in kept_out if example.source in SOURCES]
    asked = random.Random(SEED).sample(held, min(QUESTIONS, len(held)))
    with tempfile.TemporaryDirectory() as library:
        samples = list(_Library(Path(library), NeuralReader.load(folder), held).ask(asked))
    weights = fit(samples)
    card = folder / "reader.json"
    known = json.loads(card.read_text("utf-8"))
    known["weights"] = dataclasses.asdict(weights)
    card.write_text(json.dumps(known, indent=1) + "\n", "utf-8")
    log.info("%d questions asked: %s", len(samples), weights)
    return weights


class _Library:
    """The held-out articles in a library of the product's own."""

    def __init__(self, folder: Path, reader: NeuralReader, held: Sequence[Example]) -> None:
        self._app = App(load_config(None, {}, index=folder))
        self._reader = reader
        self._group: dict[str, str] = {}
        for context, group in dict.fromkeys((e.context, e.group) for e in held):
            article = _article(context, group)
            self._group[article.id] = group
            self._app.adder.add(article)
        vectors = VectorIndex(self._app.store, self._app.embedder.dimension)
        weight = self._app.config.retrieval.dense_weight
        self._retriever = Retriever(self._app.store, vectors, self._app.embedder, weight)

    def ask(self, examples: Sequence[Example]) -> Iterator[Sample]:
        """Each question as it is, and once more without its article or with a false premise."""
        rng = random.Random(SEED)
        for example in examples:
            golds = [example.context[a:b] for a, b in example.answers]
            yield self._sample(example.question, self._found(example.question), golds)
            changed = failed_premise(example, rng) if rng.random() < 0.4 else None
            if changed and changed.context == example.context:
                yield self._sample(changed.question, self._found(changed.question), [])
            else:
                yield self._sample(example.question, self._without(example), [])

    def _found(self, question: str) -> list[Candidate]:
        return self._retriever.retrieve(question, CANDIDATES)

    def _without(self, example: Example) -> list[Candidate]:
        found = self._retriever.retrieve(example.question, 4 * CANDIDATES)
        return [c for c in found if self._group[c.chunk.article.id] != example.group][:CANDIDATES]

    def _sample(self, question: str, found: Sequence[Candidate], golds: list[str]) -> Sample:
        texts = [candidate.chunk.text for candidate in found]
        readings = self._reader.read(question, texts)
        signs = [[r.span, r.support, c.score] for r, c in zip(readings, found, strict=True)]
        right = [
            any(gold in text for gold in golds) and best_f1(text[r.start : r.end], golds) >= RIGHT
            for text, r in zip(texts, readings, strict=True)
        ]
        return Sample(np.array(signs).reshape(-1, 3), np.array(right, bool))


def fit(samples: Sequence[Sample]) -> Weights:
    """Weights for rank, then for confidence given that rank."""
    rank = _fit_rank([s for s in samples if s.right.any() and not s.right.all()])
    rows, labels = [], []
    for sample in samples:
        scores = sample.signs @ rank
        ranked = np.sort(scores)[::-1]
        lead = ranked[0] - ranked[1] if len(ranked) > 1 else 0.0
        rows.append([1.0, ranked[0], lead])
        labels.append(bool(sample.right[int(np.argmax(scores))]))
    bias, scale, lead = _logistic(np.array(rows), np.array(labels, float))
    return Weights(*map(float, rank), bias=float(bias), rank=float(scale), lead=float(lead))


def _fit_rank(samples: Sequence[Sample]) -> NDArray[np.float64]:
    """The weights under which a softmax over the passages best finds those that are right."""

    def loss(weights: NDArray[np.float64]) -> float:
        total = 0.0
        for sample in samples:
            scores = sample.signs @ weights
            chances = np.exp(scores - scores.max())
            total -= np.log(chances[sample.right].sum() / chances.sum())
        return float(total / len(samples) + 1e-3 * weights @ weights)

    start = np.array([0.3, 0.3, 2.0])
    return np.asarray(minimize(loss, start, method="L-BFGS-B", bounds=[(0, None)] * 3).x)


def _logistic(rows: NDArray[np.float64], labels: NDArray[np.float64]) -> NDArray[np.float64]:
    def loss(weights: NDArray[np.float64]) -> float:
        odds = rows @ weights
        return float(np.mean(np.logaddexp(0, odds) - labels * odds) + 1e-4 * weights @ weights)

    return np.asarray(minimize(loss, np.zeros(rows.shape[1]), method="L-BFGS-B").x)


def _article(context: str, title: str) -> Article:
    digest = hashlib.sha256(context.encode()).hexdigest()
    return Article(digest[:12], title.replace("_", " "), digest, context, digest)
