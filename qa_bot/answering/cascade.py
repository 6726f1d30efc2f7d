"""The cascade: candidates are read in stages, until one surely answers or all are read.

In a conversation they are read twice: for the question as it is understood, and by a reader of
conversations for the message itself. What is left open then is read once more by a second reader.

Chooses among several articles that answer the one of the time that was asked
for. Does not know how an answer is quoted.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from qa_bot.answering.exact_names import exact_first, names_another
from qa_bot.answering.features import NO_PREMISES
from qa_bot.answering.joined_readings import joined_readings
from qa_bot.answering.linearisation import linearise
from qa_bot.answering.premises import Premises
from qa_bot.answering.proximity import confidence_by_place, in_focus_first
from qa_bot.answering.question_intent import TimePreference, time_preference
from qa_bot.answering.readers.reader import PassageReading, Reader, no_answer
from qa_bot.answering.scoring import (
    SENTENCE_PASSAGES,
    ScoredPassage,
    ScoredSentence,
    confidence,
    score_passages,
    score_sentences,
)
from qa_bot.answering.table_rows import TableHeads, no_heads
from qa_bot.documents import Focus
from qa_bot.retrieval.candidates import Candidate
from qa_bot.retrieval.similarity import Similarity
from qa_bot.text.language import language_of
from qa_bot.text.sentences import english

# The least confidence at which a further article is preferred for its date, or quoted too.
_ALTERNATIVE_CONFIDENCE = 0.5
# Candidates read in the first stages; a last one reads the rest. Reading four first is as often
# right as reading six (0.855 of held-out questions). The second size bounds what the last reads.
_STAGE_SIZES = (4, 5)
# The confidence at which no further stage is read; lower ends sooner, and is less often right.
_STOP_CONFIDENCE = 0.75
# The least confidence at which the best passages are read again, which takes about as long as a
# first stage. Of the everyday questions for choosing as many are right as if all were read again.
_OPEN_CONFIDENCE = 0.05
# Passages whose sentences are scored where a question asks for a time, as several must answer.
_DATED_PASSAGES = 6


@dataclass(frozen=True, slots=True)
class CascadeResult:
    """Passages and sentences that were scored, both best first.

    `confidence` is the probability, 0 to 1, that the first sentence answers.
    `unread` are the candidates after the last stage, best first. `premises` are the
    question's.
    """

    passages: list[ScoredPassage]
    sentences: list[ScoredSentence]
    confidence: float
    premises: Premises
    unread: list[Candidate] = field(default_factory=list)

    def best_of_passages(self) -> list[ScoredSentence]:
        """Return the best sentence of each passage, best first."""
        found: dict[int, ScoredSentence] = {}
        for sentence in self.sentences:
            found.setdefault(id(sentence.passage), sentence)
        return list(found.values())


class Cascade:
    """Reads the candidates of a question in stages. Safe to share between threads."""

    def __init__(
        self,
        reader: Reader,
        similarity: Similarity,
        confidence_threshold: float,
        table_heads: TableHeads = no_heads,
        second: Callable[[], Reader] | None = None,
        of_conversations: Callable[[], Reader] | None = None,
    ) -> None:
        """Take the confidence, 0 to 1, that an answer must have.

        `table_heads` gives the heads of the tables that chunks begin within. `second` returns
        what reads once more what `reader` leaves open, and `of_conversations` what reads a
        message after those before it; the mean with either has the weights of `reader`.
        """
        self._second, self._of_conversations = second, of_conversations
        self._table_heads = table_heads
        self._reader = reader
        self._similarity = similarity
        self._alternative_threshold = max(_ALTERNATIVE_CONFIDENCE, confidence_threshold)

    @property
    def reads_any_language(self) -> bool:
        """Whether the reader is not one of English, whose words say what kind of words answer."""
        return self._reader.weights.compares_grams

    def run(
        self,
        question: str,
        candidates: list[Candidate],
        focus: Focus | None = None,
        question_in_chat: str = "",
    ) -> CascadeResult:
        """Read the candidates, which are best first, and score what was read.

        `question_in_chat` is the question as it was asked, after those before it; "" where there
        were none.
        """
        premises = Premises(question, candidates)
        candidates = in_focus_first(candidates, focus)
        result = CascadeResult([], [], 0.0, premises)
        dates = [candidate.chunk.article.published for candidate in candidates]
        preference = time_preference(question, dates)
        # The newest of those that answer is only known when all are read.
        enough = _STOP_CONFIDENCE if preference is None else math.inf
        passage_limit = SENTENCE_PASSAGES if preference is None else _DATED_PASSAGES
        for stage in _stages(candidates):
            readings = self._readings(question, stage, question_in_chat)
            passages = result.passages + score_passages(stage, readings, self._reader.weights)
            passages.sort(key=lambda passage: -passage.score)
            result = self._result(question, passages, passage_limit, premises, focus)
            if result.confidence >= enough:
                break
        result = replace(result, unread=candidates[len(result.passages) :])
        if self._second is not None and _is_open(result) and preference is None:
            result = self._read_again(self._second(), question, result, focus)
        return result if preference is None else self._preferring(question, result, preference)

    def is_alternative(
        self, question: str, result: CascadeResult, sentence: ScoredSentence
    ) -> bool:
        """Return whether the best sentence of a passage would answer, had only that been found."""
        return self._confidence_alone(question, result, sentence) >= self._alternative_threshold

    def _readings(
        self, question: str, candidates: list[Candidate], question_in_chat: str
    ) -> list[PassageReading]:
        """Read candidates for a question; in a chat also for the message that it stands for."""
        readings = read_candidates(self._reader, question, candidates, self._table_heads)
        if not question_in_chat or self._of_conversations is None:
            return readings
        reader = self._of_conversations()
        in_chat = read_candidates(reader, question, candidates, self._table_heads, question_in_chat)
        return joined_readings(readings, in_chat)

    def _read_again(
        self, second: Reader, question: str, result: CascadeResult, focus: Focus | None
    ) -> CascadeResult:
        """Read the best passages once more, and score what all readers find in them."""
        best, others = result.passages[:SENTENCE_PASSAGES], result.passages[SENTENCE_PASSAGES:]
        candidates = [passage.candidate for passage in best]
        readings = read_candidates(second, question, candidates, self._table_heads)
        joined = joined_readings([passage.reading for passage in best], readings)
        passages = score_passages(candidates, joined, self._reader.weights)
        passages.sort(key=lambda passage: -passage.score)
        again = self._result(question, passages, SENTENCE_PASSAGES, result.premises, focus)
        # Scores with and without the second reading do not compare: those without stay behind.
        least = min(each.score for each in passages)
        others = [replace(each, score=min(each.score, least)) for each in others]
        return replace(again, passages=[*again.passages, *others], unread=result.unread)

    def _result(
        self,
        question: str,
        passages: list[ScoredPassage],
        passage_limit: int,
        premises: Premises,
        focus: Focus | None,
    ) -> CascadeResult:
        weights = self._reader.weights
        scored = score_sentences(
            question, passages, self._similarity, weights, passage_limit, focus
        )
        sentences = exact_first(question, scored)
        if sentences and sentences[0].passage is not passages[0]:
            # The passage of the best sentence comes first, whatever its own score.
            passages.remove(sentences[0].passage)
            passages.insert(0, sentences[0].passage)
        # Where every sentence asks, nothing answers.
        probability = 0.0
        if sentences:
            best = sentences[0]
            by_words = self._confidence(question, sentences, passages, premises)
            probability = confidence_by_place(by_words, focus, best.chunk, best.span.sentence)
        return CascadeResult(passages, sentences, probability, premises)

    def _preferring(
        self, question: str, result: CascadeResult, preference: TimePreference
    ) -> CascadeResult:
        """Put the sentence first whose article fits the time, if several articles answer."""
        if result.confidence < self._alternative_threshold:
            return result
        best, probability = result.sentences[0], result.confidence
        best_key = preference.sort_key(best.chunk.article.published)
        for sentence in result.best_of_passages()[1:]:
            key = preference.sort_key(sentence.chunk.article.published)
            # Of those that fit alike, the first is the best.
            if key <= best_key:
                continue
            alone = self._confidence_alone(question, result, sentence)
            if alone >= self._alternative_threshold:
                best, best_key, probability = sentence, key, alone
        return with_first(result, best, probability)

    def _confidence_alone(
        self, question: str, result: CascadeResult, sentence: ScoredSentence
    ) -> float:
        alone = [other for other in result.sentences if other.passage is sentence.passage]
        return self._confidence(question, alone, [sentence.passage], result.premises)

    def _confidence(
        self,
        question: str,
        sentences: Sequence[ScoredSentence],
        passages: Sequence[ScoredPassage],
        premises: Premises,
    ) -> float:
        """Return the confidence that the first sentence answers; 0 if it names another thing."""
        if names_another(question, sentences[0]):
            return 0.0
        features = NO_PREMISES
        if not self.reads_any_language:
            # They are English wording, to which other readers give no weight.
            features = premises.features(sentences[0], self._similarity)
        return confidence(question, sentences, passages, self._reader.weights, features)


def read_candidates(
    reader: Reader,
    question: str,
    candidates: Sequence[Candidate],
    table_heads: TableHeads = no_heads,
    question_in_chat: str = "",
) -> list[PassageReading]:
    """Read candidates in their linear form; return one reading for each, in their order.

    Where `question_in_chat` is given, it is read in place of the question, for which the form is.
    """
    chunks = [candidate.chunk for candidate in candidates]
    heads = table_heads(chunks)
    language = language_of if reader.weights.compares_grams else english
    linear = [
        linearise(chunk, head, question, language(chunk.text))
        for chunk, head in zip(chunks, heads, strict=True)
    ]
    readings = reader.read(question_in_chat or question, [each.text for each in linear])
    found = [each.to_chunk(reading) for each, reading in zip(linear, readings, strict=True)]
    return [
        reading if reading.spans else replace(reading, spans=(no_answer(chunk.text),))
        for chunk, reading in zip(chunks, found, strict=True)
    ]


def _is_open(result: CascadeResult) -> bool:
    """Return whether what was read so far leaves open if and where the passages answer."""
    is_between = _OPEN_CONFIDENCE <= result.confidence < _STOP_CONFIDENCE
    return bool(result.sentences) and is_between


def _stages(candidates: list[Candidate]) -> Iterator[list[Candidate]]:
    """Yield the candidates in the groups that they are read in."""
    start = 0
    for size in (*_STAGE_SIZES, len(candidates)):
        if stage := candidates[start : start + size]:
            yield stage
        start += size


def with_first(result: CascadeResult, best: ScoredSentence, probability: float) -> CascadeResult:
    """Return a result with a sentence and its passage in front, and its confidence."""
    if best is result.sentences[0]:
        return replace(result, confidence=probability)
    sentences = [best, *(other for other in result.sentences if other is not best)]
    passages = [best.passage, *(p for p in result.passages if p is not best.passage)]
    return replace(result, passages=passages, sentences=sentences, confidence=probability)
