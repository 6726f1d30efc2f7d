"""Cosines of questions and texts, on one scale for every embedding model.

The cosines of some models are squeezed together: those of e5 lie between 0.7 and 0.9
(Wang et al., "Text Embeddings by Weakly-Supervised Contrastive Pre-training", 2022). A
model brings the straight line that puts them on the default model's scale.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from qa_bot.retrieval.embedder import Embedder, QuestionEmbedder


class Similarity:
    """Compares texts by an embedder. Safe to share between threads."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._factor, self._summand = (
            embedder.cosine_scale if isinstance(embedder, QuestionEmbedder) else (1.0, 0.0)
        )

    def question_vector(self, question: str) -> NDArray[np.float32]:
        """Return the unit vector of a question, of shape (dimension,)."""
        if isinstance(self._embedder, QuestionEmbedder):
            vector: NDArray[np.float32] = self._embedder.embed_questions([question])[0]
        else:
            vector = self._embedder.embed([question])[0]
        return vector

    def to_question(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return the scaled cosine of a question and each text."""
        if not texts:
            return []
        cosines = self._embedder.embed(texts) @ self.question_vector(question)
        found: list[float] = self._scaled(cosines).tolist()
        return found

    def among(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the scaled cosines of texts among one another, of shape (texts, texts)."""
        vectors = self._embedder.embed(texts)
        return self._scaled(vectors @ vectors.T)

    def scaled(self, cosine: float) -> float:
        """Return a cosine of this model's vectors on the common scale."""
        return self._factor * cosine + self._summand

    def _scaled(self, cosines: NDArray[np.float32]) -> NDArray[np.float32]:
        if (self._factor, self._summand) == (1.0, 0.0):
            return cosines
        scaled: NDArray[np.float32] = (self._factor * cosines + self._summand).astype(np.float32)
        return scaled
