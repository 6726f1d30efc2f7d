"""All features together choose the sentence, and confidence follows them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.answering.features import (
    ConfidenceFeatures,
    PassageFeatures,
    ScoringWeights,
    SentenceFeatures,
    sigmoid,
)
from qa_bot.answering.proximity import confidence_by_place
from qa_bot.answering.readers.baselines import SentenceReader
from qa_bot.answering.readers.reader import PassageReading, ScoredSpan
from qa_bot.answering.scoring import (
    confidence,
    confidence_features,
    score_passages,
    score_sentences,
)
from qa_bot.documents import ArticleRef, Focus, Reference, Span, StoredChunk
from qa_bot.retrieval.candidates import Candidate
from qa_bot.retrieval.similarity import Similarity
from tests.fakes import FakeEmbedder

CLOSED = "The bridge stayed closed. Engineers feared that the piers could fail. Rain fell."


def candidate(text: str, score: float = 0.5) -> Candidate:
    """A chunk as the retriever finds it."""
    return Candidate(
        StoredChunk(1, ArticleRef("a", "A", "a"), 0, 0, len(text), text), score, 0.5, 1
    )


def best_sentence(question: str, *texts: str, focus: Focus | None = None) -> str:
    """The sentence with the best score."""
    reader = SentenceReader()
    candidates = [candidate(text) for text in texts]
    passages = score_passages(candidates, reader.read(question, texts), reader.weights)
    similarity = Similarity(FakeEmbedder())
    best, *_ = score_sentences(question, passages, similarity, reader.weights, focus=focus)
    return best.text


def test_the_sentence_that_was_asked_about_is_best_sentence() -> None:
    """The sentence with most of the question's words is best."""
    assert best_sentence("Where did the rain fall?", CLOSED) == "Rain fell."


def test_a_reason_is_sought_beside_what_was_asked_about() -> None:
    """A sentence that only repeats a why-question does not answer it."""
    assert "feared" in best_sentence("Why did the bridge stay closed?", CLOSED)


@pytest.mark.parametrize("reason", ["since it was cold", "so that he could sleep"])
def test_the_sentence_that_says_why_is_preferred_to_one_beside_it(reason: str) -> None:
    """A clause of reason outweighs a better span where the sentence has the question's words."""
    text = f"Ned left the mill {reason}. He was old."
    end = text.index(" He")
    spans = (
        ScoredSpan(0, end, Span(0, end), 0.0),
        ScoredSpan(end + 1, len(text), Span(end + 1, len(text)), 3.0),
    )
    only_spans = ScoringWeights(
        PassageFeatures.from_values([0.0] * 3),
        SentenceFeatures.from_values([1.0] + [0.0] * 5),
        ConfidenceFeatures.from_values([0.0] * 10),
    )
    passages = score_passages([candidate(text)], [PassageReading(spans, 0.0)], only_spans)
    similarity = Similarity(FakeEmbedder())
    asked = score_sentences("Why did Ned leave the mill?", passages, similarity, only_spans)
    assert asked[0].span == spans[0]
    other = score_sentences("Why was the winter hard?", passages, similarity, only_spans)
    assert other[0].span == spans[1]


def test_what_stands_near_the_focus_is_preferred() -> None:
    """Of two sentences alike, in the article that was quoted; in another nothing is near."""
    text = f"Oars cost 3 pounds. {'Nobody rows in the rain. ' * 20}Oars cost 9 pounds."
    assert best_sentence("What do the oars cost?", text) == "Oars cost 3 pounds."
    last = len(text) - 45
    focus = Focus("a", last, last + 20)
    assert best_sentence("What do the oars cost?", text, focus=focus) == "Oars cost 9 pounds."
    elsewhere = Focus("b", last, last + 20)
    assert best_sentence("What do the oars cost?", text, focus=elsewhere) == "Oars cost 3 pounds."


def test_where_a_sentence_stands_says_how_likely_it_answers_a_follow_up() -> None:
    """One that leaves out what it is about is seldom answered far from what was quoted last.

    What may stand alone only gains, and without a quote nothing changes.
    """
    text = f"Oars cost 3 pounds. They are of ash. {'Nobody rows in the rain. ' * 20}Oars float."
    chunk = candidate(text).chunk
    quoted, following = Span(0, 19), Span(20, 36)
    distant = Span(len(text) - 11, len(text))

    def likely(reference: Reference, sentence: Span, article: str = chunk.article.id) -> float:
        return confidence_by_place(0.4, Focus(article, 0, 19, None, reference), chunk, sentence)

    implied, opened = Reference.IMPLIED, Reference.OPEN
    assert likely(implied, quoted) == likely(implied, following) > 0.5
    assert likely(implied, distant) == likely(implied, quoted, "b") < 0.3
    assert likely(implied, distant) < likely(Reference.NAMED, distant) < 0.4
    assert likely(opened, following) > 0.5
    assert likely(opened, distant) == confidence_by_place(0.4, None, chunk, distant) == 0.4


def test_a_short_answer_is_not_given_twice() -> None:
    """To a follow-up, where another sentence may answer it."""
    text = "Oars cost 3 pounds. Oars for a day cost 9 pounds."
    assert best_sentence("What do oars cost?", text) == "Oars cost 3 pounds."
    focus = Focus("a", 0, 19, Span(0, 18))
    assert "a day" in best_sentence("What do oars cost?", text, focus=focus)


