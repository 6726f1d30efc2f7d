"""The right sentence is chosen by all signs together, and certainty follows them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.answering.readers.base import Weights
from qa_bot.answering.readers.sentences import SentenceReader
from qa_bot.answering.scoring import confidence, evidence, judge, sigmoid
from qa_bot.documents import ArticleRef
from qa_bot.retrieval.candidates import Candidate
from qa_bot.storage.store import StoredChunk
from tests.fakes import FakeEmbedder

CLOSED = "The bridge stayed closed. Engineers feared that the piers could fail. Rain fell."


def candidate(text: str, score: float = 0.5) -> Candidate:
    """A chunk as the retriever finds it."""
    return Candidate(
        StoredChunk(1, ArticleRef("a", "A", "a"), 0, 0, len(text), text), score, 0.5, 1
    )


def chosen(question: str, *texts: str) -> str:
    """The sentence that is put first."""
    reader = SentenceReader()
    candidates = [candidate(text) for text in texts]
    judged = judge(candidates, reader.read(question, texts), reader.weights)
    best, *_ = evidence(question, judged, FakeEmbedder().embed, reader.weights)
    text = best.judged.candidate.chunk.text
    return text[best.finding.sentence.start : best.finding.sentence.end]


def test_the_sentence_that_was_asked_about_is_chosen() -> None:
    """Words and meaning point at it."""
    assert chosen("Where did the rain fall?", CLOSED) == "Rain fell."


def test_a_reason_is_sought_beside_what_was_asked_about() -> None:
    """A sentence that only repeats a why-question is no answer to it."""
    assert "feared" in chosen("Why did the bridge stay closed?", CLOSED)


def test_a_text_without_sentences_is_evidence_too() -> None:
    """Nothing breaks where there is little to read."""
    assert chosen("Why?", "no stop") == "no stop"


@given(st.floats(-1e6, 1e6))
def test_certainty_is_a_probability(x: float) -> None:
    """The logistic function never leaves 0..1 nor overflows."""
    assert 0 <= sigmoid(x) <= 1


@pytest.mark.parametrize("better", range(1, 9))
def test_more_of_a_sign_with_a_weight_makes_surer(better: int) -> None:
    """Confidence rises with each sign that counts for it."""
    signs = tuple(float(i == better) for i in range(9))
    weights = Weights((1.0, 1.0, 1.0), (1.0,) * 6, signs)
    reader = SentenceReader()
    sure = []
    for score in (0.0, 1.0):
        judged = judge([candidate(CLOSED, score)], reader.read("Rain?", [CLOSED]), weights)
        found = evidence("Rain?", judged, FakeEmbedder().embed, weights)
        sure.append(confidence("Rain?", found, judged, weights))
    assert sure[1] >= sure[0]
