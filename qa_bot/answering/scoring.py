"""Scores of passages and of their sentences, and confidence, as weighted sums of features.

A passage is scored by the reader and by the first stage. A sentence of the best
passages is scored by the reader's span, by its embedding, and by the question's
words in it and beside it: a reason often stands next to the sentence that was
asked about. Confidence is the probability that the best sentence answers, by
logistic regression. Each reader has weights of its own, fitted on questions
that it was not trained on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa_bot.answering.answer_clauses import states_reason
from qa_bot.answering.features import (
    NO_PREMISES,
    ConfidenceFeatures,
    PassageFeatures,
    PremiseFeatures,
    ScoringWeights,
    SentenceFeatures,
    sigmoid,
)
from qa_bot.answering.gram_features import gram_coverage, weighted_gram_overlaps
from qa_bot.answering.lexical_features import (
    has_causal_cue,
    question_coverage,
    weighted_overlaps,
)
from qa_bot.answering.misfits import MISFIT_COST, misfit_costs
from qa_bot.answering.proximity import is_in_focus, proximity_bonus, repeats_answer
from qa_bot.answering.question_intent import asks_for_question, asks_why, is_question
from qa_bot.answering.readers.reader import PassageReading, ScoredSpan
from qa_bot.documents import Focus, StoredChunk
from qa_bot.retrieval.candidates import Candidate
from qa_bot.retrieval.similarity import Similarity

# Passages whose sentences are scored: for 0.98 of held-out questions one of them is right.
SENTENCE_PASSAGES = 3
# Log-odds are clipped to ±12, a probability of 6e-6, so that none drowns the other features.
_MAX_LOG_ODDS = 12.0
# A sentence leads the next by so many log-odds at most, and by as many where there is no other.
_MAX_LEAD = 5.0
# Added to a sentence's score, in log-odds, for a causal cue in reply to a why-question; not fitted.
_CAUSAL_BONUS = 1.0
# Added for a clause of reason in a sentence with all of a why-question's words, by their share in
# others: what says why something is so is a better answer than what stands beside it; not fitted.
_STATED_REASON_BONUS = 3.0
# Sentences that are compared with the type asked for, best first; later ones keep their score.
_TYPED_SENTENCES = 8


@dataclass(frozen=True, slots=True)
class ScoredPassage:
    """A candidate with its reading; a greater score is better, within one question."""

    candidate: Candidate
    reading: PassageReading
    score: float

    @property
    def chunk(self) -> StoredChunk:
        """The text that was read."""
        return self.candidate.chunk

    @property
    def sentences(self) -> list[str]:
        """The text of each span's sentence."""
        text = self.chunk.text
        return [text[s.sentence.start : s.sentence.end] for s in self.reading.spans]

    @property
    def sentences_in_context(self) -> list[str]:
        """The text of each span's sentence, with the heads that it stands under."""
        pairs = zip(self.reading.spans, self.sentences, strict=True)
        return [span.context or text for span, text in pairs]


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence of a scored passage, with its best span and what its score is made of."""

    passage: ScoredPassage
    span: ScoredSpan
    features: SentenceFeatures
    score: float

    @property
    def candidate(self) -> Candidate:
        """The candidate that the sentence is of."""
        return self.passage.candidate

    @property
    def chunk(self) -> StoredChunk:
        """The text that the sentence is of."""
        return self.passage.chunk

    @property
    def text(self) -> str:
        """The sentence itself."""
        return self.chunk.text[self.span.sentence.start : self.span.sentence.end]

    @property
    def in_context(self) -> str:
        """The sentence with the heads that it stands under."""
        return self.span.context or self.text


def passage_features(candidate: Candidate, reading: PassageReading) -> PassageFeatures:
    """Return the features of a candidate as it was read."""
    return PassageFeatures(
        span_score=clipped(reading.best.score),
        support=clipped(reading.support),
        retrieval_score=candidate.score,
    )


def score_passages(
    candidates: Sequence[Candidate], readings: Sequence[PassageReading], weights: ScoringWeights
) -> list[ScoredPassage]:
    """Score each candidate by its reading; keep their order."""
    return [
        ScoredPassage(
            candidate,
            reading,
            passage_features(candidate, reading).weighted_sum(weights.passage),
        )
        for candidate, reading in zip(candidates, readings, strict=True)
    ]


def score_sentences(
    question: str,
    passages: Sequence[ScoredPassage],
    similarity: Similarity,
    weights: ScoringWeights,
    passage_limit: int = SENTENCE_PASSAGES,
    focus: Focus | None = None,
) -> list[ScoredSentence]:
    """Score the sentences of the first `passage_limit` passages; return the best first.

    `passages` are best first. A sentence that is itself a question answers none; the
    sentence below it is what it asks about. One near the `focus` is preferred.
    """
    best = passages[:passage_limit]
    texts = [text for passage in best for text in passage.sentences_in_context]
    cosines = iter(similarity.to_question(question, texts))
    overlap = weighted_gram_overlaps if weights.compares_grams else weighted_overlaps
    overlaps = iter(overlap(question, texts))
    is_why = asks_why(question)
    may_ask = asks_for_question(question)
    scored: list[ScoredSentence] = []
    for passage in best:
        asking = [not may_ask and is_question(text) for text in passage.sentences]
        near = [next(cosines) for _ in asking]
        shares = [next(overlaps) for _ in asking]
        for features, span, asks, share in zip(
            _all_features(passage, near, shares, asking, is_why),
            passage.reading.spans,
            asking,
            shares,
            strict=True,
        ):
            score = features.weighted_sum(weights.sentence)
            score += proximity_bonus(focus, passage.chunk, span.sentence)
            if repeats_answer(question, focus, passage.chunk, span):
                score -= MISFIT_COST
            sentence = ScoredSentence(passage, span, features, score)
            if not asks:
                scored.append(_as_reason(sentence, share, focus) if is_why else sentence)
    return _by_type(question, sorted(scored, key=lambda sentence: -sentence.score))


def confidence_features(
    question: str,
    sentences: Sequence[ScoredSentence],
    passages: Sequence[ScoredPassage],
    compares_grams: bool = False,
) -> ConfidenceFeatures:
    """Return the features of the first sentence; both sequences are best first.

    `compares_grams` is as in ScoringWeights.
    """
    coverage = gram_coverage if compares_grams else question_coverage
    best = sentences[0]
    margin = passages[0].score - passages[1].score if len(passages) > 1 else 0.0
    # A sentence in two passages that overlap is no rival of itself.
    rival = next((each for each in sentences if each.text != best.text), None)
    lead = _MAX_LEAD if rival is None else best.score - rival.score
    return ConfidenceFeatures(
        intercept=1.0,
        span_score=best.features.span_score,
        support=clipped(best.passage.reading.support),
        retrieval_score=best.candidate.score,
        cosine=best.features.cosine,
        overlap=best.features.overlap,
        nearby_overlap=max(best.features.overlap, best.features.neighbour_overlap),
        passage_margin=min(margin, _MAX_LOG_ODDS),
        question_coverage=coverage(question, best.chunk.text),
        sentence_margin=min(lead, _MAX_LEAD),
    )


def confidence(
    question: str,
    sentences: Sequence[ScoredSentence],
    passages: Sequence[ScoredPassage],
    weights: ScoringWeights,
    premises: PremiseFeatures = NO_PREMISES,
) -> float:
    """Return the probability, 0 to 1, that the first sentence answers."""
    features = confidence_features(question, sentences, passages, weights.compares_grams)
    log_odds = features.weighted_sum(weights.confidence)
    return sigmoid(log_odds + premises.weighted_sum(weights.premises))


def _all_features(
    passage: ScoredPassage,
    near: list[float],
    shares: list[float],
    asking: Sequence[bool],
    is_why: bool,
) -> list[SentenceFeatures]:
    """Return the features of each sentence, from its cosine and its share of the question."""
    beside = [_neighbour_maximum(shares, i) for i in range(len(shares))]
    if is_why:
        # A reason need not share a word with what it is the reason of.
        near = [max(own, _neighbour_maximum(near, i)) for i, own in enumerate(near)]
        shares = [max(pair) for pair in zip(shares, beside, strict=True)]
    near, shares = _under_questions(near, asking), _under_questions(shares, asking)
    return [
        SentenceFeatures(
            span_score=clipped(span.score),
            cosine=cosine,
            overlap=overlap,
            neighbour_overlap=neighbour,
            passage_score=passage.score,
            span_margin=clipped(span.score - passage.reading.best.score),
        )
        for span, cosine, overlap, neighbour in zip(
            passage.reading.spans, near, shares, beside, strict=True
        )
    ]


def _as_reason(sentence: ScoredSentence, share: float, focus: Focus | None) -> ScoredSentence:
    """Prefer a sentence that gives a reason, and the reason of what is asked about.

    `share` is that of the question's words in the sentence itself. Least of all is what was
    just quoted, where it has no causal cue.
    """
    bonus = _STATED_REASON_BONUS * share if states_reason(sentence.text) else 0.0
    if has_causal_cue(sentence.text):
        bonus += _CAUSAL_BONUS
    elif is_in_focus(focus, sentence.chunk, sentence.span.sentence):
        bonus -= MISFIT_COST
    return replace(sentence, score=sentence.score + bonus)


def _by_type(question: str, sentences: list[ScoredSentence]) -> list[ScoredSentence]:
    """Reorder the first sentences by whether they have what the question asks for."""
    first, rest = sentences[:_TYPED_SENTENCES], sentences[_TYPED_SENTENCES:]
    costs = misfit_costs(question, [(each.chunk.text, each.span) for each in first])
    first = [replace(s, score=s.score - cost) for s, cost in zip(first, costs, strict=True)]
    return sorted([*first, *rest], key=lambda sentence: -sentence.score)


def _under_questions(values: Sequence[float], asking: Sequence[bool]) -> list[float]:
    """Return the values, each at least that of the question directly above."""
    return [
        max(value, values[i - 1]) if i and asking[i - 1] else value
        for i, value in enumerate(values)
    ]


def _neighbour_maximum(values: Sequence[float], i: int) -> float:
    """Return the greater value of the two neighbours of `i`, 0 where there is none."""
    return max([*values[max(0, i - 1) : i], *values[i + 1 : i + 2]], default=0.0)


def clipped(log_odds: float) -> float:
    """Return log-odds within the bounds of a feature, so that none drowns the others."""
    return max(-_MAX_LOG_ODDS, min(_MAX_LOG_ODDS, log_odds))
