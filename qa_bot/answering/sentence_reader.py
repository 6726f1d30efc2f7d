"""A reader without a model of its own: which sentence answers, by words and meaning.

It takes the whole sentence for the answer. For languages that the built-in
reader does not read, and as the baseline that the built-in reader must beat.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa_bot.answering.reading import Reading, Weights
from qa_bot.answering.restating import asks_why, stem
from qa_bot.documents import Span
from qa_bot.library.sentences import split_sentences
from qa_bot.retrieval.lexical import content_words, words

# Words that often give a reason, whatever their ending.
_CAUSES = frozenset(
    stem(word)
    for word in "because since due fear afraid worry given therefore reason cause risk avoid "
    "prevent thanks so hope want need could".split()
)
_NEIGHBOUR = 0.5
_CAUSE_BONUS = 0.15
_NO_CAUSE = 0.7
_MIDDLE, _STEEPNESS = 0.6, 10.0
_WEIGHTS = Weights(span=1.0, support=0.0, retrieval=2.0, bias=-1.0, rank=1.0, lead=0.2)


@dataclass(frozen=True, slots=True)
class _Sentence:
    passage: int
    span: Span
    text: str


class SentenceReader:
    """Scores each sentence by shared words, by meaning, and by its neighbours."""

    def __init__(self, embed: Callable[[Sequence[str]], NDArray[np.float32]]) -> None:
        self._embed = embed
        self.weights = _WEIGHTS

    def read(self, question: str, passages: Sequence[str]) -> list[Reading]:
        """The best sentence of each passage; its score as log-odds."""
        sentences = [
            _Sentence(i, span, text[span.start : span.end])
            for i, text in enumerate(passages)
            for span in split_sentences(text)
        ]
        scores = self._scores(question, sentences)
        return [self._best(i, sentences, scores) for i in range(len(passages))]

    def _scores(self, question: str, sentences: Sequence[_Sentence]) -> NDArray[np.float64]:
        if not sentences:
            return np.empty(0)
        vectors = self._embed([question, *(s.text for s in sentences)])
        cosines = vectors[1:] @ vectors[0]
        own = 0.5 * cosines + 0.5 * _overlap(question, sentences)
        if not asks_why(question):
            return np.asarray(own, np.float64)
        return _with_reasons(own, sentences)

    @staticmethod
    def _best(passage: int, sentences: Sequence[_Sentence], scores: NDArray[np.float64]) -> Reading:
        mine = [(scores[k], s) for k, s in enumerate(sentences) if s.passage == passage]
        if not mine:
            return Reading(0, 0, -_STEEPNESS, -_STEEPNESS)
        score, best = max(mine, key=lambda pair: pair[0])
        odds = _STEEPNESS * (float(score) - _MIDDLE)
        return Reading(best.span.start, best.span.end, odds, odds)


def _overlap(question: str, sentences: Sequence[_Sentence]) -> NDArray[np.float64]:
    """The share of the question's words in each sentence, rare words weighing more."""
    asked = {stem(word) for word in content_words(question)}
    held = [{stem(word) for word in words(s.text)} & asked for s in sentences]
    often = Counter(word for found in held for word in found)
    weight = {word: math.log(1 + len(sentences) / (1 + often[word])) for word in asked}
    whole = sum(weight.values()) or 1.0
    return np.array([sum(weight[word] for word in found) / whole for found in held])


def _with_reasons(own: NDArray[np.float64], sentences: Sequence[_Sentence]) -> NDArray[np.float64]:
    """For a why-question: the reason often stands beside the sentence that was asked about."""
    scores = np.array(own, np.float64)
    for k, sentence in enumerate(sentences):
        beside = [own[j] for j in (k - 1, k + 1) if _same_passage(sentences, j, sentence.passage)]
        if _CAUSES & {stem(word) for word in words(sentence.text)}:
            best = max([own[k], *beside])
            scores[k] = (1 - _NEIGHBOUR) * own[k] + _NEIGHBOUR * best + _CAUSE_BONUS
        else:
            # It says what was asked about, not why.
            scores[k] = _NO_CAUSE * own[k]
    return scores


def _same_passage(sentences: Sequence[_Sentence], index: int, passage: int) -> bool:
    return 0 <= index < len(sentences) and sentences[index].passage == passage
