"""Readable, deterministic stand-ins for the models."""

import hashlib
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa_bot.answering.answerer import Answerer, FirstStage
from qa_bot.answering.features import (
    ConfidenceFeatures,
    PassageFeatures,
    ScoringWeights,
    SentenceFeatures,
)
from qa_bot.answering.readers.reader import PassageReading, Reader, ScoredSpan
from qa_bot.documents import Article, Chunk, Span
from qa_bot.retrieval.similarity import Similarity
from qa_bot.text.words import content_words, words

DIMENSION = 64


class FakeEmbedder:
    """A text is the sum of its words, each word a fixed direction of its own."""

    name = "fake"
    dimension = DIMENSION
    max_tokens = 40

    def __init__(self, salt: str = "", dimension: int = DIMENSION) -> None:
        self.dimension = dimension
        self.embedded: list[str] = []
        self._salt = salt

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.embedded.extend(texts)
        rows = [sum((self._direction(w) for w in words(t)), self._direction("")) for t in texts]
        vectors = np.array(rows, np.float32).reshape(len(texts), self.dimension)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def _direction(self, word: str) -> NDArray[np.float32]:
        seed = int.from_bytes(hashlib.sha256((self._salt + word).encode()).digest()[:4], "big")
        return np.random.default_rng(seed).standard_normal(self.dimension).astype(np.float32)


class SentenceChunker:
    """Every run of text up to a full stop is a chunk."""

    def chunk(self, article: Article) -> list[Chunk]:
        found = re.finditer(r"[^.\s][^.]*\.?", article.text)
        return [Chunk(article.id, i, m.start(), m.end(), m.group()) for i, m in enumerate(found)]


class WordReader:
    """A sentence answers as far as it holds the question's words; the answer is its last word."""

    # Nothing but the span's score counts, for passages, sentences and confidence.
    weights = ScoringWeights(
        PassageFeatures.from_values([1.0, *[0.0] * 2]),
        SentenceFeatures.from_values([1.0, *[0.0] * 5]),
        ConfidenceFeatures.from_values([0.0, 1.0, *[0.0] * 8]),
    )

    def read(self, question: str, passages: Sequence[str]) -> list[PassageReading]:
        return [self._read(question, passage) for passage in passages]

    @staticmethod
    def _read(question: str, passage: str) -> PassageReading:
        asked = set(content_words(question))
        found = []
        for m in re.finditer(r"[^.\s][^.]*\.?", passage):
            share = len(asked & set(words(m.group()))) / max(1, len(asked))
            last = list(re.finditer(r"\w+", m.group()))[-1]
            start, end = m.start() + last.start(), m.start() + last.end()
            found.append(ScoredSpan(start, end, Span(m.start(), m.end()), 8 * share - 4))
        return PassageReading(tuple(found), 0.0)


class RecordingReader(WordReader):
    """Keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def read(self, question: str, passages: Sequence[str]) -> list[PassageReading]:
        self.asked.append(question)
        return super().read(question, passages)


def word_answerer(
    first_stage: FirstStage,
    reader: Reader | None = None,
    confidence_threshold: float = 0.5,
    **others: Any,
) -> Answerer:
    """An answerer over the stand-ins; `others` as Answerer takes them."""
    limits = {"candidates": 20, "max_question_characters": 2000, **others}
    return Answerer(
        first_stage,
        reader or WordReader(),
        Similarity(FakeEmbedder()),
        confidence_threshold=confidence_threshold,
        **limits,
    )


def article(text: str, title: str = "A title", source: str = "a.txt") -> Article:
    """An article as loading would make it."""
    name = hashlib.sha256(source.encode()).hexdigest()[:32]
    digest = hashlib.sha256(f"{title}\0{text}".encode()).hexdigest()
    return Article(name, title, source, text, digest)
