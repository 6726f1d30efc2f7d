"""An embedder that runs an exported model on onnxruntime.

Knows tokens and batches; nothing of libraries, questions or torch.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from qa_bot.errors import ModelError
from qa_bot.inference import Inputs, OnnxSession
from qa_bot.retrieval.onnx_model import MODEL, TOKENIZER, Card, read_card, verified

# Tokens in a batch: larger batches fall out of the processor's cache, smaller ones spend their
# time on starting.
_BATCH_TOKENS = 256
# Texts counted at once: those of a long book would take a gigabyte.
_COUNT_BATCH = 1024


class OnnxEmbedder:
    """Implements Embedder with an exported model. Safe to share between threads."""

    def __init__(self, model: OnnxSession, tokenizer: Tokenizer, card: Card) -> None:
        self._model = model
        self._card = card
        self._tokenizer = tokenizer
        tokenizer.enable_truncation(card.max_tokens + card.special_tokens)
        tokenizer.no_padding()
        self.name = card.name
        self.dimension = card.dimension
        self.max_tokens = card.max_tokens

    @classmethod
    def open(cls, folder: Path) -> "OnnxEmbedder":
        """Open an exported model; raises ModelError when its files are missing or damaged."""
        card = read_card(folder)
        model, tokenizer = (verified(folder, card, name) for name in (MODEL, TOKENIZER))
        try:
            return cls(OnnxSession(model), Tokenizer.from_file(str(tokenizer)), card)
        except Exception as error:
            reason = (str(error).splitlines() or [type(error).__name__])[0][:200]
            raise ModelError(f"The model in {folder} cannot be loaded ({reason}).") from error

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the tokens of each text, excluding special tokens, without truncation."""
        counts = []
        for at in range(0, len(texts), _COUNT_BATCH):
            some = list(texts[at : at + _COUNT_BATCH])
            encoded = self._tokenizer.encode_batch_fast(some, add_special_tokens=False)
            # Text beyond the model's maximum is in `overflowing`.
            counts += [len(each) + sum(map(len, each.overflowing)) for each in encoded]
        return counts

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors of shape (len(texts), dimension)."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        if texts:
            prompt = self._card.prompt
            encoded = self._tokenizer.encode_batch_fast([prompt + text for text in texts])
            indices = list(batches([len(each) for each in encoded], _BATCH_TOKENS))
            passes = [self._inputs([encoded[i] for i in batch]) for batch in indices]
            for batch, (found,) in zip(indices, self._model.run(None, passes), strict=True):
                lengths = np.linalg.norm(found, axis=1, keepdims=True)
                vectors[batch] = found / np.maximum(lengths, 1e-12)
        return vectors

    def _inputs(self, encoded: Sequence[Encoding]) -> Inputs:
        """Return the inputs of a batch of texts of the same length, without padding."""
        ids = np.array([each.ids for each in encoded], np.int64)
        type_ids = np.array([each.type_ids for each in encoded], np.int64)
        values = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": type_ids}
        return {name: values[name] for name in self._card.inputs}


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
