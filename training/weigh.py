"""Fits how passages and sentences are ranked and how sure an answer is.

The product's own retrieval and reader are run on articles kept out of training
(`asking.py`); only the weights that join their signs are fitted: those of
passages and of sentences by a softmax over the candidates of a question, those
of confidence by logistic regression over questions, half of which have no
answer where they are asked. The weights go into reader.json beside the model.
"""

import dataclasses
import json
import logging
import pickle
import random
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from qa_bot.answering.readers.base import Weights
from qa_bot.answering.readers.neural import NeuralReader
from qa_bot.answering.scoring import (
    confidence_signs,
    passage_signs,
    sentence_signs,
)
from training.asking import Asked, Shelf
from training.sources import Example

log = logging.getLogger(__name__)

SOURCES = {"new_wiki", "squad11_extra"}
QUESTIONS = 700
SEED = 3
# Where the fit of the sentences starts from; their passages are ranked by then.
UNFITTED = Weights((0.3, 0.3, 2.0), (1.0, 1.0, 1.0, 0.0, 0.5, 0.3), (0.0,) * 9)

Signs = NDArray[np.float64]


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
        shelf = Shelf(Path(library), NeuralReader.load(folder), held)
        weights = fit(list(shelf.ask(chosen, SEED)), shelf)
    known["weights"] = dataclasses.asdict(weights)
    card.write_text(json.dumps(known, indent=1) + "\n", "utf-8")
    log.info("%s", weights)
    return weights


def fit(asked: Sequence[Asked], shelf: Shelf) -> Weights:
    """Weights for passages, then for sentences of the best, then for confidence in the first."""
    weights = replace(UNFITTED, passage=_fit_passages(asked))
    looked = [(a, *shelf.evidence(a, weights)) for a in asked]
    rows = [
        (
            np.array([sentence_signs(e) for e in found]),
            np.array([a.holds(e.sentence) for e in found]),
        )
        for a, _, found in looked
    ]
    weights = replace(weights, sentence=_softmax(rows, UNFITTED.sentence))
    signs, labels = [], []
    for a, judged, found in looked:
        ranked = sorted(found, key=lambda e: -float(np.dot(sentence_signs(e), weights.sentence)))
        order = sorted(judged, key=lambda j: j is not ranked[0].judged)
        signs.append(confidence_signs(a.question, ranked, order))
        labels.append(float(a.holds(ranked[0].sentence)))
    return replace(weights, confidence=_logistic(np.array(signs), np.array(labels)))


def _fit_passages(asked: Sequence[Asked]) -> tuple[float, ...]:
    rows = []
    for a in asked:
        pairs = list(zip(a.candidates, a.readings, strict=True))
        signs = np.array([passage_signs(c, r) for c, r in pairs])
        rows.append((signs, np.array([a.holds(c.chunk.text) for c, _ in pairs])))
    return _softmax(rows, UNFITTED.passage)


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
