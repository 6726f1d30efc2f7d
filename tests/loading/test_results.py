"""The sandbox answers with a result of a declared type where what is read is no document."""

from collections.abc import Iterator

import pytest

from qa_bot.errors import SourceDamaged, SourceEmpty, SourceTooLarge
from qa_bot.loading import Limits
from qa_bot.loading.draft import Draft, Piece
from qa_bot.loading.incoming import Incoming
from qa_bot.loading.limits import MOST_PIECES
from qa_bot.loading.sandbox.parent import Confinement
from qa_bot.loading.sandbox.protocol import BrokenReply, draft_reply, error_reply, result_reply
from qa_bot.loading.sandbox.replies import read_reply, read_result
from tests.loading import reader_that_forges
from tests.loading.reader_of_results import Counted, Words

READER = Words.__module__
LIMITS = Limits(max_unpacked_bytes=2_000_000, max_seconds=60, max_memory_bytes=300_000_000)


@pytest.fixture
def confinement() -> Iterator[Confinement]:
    """A reading process of the test's own."""
    reading = Confinement()
    yield reading
    reading.close()


def test_a_result_arrives_as_it_was_sent(confinement: Confinement) -> None:
    """Nested parts and any character arrive; halves of characters are dropped."""
    incoming = Incoming("é😀 \ud800b".encode("utf-8", "surrogatepass"), "words", LIMITS)
    result = confinement.read_result(READER, incoming, Words)
    assert result == Words("words", (Counted("é😀"), Counted("b")))


def test_an_error_of_the_reader_is_raised(confinement: Confinement) -> None:
    """A SourceError is raised under the source's own name."""
    with pytest.raises(SourceEmpty, match="words: there is no text"):
        confinement.read_result(READER, Incoming(b"", "words", LIMITS), Words)


def test_a_result_has_a_bounded_size(confinement: Confinement) -> None:
    """A result of too many bytes is refused where it is made."""
    with pytest.raises(SourceTooLarge):
        confinement.read_result(READER, Incoming(b"200000", "words", LIMITS), Words)


def test_a_result_is_no_draft_and_a_draft_no_result(confinement: Confinement) -> None:
    """A reply of the other kind is refused, and the next task is read."""
    with pytest.raises(SourceDamaged, match="nonsense"):
        confinement.read(READER, Incoming(b"some words", "words", LIMITS))
    with pytest.raises(BrokenReply):
        read_result(draft_reply(Draft((Piece("text"),))), "words", Words)
    with pytest.raises(BrokenReply):
        read_reply(result_reply(Words("T")), "words")
    assert confinement.read_result(READER, Incoming(b"word", "words", LIMITS), Words).words


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
    with pytest.raises(BrokenReply):
        read_result(reply, "words", Words)


def test_a_result_has_a_bounded_number_of_parts() -> None:
    """Small parts take more memory than their JSON, so that their number is bounded too."""
    parts = b",".join([b'{"word":""}'] * MOST_PIECES)
    with pytest.raises(BrokenReply):
        read_result(b'r{"title":"","words":[' + parts + b"]}", "words", Words)


def test_a_forged_result_makes_its_source_damaged(confinement: Confinement) -> None:
    """A worker that was taken over can only make its own source fail."""
    forged = Incoming(b'r{"title":"","cure":"rm"}', "replies", LIMITS)
    with pytest.raises(SourceDamaged, match=r"replies: .*nonsense"):
        confinement.read_result(reader_that_forges.__name__, forged, Words)


def test_errors_in_place_of_a_result_are_checked() -> None:
    """Only the errors that readers have are raised."""
    with pytest.raises(SourceTooLarge, match="words: is long"):
        read_result(error_reply(SourceTooLarge("x", "is long", "Split it.")), "words", Words)
