"""Documents whose metadata hold lone surrogates or stray bytes can be stored."""

import io
import zipfile
from pathlib import Path

import pytest

from qa_bot.errors import SourceError
from qa_bot.fetching import feed_parser
from qa_bot.indexing.ingest import Ingester
from qa_bot.loading import LoadLimits, load_bytes
from qa_bot.loading.raw_source import RawSource
from qa_bot.storage.sqlite.store import SqliteStore

FILES = Path(__file__).parents[1] / "data" / "files"
WORDS = "Tea grows in Assam, and it is picked by hand in the spring of every year."
HEAD = "<html><head><title>T&#xD800;ea</title><meta name='author' content='A&#xDFFF;'>"
TAGS = "<meta name='keywords' content='a&#xD800;b, c\udce9'></head>"
PAGE = f"{HEAD}{TAGS}<body><h1>T&#xD800;ea</h1><p>{WORDS} &#xD800;&#xDFFF;</p></body></html>"
MAIL = (
    b"From: A \xe9 <a@example.org>\nSubject: caf\xe9 =?utf-8?b?7aCA?=\nDate: x\xff\nTo: b@x.org\n"
    b'Content-Type: multipart/mixed; boundary="B"\n\n--B\nContent-Type: text/plain; charset=utf-7\n'
    b"\n" + WORDS.encode() + b" +2AA-\n--B\n"
    b'Content-Disposition: attachment; filename="caf\xe9\x1b[2J.pdf"\n\nx\n--B--\n'
)
FRONT = f"---\ntitle: caf\xe9\ntags: [a\udce9, b]\n---\n\n{WORDS}\n"

DOCUMENTS = {
    "page.html": PAGE.encode("utf-8", "surrogateescape"),
    "utf7.html": b"<meta charset=utf-7><title>caf+2AA-\xe9</title><p>" + WORDS.encode(),
    "escape.html": b"<meta charset=unicode_escape><title>\\ud800\xe9</title><p>" + WORDS.encode(),
    "mail.eml": MAIL,
    "front.md": FRONT.encode("utf-8", "surrogateescape"),
    "json.md": b"# T&#xD800;ea \\ud800\n\n" + WORDS.encode() + b" &#xDFFF;\n",
    "seen.srt": b"1\n00:00:01,000 --> 00:00:02,000\n" + WORDS.encode() + b" \xed\xa0\x80\n",
    "plain.txt": WORDS.encode() + b"\n\xed\xa0\x80 \xff\n",
}  # fmt: skip


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("called", ["", "caf\udce9.txt", "a\ud800\n\x1b[2J"])
def test_a_document_of_odd_text_is_stored(
    adder: Ingester, store: SqliteStore, name: str, called: str
) -> None:
    """Its title, author, tags and text are stored, whatever the name of the file."""
    called = called and f"{called}{Path(name).suffix}"
    loaded = load_bytes(DOCUMENTS[name], f"test:{name}", LoadLimits(), name=called or name)
    adder.add(loaded)
    (listing,) = store.listings()
    stored = store.article(listing.ref.id)
    assert stored.title == loaded.title and "Tea grows" in stored.text
    assert stored.title.isprintable()


@pytest.mark.parametrize("kind", ["epub", "docx", "odt"])
def test_odd_names_of_parts_of_an_archive(kind: str) -> None:
    """A part whose name is not text, or holds control characters, hides nothing else."""
    path = next(FILES.glob(f"*.{kind}"))
    packed = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(packed, "w") as target:
        for info in source.infolist():
            target.writestr(info, source.read(info))
        for name in ("\x1b[2J.xml", "word/\u202egnp.xml", "../../x\n.xml", "caf\xe9.xml"):
            target.writestr(name, b"<x/>")
    data = packed.getvalue()
    before = load_bytes(path.read_bytes(), "test:a", LoadLimits(), name=path.name)
    assert load_bytes(data, "test:a", LoadLimits(), name=path.name) == before
    # The name that is flagged as UTF-8 is none.
    broken = data.replace("caf\xe9.xml".encode(), b"caf\xff\xff.xml")
    try:
        load_bytes(broken, "test:a", LoadLimits(), name=path.name)
    except SourceError as error:
        assert "damaged" in error.problem


def test_a_feed_of_odd_text() -> None:
    """All fields of a feed's entries can be encoded, whatever surrogates they held."""
    data = (
        "<rss version='2.0'><channel><title>T&#xD800;ea</title><item><title>a&#xDFFF;</title>"
        "<guid>g&#xD800;\udce9</guid><link>https://example.org/&#xD800;\udce9</link>"
        f"<author>A&#xD800;</author><description>{WORDS}</description></item></channel></rss>"
    ).encode("utf-8", "surrogateescape")
    feed = feed_parser.read(RawSource(data, "https://example.org/feed"))
    (entry,) = feed.entries
    for field in (feed.title, entry.title, entry.key, entry.link, entry.author, entry.mark):
        field.encode("utf-8")
