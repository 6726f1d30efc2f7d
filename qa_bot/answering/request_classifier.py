"""Which messages ask for an overview, as learnt from labelled messages.

`overview_intent` knows the plain ways to ask; people have many more. A message is classified by
its embedding and its words as an ordinary question, a request for the whole text, or one for all
that it says on a topic: multinomial logistic regression, fitted by training/request_kinds.py. The
topic is the run of words with the most log-odds of being one, by its words and those around it.

By the embeddings of the multilingual model alone, weights that are learnt from English messages
know requests for the whole text in other languages too.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from qa_bot.answering.overview_intent import OverviewKind, OverviewRequest
from qa_bot.retrieval.multilingual import package_folders

CLASSIFIER = "requests.json"
"""The file of weights, in qa_bot and in the package of the multilingual models."""
KINDS = (None, OverviewKind.TEXT, OverviewKind.TOPIC)
"""The classes, in the order of their weights; None is an ordinary question."""
START, END = "^", "$"
LEAST_PROBABILITY = 0.7
"""How likely a message must be a request to be one: an ordinary question that is answered by an
overview is worse than a request that is answered like a question. Chosen on everyday questions."""
# The length that the vector of a message's grams has: its embedding's is 1. Chosen among 1, 1.5
# and 2 on the messages of one author with the weights of another's.
GRAM_LENGTH = 1.5
_TOKEN = re.compile(r"[\w'’]+|\?")
_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
# The log-odds of words that are in no table: of a word, which is rather in the topic, and of
# the word before it or after it, which is rather not beside it. The bound is for words that one
# author alone used in one place. Chosen likewise, by the words of the topics that were found.
_UNKNOWN_WORD, _UNKNOWN_BESIDE, _MOST = 0.5, -2.0, 4.0
# How much the words beside a topic count.
_BESIDE_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class TopicTables:
    """Log-odds by lower-case word: of being in a topic, right before one, and right after one."""

    inside: Mapping[str, float]
    before: Mapping[str, float]
    after: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class RequestClassifier:
    """Weights of each kind: an intercept of shape (kinds,), one row for each dimension of an
    embedding, of shape (dimension, kinds), and one for each gram that is known.
    """

    intercept: NDArray[np.float64]
    embedding: NDArray[np.float64]
    grams: Mapping[str, Sequence[float]]
    topics: TopicTables

    @classmethod
    def from_fields(cls, fields: Mapping[str, object]) -> Self:
        """Read the fields of the file of weights, as `training.request_kinds` writes them."""
        tables: Mapping[str, Mapping[str, float]] = fields["topics"]  # type: ignore[assignment]
        return cls(
            np.array(fields["intercept"], np.float64),
            np.array(fields["embedding"], np.float64),
            fields["grams"],  # type: ignore[arg-type]
            TopicTables(tables["inside"], tables["before"], tables["after"]),
        )

    @property
    def reads_any_language(self) -> bool:
        """Whether it knows no words, and so neither English alone nor the words of a topic."""
        return not self.grams

    def probabilities(self, message: str, vector: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return how likely each kind is, of shape (kinds,); `vector` is the unit embedding."""
        scores = self.intercept + vector @ self.embedding
        known = [self.grams[gram] for gram in grams(message) if gram in self.grams]
        if known:
            scores = scores + GRAM_LENGTH / math.sqrt(len(known)) * np.sum(known, axis=0)
        odds = np.exp(scores - scores.max())
        probabilities: NDArray[np.float64] = odds / odds.sum()
        return probabilities

    def request(self, message: str, vector: NDArray[np.float32]) -> OverviewRequest | None:
        """Return the overview that a message asks for, None for an ordinary question."""
        found = self.probabilities(message, vector)
        best = int(found.argmax())
        kind = KINDS[best]
        if kind is None or found[best] < LEAST_PROBABILITY:
            return None
        if kind is OverviewKind.TOPIC and self.reads_any_language:
            return None
        return OverviewRequest(kind, self.topic(message) if kind is OverviewKind.TOPIC else "")

    def topic(self, message: str) -> str:
        """Return the words of a message that name its topic, as they were typed."""
        found = topic_words(message)
        if not found:
            return message.strip()
        words = [START, *(each[0].lower() for each in found), END]
        inside = [_bounded(self.topics.inside.get(word, _UNKNOWN_WORD)) for word in words]
        before = [self.topics.before.get(word, _UNKNOWN_BESIDE) for word in words]
        after = [self.topics.after.get(word, _UNKNOWN_BESIDE) for word in words]
        _, first, last = max(
            (sum(inside[i : j + 1]) + _BESIDE_SHARE * (before[i - 1] + after[j + 1]), -i, j)
            for i in range(1, len(found) + 1)
            for j in range(i, len(found) + 1)
        )
        return message[found[-first - 1].start() : found[last - 1].end()]


def default_classifier() -> RequestClassifier:
    """Return the classifier that ships, fitted with the default model's embeddings; read once."""
    return _read(Path(__file__).parent / "weights" / CLASSIFIER)


def multilingual_classifier() -> RequestClassifier | None:
    """Return the classifier fitted with the multilingual model's embeddings; read once.

    None where its package is not installed, or is one of before there was a classifier.
    """
    files_of_package = [folder / CLASSIFIER for folder in package_folders()[:1]]
    return next((_read(file) for file in files_of_package if file.is_file()), None)


def grams(message: str) -> frozenset[str]:
    """Return the words of a message and its pairs of neighbours, with its beginning and end."""
    tokens = [START, *_TOKEN.findall(message.lower()), END]
    return frozenset([*tokens[1:-1], *map(" ".join, pairwise(tokens))])


def topic_words(message: str) -> list[re.Match[str]]:
    """Return the words of a message that are in its topic or not."""
    return list(_WORD.finditer(message))


@cache
def _read(file: Path) -> RequestClassifier:
    return RequestClassifier.from_fields(json.loads(file.read_text("utf-8")))


def _bounded(log_odds: float) -> float:
    return max(-_MOST, min(_MOST, log_odds))
