"""Fits the scoring weights of passages and sentences, and the weights of confidence.

Retrieval and the reader run on articles that were held out of training (`heldout.py`),
on everyday ones and on written passages (`choosing.py`), and the weights of their features
are fitted: those of passages and sentences by a softmax over the candidates of a question,
those of confidence, premises among them, by logistic regression over questions, many of
which have no answer. Passages are weighed on the held-out articles alone, as the other
libraries have too few. The weights go into reader.json beside the model, as arrays in the
order of the features' fields.
"""

import itertools
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
    NO_PREMISES,
    ConfidenceFeatures,
    PassageFeatures,
    PremiseFeatures,
    ScoringWeights,
    SentenceFeatures,
)
from qa_bot.answering.premises import Premises
from qa_bot.answering.readers.baselines import multilingual_sentence_reader
from qa_bot.answering.readers.onnx_reader import OnnxReader
from qa_bot.answering.scoring import (
    ScoredPassage,
    ScoredSentence,
    confidence_features,
    passage_features,
)
from qa_bot.retrieval.embedder import DEFAULT_MODEL, MULTILINGUAL_MODEL
from qa_bot.retrieval.multilingual import package_folders
from qa_bot.retrieval.onnx_model import READER_CARD, WORDS
from qa_bot.retrieval.similarity import Similarity
from qa_bot.text.language import language_of
from qa_bot.text.sentences import english
from training.choosing import CHOOSING, PAIRS, everyday_questions, written_questions
from training.heldout import HeldOutLibraries, ReadQuestion
from training.sources import Example
from training.written import ENGLISH, NAME, language_of_passage

log = logging.getLogger(__name__)

SOURCES = {"new_wiki"}
QUESTIONS = 700
SEED = 3
# The penalty on squared weights of confidence, by the mean loss of a question. Features are
# scaled to unit variance for it. Chosen among 0.0015 to 0.01 by article: 0.005 is as good as any.
RIDGE = 5e-3
# How much questions on held-out articles, everyday and written ones, and pairs count, each kind
# together, in the fit of premises; half of the pairs have no answer. Chosen by article on everyday
# questions and on XQuAD: with more of the pairs, or with all features fitted at once, those of the
# reader weigh little, and XQuAD loses quotes.
PREMISE_SHARES = (1.0, 2.0, 1.0)
# What is added to the intercept of confidence, in log-odds, as fewer of the fitted questions have
# an answer than of those that people ask (King and Zeng, "Logistic Regression in Rare Events Data",
# 2001). 0.7 would make the confidence of everyday questions right on average, but answer many more
# of those without an answer; with 0.25, questions on translated news are not declined.
_PRIOR_SHIFT = 0.25
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
    premises=NO_PREMISES,
)

# A question with its scored passages and the scored sentences of the best; both best first.
_Scored = tuple[ReadQuestion, list[ScoredPassage], list[ScoredSentence]]
# Of shape (rows, features), or (features,) for weights.
Matrix = NDArray[np.float64]


