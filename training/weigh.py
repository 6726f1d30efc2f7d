"""Fits the scoring weights of passages and sentences, and the weights of confidence.

Retrieval and the reader run on articles that were held out of training (`heldout.py`),
and the weights of their features are fitted: those of passages and sentences by a
softmax over the candidates of a question, those of confidence by logistic regression
over questions, half of which have no answer. The weights go into reader.json beside the
model, as arrays in the order of the features' fields.
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
from training.heldout import HeldOutLibraries, ReadQuestion
from training.sources import Example

log = logging.getLogger(__name__)

SOURCES = {"new_wiki"}
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
    """Fit the weights on held-out articles and write them into `folder`/reader.json."""
    card = folder / "reader.json"
    known = json.loads(card.read_text("utf-8"))
    known["weights"] = UNFITTED.to_arrays()
    card.write_text(json.dumps(known), "utf-8")
    examples: list[Example] = pickle.loads((out / "heldout.pickle").read_bytes())
    held = [example for example in examples if example.source in SOURCES]
    chosen = random.Random(SEED).sample(held, min(QUESTIONS, len(held)))
    with tempfile.TemporaryDirectory() as temporary:
        libraries = HeldOutLibraries(Path(temporary), OnnxReader.load(folder), held)
        weights = fit(list(libraries.ask(chosen, SEED)), libraries)
    known["weights"] = weights.to_arrays()
    card.write_text(json.dumps(known, indent=1) + "\n", "utf-8")
    log.info("%s", weights)
    return weights


def fit(questions: Sequence[ReadQuestion], libraries: HeldOutLibraries) -> ScoringWeights:
    """Return the weights of passages, then of sentences in the best, then of confidence."""
    weights = replace(UNFITTED, passage=_fit_passages(questions))
    scored = [(question, *libraries.scored(question, weights)) for question in questions]
    rows = [
        (
            np.array([sentence.features.values() for sentence in sentences]),
            np.array([question.is_answered_by(sentence.text) for sentence in sentences]),
        )
        for question, _, sentences in scored
    ]
    sentence_weights = _softmax(rows, UNFITTED.sentence.values())
    weights = replace(weights, sentence=SentenceFeatures.from_values(sentence_weights))
    features, labels = [], []
    for question, passages, sentences in scored:
        ranked = sorted(
            sentences, key=lambda s: -float(np.dot(s.features.values(), sentence_weights))
        )
        order = sorted(passages, key=lambda passage: passage is not ranked[0].passage)
        features.append(confidence_features(question.question, ranked, order).values())
        labels.append(float(question.is_answered_by(ranked[0].text)))
    fitted = _logistic(np.array(features), np.array(labels))
    return replace(weights, confidence=ConfidenceFeatures.from_values(fitted))


def _fit_passages(questions: Sequence[ReadQuestion]) -> PassageFeatures:
    rows = []
    for question in questions:
        pairs = list(zip(question.candidates, question.readings, strict=True))
        features = np.array([passage_features(c, r).values() for c, r in pairs])
        rows.append((features, np.array([question.is_answered_by(c.chunk.text) for c, _ in pairs])))
    return PassageFeatures.from_values(_softmax(rows, UNFITTED.passage.values()))


def _softmax(
    rows: Sequence[tuple[Matrix, NDArray[np.bool_]]], start: Sequence[float]
) -> tuple[float, ...]:
    """Return the non-negative weights under which a softmax best finds the right candidates."""
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
    """Return the weights of a logistic regression."""

    def loss(weights: Matrix) -> float:
        odds = features @ weights
        return float(np.mean(np.logaddexp(0, odds) - labels * odds) + 1e-4 * weights @ weights)

    found = minimize(loss, np.zeros(features.shape[1]), method="L-BFGS-B")
    return tuple(float(weight) for weight in found.x)
