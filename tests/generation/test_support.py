"""Support is certain by rule, or weighed from what the reader makes of a statement."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.answering.readers.onnx_reader import OnnxReader
from qa_bot.generation.alignment import align
from qa_bot.generation.support import SupportModel
from tests.fakes import WordReader
from tests.generation.stand_ins import CredulousReader, DoubtfulReader

BRIDGE = "The bridge at Varn opened in 1904. It may close, as the pier is not safe."


@pytest.mark.parametrize("reader", [CredulousReader(), DoubtfulReader()])
def test_rules_come_before_the_reader(reader: WordReader) -> None:
    """A compression is supported and an opposite is not, whatever the reader finds."""
    model = SupportModel(reader)
    assert model.support("The bridge at Varn opened.", BRIDGE).probability == 1
    assert model.support("It may close, as the pier is safe.", BRIDGE).probability == 0
    assert model.support("It closes, as the pier is not safe.", BRIDGE).probability == 0


def test_other_statements_are_as_likely_as_the_reader_finds() -> None:
    """More where each question about the statement is answered with the phrase left out."""
    statement = "The iron bridge at Varn opened in 1904."
    likely = SupportModel(CredulousReader()).support(statement, BRIDGE).probability
    unlikely = SupportModel(DoubtfulReader()).support(statement, BRIDGE).probability
    assert 0 < unlikely < 0.5 < likely < 1


def test_in_other_languages_only_rules_support() -> None:
    """The weights are fitted on English, and so is the reader."""
    model = SupportModel(CredulousReader())
    passage = "Die Brücke in Varn wurde 1904 eröffnet."
    assert model.support("Die Brücke in Varn wurde eröffnet.", passage, "de").probability == 1
    assert model.support("Seit 1904 gibt es eine Brücke.", passage, "de").probability == 0


@given(st.text(max_size=100), st.text(min_size=1, max_size=200).filter(str.strip))
def test_features_are_finite_and_bounded(statement: str, passage: str) -> None:
    """Whatever a model writes, its probability is between 0 and 1."""
    model = SupportModel(CredulousReader())
    features = model.features(statement, passage, align(statement, passage))
    assert -12 <= features.support <= 12
    assert -12 <= features.least_score <= 12
    assert 0 <= features.agreement <= 1
    assert features.has_stray in (0, 1)
    assert 0 <= model.support(statement, passage).probability <= 1


def test_a_word_of_another_sentence_counts_against_it() -> None:
    """What joins two sentences is less surely said."""
    model = SupportModel(CredulousReader())
    passage = "Cod was landed in spring. Timber left by rail."
    features = [
        model.features(text, passage, align(text, passage)).has_stray
        for text in ("Landed was cod.", "Cod was landed by rail.")
    ]
    assert features == [0, 1]


@pytest.mark.model
def test_the_shipped_reader_tells_a_paraphrase_from_an_invention() -> None:
    """A true statement in other words is likelier than one with another subject."""
    model = SupportModel(OnnxReader.load())
    passage = "The engineer Ada Holm built the lighthouse at Cape Varn in 1874."
    true = model.support("The lighthouse was the work of Ada Holm.", passage).probability
    false = model.support("The harbour was the work of a farmer.", passage).probability
    assert true > false
    assert not math.isnan(true)
