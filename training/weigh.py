"""Fits the weights by which passages and sentences are scored, and those of confidence.

The product's own retrieval and reader are run on articles kept out of training
(`asking.py`); only the weights of their features are fitted: those of passages
and of sentences by a softmax over the candidates of a question, those of
confidence by logistic regression over questions, half of which have no answer
where they are asked. The weights go into reader.json beside the model, as
arrays in the order of the features' fields.
"""

import json
import logging
import pickle
import random
import tempfile
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from qa_bot.answering.features import (
    ConfidenceFeatures,
    PassageFeatures,
    ScoringWeights,
    SentenceFeatures,
)
from qa_bot.answering.readers.onnx_reader import OnnxReader
from qa_bot.answering.scoring import confidence_features, passage_features
from training.asking import Asked, Shelf
from training.sources import Example

log = logging.getLogger(__name__)

SOURCES = {"new_wiki", "squad11_extra"}
QUESTIONS = 700
SEED = 3
# Where the fits of passages and sentences start from; that of confidence starts from zeros.
UNFITTED = ScoringWeights(
    passage=PassageFeatures(span_score=0.3, support=0.3, retrieval_score=2.0),
    sentence=SentenceFeatures(
        span_score=1.0,
        cosine=1.0,
        overlap=1.0,
        neighbour_overlap=0.0,
        passage_score=0.5,
        span_margin=0.3,
    ),
    confidence=ConfidenceFeatures.from_values([0.0] * len(fields(ConfidenceFeatures))),
)

# Of shape (rows, features), or (features,) for weights.
Matrix = NDArray[np.float64]


def weigh(out: Path, folder: Path) -> ScoringWeights:
    """Fit on the held-out articles and write the weights into `folder`/reader.json."""
    card = folder / "reader.json"
    known = json.loads(card.read_text("utf-8"))
    known["weights"] = UNFITTED.to_arrays()
    card.write_text(json.dumps(known), "utf-8")
    kept_out: list[Example] = pickle.loads((out / "heldout.pickle").read_bytes())
    held = [example for example in kept_out if example.source in SOURCES]
    chosen = random.Random(SEED).sample(held, min(QUESTIONS, len(held)))
    with tempfile.TemporaryDirectory() as library:
        shelf = Shelf(Path(library), OnnxReader.load(folder), held)
        weights = fit(list(shelf.ask(chosen, SEED)), shelf)
    known["weights"] = weights.to_arrays()
    card.write_text(json.dumps(known, indent=1) + "\n", "utf-8")
    log.info("%s", weights)
    return weights


def fit(asked: Sequence[Asked], shelf: Shelf) -> ScoringWeights:
    """Weights for passages, then for sentences of the best, then for confidence in the first."""
    weights = replace(UNFITTED, passage=_fit_passages(asked))
    scored = [(a, *shelf.scored(a, weights)) for a in asked]
    rows = [
        (
            np.array([sentence.features.values() for sentence in sentences]),
            np.array([a.holds(sentence.text) for sentence in sentences]),
        )
        for a, _, sentences in scored
    ]
    sentence_weights = _softmax(rows, UNFITTED.sentence.values())
    weights = replace(weights, sentence=SentenceFeatures.from_values(sentence_weights))
    features, labels = [], []
    for a, passages, sentences in scored:
        ranked = sorted(
            sentences, key=lambda s: -float(np.dot(s.features.values(), sentence_weights))
        )
        order = sorted(passages, key=lambda passage: passage is not ranked[0].passage)
        features.append(confidence_features(a.question, ranked, order).values())
        labels.append(float(a.holds(ranked[0].text)))
    fitted = _logistic(np.array(features), np.array(labels))
    return replace(weights, confidence=ConfidenceFeatures.from_values(fitted))


def _fit_passages(asked: Sequence[Asked]) -> PassageFeatures:
    rows = []
    for a in asked:
        pairs = list(zip(a.candidates, a.readings, strict=True))
        features = np.array([passage_features(c, r).values() for c, r in pairs])
        rows.append((features, np.array([a.holds(c.chunk.text) for c, _ in pairs])))
    return PassageFeatures.from_values(_softmax(rows, UNFITTED.passage.values()))


def _softmax(
    rows: Sequence[tuple[Matrix, NDArray[np.bool_]]], start: Sequence[float]
) -> tuple[float, ...]:
    """The weights, none below 0, under which a softmax best finds the right candidates."""
    usable = [(features, right) for features, right in rows if right.any() and not right.all()]

    def loss(weights: Matrix) -> float:
        total = 0.0
        for features, right in usable:
            scores = features @ weights
            chances = np.exp(scores - scores.max())
            total -= np.log(chances[right].sum() / chances.sum())
        return float(total / len(usable) + 1e-3 * weights @ weights)

    found = minimize(loss, np.array(start), method="L-BFGS-B", bounds=[(0, None)] * len(start))
    return tuple(float(weight) for weight in found.x)


def _logistic(features: Matrix, labels: Matrix) -> tuple[float, ...]:
    """The weights of a logistic regression."""

    def loss(weights: Matrix) -> float:
        odds = features @ weights
        return float(np.mean(np.logaddexp(0, odds) - labels * odds) + 1e-4 * weights @ weights)

    found = minimize(loss, np.zeros(features.shape[1]), method="L-BFGS-B")
    return tuple(float(weight) for weight in found.x)
