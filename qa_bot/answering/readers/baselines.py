"""Readers without a model: every sentence, or the whole passage, is an answer.

`SentenceReader` serves languages that the built-in reader does not read, and is
the baseline that a model must beat.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from qa_bot.answering.features import (
    ConfidenceFeatures,
    PassageFeatures,
    ScoringWeights,
    SentenceFeatures,
)
from qa_bot.answering.lexical_features import REPETITION_COST, question_coverage
from qa_bot.answering.question_intent import asks_why
from qa_bot.answering.readers.reader import PassageReading, ScoredSpan
from qa_bot.documents import Span
from qa_bot.text.language import language_of
from qa_bot.text.sentences import english, split_sentences

# The first stage alone ranks the passages. Weights are chosen, where nothing says fitted.
_BY_RETRIEVAL = PassageFeatures(span_score=0.0, support=0.0, retrieval_score=1.0)
_SENTENCE_WEIGHTS = ScoringWeights(
    passage=_BY_RETRIEVAL,
    sentence=SentenceFeatures(
        span_score=1.0,
        cosine=4.0,
        overlap=4.0,
        neighbour_overlap=1.0,
        passage_score=2.0,
        span_margin=0.0,
    ),
    confidence=ConfidenceFeatures(
        intercept=-4.0,
        span_score=0.0,
        support=0.0,
        retrieval_score=2.0,
        cosine=3.0,
        overlap=2.0,
        nearby_overlap=1.0,
        passage_margin=0.5,
        question_coverage=0.0,
        sentence_margin=0.0,
    ),
)
# Fitted by `python -m training weigh-sentences` on 250 English questions that have an answer and
# as many that have none; cosines and grams mean the same in any language (docs/languages.md).
# The intercept is a quarter above the fitted one: in three languages what that gave 0.2 to 0.3 was
# right more often.
MULTILINGUAL_WEIGHTS = ScoringWeights(
    passage=_BY_RETRIEVAL,
    sentence=SentenceFeatures(
        span_score=0.46,
        cosine=5.7,
        overlap=6.1,
        neighbour_overlap=0.0,
        passage_score=14.1,
        span_margin=0.46,
    ),
    confidence=ConfidenceFeatures(
        intercept=-5.75,
        span_score=0.0,
        support=0.0,
        retrieval_score=4.96,
        cosine=3.62,
        overlap=2.31,
        nearby_overlap=1.19,
        passage_margin=0.89,
        question_coverage=-2.43,
        sentence_margin=0.23,
    ),
    compares_grams=True,
)
# A question shares no words with a text in another language. The confidence was fitted on the same
# English questions by cosines alone. The intercept is 1.5 above the fitted one, as cosines across
# languages are lower: so one in twenty is answered whose subject was removed, in three pairs.
CROSS_LINGUAL_WEIGHTS = replace(
    MULTILINGUAL_WEIGHTS,
    sentence=replace(MULTILINGUAL_WEIGHTS.sentence, overlap=0.0),
    confidence=ConfidenceFeatures(
        intercept=-3.35,
        span_score=0.0,
        support=0.0,
        retrieval_score=-5.35,
        cosine=9.37,
        overlap=0.0,
        nearby_overlap=0.0,
        passage_margin=7.76,
        question_coverage=0.0,
        sentence_margin=0.87,
    ),
)
# Beside an embedding model of English, whose cosines say little in other languages: they count half
# when a sentence is chosen, and nothing in the confidence. That was fitted on 300 English questions
# that have an answer and as many that have none; the intercept is 0.3 above the fitted one.
LEXICAL_WEIGHTS = replace(
    MULTILINGUAL_WEIGHTS,
    sentence=replace(MULTILINGUAL_WEIGHTS.sentence, cosine=2.85),
    confidence=ConfidenceFeatures(
        intercept=-3.4,
        span_score=0.0,
        support=0.0,
        retrieval_score=0.0,
        cosine=0.0,
        overlap=2.69,
        nearby_overlap=2.0,
        passage_margin=3.39,
        question_coverage=0.34,
        sentence_margin=0.23,
    ),
)
_PASSAGE_WEIGHTS = ScoringWeights(
    passage=_BY_RETRIEVAL,
    sentence=SentenceFeatures(
        span_score=0.0,
        cosine=0.0,
        overlap=0.0,
        neighbour_overlap=0.0,
        passage_score=1.0,
        span_margin=0.0,
    ),
    confidence=ConfidenceFeatures(
        intercept=-4.0,
        span_score=0.0,
        support=0.0,
        retrieval_score=6.0,
        cosine=0.0,
        overlap=0.0,
        nearby_overlap=0.0,
        passage_margin=4.0,
        question_coverage=0.0,
        sentence_margin=0.0,
    ),
)


class SentenceReader:
    """Answers with whole sentences; one that repeats a why-question scores less."""

    def __init__(
        self,
        weights: ScoringWeights = _SENTENCE_WEIGHTS,
        language_of: Callable[[str], str] = english,
    ) -> None:
        """`language_of` returns the language of a passage, by which it is split."""
        self.weights = weights
        self._language_of = language_of

    def read(self, question: str, passages: Sequence[str]) -> list[PassageReading]:
        """Return a span for every sentence of each passage."""
        return [self._read(question, passage) for passage in passages]

    def _read(self, question: str, passage: str) -> PassageReading:
        is_why = asks_why(question)
        spans = []
        sentences = split_sentences(passage, self._language_of(passage))
        for sentence in sentences or [Span(0, len(passage))]:
            text = passage[sentence.start : sentence.end]
            repeated = question_coverage(question, text) if is_why else 0.0
            score = -REPETITION_COST * repeated
            spans.append(ScoredSpan(sentence.start, sentence.end, sentence, score))
        return PassageReading(tuple(spans), 0.0)


def multilingual_sentence_reader() -> SentenceReader:
    """Return the reader of sentences in any language."""
    return SentenceReader(MULTILINGUAL_WEIGHTS, language_of)


def cross_lingual_reader() -> SentenceReader:
    """Return the reader of sentences in another language than the question's."""
    return SentenceReader(CROSS_LINGUAL_WEIGHTS, language_of)


def lexical_reader() -> SentenceReader:
    """Return the reader of sentences in languages that the embedding model does not read."""
    return SentenceReader(LEXICAL_WEIGHTS, language_of)


class PassageReader:
    """Answers with whole passages: search without reading, and a baseline of retrieval."""

    weights = _PASSAGE_WEIGHTS

    def read(self, question: str, passages: Sequence[str]) -> list[PassageReading]:
        """Return one span for each passage, from its first character to its last."""
        wholes = [Span(0, len(text)) for text in passages]
        return [
            PassageReading((ScoredSpan(whole.start, whole.end, whole, 0.0),), 0.0)
            for whole in wholes
        ]