def weigh(out: Path, folder: Path, questions: int = QUESTIONS) -> ScoringWeights:
    """Fit the weights on about `questions` of each kind; write them into `folder`/reader.json."""
    card = folder / READER_CARD
    known = json.loads(card.read_text("utf-8"))
    # A reader beside shared word embeddings is read with the embedding model that shares them.
    reads_all = WORDS in known["files"]
    model = MULTILINGUAL_MODEL if reads_all else DEFAULT_MODEL
    known["weights"] = replace(UNFITTED, compares_grams=reads_all).to_arrays()
    card.write_text(json.dumps(known), "utf-8")
    held, chosen = _held_out(out, questions)
    of_written = _examples_of(out, {NAME})
    if reads_all:
        # The other questions that it is weighed on are in English.
        foreign = [e for e in of_written if language_of_passage(e) != ENGLISH]
        of_written = foreign[:: max(1, len(foreign) // (2 * questions))]
    with tempfile.TemporaryDirectory() as temporary:
        reader = OnnxReader.load(folder, package_folders(), language_of if reads_all else english)
        libraries = HeldOutLibraries(Path(temporary), reader, held, model)
        asked = list(libraries.ask(chosen, SEED))
        everyday, pairs = (
            list(
                everyday_questions(
                    libraries.components, reader, Path(temporary) / file.stem, 2 * questions, file
                )
            )
            for file in (CHOOSING, PAIRS)
        )
        written = list(
            written_questions(libraries.components, reader, Path(temporary) / "written", of_written)
        )
        everyday = [*_weighed_as(everyday, len(asked)), *_weighed_as(written, len(asked))]
        pairs = _weighed_as(pairs, len(asked))
        start = replace(UNFITTED, compares_grams=reads_all)
        weights = fit(asked, everyday, pairs, libraries, start)
    known["weights"] = weights.to_arrays()
    card.write_text(json.dumps(known, indent=1) + "\n", "utf-8")
    log.info("%s", weights)
    return weights


def weigh_sentences(out: Path, questions: int = QUESTIONS) -> ScoringWeights:
    """Fit the weights of sentences in any language, on about `questions`; return them.

    The reader of sentences knows nothing but the cosines of the multilingual model and
    character grams, which mean the same in any language.
    """
    held, chosen = _held_out(out, questions)
    with tempfile.TemporaryDirectory() as temporary:
        reader = multilingual_sentence_reader()
        libraries = HeldOutLibraries(Path(temporary), reader, held, MULTILINGUAL_MODEL)
        weights = fit(list(libraries.ask(chosen, SEED)), [], [], libraries, reader.weights)
    log.info("%s", weights)
    return weights


def _held_out(out: Path, questions: int) -> tuple[list[Example], list[Example]]:
    """Return the examples that were held out of training, and a sample of them."""
    held = _examples_of(out, SOURCES)
    return held, random.Random(SEED).sample(held, min(questions, len(held)))


def _examples_of(out: Path, sources: set[str]) -> list[Example]:
    """Return the examples of some sources that were held out of training."""
    examples: list[Example] = pickle.loads((out / "heldout.pickle").read_bytes())
    return [example for example in examples if example.source in sources]


def fit(
    held_out: Sequence[ReadQuestion],
    everyday: Sequence[ReadQuestion],
    pairs: Sequence[ReadQuestion],
    libraries: HeldOutLibraries,
    start: ScoringWeights = UNFITTED,
) -> ScoringWeights:
    """Return the weights of passages, then of sentences in the best, then of confidence.

    The premises alone are fitted on `pairs` too. They are English wording, and weigh nothing
    where grams are compared.
    """
    weights = replace(start, passage=_fit_passages(held_out))
    of_held_out, of_everyday, of_pairs = (
        [
            (question, passages, sentences)
            for question in questions
            for passages, sentences in [libraries.scored(question, weights)]
            if sentences
        ]
        for questions in (held_out, everyday, pairs)
    )
    rows = [
        (
            np.array([sentence.features.values() for sentence in sentences]),
            np.array([question.is_answered_by(sentence.text) for sentence in sentences]),
            question.weight,
        )
        for question, _, sentences in (*of_held_out, *of_everyday)
    ]
    sentence_weights = _softmax(rows, start.sentence.values())
    weights = replace(weights, sentence=SentenceFeatures.from_values(sentence_weights))
    confidence, premises = _fit_confidence(
        (of_held_out, of_everyday, of_pairs), libraries.similarity, weights
    )
    return replace(weights, confidence=confidence, premises=premises)


def _fit_confidence(
    kinds: tuple[Sequence[_Scored], Sequence[_Scored], Sequence[_Scored]],
    similarity: Similarity,
    weights: ScoringWeights,
) -> tuple[ConfidenceFeatures, PremiseFeatures]:
    """Return the weights of confidence, and those of premises beside the score that it has.

    The former are fitted on the first two kinds of questions, the latter on all three.
    """
    features, of_premises, labels = [], [], []
    for question, passages, sentences in itertools.chain.from_iterable(kinds):
        ranked = sorted(
            (replace(s, score=s.features.weighted_sum(weights.sentence)) for s in sentences),
            key=lambda sentence: -sentence.score,
        )
        order = sorted(passages, key=lambda passage: passage is not ranked[0].passage)
        of_confidence = confidence_features(
            question.question, ranked, order, weights.compares_grams
        )
        features.append(of_confidence.values())
        held = NO_PREMISES
        if not weights.compares_grams:
            premises = Premises(question.question, question.candidates)
            held = premises.features(ranked[0], similarity)
        of_premises.append(held.values())
        labels.append(float(question.is_answered_by(ranked[0].text)))
    counts = [np.array([question.weight for question, *_ in kind]) for kind in kinds]
    rows, right, first = np.array(features), np.array(labels), slice(-len(kinds[2]) or None)
    alone = np.array(logistic_weights(rows[first], right[first], np.concatenate(counts[:2])))
    score = (rows @ alone)[:, None]
    beside = np.hstack([np.ones_like(score), score, np.array(of_premises)])
    shared = np.concatenate([s * c for s, c in zip(PREMISE_SHARES, counts, strict=True)])
    intercept, scale, *premise_weights = logistic_weights(beside, right, shared)
    alone *= scale
    alone[0] += intercept + (_PRIOR_SHIFT if len(kinds[1]) else 0.0)
    return (
        ConfidenceFeatures.from_values(alone.tolist()),
        PremiseFeatures.from_values(premise_weights),
    )


def _weighed_as(questions: Sequence[ReadQuestion], count: float) -> list[ReadQuestion]:
    """Return questions that together count as much as `count` of weight 1."""
    total = sum(question.weight for question in questions)
    return [replace(question, weight=question.weight * count / total) for question in questions]


def _fit_passages(questions: Sequence[ReadQuestion]) -> PassageFeatures:
    rows = []
    for question in questions:
        pairs = list(zip(question.candidates, question.readings, strict=True))
        features = np.array([passage_features(c, r).values() for c, r in pairs])
        right = np.array([question.is_answered_by(c.chunk.text) for c, _ in pairs])
        rows.append((features, right, question.weight))
    return PassageFeatures.from_values(_softmax(rows, UNFITTED.passage.values()))


def _softmax(
    rows: Sequence[tuple[Matrix, NDArray[np.bool_], float]], start: Sequence[float]
) -> tuple[float, ...]:
    """Return the non-negative weights under which a softmax best finds the right candidates.

    `rows` are the features of a question's candidates, which of them are right, and how
    many questions it counts for.
    """
    usable = [row for row in rows if row[1].any() and not row[1].all()]
    questions = sum(count for _, _, count in usable)

    def loss(weights: Matrix) -> float:
        total = 0.0
        for features, right, count in usable:
            scores = features @ weights
            chances = np.exp(scores - scores.max())
            total -= count * np.log(chances[right].sum() / chances.sum())
        return float(total / questions + 1e-3 * weights @ weights)

    found = minimize(loss, np.array(start), method="L-BFGS-B", bounds=[(0, None)] * len(start))
    return tuple(float(weight) for weight in found.x)


def logistic_weights(features: Matrix, labels: Matrix, counts: Matrix) -> tuple[float, ...]:
    """Return the weights of a logistic regression; the first feature is the intercept.

    `counts` are how many questions each row counts for.
    """
    share = counts / counts.sum()
    mean = share @ features
    scale = np.sqrt(share @ (features - mean) ** 2)
    constant = scale < 1e-9
    mean[0] = 0.0
    scale[constant] = 1.0
    scaled = (features - mean) / scale

    def loss(weights: Matrix) -> float:
        odds = scaled @ weights
        penalty = RIDGE / 2 * weights[1:] @ weights[1:]
        return float(share @ (np.logaddexp(0, odds) - labels * odds) + penalty)

    found = minimize(loss, np.zeros(features.shape[1]), method="L-BFGS-B").x / scale
    found[0] -= found[1:] @ mean[1:]
    return tuple(float(weight) for weight in found)
