"""The built-in reader: a small cross-encoder that reads a question with a passage.

It runs on onnxruntime and needs neither torch nor a network. One pass over
[CLS] question [SEP] passage [SEP] gives the words that answer, as start and end
scores with [CLS] for "not here" (Devlin et al., "BERT", 2019, on SQuAD 2.0),
and whether the passage answers at all. training/ says how it came to be.
"""

import json
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from qa_bot.answering.readers.base import Finding, Reading, Weights
from qa_bot.answering.readers.spans import best_span
from qa_bot.answering.reasons import asks_why, repeats
from qa_bot.documents import Span
from qa_bot.errors import ModelError
from qa_bot.inference import Inputs, OnnxSession, Outputs
from qa_bot.retrieval.onnx_model import digest
from qa_bot.text.sentences import split_sentences

FOLDER = Path(__file__).parents[1] / "weights"
_MODEL, _TOKENIZER, _CARD = "reader.onnx", "tokenizer.json", "reader.json"
_LONGEST_QUESTION = 64
_WINDOW = 384
_STRIDE = 128
_OUTPUTS = ("start_logits", "end_logits", "answerable")
# How many log-odds it costs a reason to repeat all of the question, and any answer each token.
_RESTATING = 4.0
_TOKEN = 0.04
# The log-odds of finding nothing at all.
_NOTHING = 12.0


@dataclass(frozen=True, slots=True)
class _Window:
    """A stretch of one passage with the question before it, as the model reads it.

    `owners` says which of the passage's `sentences` each token is of: an answer
    stays in one. `repeats` says how much of a why-question each token repeats.
    """

    passage: int
    ids: list[int]
    first: int
    offsets: list[tuple[int, int]]
    sentences: list[Span]
    owners: list[int]
    repeats: list[float]


class NeuralReader:
    """The shipped weights, checked and loaded."""

    def __init__(self, model: OnnxSession, tokenizer: Tokenizer, weights: Weights) -> None:
        self._model = model
        self._tokenizer = tokenizer
        self._cls: int = tokenizer.token_to_id("[CLS]")  # type: ignore[assignment]
        self._sep: int = tokenizer.token_to_id("[SEP]")  # type: ignore[assignment]
        self.weights = weights

    @classmethod
    def load(cls, folder: Path = FOLDER) -> "NeuralReader":
        """Load from a folder as training/ exports it; raises ModelError."""
        try:
            card = json.loads((folder / _CARD).read_text("utf-8"))
            for name in (_MODEL, _TOKENIZER):
                _check(folder / name, card["files"][name]["sha256"])
            model = OnnxSession(folder / _MODEL)
            tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER))
            weights = Weights(**{sign: tuple(w) for sign, w in card["weights"].items()})
        except ModelError:
            raise
        except Exception as error:
            raise ModelError(
                f"The reader in {folder} cannot be loaded ({error}). "
                "Install qa-bot again, or set answering.reader to 'sentences'."
            ) from error
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return cls(model, tokenizer, weights)

    def read(self, question: str, passages: Sequence[str]) -> list[Reading]:
        """One reading for each passage; a long passage is read in overlapping windows."""
        windows = self._windows(question, passages)
        found: list[dict[int, Finding]] = [{} for _ in passages]
        support = [-_NOTHING] * len(passages)
        passes = [_inputs(window) for window in windows]
        for window, outputs in zip(windows, self._model.run(_OUTPUTS, passes), strict=True):
            findings, supported = _read(window, outputs)
            support[window.passage] = max(support[window.passage], supported)
            known = found[window.passage]
            for number, finding in findings.items():
                if number not in known or finding.score > known[number].score:
                    known[number] = finding
        return [
            Reading(tuple(known[n] for n in sorted(known)) or (_nothing(text),), supported)
            for text, known, supported in zip(passages, found, support, strict=True)
        ]

    def _windows(self, question: str, passages: Sequence[str]) -> list[_Window]:
        asked = self._tokenizer.encode(question, add_special_tokens=False).ids[:_LONGEST_QUESTION]
        head = [self._cls, *asked, self._sep]
        room = _WINDOW - len(head) - 1
        windows = []
        encoded = self._tokenizer.encode_batch(list(passages), add_special_tokens=False)
        for number, (text, passage) in enumerate(zip(passages, encoded, strict=True)):
            sentences = split_sentences(text)
            ends = [span.end for span in sentences]
            owners = [bisect_right(ends, start) for start, _ in passage.offsets]
            said = repeats(question, text, passage.offsets) if asks_why(question) else []
            said = said or [0.0] * len(owners)
            for at in range(0, max(1, len(passage.ids) - _STRIDE), room - _STRIDE):
                part = slice(at, at + room)
                ids = head + passage.ids[part] + [self._sep]
                offsets = passage.offsets[part]
                windows.append(
                    _Window(number, ids, len(head), offsets, sentences, owners[part], said[part])
                )
        return windows


def _inputs(window: _Window) -> Inputs:
    """One pass over a window by itself, so that nothing is padding."""
    ids = np.array([window.ids], np.int64)
    kinds = np.zeros_like(ids)
    kinds[0, window.first :] = 1
    return {"input_ids": ids, "token_type_ids": kinds}


def _read(window: _Window, outputs: Outputs) -> tuple[dict[int, Finding], float]:
    """The finding of each sentence of a window, by number, and the support."""
    starts, ends, answerable = outputs
    return _findings(window, starts[0], ends[0]), float(answerable.reshape(-1)[0])


def _findings(
    window: _Window, starts: NDArray[np.float32], ends: NDArray[np.float32]
) -> dict[int, Finding]:
    """The best words of each sentence of the window, by the sentence's number."""
    inside = slice(window.first, window.first + len(window.offsets))
    # Summed up to each token, so that end minus start is what the span costs.
    costs = np.cumsum([0.0, *(_TOKEN + _RESTATING * r for r in window.repeats)], dtype=np.float32)
    begins, closes = starts[inside] + costs[:-1], ends[inside] - costs[1:]
    nothing = float(starts[0] + ends[0])
    found = {}
    for number, tokens in groupby(range(len(window.offsets)), key=window.owners.__getitem__):
        first, *rest = tokens
        part = slice(first, (rest or [first])[-1] + 1)
        begin, end, score = best_span(begins[part], closes[part])
        start, stop = window.offsets[first + begin][0], window.offsets[first + end][1]
        found[number] = Finding(start, stop, window.sentences[number], score - nothing)
    return found


def _nothing(text: str) -> Finding:
    """What is found in a passage without a token."""
    return Finding(0, len(text), Span(0, len(text)), -_NOTHING)


def _check(path: Path, expected: str) -> None:
    actual = digest(path)
    if actual != expected:
        raise ModelError(
            f"{path}: damaged (its SHA-256 is {actual[:12]}…, expected {expected[:12]}…). "
            "Install qa-bot again, or set answering.reader to 'sentences'."
        )