def test_what_was_quoted_names_nothing_else() -> None:
    """A question for something else is answered by another sentence."""
    text = "Ida bought oars. Ida has since ordered a boat."
    ask = "Did Ida buy anything else?"
    assert best_sentence(ask, text) == "Ida bought oars."
    assert best_sentence(ask, text, focus=Focus("a", 0, 16)) == "Ida has since ordered a boat."


@pytest.mark.parametrize(
    ("quoted", "reason"), [("Foxes came in.", "Snow fell."), ("Foxes got in because of a gap.", "")]
)
def test_what_was_quoted_is_not_its_own_reason(quoted: str, reason: str) -> None:
    """Unless it has a word that gives one: a sentence beside it may be."""
    text = f"The gate is shut at night. {quoted} Snow fell. The gate is shut at night."
    why = "Why is the gate shut at night?"
    start = text.index(quoted)
    assert best_sentence(why, text) == quoted
    focus = Focus("a", start, start + len(quoted))
    assert best_sentence(why, text, focus=focus) == (reason or quoted)


def test_a_text_without_sentences_is_scored_whole() -> None:
    """A text without a full stop is one sentence."""
    assert best_sentence("Why?", "no stop") == "no stop"


@given(st.floats(-1e6, 1e6))
def test_the_sigmoid_is_a_probability(x: float) -> None:
    """The logistic function never leaves 0..1 nor overflows."""
    assert 0 <= sigmoid(x) <= 1


@pytest.mark.parametrize("better", range(1, 10))
def test_confidence_rises_with_each_feature_of_positive_weight(better: int) -> None:
    """A better retrieval score never lowers confidence, whichever feature counts."""
    weights = ScoringWeights(
        PassageFeatures.from_values([1.0] * 3),
        SentenceFeatures.from_values([1.0] * 6),
        ConfidenceFeatures.from_values([float(i == better) for i in range(10)]),
    )
    reader = SentenceReader()
    confidences = []
    for score in (0.0, 1.0):
        readings = reader.read("Rain?", [CLOSED])
        passages = score_passages([candidate(CLOSED, score)], readings, weights)
        sentences = score_sentences("Rain?", passages, Similarity(FakeEmbedder()), weights)
        confidences.append(confidence("Rain?", sentences, passages, weights))
    assert confidences[1] >= confidences[0]


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        (
            "Where does the pilot sleep?",
            "Where does the pilot sleep?\nIn the loft.\n\nWho winds the clock?\nNobody.",
            "In the loft.",
        ),
        ("Who winds the clock?", "Q: Who winds the clock?\nA: Nobody does.", "A: Nobody does."),
        (
            "How do I oil the crane?",
            "How to oil the crane\nPour it in slowly.",
            "Pour it in slowly.",
        ),
    ],
)
def test_a_question_in_the_text_is_not_its_answer(question: str, text: str, answer: str) -> None:
    """What stands under the question answers it, though it repeats no word."""
    assert best_sentence(question, text) == answer


def test_a_text_that_only_asks_answers_nothing() -> None:
    """A list of questions has no sentence that could be quoted."""
    reader = SentenceReader()
    text = "Who sleeps in the loft?\nWho winds the clock?"
    passages = score_passages([candidate(text)], reader.read("", [text]), reader.weights)
    similarity = Similarity(FakeEmbedder())
    assert score_sentences("Who winds the clock?", passages, similarity, reader.weights) == []
    asked = score_sentences("What is asked of the clock?", passages, similarity, reader.weights)
    assert asked[0].text == "Who winds the clock?"


def test_a_sentence_without_what_is_asked_for_comes_after_one_that_has_it() -> None:
    """A question for a time is not answered by a sentence that has none, if another has."""
    text = "The old mill closed for good. The mill closed in 1912."
    assert best_sentence("Which old mill closed?", text) == "The old mill closed for good."
    assert best_sentence("When did the old mill close?", text) == "The mill closed in 1912."


def test_a_year_since_which_nothing_changed_is_not_when_it_changes() -> None:
    """A sentence with another date is preferred, though it shares fewer words with the question."""
    question = "When do the new rents of the mill start?"
    old, new = "The new rents of the mill are the first since 2017.", "They start on 1 October."
    assert best_sentence(question, f"{old} {new}") == new
    assert best_sentence(question.replace("new", "last"), f"{old} {new}") == old


def test_a_sentence_that_two_passages_hold_is_no_rival_of_itself() -> None:
    """Passages overlap, and the best sentence leads others by as much where both hold it."""
    text = "The old mill closed in 1912. Rain fell."
    reader, similarity = SentenceReader(), Similarity(FakeEmbedder())
    question = "When did the old mill close?"
    leads = []
    for texts in ([text], [text, text]):
        candidates = [candidate(each) for each in texts]
        passages = score_passages(candidates, reader.read(question, texts), reader.weights)
        sentences = score_sentences(question, passages, similarity, reader.weights)
        features = confidence_features(question, sentences, passages)
        leads.append(features.sentence_margin)
    assert leads[0] == leads[1] > 0
