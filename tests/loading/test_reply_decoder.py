"""A reply of the worker is trusted no more than the hostile file that it read."""

import io
import json
import struct
from dataclasses import replace

import pytest

from qa_bot.documents import BoilerplateCount, BoilerplateKind
from qa_bot.errors import FeedUnreadable, SourceDamaged, SourceError, SourceTooLarge
from qa_bot.loading import LoadLimits
from qa_bot.loading.draft import Draft, Piece
from qa_bot.loading.raw_source import RawSource
from qa_bot.loading.sandbox.protocol import (
    MAX_ERROR_BYTES,
    MAX_LIST_BYTES,
    ProtocolError,
    RawReply,
    encode_draft,
    encode_error,
    receive_reply,
)
from qa_bot.loading.sandbox.reply_decoder import decode_reply
from qa_bot.loading.sandbox.worker_process import WorkerProcess

FORMAT_MODULE = "tests.loading.stand_in_formats.forges"
LIMITS = LoadLimits(max_unpacked_bytes=2_000_000, max_seconds=60, max_memory_bytes=300_000_000)
METADATA = (
    b'{"title":"","author":"","published":"","language":"","tags":[],"unread":[],"left_out":[]}'
)


def error(name: str, problem: str = "p", cure: str = "c") -> bytes:
    return b"e" + json.dumps([name, problem, cure]).encode()


