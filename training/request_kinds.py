"""Fits what tells requests for an overview from ordinary questions.

The messages were written for it with a language model, in the ways of different people and on many
kinds of texts, each file by another author who saw none of the others. Each is labelled as a
request for the whole text, one for all that it says on a topic, or an ordinary question that looks
like one. Questions written on passages are ordinary ones besides.
"""

import json
import logging
import math
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from qa_bot.answering.overview_intent import OverviewKind
from qa_bot.answering.request_classifier import (
    END,
    GRAM_LENGTH,
    KINDS,
    START,
    RequestClassifier,
    grams,
    topic_words,
)
from qa_bot.retrieval.embedder import DEFAULT_MODEL, load_embedder
from training.sources import DataError
from training.written import ENGLISH, read_written

log = logging.getLogger(__name__)

FOLDER = Path(__file__).parent / "data/requests"
_LABELS = {"FACT": None, "TEXT": OverviewKind.TEXT, "TOPIC": OverviewKind.TOPIC}
# Questions on written passages, and how much each counts beside a message that may be a request.
ORDINARY, ORDINARY_WEIGHT = 6000, 0.5
# The least messages that a gram or a word must be in, so that no topic of one author is learnt.
_LEAST_MESSAGES = 3
# The variance of the weights' prior. Chosen among 3, 10 and 30 with one author held out.
_VARIANCE = 10.0
# The length that embeddings of the multilingual model are scaled to, as their cosines lie close
# together. Chosen among 1, 2, 4 and 8 with one author held out.
_MULTILINGUAL_LENGTH = 2.0
_SEED = 29
_DETERMINERS = frozenset("the a an his her its their my our your this that".split())


@dataclass(frozen=True, slots=True)
class Message:
    """A message with the kind that its author gave it, and its topic where it has one."""

    text: str
    kind: OverviewKind | None
    topic: str = ""
    author: str = ""


def read_messages(folder: Path = FOLDER) -> Iterator[Message]:
    """Yield the messages of every file, one a line: label, message and topic, between tabs.

    Raises:
        DataError: a line is not of this form, or its topic is not in it.
    """
    for path in sorted(folder.glob("*.tsv")):
        for line in filter(str.strip, path.read_text("utf-8").splitlines()):
            label, text, topic = [*line.split("\t"), "", ""][:3]
            is_topic = label == "TOPIC"
            if label not in _LABELS or not text or is_topic != bool(topic) or topic not in text:
                raise DataError(f"{path}: not a labelled message with its topic: {line!r}")
            yield Message(text, _LABELS[label], topic, path.stem)


def ordinary_questions(count: int = ORDINARY) -> list[Message]:
    """Return questions on written passages."""
    questions = sorted({example.question for example in read_written(pattern=ENGLISH)})
    chosen = random.Random(_SEED).sample(questions, min(count, len(questions)))
    return [Message(question, None) for question in chosen]


def fit(
    messages: Sequence[Message],
    vectors: NDArray[np.float32],
    weights: NDArray[np.float64],
    is_multilingual: bool = False,
) -> dict[str, object]:
    """Return the fields of the classifier's file.

    `vectors` are the unit embeddings of the messages, of shape (messages, dimension), and
    `weights` how much each counts, of shape (messages,). A multilingual classifier knows no words.
    """
    length = _MULTILINGUAL_LENGTH if is_multilingual else 1.0
    known = {} if is_multilingual else _known(grams(message.text) for message in messages)
    held = [[known[gram] for gram in grams(m.text) if gram in known] for m in messages]
    of_grams = np.zeros((len(messages), len(known)))
    for row, columns in zip(of_grams, held, strict=True):
        row[columns] = GRAM_LENGTH / math.sqrt(max(1, len(columns)))
    features = np.hstack([np.ones((len(messages), 1)), length * vectors, of_grams])
    kinds = np.array([KINDS.index(message.kind) for message in messages])
    found = _multinomial(features, kinds, weights)
    dimension = vectors.shape[1]
    rows = found[1 + dimension :].round(3).tolist()
    return {
        "intercept": found[0].round(4).tolist(),
        "embedding": (length * found[1 : 1 + dimension]).round(4).tolist(),
        "grams": dict(zip(known, rows, strict=True)),
        "topics": _topic_tables([m for m in messages if m.topic and not is_multilingual]),
    }


