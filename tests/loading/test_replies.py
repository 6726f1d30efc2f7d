"""The bot believes a process that read a hostile file no more than the file."""

import io
import json
import struct

import pytest

from qa_bot.errors import FeedUnreadable, SourceDamaged, SourceError, SourceTooLarge
from qa_bot.fetching.feeds import Entry, Feed
from qa_bot.fetching.page_hints import Signs
from qa_bot.loading import Limits
from qa_bot.loading.draft import Draft, Piece
from qa_bot.loading.incoming import Incoming
from qa_bot.loading.sandbox.parent import Confinement
from qa_bot.loading.sandbox.protocol import BrokenReply, draft_reply, error_reply, receive_reply
from qa_bot.loading.sandbox.replies import read_reply, told

READER = "tests.loading.reader_that_forges"
LIMITS = Limits(max_unpacked_bytes=2_000_000, max_seconds=60, max_memory_bytes=300_000_000)
FACTS = b'{"title":"","author":"","published":"","language":"","tags":[],"unread":[]}'


def error(name: str, problem: str = "p", cure: str = "c") -> bytes:
    return b"e" + json.dumps([name, problem, cure]).encode()


FORGED = {
    "nothing": b"",
    "an error of other arguments": error("FolderEmpty"),
    "an error that no reader has": error("ConfigError"),
    "an error that is asked again": error("FetchFailed"),
    "no error at all": error("__doc__"),
    "the base of all": error("SourceError"),
    "an error without a cure": b'e["SourceEmpty","p"]',
    "an error in numbers": b'e["SourceEmpty",1,2]',
    "an object for an error": b'e{"class":"SourceEmpty"}',
    "another kind": b"x" + FACTS,
    "a draft without facts": b"d",
    "a draft of a fact less": b'd{"title":""}',
    "a draft of a fact more": b"d" + FACTS.replace(b"{", b'{"source":"/etc/passwd",'),
    "tags that are no list": b"d" + FACTS.replace(b'"tags":[]', b'"tags":"a"'),
    "tags that are numbers": b"d" + FACTS.replace(b'"tags":[]', b'"tags":[1]'),
    "a title that is none": b"d" + FACTS.replace(b'"title":""', b'"title":null'),
    "a piece that is a number": b"d" + FACTS + b"\n7",
    "a piece without a label": b"d" + FACTS + b'\n["text"]',
    "a piece that is joined to a word": b"d" + FACTS + b'\n["text","","yes"]',
    "a piece with more": b"d" + FACTS + b'\n["text","",true,0]',
    "an empty line": b"d" + FACTS + b"\n",
    "broken off": b"d" + FACTS + b'\n["te',
    "half a character": b"d" + FACTS + b'\n["\\ud800","",false]',
    "half a character in bytes": b"d" + FACTS + b'\n["\xed\xa0\x80","",false]',
    "no UTF-8": b"d" + FACTS + b'\n["\xff","",false]',
    "a control character": b"d" + FACTS + b'\n["\x1b[2J","",false]',
    "a thousand lists": b"d" + b"[" * 100_000,
    "a thousand objects": b"d" + b'{"title":' * 100_000,
    "another format": b"\x80\x04\x95\x00",
}


@pytest.mark.parametrize("reply", FORGED.values(), ids=FORGED)
def test_a_reply_of_another_form_is_nonsense(reply: bytes) -> None:
    """Whatever it is, it is that and nothing else that is raised."""
    with pytest.raises(BrokenReply):
        read_reply(reply, "trap")


@pytest.mark.parametrize("name", ["nothing", "an error of other arguments", "no UTF-8"])
def test_a_forged_reply_makes_its_source_damaged(name: str) -> None:
    """A person reads that the file cannot be read, and the next one is read."""
    confinement = Confinement()
    try:
        with pytest.raises(SourceDamaged, match=r"replies: .*nonsense"):
            confinement.read(READER, Incoming(FORGED[name], "replies", LIMITS))
        ours = Incoming(b"d" + FACTS + b'\n["text","",false]', "replies", LIMITS)
        assert confinement.read(READER, ours) == Draft((Piece("text"),))
    finally:
        confinement.close()


def test_a_reply_without_end_is_cut() -> None:
    """The bot holds no more of it than a reply may have."""
    confinement = Confinement()
    try:
        with pytest.raises(SourceDamaged, match="nonsense"):
            confinement.read(READER, Incoming(b"x" * 65_536, "floods", LIMITS))
    finally:
        confinement.close()


def test_a_reader_that_stays_after_its_reply_holds_up_nobody() -> None:
    """What closed its reply has nothing more to say: it is ended, long before its time is up."""
    confinement = Confinement()
    try:
        with pytest.raises(SourceDamaged, match="broke down"):
            confinement.read(READER, Incoming(b"d" + FACTS, "lingers", LIMITS))
    finally:
        confinement.close()


