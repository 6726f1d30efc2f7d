"""A book is read whole, also where its package is only nearly right."""

import io
import zipfile
from collections.abc import Mapping

import pytest

from qa_bot.documents import Article
from qa_bot.errors import SourceDamaged
from qa_bot.loading import LoadLimits, load_bytes

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="{}" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
XHTML = "application/xhtml+xml"


def page(text: str) -> bytes:
    """A chapter."""
    return f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{text}</body></html>'.encode()


FIRST, SECOND = page("<p>Odile keeps the lock.</p>"), page("<p>Jens mends the gate.</p>")
BOTH = "Odile keeps the lock.\n\nJens mends the gate."


def package(items: list[tuple[str, str]], spine: str | None = None, title: str = "Locks") -> str:
    """A package document of chapters, each with its reference and media type."""
    manifest = "".join(
        f'<item id="i{n}" href="{href}" media-type="{kind}"/>'
        for n, (href, kind) in enumerate(items)
    )
    refs = (
        "".join(f'<itemref idref="i{n}"/>' for n in range(len(items))) if spine is None else spine
    )
    return (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></metadata>'
        f"<manifest>{manifest}</manifest><spine>{refs}</spine></package>"
    )


def load(parts: Mapping[str, bytes | str]) -> Article:
    """The article of a book of such parts."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        for name, data in parts.items():
            archive.writestr(name, data)
    return load_bytes(packed.getvalue(), "test:book", LoadLimits(), name="a.epub")


def book(items: list[tuple[str, str]], **parts: bytes | str) -> Article:
    """The article of a book whose package is in a folder."""
    head = {"META-INF/container.xml": CONTAINER.format("B/c.opf"), "B/c.opf": package(items)}
    return load(head | parts)


@pytest.mark.parametrize(
    ("hrefs", "names"),
    [
        (("Text/A.xhtml", "Text/B.xhtml"), ("B/text/a.XHTML", "B/Text/b.xhtml")),
        (("a%20b.xhtml", "c.xhtml"), ("B/a b.xhtml", "B/c.xhtml")),
        (("a b.xhtml", "100%.xhtml"), ("B/a%20b.xhtml", "B/100%.xhtml")),
        (("a.xhtml#top", "b.xhtml?x=1"), ("B/a.xhtml", "B/b.xhtml")),
        (("t\\a.xhtml", "../B/b.xhtml"), ("B/t/a.xhtml", "B/b.xhtml")),
        (("/B/a.xhtml", "B/b.xhtml"), ("B/a.xhtml", "B/b.xhtml")),
        (("caf%C3%A9.xhtml", "e\u0301.xhtml"), ("B/café.xhtml", "B/é.xhtml")),
    ],
)
def test_names_that_nearly_fit(hrefs: tuple[str, str], names: tuple[str, str]) -> None:
    """Case, escapes, fragments and slashes do not hide a chapter."""
    article = book(
        [(href, XHTML) for href in hrefs], **dict(zip(names, (FIRST, SECOND), strict=True))
    )
    assert article.text == BOTH and article.unread == ()


@pytest.mark.parametrize("kind", ["application/xhtml", "text/xml", "text/x-web", "", "text/plain"])
def test_media_types_that_nearly_fit(kind: str) -> None:
    """An item of the reading order is a chapter unless its type says that it is none."""
    article = book([("a.xhtml", kind), ("b", kind)], **{"B/a.xhtml": FIRST, "B/b": SECOND})
    assert article.text == BOTH


def test_a_chapter_that_is_left_out_is_named() -> None:
    """One that is missing, a picture, in no language, or unknown to the manifest."""
    items = [
        *(("a.xhtml", XHTML), ("gone.xhtml", XHTML), ("map.svg", "image/svg+xml")),
        *(("odd.xhtml", XHTML), ("scan.xhtml", XHTML)),
    ]
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(5)) + '<itemref idref="lost"/>'
    parts = {
        "META-INF/container.xml": CONTAINER.format("c.opf"),
        "c.opf": package(items, spine),
        "a.xhtml": FIRST,
        "odd.xhtml": bytes(range(32)) * 4,
        "scan.xhtml": page('<img src="1.png"/>'),
    }
    article = load(parts)
    assert article.text == "Odile keeps the lock."
    assert article.unread == (
        *("chapter map.svg", "chapter lost", "chapter gone.xhtml (missing)"),
        *("chapter odd.xhtml (not a page)", "chapter scan.xhtml"),
    )


def test_a_package_that_is_no_valid_xml() -> None:
    """It is understood as far as it goes, and does without a reading order."""
    broken = package([("a.xhtml", XHTML), ("b.xhtml", XHTML)], "", "Locks & gates")
    parts = {"META-INF/container.xml": CONTAINER.format("c.opf"), "c.opf": broken}
    article = load(parts | {"a.xhtml": FIRST, "b.xhtml": SECOND})
    assert article.text == BOTH and article.title.startswith("Locks")


@pytest.mark.parametrize("container", ["", "no markup", "<", "<!-- only a comment -->", "\x00"])
def test_a_container_of_no_elements(container: str) -> None:
    """The package is found by its name."""
    parts = {"META-INF/container.xml": container, "c.opf": package([("a.xhtml", XHTML)])}
    assert load(parts | {"a.xhtml": FIRST}).text == "Odile keeps the lock."
    with pytest.raises(SourceDamaged, match=r"its part 'c\.opf' cannot be read"):
        load(parts | {"c.opf": container, "a.xhtml": FIRST})


def test_a_book_without_a_container_or_a_manifest() -> None:
    """The package is found by its name, and pages by theirs."""
    items = [("a.xhtml", XHTML), ("b.xhtml", XHTML)]
    assert load({"c.opf": package(items), "a.xhtml": FIRST, "b.xhtml": SECOND}).text == BOTH
    assert load({"c.opf": package([]), "x/a.xhtml": FIRST, "x/b.xhtml": SECOND}).text == BOTH
    with pytest.raises(SourceDamaged, match="names no package"):
        load({"a.xhtml": FIRST})


def test_a_chapter_in_an_older_encoding_that_is_no_valid_xml() -> None:
    """Its declaration is kept to, and UTF-8 is recognised whatever is declared."""
    head = (
        '<?xml version="1.0" encoding="{}"?><html><body><p>Die Köchin<br>heißt Käthe.</body></html>'
    )
    items = [("a.xhtml", XHTML), ("b.xhtml", XHTML)]
    article = book(
        items,
        **{
            "B/a.xhtml": head.format("iso-8859-1").encode("latin-1"),
            "B/b.xhtml": head.format("iso-8859-1").replace("<br>", "<br/>").encode(),
        },
    )
    assert article.text == "\n\n".join(["Die Köchin\nheißt Käthe."] * 2)


def test_readings_stand_in_brackets_behind_their_word() -> None:
    """They neither part the word that they annotate nor join it."""
    ruby = (
        "<p><ruby>銀<rt>ぎん</rt></ruby><ruby>河<rt>が</rt></ruby>を<ruby><rb>見</rb><rp>(</rp>"
        "<rt>み</rt><rp>)</rp></ruby>た。<ruby>夜<rt>・</rt></ruby>だ。</p>"
    )
    article = book([("a.xhtml", XHTML)], **{"B/a.xhtml": page(ruby)})
    assert article.text == "銀河（ぎんが）を見（み）た。夜だ。"


CONTENTS = page(
    "<h1>Contents</h1><p><a href='a.xhtml'>The lock</a></p><p><a href='b.xhtml'>The gate</a></p>"
    "<p>3 <a href='c.xhtml'>The mill of Sund</a></p>"
)


def test_a_page_of_links_to_the_chapters_is_a_table_of_contents() -> None:
    """As EPUB 2 has it in its reading order; a chapter with a few links is text."""
    items = [("toc.xhtml", XHTML), ("a.xhtml", XHTML)]
    article = book(items, **{"B/toc.xhtml": CONTENTS, "B/a.xhtml": FIRST})
    assert (article.text, article.unread) == ("Odile keeps the lock.", ("table of contents",))
    linked = page("<p>See <a href='b.xhtml'>the gate</a>, <a href='c.xhtml'>the mill</a>.</p>")
    assert book([("a.xhtml", XHTML)], **{"B/a.xhtml": linked}).text == "See the gate, the mill."


@pytest.mark.parametrize("hidden", ["hidden=''", "style='display:none'", "class='sr-only'"])
def test_what_a_reading_program_does_not_show_is_not_read(hidden: str) -> None:
    """Elements that are hidden by an attribute or by their style."""
    text = page(f"<p>Odile keeps the lock of Sund.</p><p {hidden}>Not shown.</p>")
    assert book([("a.xhtml", XHTML)], **{"B/a.xhtml": text}).text == "Odile keeps the lock of Sund."
