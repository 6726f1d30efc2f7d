"""An embedder that runs an exported model on onnxruntime.

Knows tokens and batches; nothing of libraries, questions or torch.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa_bot.errors import ModelError
from qa_bot.inference import Inputs, OnnxSession
from qa_bot.retrieval.onnx_model import MODEL, WORDS, Card, read_card, verified
from qa_bot.retrieval.word_embeddings import INPUT as WORD_EMBEDDINGS
from qa_bot.retrieval.word_embeddings import WordEmbeddings
from qa_bot.tokenization import TextTokenizer, load_tokenizer

# Tokens in a batch: larger batches fall out of the processor's cache, smaller ones spend their
# time on starting.
_BATCH_TOKENS = 256


class OnnxEmbedder:
    """Implements Embedder with an exported model. Safe to share between threads."""

    def __init__(
        self,
        model: OnnxSession,
        tokenizer: TextTokenizer,
        card: Card,
        words: WordEmbeddings | None = None,
    ) -> None:
        """`tokenizer` cuts texts to what the model reads; `words` are those that it does without.

        Raises ValueError where they are needed and missing.
        """
        if words is None and WORD_EMBEDDINGS in card.inputs:
            raise ValueError(f"its word embeddings, {WORDS}, are missing")
        self._model = model
        self._card = card
        self._tokenizer = tokenizer
        self._words = words
        self.name = card.name
        self.dimension = card.dimension
        self.max_tokens = card.max_tokens
        self.cosine_scale = card.cosine_scale

    @classmethod
    def open(cls, folder: Path, shared: Sequence[Path] = ()) -> "OnnxEmbedder":
        """Open an exported model; raises ModelError when its files are missing or damaged.

        `shared` are folders with files that several models have in common.
        """
        card = read_card(folder)
        model, tokenizer = (
            verified(folder, card, name, shared) for name in (MODEL, card.tokenizer)
        )
        words = verified(folder, card, WORDS, shared) if WORDS in card.files else None
        try:
            return cls(
                OnnxSession(model),
                load_tokenizer(tokenizer, card.max_tokens + card.special_tokens),
                card,
                None if words is None else WordEmbeddings(words, card.dimension, card.words),
            )
        except Exception as error:
            reason = (str(error).splitlines() or [type(error).__name__])[0][:200]
            raise ModelError(f"The model in {folder} cannot be loaded ({reason}).") from error

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the tokens of each text, excluding special tokens, without truncation."""
        return self._tokenizer.count(texts)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors of shape (len(texts), dimension)."""
        return self._embed(self._card.prompt, texts)

    def embed_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors of questions, of shape (len(texts), dimension)."""
        prompt = self._card.question_prompt
        return self._embed(self._card.prompt if prompt is None else prompt, texts)

    def _embed(self, prompt: str, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.empty((len(texts), self.dimension), np.float32)
        if texts:
            encoded = self._tokenizer.inputs([prompt + text for text in texts])
            indices = list(batches([len(each) for each in encoded], _BATCH_TOKENS))
            passes = [self._inputs([encoded[i] for i in batch]) for batch in indices]
            for batch, (found,) in zip(indices, self._model.run(None, passes), strict=True):
                lengths = np.linalg.norm(found, axis=1, keepdims=True)
                vectors[batch] = found / np.maximum(lengths, 1e-12)
        return vectors

    def _inputs(self, encoded: Sequence[Sequence[int]]) -> Inputs:
        """Return the inputs of a batch of texts of the same length, without padding."""
        ids = np.array(encoded, np.int64)
        values = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        }
        inputs = {name: values[name] for name in self._card.inputs if name != WORD_EMBEDDINGS}
        return inputs if self._words is None else inputs | {WORD_EMBEDDINGS: self._words.rows(ids)}


def batches(lengths: Sequence[int], tokens: int) -> Iterator[list[int]]:
    """Yield the indices of texts of the same length together, at most `tokens` in a batch.

    A batch always holds at least one text. Without padding a text's vector does
    not depend on what it is embedded with, and attention needs no mask.
    """
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    for length, indices in groupby(order, key=lengths.__getitem__):
        same = list(indices)
        size = max(1, tokens // max(1, length))
        yield from (same[at : at + size] for at in range(0, len(same), size))
