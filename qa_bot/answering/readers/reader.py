"""What a reader is, what it returns, and which one a setting names."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from qa_bot.answering.features import ScoringWeights
from qa_bot.documents import Span

BUILT_IN = "built-in"
SENTENCES = "sentences"
NONE = "none"

SECOND_FOLDER = Path(__file__).parents[1] / "weights" / "second"
"""The folder of the second reader."""
CONVERSATION_FOLDER = SECOND_FOLDER.with_name("conversation")
"""The folder of the reader of conversations, whose vocabulary is that of the first one."""

# The most tokens of a span; the evaluation in training/ allows 30.
MAX_SPAN_TOKENS = 40
# Log-odds of an answer in a passage where there is nothing to read; scoring clips at as much.
NO_ANSWER = -12.0


@dataclass(frozen=True, slots=True)
class ScoredSpan:
    """The words of one sentence that answer best.

    `start`, `end` and `sentence` count code points of the passage's text; `score`
    is the log-odds of these words over there being no answer. `context` is the
    sentence with the heads that it stands under, "" where it stands by itself.
    """

    start: int
    end: int
    sentence: Span
    score: float
    context: str = ""


@dataclass(frozen=True, slots=True)
class PassageReading:
    """The best span of each sentence of a passage, in order, at least one.

    `support` is the log-odds that the passage as a whole answers.
    """

    spans: tuple[ScoredSpan, ...]
    support: float

    @property
    def best(self) -> ScoredSpan:
        """The span with the greatest score."""
        return max(self.spans, key=lambda span: span.score)


def no_answer(passage: str) -> ScoredSpan:
    """Return the span of a passage where there is nothing to read: all of it."""
    return ScoredSpan(0, len(passage), Span(0, len(passage)), NO_ANSWER)


class Reader(Protocol):
    """A model that reads passages for a question.

    `weights` turn its readings into scores and confidence.
    """

    @property
    def weights(self) -> ScoringWeights: ...

    def read(self, question: str, passages: Sequence[str]) -> list[PassageReading]:
        """Return one reading for each passage, in their order."""
        ...


def load_reader(name: str, is_multilingual: bool = False) -> Reader:
    """Load the reader called `name`; raises ModelError.

    "built-in" is the shipped one, "sentences" and "none" need no model, and
    anything else is a model's folder or its name on the Hugging Face hub. The shipped
    reader reads English: for a library in any language it gives way to the one of
    qa-bot-multilingual, or to sentences where that has none.
    """
    if is_multilingual and name in (BUILT_IN, SENTENCES):
        return _multilingual_reader(name)
    if name == BUILT_IN:
        from qa_bot.answering.readers.onnx_reader import OnnxReader

        return OnnxReader.load()
    if name in (SENTENCES, NONE):
        from qa_bot.answering.readers.baselines import PassageReader, SentenceReader

        return SentenceReader() if name == SENTENCES else PassageReader()
    from qa_bot.answering.readers.transformers_reader import load_transformers_reader

    return load_transformers_reader(name)


def load_second_reader() -> Reader:
    """Load the shipped reader of what the first one leaves open; raises ModelError."""
    from qa_bot.answering.readers.onnx_reader import OnnxReader

    return OnnxReader.load(SECOND_FOLDER, instead="set answering.second_reader to false")


def load_conversation_reader() -> Reader:
    """Load the shipped reader of a message after those before it; raises ModelError."""
    from qa_bot.answering.readers.onnx_reader import SHIPPED, OnnxReader

    instead = "set answering.conversation_reader to false"
    return OnnxReader.load(CONVERSATION_FOLDER, (SHIPPED,), instead=instead)


def _multilingual_reader(name: str) -> Reader:
    from qa_bot.answering.readers.baselines import multilingual_sentence_reader
    from qa_bot.answering.readers.onnx_reader import OnnxReader
    from qa_bot.retrieval.multilingual import READER, package_folders
    from qa_bot.text.language import language_of

    folders = package_folders()
    if name == BUILT_IN and folders and (folders[0] / READER).is_dir():
        return OnnxReader.load(folders[0] / READER, folders, language_of)
    return multilingual_sentence_reader()


@dataclass(frozen=True, slots=True)
class TokenSpan:
    """A span of tokens, both ends included, with the sum of their scores."""

    first: int
    last: int
    score: float


def best_span(
    starts: NDArray[np.float32], ends: NDArray[np.float32], max_tokens: int = MAX_SPAN_TOKENS
) -> TokenSpan:
    """Return the span of at most `max_tokens` with the greatest start plus end score.

    `starts` and `ends` are of shape (tokens,). Its last token is not before its first.
    """
    scores = starts[:, None] + ends[None, :]
    distance = np.arange(len(ends))[None, :] - np.arange(len(starts))[:, None]
    valid = (distance >= 0) & (distance < max_tokens)
    best = int(np.argmax(np.where(valid, scores, -np.inf)))
    first, last = divmod(best, len(ends))
    return TokenSpan(first, last, float(scores[first, last]))