def frames(*parts: tuple[bytes, int, bytes]) -> io.BytesIO:
    return io.BytesIO(b"".join(struct.pack(">ci", kind, n) + data for kind, n, data in parts))


def test_a_reply_comes_in_parts() -> None:
    """They are joined up to the end, and its status."""
    stream = frames((b"p", 2, b"ab"), (b"p", 1, b"c"), (b"e", -9, b""), (b"p", 1, b"x"))
    assert receive_reply(stream, 3) == (b"abc", -9)


@pytest.mark.parametrize(
    "stream",
    [
        frames((b"p", 2, b"ab"), (b"p", 2, b"cd"), (b"e", 0, b"")),
        frames((b"p", -1, b"a")),
        frames((b"s", 0, b"")),
        frames((b"\xff", 1, b"a")),
    ],
)
def test_parts_of_another_form_are_nonsense(stream: io.BytesIO) -> None:
    """Too many bytes, fewer than none, and parts of no kind."""
    with pytest.raises(BrokenReply):
        receive_reply(stream, 3)


@pytest.mark.parametrize("data", [b"", b"p\0\0", b"p\0\0\0\2a"])
def test_a_reply_that_is_broken_off_is_told_apart(data: bytes) -> None:
    """A process that has gone is another matter."""
    with pytest.raises(EOFError):
        receive_reply(io.BytesIO(data), 3)


def test_a_draft_arrives_as_it_was_sent() -> None:
    """Whatever characters are in it; but for halves of characters, which no text may hold."""
    pieces = (Piece("a\nb\u2028\"'\\ \0 é 😀", "page 1"), Piece("", "", joined=True))
    draft = Draft(pieces, "T", "A. Mill", "2024-02-01", "en", ("one", "two"), ("page 3",))
    assert read_reply(draft_reply(draft), "x") == draft
    halves = Draft((Piece("a\ud800b \ud83d\ude00 \udc00"),))
    assert read_reply(draft_reply(halves), "x") == Draft((Piece("ab 😀 "),))


def test_facts_have_the_forms_that_readers_give_them() -> None:
    """What no reader says of a source is not kept, and no list has an end out of sight."""
    draft = Draft(
        (),
        author="A\x1b]0;B\n\0" + "C" * 5000,
        published="tomorrow'; DROP TABLE",
        language="../../etc",
        tags=("", " a\u202eb\x07 ", "ab", "\ud800", *map(str, range(5000))),
        unread=("\x1b[2Jpage", "x" * 5000),
    )
    found = read_reply(draft_reply(draft), "x")
    assert found.author.startswith("A]0;B C") and len(found.author) <= 1000
    assert (found.published, found.language) == ("", "")
    assert found.tags[:2] == ("ab", "0") and len(found.tags) <= 1000
    assert found.unread == ("[2Jpage", "x" * 1000)


def test_errors_of_readers_arrive_as_what_they_are() -> None:
    """Under the name that the bot has for the source, on one line that leaves a terminal alone."""
    for kind in (SourceDamaged, SourceTooLarge, FeedUnreadable):
        sent = kind("another", "is \x1b[31mbroken\n\n\x07" + "x" * 5000, "Mend it.")
        with pytest.raises(SourceError) as caught:
            read_reply(error_reply(sent), "ours")
        assert type(caught.value) is kind and caught.value.source == "ours"
        assert caught.value.problem.startswith("is [31mbroken xx")
        assert len(caught.value.problem) <= 500 and caught.value.cure == "Mend it."


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"key":1,"mark":""}', "nonsense", '{"key":"'])
def test_a_feed_of_another_form_is_damaged(text: str) -> None:
    """Its entries are checked like drafts."""
    with pytest.raises(SourceDamaged, match=r"https://example\.org/feed: .*nonsense"):
        Feed.of(Draft((Piece(text),)), "https://example.org/feed")


@pytest.mark.parametrize("text", ["", "[]", '{"scripted":"yes"}', '{"story":null}'])
def test_signs_of_another_form_are_damaged(text: str) -> None:
    """What a page's reader says is checked too."""
    with pytest.raises(SourceDamaged, match="nonsense"):
        told(text, Signs, "https://example.org")


def test_an_entry_says_only_what_a_feeds_reader_says() -> None:
    """Its link leads to the web, and its date is one."""
    entry = Entry("k", "m", link="javascript:alert(1)", published="soon")
    feed = Feed.of(Feed("T", (entry,)).as_draft(), "https://example.org/feed")
    assert feed == Feed("T", (Entry("k", "m"),))
    with_halves = Entry("k", "m", title="a\ud800b")
    assert Feed.of(Feed("T", (with_halves,)).as_draft(), "x").entries[0].title == "ab"