FORGED = {
    "nothing": b"",
    "an error of other arguments": error("FolderBare"),
    "an error that no format module raises": error("ConfigError"),
    "an error that is retried": error("FetchFailed"),
    "an attribute that is no class": error("__doc__"),
    "the base class of errors": error("SourceError"),
    "an error without a cure": b'e["SourceEmpty","p"]',
    "an error in numbers": b'e["SourceEmpty",1,2]',
    "an object for an error": b'e{"class":"SourceEmpty"}',
    "an error longer than any": error("SourceEmpty", "x" * MAX_ERROR_BYTES),
    "another kind": b"x" + METADATA,
    "a draft without metadata": b"d",
    "a draft with a field missing": b'd{"title":""}',
    "a draft with an unknown field": b"d" + METADATA.replace(b"{", b'{"source":"/etc/passwd",'),
    "tags that are no list": b"d" + METADATA.replace(b'"tags":[]', b'"tags":"a"'),
    "tags that are numbers": b"d" + METADATA.replace(b'"tags":[]', b'"tags":[1]'),
    "tags longer than any": b"d"
    + METADATA.replace(b'"tags":[]', b'"tags":[' + b'"",' * (MAX_LIST_BYTES // 3) + b'""]'),
    "a title that is none": b"d" + METADATA.replace(b'"title":""', b'"title":null'),
    "a piece that is a number": b"d" + METADATA + b"\n7",
    "a piece without a label": b"d" + METADATA + b'\n["text"]',
    "a piece that is joined to a word": b"d" + METADATA + b'\n["text","","yes"]',
    "a piece with more": b"d" + METADATA + b'\n["text","",true,0]',
    "an empty line": b"d" + METADATA + b"\n",
    "broken off": b"d" + METADATA + b'\n["te',
    "half a character": b"d" + METADATA + b'\n["\\ud800","",false]',
    "half a character in bytes": b"d" + METADATA + b'\n["\xed\xa0\x80","",false]',
    "no UTF-8": b"d" + METADATA + b'\n["\xff","",false]',
    "a control character": b"d" + METADATA + b'\n["\x1b[2J","",false]',
    "a thousand lists": b"d" + b"[" * 100_000,
    "a thousand objects": b"d" + b'{"title":' * 100_000,
    "another format": b"\x80\x04\x95\x00",
}


@pytest.mark.parametrize("reply", FORGED.values(), ids=FORGED)
def test_a_malformed_reply_is_a_protocol_error(reply: bytes) -> None:
    """Whatever the form of the reply, no other exception is raised."""
    with pytest.raises(ProtocolError):
        decode_reply(reply, "trap")


@pytest.mark.parametrize("name", ["nothing", "an error of other arguments", "no UTF-8"])
def test_a_forged_reply_makes_its_source_damaged(name: str) -> None:
    """The user sees that the file cannot be read, and the next file is read."""
    worker = WorkerProcess()
    try:
        with pytest.raises(SourceDamaged, match=r"replies: .*nonsense"):
            worker.read(FORMAT_MODULE, RawSource(FORGED[name], "replies", LIMITS))
        ours = RawSource(b"d" + METADATA + b'\n["text","",false]', "replies", LIMITS)
        assert worker.read(FORMAT_MODULE, ours) == Draft((Piece("text"),))
    finally:
        worker.close()


def test_an_endless_reply_is_cut() -> None:
    """The bot holds no more of a reply than the limit on its size."""
    worker = WorkerProcess()
    try:
        with pytest.raises(SourceDamaged, match="nonsense"):
            worker.read(FORMAT_MODULE, RawSource(b"x" * 65_536, "floods", LIMITS))
    finally:
        worker.close()


def test_a_process_that_stays_after_its_reply_is_killed() -> None:
    """A process that closed its reply is killed long before its time is up."""
    worker = WorkerProcess()
    try:
        with pytest.raises(SourceDamaged, match="broke down"):
            worker.read(FORMAT_MODULE, RawSource(b"d" + METADATA, "lingers", LIMITS))
    finally:
        worker.close()


def frames(*parts: tuple[bytes, int, bytes]) -> io.BytesIO:
    return io.BytesIO(b"".join(struct.pack(">ci", kind, n) + data for kind, n, data in parts))


def test_the_parts_of_a_reply_are_joined() -> None:
    """All parts up to the end frame belong to the reply, and the frame holds the exit status."""
    stream = frames((b"p", 2, b"ab"), (b"p", 1, b"c"), (b"e", -9, b""), (b"p", 1, b"x"))
    assert receive_reply(stream, 3) == RawReply(b"abc", -9)


@pytest.mark.parametrize(
    "stream",
    [
        frames((b"p", 2, b"ab"), (b"p", 2, b"cd"), (b"e", 0, b"")),
        frames((b"p", -1, b"a")),
        frames((b"s", 0, b"")),
        frames((b"\xff", 1, b"a")),
    ],
)
def test_malformed_frames_are_a_protocol_error(stream: io.BytesIO) -> None:
    """Too many bytes, a negative size and unknown types of frames are refused."""
    with pytest.raises(ProtocolError):
        receive_reply(stream, 3)


@pytest.mark.parametrize("data", [b"", b"p\0\0", b"p\0\0\0\2a"])
def test_a_truncated_reply_is_an_end_of_file(data: bytes) -> None:
    """A process that has ended is not taken for one that breaks the protocol."""
    with pytest.raises(EOFError):
        receive_reply(io.BytesIO(data), 3)


def test_a_draft_arrives_as_it_was_sent() -> None:
    """Every character survives except lone surrogates, which no text may hold."""
    pieces = (Piece("a\nb\u2028\"'\\ \0 é 😀", "page 1"), Piece("", "", joined=True))
    draft = Draft(pieces, "T", "A. Mill", "2024-02-01", "en", ("one", "two"), ("page 3",))
    draft = replace(draft, left_out=(BoilerplateCount(BoilerplateKind.NAVIGATION, 12),))
    assert decode_reply(encode_draft(draft), "x") == draft
    lone = Draft((Piece("a\ud800b \ud83d\ude00 \udc00"),))
    assert decode_reply(encode_draft(lone), "x") == Draft((Piece("ab 😀 "),))


@pytest.mark.parametrize(
    "left_out",
    [
        '[{"kind":"words","characters":1}]',
        '[{"kind":"navigation","characters":-1}]',
        '[{"kind":"navigation","characters":1e300}]',
        '[{"kind":"navigation"}]',
        "[" + ",".join(['{"kind":"navigation","characters":1}'] * 99) + "]",
        "null",
    ],
)
def test_counts_of_boilerplate_are_checked(left_out: str) -> None:
    """Only our own kinds, each at most once, and numbers that a document may have."""
    reply = b"d" + METADATA.replace(b'"left_out":[]', f'"left_out":{left_out}'.encode())
    with pytest.raises(ProtocolError):
        decode_reply(reply, "x")


def test_metadata_are_normalised_and_bounded() -> None:
    """Malformed dates and languages are dropped, and no string or list is endless."""
    draft = Draft(
        (),
        author="A\x1b]0;B\n\0" + "C" * 5000,
        published="tomorrow'; DROP TABLE",
        language="../../etc",
        tags=("", " a\u202eb\x07 ", "ab", "\ud800", *map(str, range(5000))),
        unread=("\x1b[2Jpage", "x" * 5000),
    )
    found = decode_reply(encode_draft(draft), "x")
    assert found.author.startswith("A]0;B C") and len(found.author) <= 1000
    assert (found.published, found.language) == ("", "")
    assert found.tags[:2] == ("ab", "0") and len(found.tags) <= 1000
    assert found.unread == ("[2Jpage", "x" * 1000)


def test_the_longest_replies_are_within_the_bounds() -> None:
    """Metadata and messages are cut when they are sent, so that no honest reply is refused."""
    escaped = "\x1b" * 5000
    draft = Draft((), author=escaped, tags=(escaped,) * 5000, unread=(escaped,) * 5000)
    assert decode_reply(encode_draft(draft), "x") == Draft(())
    with pytest.raises(SourceDamaged):
        decode_reply(encode_error(SourceDamaged("another", escaped, escaped)), "x")


def test_errors_of_format_modules_arrive_with_their_class() -> None:
    """They name the source as the bot does, on one line without control characters."""
    for kind in (SourceDamaged, SourceTooLarge, FeedUnreadable):
        sent = kind("another", "is \x1b[31mbroken\n\n\x07" + "x" * 5000, "Mend it.")
        with pytest.raises(SourceError) as caught:
            decode_reply(encode_error(sent), "ours")
        assert type(caught.value) is kind and caught.value.source == "ours"
        assert caught.value.problem.startswith("is [31mbroken xx")
        assert len(caught.value.problem) <= 500 and caught.value.cure == "Mend it."