def write_classifier(path: Path, model: str = DEFAULT_MODEL) -> None:
    """Fit the classifier on all messages, with an embedding model; write its file.

    First log, for each author, how well the classifier of the other authors does on it.
    """
    messages = [*read_messages(), *ordinary_questions()]
    embedder = load_embedder(model, Path(), log.info)
    vectors = np.vstack([embedder.embed_questions([message.text]) for message in messages])
    is_multilingual = model != DEFAULT_MODEL
    weights = np.array([1.0 if message.author else ORDINARY_WEIGHT for message in messages])
    for author in sorted({message.author for message in messages if message.author}):
        others = np.array([message.author != author for message in messages])
        kept = [message for message in messages if message.author != author]
        held = [message for message in messages if message.author == author]
        classifier = RequestClassifier.from_fields(
            fit(kept, vectors[others], weights[others], is_multilingual)
        )
        log.info("%s: %s", author, measure(classifier, held, vectors[~others]))
    fields = fit(messages, vectors, weights, is_multilingual)
    path.write_text(json.dumps(fields, ensure_ascii=False, indent=0) + "\n", "utf-8")
    log.info("%d messages: %s", len(messages), path)


def measure(
    classifier: RequestClassifier, messages: Sequence[Message], vectors: NDArray[np.float32]
) -> dict[str, float]:
    """Return the share of each kind that is recognised, and that of the topics that are found.

    A topic is found if its words are, but for articles and possessives.
    """
    right: dict[str, list[bool]] = {}
    for message, vector in zip(messages, vectors, strict=True):
        found = classifier.request(message.text, vector)
        name = "ordinary" if message.kind is None else message.kind.value
        right.setdefault(name, []).append((found and found.kind) == message.kind)
        if message.topic:
            is_found = _named(classifier.topic(message.text)) == _named(message.topic)
            right.setdefault("topic found", []).append(is_found)
    return {name: round(sum(each) / len(each), 3) for name, each in right.items()}


def _named(topic: str) -> set[str]:
    return {each[0].lower() for each in topic_words(topic)} - _DETERMINERS


def _known(found: Iterable[Iterable[str]]) -> dict[str, int]:
    """Return the column of each gram that is in enough messages."""
    counts = Counter(gram for each in found for gram in each)
    frequent = sorted(gram for gram, count in counts.items() if count >= _LEAST_MESSAGES)
    return {gram: column for column, gram in enumerate(frequent)}


def _multinomial(
    features: NDArray[np.float64], kinds: NDArray[np.int64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the weights of multinomial logistic regression, of shape (features, kinds)."""
    shape = (features.shape[1], len(KINDS))
    targets = np.eye(len(KINDS))[kinds]

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        current = flat.reshape(shape)
        scores = features @ current
        scores -= scores.max(axis=1, keepdims=True)
        chances = np.exp(scores)
        chances /= chances.sum(axis=1, keepdims=True)
        right = chances[np.arange(len(kinds)), kinds]
        slope = features.T @ ((chances - targets) * weights[:, None])
        slope[1:] += current[1:] / _VARIANCE
        penalty = np.square(current[1:]).sum() / (2 * _VARIANCE)
        return float(penalty - weights @ np.log(right + 1e-12)), slope.ravel()

    start = np.zeros(shape[0] * shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 1000})
    result: NDArray[np.float64] = found.x.reshape(shape)
    return result


def _topic_tables(messages: Sequence[Message]) -> dict[str, dict[str, float]]:
    """Return the log-odds of words: in a topic, right before it, and right after it."""
    places: dict[str, tuple[Counter[str], Counter[str]]] = {
        name: (Counter(), Counter()) for name in ("inside", "before", "after")
    }
    for message in messages:
        start = message.text.index(message.topic)
        end = start + len(message.topic)
        found = topic_words(message.text)
        words = [START, *(each[0].lower() for each in found), END]
        inside = [False, *(start <= each.start() < end for each in found), False]
        for i, (word, is_inside) in enumerate(zip(words, inside, strict=True)):
            begins = i + 1 < len(words) and inside[i + 1] and not is_inside
            ends = i > 0 and inside[i - 1] and not is_inside
            for name, holds in (("inside", is_inside), ("before", begins), ("after", ends)):
                places[name][not holds][word] += 1
    return {name: _log_odds(yes, no) for name, (yes, no) in places.items()}


def _log_odds(yes: Counter[str], no: Counter[str]) -> dict[str, float]:
    words = sorted(word for word in {*yes, *no} if yes[word] + no[word] >= _LEAST_MESSAGES)
    return {word: round(math.log((yes[word] + 0.5) / (no[word] + 0.5)), 3) for word in words}
