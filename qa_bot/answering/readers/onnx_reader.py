"""The built-in reader: a small cross-encoder that reads a question with a passage.

It runs on onnxruntime and needs neither torch nor a network. One pass over
[CLS] question [SEP] passage [SEP] gives start and end logits of the answer, with
[CLS] for "no answer here" (Devlin et al., "BERT", 2019, on SQuAD 2.0), and a
logit of the passage answering at all. The recipe of its weights is training/.
"""

import json
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from qa_bot.answering.features import ScoringWeights
from qa_bot.answering.lexical_features import REPETITION_COST, token_coverage
from qa_bot.answering.question_intent import asks_why
from qa_bot.answering.readers.reader import (
    NO_ANSWER,
    PassageReading,
    ScoredSpan,
    best_span,
    no_answer,
)
from qa_bot.documents import Span
from qa_bot.errors import ModelError
from qa_bot.inference import Inputs, OnnxSession, Outputs
from qa_bot.retrieval.onnx_model import digest
from qa_bot.text.sentences import split_sentences

SHIPPED = Path(__file__).parents[1] / "weights"
_MODEL, _TOKENIZER, _CARD = "reader.onnx", "tokenizer.json", "reader.json"
_OUTPUTS = ("start_logits", "end_logits", "answerable")
# Tokens of the question that are read; it was trained on 48 of them.
_MAX_QUESTION_TOKENS = 64
# Tokens of a pass, special tokens included; the base model has positions for 512.
_WINDOW_TOKENS = 384
# Tokens that neighbouring windows share: more than three times those of the longest answer.
_OVERLAP_TOKENS = 128
# Log-odds that a span loses for each of its tokens, so that short ones win; chosen, not fitted.
_TOKEN_COST = 0.04


@dataclass(frozen=True, slots=True)
class _Window:
    """A run of one passage's tokens after the question, as the model reads them.

    `passage` is the passage's number, and `first` the place of its first token in
    `ids`. For each token of the run, `offsets` has its (start, end) in the
    passage, `sentence_numbers` the number of its sentence, and `coverage` the share
    of a why-question that it repeats; `coverage` is empty for other questions.
    """

    passage: int
    ids: list[int]
    first: int
    offsets: list[tuple[int, int]]
    sentences: list[Span]
    sentence_numbers: list[int]
    coverage: list[float]


class OnnxReader:
    """The shipped model behind the Reader protocol. Safe to share between threads."""

    def __init__(self, model: OnnxSession, tokenizer: Tokenizer, weights: ScoringWeights) -> None:
        self._model = model
        self._tokenizer = tokenizer
        self._cls: int = tokenizer.token_to_id("[CLS]")  # type: ignore[assignment]
        self._sep: int = tokenizer.token_to_id("[SEP]")  # type: ignore[assignment]
        self.weights = weights

    @classmethod
    def load(cls, folder: Path = SHIPPED) -> "OnnxReader":
        """Load a folder as training/ exports it; raises ModelError."""
        try:
            card = json.loads((folder / _CARD).read_text("utf-8"))
            for name in (_MODEL, _TOKENIZER):
                _check(folder / name, card["files"][name]["sha256"])
            model = OnnxSession(folder / _MODEL)
            tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER))
            weights = ScoringWeights.from_arrays(card["weights"])
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

    def read(self, question: str, passages: Sequence[str]) -> list[PassageReading]:
        """Return one reading for each passage, the long ones read in overlapping windows."""
        windows = list(self._windows(question, passages))
        best: list[dict[int, ScoredSpan]] = [{} for _ in passages]
        support = [NO_ANSWER] * len(passages)
        passes = [_inputs(window) for window in windows]
        for window, outputs in zip(windows, self._model.run(_OUTPUTS, passes), strict=True):
            answerable = float(outputs[2].reshape(-1)[0])
            support[window.passage] = max(support[window.passage], answerable)
            known = best[window.passage]
            for number, span in _best_spans(window, outputs).items():
                if number not in known or span.score > known[number].score:
                    known[number] = span
        return [
            PassageReading(tuple(known[n] for n in sorted(known)) or (no_answer(text),), logit)
            for text, known, logit in zip(passages, best, support, strict=True)
        ]

    def _windows(self, question: str, passages: Sequence[str]) -> Iterator[_Window]:
        asked = self._tokenizer.encode(question, add_special_tokens=False)
        head = [self._cls, *asked.ids[:_MAX_QUESTION_TOKENS], self._sep]
        encodings = self._tokenizer.encode_batch(list(passages), add_special_tokens=False)
        for number, (text, encoding) in enumerate(zip(passages, encodings, strict=True)):
            coverage = (
                token_coverage(question, text, encoding.offsets) if asks_why(question) else []
            )
            yield from self._passage_windows(number, text, encoding, head, coverage)

    def _passage_windows(
        self, number: int, text: str, encoding: Encoding, head: list[int], coverage: list[float]
    ) -> Iterator[_Window]:
        sentences = split_sentences(text)
        ends = [sentence.end for sentence in sentences]
        sentence_numbers = [bisect_right(ends, start) for start, _ in encoding.offsets]
        room = _WINDOW_TOKENS - len(head) - 1
        total = max(1, len(encoding.ids) - _OVERLAP_TOKENS)
        for at in range(0, total, room - _OVERLAP_TOKENS):
            run = slice(at, at + room)
            yield _Window(
                passage=number,
                ids=[*head, *encoding.ids[run], self._sep],
                first=len(head),
                offsets=encoding.offsets[run],
                sentences=sentences,
                sentence_numbers=sentence_numbers[run],
                coverage=coverage[run],
            )


def _inputs(window: _Window) -> Inputs:
    """Return the inputs of a pass of shape (1, tokens), without padding."""
    ids = np.array([window.ids], np.int64)
    types = np.zeros_like(ids)
    types[0, window.first :] = 1
    return {"input_ids": ids, "token_type_ids": types}


def _best_spans(window: _Window, outputs: Outputs) -> dict[int, ScoredSpan]:
    """Return the best span of each sentence of the window, by the sentence's number."""
    starts: NDArray[np.float32] = outputs[0][0]
    ends: NDArray[np.float32] = outputs[1][0]
    tokens = slice(window.first, window.first + len(window.offsets))
    costs = _cumulative_costs(window)
    start_scores, end_scores = starts[tokens] + costs[:-1], ends[tokens] - costs[1:]
    no_answer_score = float(starts[0] + ends[0])
    spans = {}
    for number, members in groupby(
        range(len(window.offsets)), key=window.sentence_numbers.__getitem__
    ):
        first, *rest = members
        sentence = slice(first, (rest or [first])[-1] + 1)
        best = best_span(start_scores[sentence], end_scores[sentence])
        start, end = window.offsets[first + best.first][0], window.offsets[first + best.last][1]
        score = best.score - no_answer_score
        spans[number] = ScoredSpan(start, end, window.sentences[number], score)
    return spans


def _cumulative_costs(window: _Window) -> NDArray[np.float32]:
    """Sum the tokens' costs up to each token, so that end minus start is a span's cost."""
    coverage = window.coverage or [0.0] * len(window.offsets)
    costs = [_TOKEN_COST + REPETITION_COST * share for share in coverage]
    return np.cumsum([0.0, *costs], dtype=np.float32)


def _check(path: Path, expected: str) -> None:
    actual = digest(path)
    if actual != expected:
        raise ModelError(
            f"{path}: damaged (its SHA-256 is {actual[:12]}…, expected {expected[:12]}…). "
            "Install qa-bot again, or set answering.reader to 'sentences'."
        )
