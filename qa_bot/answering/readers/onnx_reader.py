"""The built-in reader: a small cross-encoder that reads a question with a passage.

It runs on onnxruntime and needs neither torch nor a network. One pass over
[CLS] question [SEP] passage [SEP] gives start and end logits of the answer, with
[CLS] for "no answer here" (Devlin et al., "BERT", 2019, on SQuAD 2.0), and a
logit of the passage answering at all. A reader with the vocabulary of XLM-R reads
<s> question </s></s> passage </s>, and may take its word embeddings as an input. Which of
the two a folder holds, its tokenizer and reader.json say. The recipe is training/.
"""

import json
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa_bot.answering.features import ScoringWeights
from qa_bot.answering.lexical_features import REPETITION_COST, token_coverage
from qa_bot.answering.question_history import question_alone
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
from qa_bot.retrieval.onnx_model import (
    READER_CARD,
    READER_MODEL,
    READER_OUTPUTS,
    SENTENCEPIECE,
    TOKENIZER,
    WORDS,
    digest,
)
from qa_bot.retrieval.word_embeddings import INPUT as WORD_EMBEDDINGS
from qa_bot.retrieval.word_embeddings import TablePlace, WordEmbeddings
from qa_bot.text.sentences import english, split_sentences
from qa_bot.tokenization import TextTokenizer, Tokens, load_tokenizer

SHIPPED = Path(__file__).parents[1] / "weights"
# Tokens of the question that are read; the readers were trained on 48 or 64 of them.
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

    def __init__(
        self,
        model: OnnxSession,
        tokenizer: TextTokenizer,
        weights: ScoringWeights,
        words: WordEmbeddings | None = None,
        language_of: Callable[[str], str] = english,
    ) -> None:
        """`words` are the word embeddings of a graph that takes them as an input.

        `language_of` returns the language of a passage, by which it is split into sentences.
        """
        self._model = model
        self._tokenizer = tokenizer
        self._layout = tokenizer.layout
        self._words = words
        self._language_of = language_of
        self.weights = weights

    @classmethod
    def load(
        cls,
        folder: Path = SHIPPED,
        shared: Sequence[Path] = (),
        language_of: Callable[[str], str] = english,
        instead: str = "set answering.reader to 'sentences'",
    ) -> "OnnxReader":
        """Load a folder as training/ exports it; raises ModelError.

        `shared` are folders with files that several models have in common. The files are
        those that reader.json lists, each with its SHA-256 sum. `instead` is the setting that
        does without this reader, which an error names.
        """
        try:
            card = json.loads((folder / READER_CARD).read_text("utf-8"))
            paths = {
                name: _checked(name, values["sha256"], (folder, *shared))
                for name, values in card["files"].items()
                if name in (READER_MODEL, TOKENIZER, SENTENCEPIECE, WORDS)
            }
            tokenizer = load_tokenizer(paths.get(SENTENCEPIECE) or paths[TOKENIZER])
            weights = ScoringWeights.from_arrays(card["weights"])
            words = None
            if WORDS in paths:
                place = TablePlace(*card["words"])
                words = WordEmbeddings(paths[WORDS], card["width"], place)
            return cls(OnnxSession(paths[READER_MODEL]), tokenizer, weights, words, language_of)
        except Exception as error:
            raise ModelError(
                f"The reader in {folder} cannot be loaded ({error}). "
                f"Install qa-bot again, or {instead}."
            ) from error

    def across_languages(self) -> "OnnxReader":
        """Return the same reader for questions in another language than the text."""
        other = copy(self)
        other.weights = self.weights.without_shared_words()
        return other

    def read(self, question: str, passages: Sequence[str]) -> list[PassageReading]:
        """Return one reading for each passage, the long ones read in overlapping windows."""
        windows = list(self._windows(question, passages))
        best: list[dict[int, ScoredSpan]] = [{} for _ in passages]
        support = [NO_ANSWER] * len(passages)
        passes = [self._inputs(window) for window in windows]
        for window, outputs in zip(windows, self._model.run(READER_OUTPUTS, passes), strict=True):
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
        head = self._layout.lead(self._question_ids(question))
        alone = question_alone(question)
        encodings = self._tokenizer.encode(passages)
        for number, (text, tokens) in enumerate(zip(passages, encodings, strict=True)):
            coverage = token_coverage(alone, text, tokens.offsets) if asks_why(alone) else []
            yield from self._passage_windows(number, text, tokens, head, coverage)

    def _question_ids(self, question: str) -> list[int]:
        """Return the tokens of a question that are read; what was said before it gives way."""
        (asked,) = self._tokenizer.encode([question])
        has_history = question_alone(question) != question
        first = max(0, len(asked.ids) - _MAX_QUESTION_TOKENS) if has_history else 0
        return asked.ids[first : first + _MAX_QUESTION_TOKENS]

    def _inputs(self, window: _Window) -> Inputs:
        """Return the inputs of a pass of shape (1, tokens), without padding."""
        ids = np.array([window.ids], np.int64)
        inputs: dict[str, NDArray[Any]] = {"input_ids": ids}
        if self._layout.has_segments:
            inputs["token_type_ids"] = types = np.zeros_like(ids)
            types[0, window.first :] = 1
        if self._words is not None:
            inputs[WORD_EMBEDDINGS] = self._words.rows(ids)
        return inputs

    def _passage_windows(
        self, number: int, text: str, tokens: Tokens, head: list[int], coverage: list[float]
    ) -> Iterator[_Window]:
        sentences = split_sentences(text, self._language_of(text))
        ends = [sentence.end for sentence in sentences]
        # A vocabulary of XLM-R's has a token for the space at the end, after the last sentence.
        last = len(sentences) - 1
        sentence_numbers = [min(last, bisect_right(ends, start)) for start, _ in tokens.offsets]
        room = _WINDOW_TOKENS - len(head) - len(self._layout.closing)
        total = max(1, len(tokens.ids) - _OVERLAP_TOKENS)
        for at in range(0, total, room - _OVERLAP_TOKENS):
            run = slice(at, at + room)
            yield _Window(
                passage=number,
                ids=[*head, *tokens.ids[run], *self._layout.closing],
                first=len(head),
                offsets=tokens.offsets[run],
                sentences=sentences,
                sentence_numbers=sentence_numbers[run],
                coverage=coverage[run],
            )


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


def _checked(name: str, expected: str, folders: Sequence[Path]) -> Path:
    """Return the path of a file in the first folder that has it; its SHA-256 must be `expected`."""
    places = [folder / name for folder in folders]
    path = next((place for place in places if place.exists()), places[0])
    actual = digest(path)
    if actual != expected:
        raise ValueError(
            f"{path}: damaged, its SHA-256 is {actual[:12]}… where {expected[:12]}… was expected"
        )
    return path
