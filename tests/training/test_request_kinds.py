"""The messages that the classifier of requests is fitted on, and its fit."""

import json
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from qa_bot.answering.overview_intent import OverviewKind
from qa_bot.answering.request_classifier import RequestClassifier
from training.request_kinds import Message, fit, read_messages
from training.sources import DataError

EVERYDAY = Path(__file__).parents[2] / "benchmarks/data/everyday"
NAMES = ("bees", "roof", "lease", "choir", "ferry", "pool", "soup", "mine")


def test_no_message_is_a_question_that_is_measured() -> None:
    messages = {message.text.lower().rstrip("?") for message in read_messages()}
    assert len(messages) > 2000
    measured = {
        turn["question"].lower().rstrip("?")
        for file in EVERYDAY.glob("*unseen.jsonl")
        for line in file.read_text("utf-8").splitlines()
        for record in [json.loads(line)]
        for turn in record.get("turns", [record])
        if len(turn["question"].split()) > 5
    }
    assert measured
    assert not messages & measured


@pytest.mark.parametrize(
    "line", ["TOPIC\tanything on bees\tthe bees", "TOPIC\tanything on bees", "ALL\tsum it up", "x"]
)
def test_a_line_without_its_label_or_topic_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.tsv").write_text(f"TEXT\tsum it up\n{line}\n", "utf-8")
    with pytest.raises(DataError, match=r"a\.tsv"):
        list(read_messages(tmp_path))


def test_what_tells_requests_is_learnt() -> None:
    """By the words beside a topic for one that no message had; by embeddings without a word."""
    asked = [Message(f"whats up with the {name}", OverviewKind.TOPIC, name) for name in NAMES]
    plain = [Message(f"when was the {name} seen", None) for name in NAMES]
    whole = [Message("zut alors", OverviewKind.TEXT) for _ in NAMES]
    vectors = np.repeat(np.eye(3, dtype=np.float32), len(NAMES), axis=0)
    fields = fit([*asked, *plain, *whole], vectors, np.ones(len(vectors)))
    learnt = RequestClassifier.from_fields(json.loads(json.dumps(fields)))
    found = learnt.request("whats up with the heron", vectors[0])
    assert found is not None
    assert (found.kind, found.topic) == (OverviewKind.TOPIC, "heron")
    assert learnt.request("when was the heron seen", vectors[len(NAMES)]) is None
    other_words = learnt.request("tout court", vectors[-1])
    assert other_words is not None
    assert other_words.kind is OverviewKind.TEXT


def test_the_file_that_ships_is_of_the_default_models_dimension() -> None:
    path = files("qa_bot.answering") / "weights" / "requests.json"
    shipped = RequestClassifier.from_fields(json.loads(path.read_text("utf-8")))
    assert shipped.embedding.shape == (384, 3)
