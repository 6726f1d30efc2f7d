"""A module that reads no document replies with a result of a declared type."""

from collections.abc import Iterator

import pytest

from qa_bot.errors import SourceDamaged, SourceEmpty, SourceTooLarge
from qa_bot.loading import LoadLimits
from qa_bot.loading.draft import Draft, Piece
from qa_bot.loading.limits import MAX_PIECES
from qa_bot.loading.raw_source import RawSource
from qa_bot.loading.sandbox.protocol import ProtocolError, encode_draft, encode_error, encode_result
from qa_bot.loading.sandbox.reply_decoder import decode_reply, decode_result
from qa_bot.loading.sandbox.worker_process import WorkerProcess
from tests.loading.stand_in_formats import forges
from tests.loading.stand_in_formats.results import Counted, Words

MODULE = Words.__module__
LIMITS = LoadLimits(max_unpacked_bytes=2_000_000, max_seconds=60, max_memory_bytes=300_000_000)


@pytest.fixture
def worker() -> Iterator[WorkerProcess]:
    """A worker that no other test shares."""
    process = WorkerProcess()
    yield process
    process.close()


def test_a_result_arrives_as_it_was_sent(worker: WorkerProcess) -> None:
    """Nested parts and any character arrive; lone surrogates are dropped."""
    raw = RawSource("é😀 \ud800b".encode("utf-8", "surrogatepass"), "words", LIMITS)
    result = worker.read_result(MODULE, raw, Words)
    assert result == Words("words", (Counted("é😀"), Counted("b")))


def test_an_error_of_the_module_is_raised(worker: WorkerProcess) -> None:
    """A SourceError is raised under the source's own name."""
    with pytest.raises(SourceEmpty, match="words: there is no text"):
        worker.read_result(MODULE, RawSource(b"", "words", LIMITS), Words)


def test_a_result_has_a_bounded_size(worker: WorkerProcess) -> None:
    """A result of too many bytes is refused where it is made."""
    with pytest.raises(SourceTooLarge):
        worker.read_result(MODULE, RawSource(b"200000", "words", LIMITS), Words)


def test_a_result_is_no_draft_and_a_draft_no_result(worker: WorkerProcess) -> None:
    """A reply of the other kind is refused, and the next task is read."""
    with pytest.raises(SourceDamaged, match="nonsense"):
        worker.read(MODULE, RawSource(b"some words", "words", LIMITS))
    with pytest.raises(ProtocolError):
        decode_result(encode_draft(Draft((Piece("text"),))), "words", Words)
    with pytest.raises(ProtocolError):
        decode_reply(encode_result(Words("T")), "words")
    assert worker.read_result(MODULE, RawSource(b"word", "words", LIMITS), Words).words


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"r",
        b"rnull",
        b"r[]",
        b"r{}",
        b'r{"title":null}',
        b'r{"title":"","source":"/etc/passwd"}',
        b'r{"title":"","words":[{"word":"a","count":"1"}]}',
        b'r{"title":"","words":[{"word":"a","length":1}]}',
        b'r{"title":"","words":[7]}',
        b'r{"title":"\\ud800"}',
        b'r{"title":"\xff"}',
        b'r{"title":"","words":[' + b"[" * 100_000,
        b'x{"title":""}',
        b'e["ConfigError","p","c"]',
        b"e{}",
    ],
)
def test_a_reply_of_another_form_is_refused(reply: bytes) -> None:
    """Missing, unknown and wrongly typed fields, other kinds, and bytes that are no JSON."""
    with pytest.raises(ProtocolError):
        decode_result(reply, "words", Words)


def test_a_result_has_a_bounded_number_of_parts() -> None:
    """Small parts take more memory than their JSON, so that their number is bounded too."""
    parts = b",".join([b'{"word":""}'] * MAX_PIECES)
    with pytest.raises(ProtocolError):
        decode_result(b'r{"title":"","words":[' + parts + b"]}", "words", Words)


def test_a_forged_result_makes_its_source_damaged(worker: WorkerProcess) -> None:
    """A worker that was taken over can only make its own source fail."""
    forged = RawSource(b'r{"title":"","cure":"rm"}', "replies", LIMITS)
    with pytest.raises(SourceDamaged, match=r"replies: .*nonsense"):
        worker.read_result(forges.__name__, forged, Words)


def test_errors_in_place_of_a_result_are_checked() -> None:
    """Only the errors that a module may raise are raised."""
    with pytest.raises(SourceTooLarge, match="words: is long"):
        decode_result(encode_error(SourceTooLarge("x", "is long", "Split it.")), "words", Words)
