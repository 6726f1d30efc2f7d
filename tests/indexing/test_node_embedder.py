"""What embeds on a node says so where it would embed otherwise than the machine that asks."""

import io
import pickle
import sys
from collections.abc import Sequence
from queue import SimpleQueue

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from qa_bot import concurrency
from qa_bot.errors import (
    BulkEmbeddingFailed,
    ClusterError,
    ClusterUnreachable,
    ModelError,
    NodeUnfit,
    RayNotInstalled,
)
from qa_bot.indexing.node_embedder import NodeEmbedder, read_result, text_table
from qa_bot.indexing.ray_driver import serve
from qa_bot.indexing.ray_messages import (
    AnyText,
    ClusterFailure,
    ConnectRequest,
    EmbeddedBlock,
    EmbedRequest,
    NodeModel,
    Reply,
    Request,
    any_texts,
    read_reply,
    read_request,
    write_message,
)
from qa_bot.retrieval.fingerprint import fingerprint_of
from tests.fakes import DIMENSION, FakeEmbedder

FAKE = "tests.fakes:FakeEmbedder"
MODEL = NodeModel(FAKE, (), AnyText("fake"), fingerprint_of(FakeEmbedder()).tobytes())
TEXTS = ["Tea grows in Assam.", "Half a pair: \ud83d", "Tea grows in Assam."]


class Narrow(FakeEmbedder):
    """Returns shorter vectors."""

    def __init__(self) -> None:
        super().__init__(dimension=8)


def missing() -> FakeEmbedder:
    raise ModelError("There is no model of that name. Install it.")


@pytest.fixture(autouse=True)
def _a_node_with_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAY_AUTH_MODE", "token")
    monkeypatch.setattr(concurrency, "_own_cores", [])


def _embed(model: NodeModel) -> tuple[list[int], np.ndarray]:
    copied = pickle.loads(pickle.dumps(model))  # As Ray does.
    return read_result(NodeEmbedder(copied)(text_table([5, 3, 4], TEXTS)), DIMENSION)


def test_vectors_come_by_number() -> None:
    """Each text has the vector that the model gives here, also one that is no valid Unicode."""
    numbers, vectors = _embed(MODEL)
    assert numbers == [5, 3, 4]
    assert np.array_equal(vectors, FakeEmbedder().embed(TEXTS))


def test_a_node_uses_one_core_for_each_embedder() -> None:
    """Embedders of one machine do not take each other's cores."""
    _embed(MODEL)
    assert concurrency.available_cores() == 1


@pytest.mark.parametrize(
    ("model", "problem"),
    [
        (replace(MODEL, version="0.0.1"), r"has qa-bot .*, and this machine 0\.0\.1\. Install"),
        (replace(MODEL, arguments=(AnyText("other"),)), "has another model called 'fake'"),
        (replace(MODEL, loader=f"{__name__}:Narrow"), "has another model called"),
        (
            replace(MODEL, loader=f"{__name__}:missing"),
            r"cannot load .* \(There is no model of that name",
        ),
    ],
    ids=["version", "model", "dimension", "missing"],
)
def test_an_unfit_node_is_refused_by_name(model: NodeModel, problem: str) -> None:
    """Another version, another model and a missing one are errors, with the node and a cure."""
    unfit = NodeEmbedder(model)(text_table([0], ["Tea."]))
    with pytest.raises(NodeUnfit, match=rf"The Ray node \S+ {problem}"):
        read_result(unfit, DIMENSION)


class Failing(FakeEmbedder):
    """Embeds the sentence of the fingerprint, and then no more."""

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        if self.embedded:
            raise RuntimeError("no space left on device")
        return super().embed(texts)


def test_a_failure_on_a_node_comes_with_its_name() -> None:
    """What fails there on the way is an error here, with the node and the reason."""
    with pytest.raises(NodeUnfit, match=r"node \S+ failed to embed texts .*no space left"):
        _embed(replace(MODEL, loader=f"{__name__}:Failing"))


def test_a_node_without_a_token_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts go to no cluster where anybody may run programs."""
    monkeypatch.delenv("RAY_AUTH_MODE")
    with pytest.raises(NodeUnfit, match="runs without token authentication"):
        _embed(MODEL)


def _pipe(message: Request | Reply) -> io.BytesIO:
    pipe = io.BytesIO()
    write_message(pipe, message)
    pipe.seek(0)
    return pipe


any_text = st.text(st.characters(exclude_categories=()), max_size=9)


@given(st.lists(any_text), any_text)
def test_requests_hold_any_text(texts: list[str], name: str) -> None:
    """What is no valid Unicode is embedded, and named, as it is."""
    model = replace(MODEL, name=AnyText(name), arguments=tuple(any_texts(texts)))
    for request in (
        EmbedRequest(model, DIMENSION, any_texts(texts)),
        ConnectRequest(AnyText(name), "1"),
    ):
        assert read_request(_pipe(request)) == request


def test_vectors_come_as_they_left() -> None:
    """Neither their bits nor their order change on the way."""
    vectors = FakeEmbedder().embed(TEXTS)
    block = read_reply(_pipe(EmbeddedBlock.of([5, 3, 4], vectors)))
    assert isinstance(block, EmbeddedBlock) and block.numbers == [5, 3, 4]
    assert np.array_equal(block.vectors(), vectors)


@pytest.mark.parametrize(
    "error",
    [
        BulkEmbeddingFailed("no node"),
        ClusterUnreachable("\udcff:1", "it is away", "Start it."),
        NodeUnfit("a", "is away", "Start it."),
        RayNotInstalled("ray"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_comes_as_it_was_raised(error: ClusterError) -> None:
    """Whoever waits for the cluster gets the same class and the same words."""
    failure = read_reply(_pipe(ClusterFailure.of(error)))
    assert isinstance(failure, ClusterFailure)
    assert (type(failure.error()), str(failure.error())) == (type(error), str(error))


def test_no_other_class_is_made_of_an_error() -> None:
    """The name in a message makes nothing but errors of a cluster."""
    with pytest.raises(ValueError, match="SystemExit"):
        ClusterFailure("SystemExit", AnyText("1")).error()


def test_a_message_cut_short_is_none() -> None:
    """A process that ends while it writes is one that ended."""
    whole = _pipe(EmbedRequest(MODEL, DIMENSION, any_texts(TEXTS))).getvalue()
    for size in range(len(whole)):
        with pytest.raises(EOFError):
            read_request(io.BytesIO(whole[:size]))


def _replies(*requests: Request) -> list[Reply]:
    queue: SimpleQueue[Request] = SimpleQueue()
    for request in requests:
        queue.put(request)
    pipe = io.BytesIO()
    serve(queue, pipe)
    end = pipe.tell()
    pipe.seek(0)
    replies = []
    while pipe.tell() < end:
        replies.append(read_reply(pipe))
    return replies


def test_without_ray_the_cure_is_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plain install says how to get what `ingest` needs."""
    monkeypatch.setitem(sys.modules, "ray", None)
    monkeypatch.delitem(sys.modules, "qa_bot.indexing.ray_cluster", raising=False)
    (failure,) = _replies(ConnectRequest(AnyText("local"), "1"))
    assert isinstance(failure, ClusterFailure)
    error = failure.error()
    assert isinstance(error, RayNotInstalled)
    assert "with the extra `ray`" in str(error)
