"""Fits how passages and sentences are ranked and how sure an answer is.

The product's own retrieval and reader are run on articles kept out of training;
only the weights that join their signs are fitted: those of passages and of
sentences by a softmax over the candidates of a question, those of confidence by
logistic regression over questions, half of which have lost their article or
their premise. The weights go into reader.json beside the model.
"""

import dataclasses
import hashlib
import json
import logging
import pickle
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from qa_bot.answering.judging import (
    Evidence,
    Judged,
    confidence_signs,
    evidence,
    judge,
    passage_signs,
    sentence_signs,
)
from qa_bot.answering.neural_reader import NeuralReader
from qa_bot.answering.reading import Reading, Weights
from qa_bot.app import App
from qa_bot.config import load_config
from qa_bot.documents import Article
from qa_bot.retrieval.retriever import Candidate, Retriever
from qa_bot.retrieval.vectors import VectorIndex
from training.negatives import failed_premise
from training.sources import Example

log = logging.getLogger(__name__)

SOURCES = {"new_wiki", "squad11_extra"}
QUESTIONS = 700
CANDIDATES = 20
SEED = 3
# Where the fit of the sentences starts from; their passages are ranked by then.
UNFITTED = Weights((0.3, 0.3, 2.0), (1.0, 1.0, 1.0, 0.0, 0.5), (0.0,) * 8)

Signs = NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """A question with what was found and read; no `golds` means that declining is right."""

    question: str
    golds: tuple[str, ...]
    candidates: list[Candidate]
    readings: list[Reading]

    def holds(self, text: str) -> bool:
        """Whether the text holds a gold answer."""
        return any(gold in text for gold in self.golds)


def weigh(out: Path, folder: Path) -> Weights:
    """Fit on the held-out articles and write the weights into `folder`/reader.json."""
    card = folder / "reader.json"
    known = json.loads(card.read_text("utf-8"))
    known["weights"] = dataclasses.asdict(UNFITTED)
    card.write_text(json.dumps(known), "utf-8")
    kept_out: list[Example] = pickle.loads((out / "heldout.pickle").read_bytes())
    held = [example for example in kept_out if example.source in SOURCES]
    chosen = random.Random(SEED).sample(held, min(QUESTIONS, len(held)))
    with tempfile.TemporaryDirectory() as library:
        shelf = _Library(Path(library), NeuralReader.load(folder), held)
        weights = fit(list(shelf.ask(chosen)), shelf)
    known["weights"] = dataclasses.asdict(weights)
    card.write_text(json.dumps(known, indent=1) + "\n", "utf-8")
    log.info("%s", weights)
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

    def ask(self, examples: Sequence[Example]) -> Iterator[Asked]:
        """Each question as it is, and once more without its article or with a false premise."""
        rng = random.Random(SEED)
        for example in examples:
            golds = tuple(example.context[a:b] for a, b in example.answers)
            yield self._asked(example.question, self._found(example.question), golds)
            changed = failed_premise(example, rng) if rng.random() < 0.4 else None
            if changed and changed.context == example.context:
                yield self._asked(changed.question, self._found(changed.question), ())
            else:
                yield self._asked(example.question, self._without(example), ())

    def evidence(self, asked: Asked, weights: Weights) -> tuple[list[Judged], list[Evidence]]:
        """The passages and the sentences of the best of them, both best first."""
        judged = judge(asked.candidates, asked.readings, weights)
        judged.sort(key=lambda j: -j.rank)
        return judged, evidence(asked.question, judged, self._app.embedder.embed, weights)

    def _found(self, question: str) -> list[Candidate]:
        return self._retriever.retrieve(question, CANDIDATES)

    def _without(self, example: Example) -> list[Candidate]:
        found = self._retriever.retrieve(example.question, 4 * CANDIDATES)
        return [c for c in found if self._group[c.chunk.article.id] != example.group][:CANDIDATES]

    def _asked(self, question: str, found: list[Candidate], golds: tuple[str, ...]) -> Asked:
        readings = self._reader.read(question, [candidate.chunk.text for candidate in found])
        return Asked(question, golds, found, readings)


def fit(asked: Sequence[Asked], shelf: _Library) -> Weights:
    """Weights for passages, then for sentences of the best, then for confidence in the first."""
    weights = replace(UNFITTED, passage=_fit_passages(asked))
    looked = [(a, *shelf.evidence(a, weights)) for a in asked]
    rows = [
        (np.array([sentence_signs(e) for e in found]), np.array([a.holds(_said(e)) for e in found]))
        for a, _, found in looked
    ]
    weights = replace(weights, sentence=_softmax(rows, UNFITTED.sentence))
    signs, labels = [], []
    for a, judged, found in looked:
        ranked = sorted(found, key=lambda e: -float(np.dot(sentence_signs(e), weights.sentence)))
        order = sorted(judged, key=lambda j: j is not ranked[0].judged)
        signs.append(confidence_signs(ranked, order))
        labels.append(float(a.holds(_said(ranked[0]))))
    return replace(weights, confidence=_logistic(np.array(signs), np.array(labels)))


def _fit_passages(asked: Sequence[Asked]) -> tuple[float, ...]:
    rows = []
    for a in asked:
        pairs = list(zip(a.candidates, a.readings, strict=True))
        signs = np.array([passage_signs(c, r) for c, r in pairs])
        rows.append((signs, np.array([a.holds(c.chunk.text) for c, _ in pairs])))
    return _softmax(rows, UNFITTED.passage)


def _said(e: Evidence) -> str:
    return e.judged.candidate.chunk.text[e.finding.sentence.start : e.finding.sentence.end]


def _softmax(
    rows: Sequence[tuple[Signs, NDArray[np.bool_]]], start: Sequence[float]
) -> tuple[float, ...]:
    """The weights, none below 0, under which a softmax best finds the right candidates."""
    usable = [(signs, right) for signs, right in rows if right.any() and not right.all()]

    def loss(weights: Signs) -> float:
        total = 0.0
        for signs, right in usable:
            scores = signs @ weights
            chances = np.exp(scores - scores.max())
            total -= np.log(chances[right].sum() / chances.sum())
        return float(total / len(usable) + 1e-3 * weights @ weights)

    found = minimize(loss, np.array(start), method="L-BFGS-B", bounds=[(0, None)] * len(start))
    return tuple(float(weight) for weight in found.x)


def _logistic(signs: Signs, labels: Signs) -> tuple[float, ...]:
    def loss(weights: Signs) -> float:
        odds = signs @ weights
        return float(np.mean(np.logaddexp(0, odds) - labels * odds) + 1e-4 * weights @ weights)

    found = minimize(loss, np.zeros(signs.shape[1]), method="L-BFGS-B")
    return tuple(float(weight) for weight in found.x)


def _article(context: str, title: str) -> Article:
    digest = hashlib.sha256(context.encode()).hexdigest()
    return Article(digest[:12], title.replace("_", " "), digest, context, digest)
