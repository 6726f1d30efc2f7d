"""Text is read however deep it is nested, in linear time."""

import gc
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from qa_bot.errors import SourceDamaged
from qa_bot.loading import LoadLimits, load_bytes
from qa_bot.loading.formats.html_nesting import flatten
from qa_bot.loading.formats.markdown import flatten_markdown
from tests.loading import hostile

WORDS = "The bell rang at eight o'clock."
AFTER = "It rang again at nine."
FILES = Path(__file__).parent.parent / "data" / "files"
LIMITS = LoadLimits(max_seconds=60)

PAGES = {
    "divisions": "<div>",
    "lists": "<ul><li>",
    "spans": "<p><span>",
    "quotes": "<blockquote>",
    "tables": "<table><tr><td>",
    "marks": "<b><i>",
}
MARKDOWN = {
    "quotes": lambda depth: "> " * depth + WORDS,
    "quotes without spaces": lambda depth: ">" * depth + WORDS,
    "lists on a line": lambda depth: "- " * depth + WORDS,
    "numbers on a line": lambda depth: "1. " * depth + WORDS,
    "lists": lambda depth: "".join(f"{'  ' * i}- a\n" for i in range(depth)) + "\n" + WORDS,
    "marks": lambda depth: "**a *b " * depth + WORDS,
    "brackets": lambda depth: "[" * depth + WORDS,
}


def words(data: str, kind: str) -> str:
    """The text of a page or of Markdown, on one line."""
    return " ".join(load_bytes(data.encode(), "deep", LIMITS, content_type=kind).text.split())


@pytest.mark.parametrize("depth", [100, 300, 3000])
@pytest.mark.parametrize("opening", PAGES.values(), ids=PAGES)
def test_a_deep_page_is_read(opening: str, depth: int) -> None:
    """Text below the 256 levels of the parser is kept, and so is the text after it."""
    name = opening.rpartition("<")[2].rstrip(">")
    closing = f"</{name}>" * depth
    read = words(f"<body>{opening * depth}{WORDS}{closing}<p>{AFTER}</p>", "text/html")
    assert WORDS in read and AFTER in read


@pytest.mark.parametrize("depth", [30, 300, 1000])
@pytest.mark.parametrize("name", MARKDOWN)
def test_deep_markdown_is_read(name: str, depth: int) -> None:
    """Text in deep lists, quotes and brackets is kept, and so is the text after it."""
    read = words(f"{MARKDOWN[name](depth)}\n\n{AFTER}", "text/markdown")
    assert WORDS in read and AFTER in read


def test_a_deep_book_and_a_deep_letter_are_read() -> None:
    """HTML within another format is flattened as a page is."""
    deep = "<div>" * 3000 + WORDS
    assert WORDS in load_bytes(hostile.epub(deep), "deep", LIMITS).text
    letter = f"From: a@b.c\nTo: d@e.f\nSubject: Bell\nContent-Type: text/html\n\n{deep}"
    assert WORDS in load_bytes(letter.encode(), "deep", LIMITS, name="a.eml").text


def test_rich_text_is_read_through_all_its_groups() -> None:
    """Text in deep groups of RTF is kept."""
    data = "{\\rtf1 " + "{" * 3000 + WORDS + "}" * 3001
    assert WORDS in load_bytes(data.encode(), "deep", LIMITS).text


WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def tables(depth: int) -> bytes:
    """A Word document of tables within tables."""
    inside = f"<w:p><w:r><w:t>{WORDS}</w:t></w:r></w:p>"
    nested = "<w:tbl><w:tr><w:tc>" * depth + inside + "</w:tc></w:tr></w:tbl>" * depth
    source = zipfile.ZipFile(FILES / "bells.docx")
    parts: dict[str, bytes | str] = {name: source.read(name) for name in source.namelist()}
    text = f"<w:document {WORD}><w:body>{nested}</w:body></w:document>"
    return hostile.zipped(parts | {"word/document.xml": text})


def parts_within_parts(depth: int) -> bytes:
    """A mail whose parts hold parts."""
    head = "From: a@b.c\nTo: d@e.f\nSubject: Bell\nMIME-Version: 1.0\n"
    opened = (f"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n" for i in range(depth))
    return f"{head}{''.join(opened)}Content-Type: text/plain\n\n{WORDS}\n".encode()


@pytest.mark.parametrize("make", [tables, parts_within_parts])
def test_a_document_that_is_too_deep_says_so(make: Callable[[int], bytes]) -> None:
    """Documents and mail are read to some depth, and beyond it the error names the nesting."""
    assert WORDS in load_bytes(make(20), "deep", LIMITS, name="a.eml").text
    for depth in (60, 300, 3000) if make is tables else (3000,):
        with pytest.raises(SourceDamaged, match="nested too deeply"):
            load_bytes(make(depth), "deep", LIMITS, name="a.eml")


def test_a_shallow_text_is_not_changed() -> None:
    """Flattening changes no tag and no mark above the limits."""
    page = "<!doctype html><ul><li>a<li>b</ul><p>c<br>d<p class='e > f'>g</p></x>"
    assert flatten(page) == page
    text = "- a\n  - b\n\n> > c\n\n1. d\n    code\n"
    assert flatten_markdown(text) == text


def cost(work: Callable[[str], str], text: str) -> float:
    """The least processor seconds of some tries: what else happens meanwhile only adds to it.

    Without garbage collection, which visits everything that the process holds.
    """
    times = []
    gc.disable()
    try:
        for _ in range(5):
            began = time.process_time()
            work(text)
            times.append(time.process_time() - began)
    finally:
        gc.enable()
    return min(times)


@pytest.mark.parametrize("unit", ["<div>", "</div>", "<b>", "<p>a", "<", "<a", "> ", "- ", "  "])
def test_flattening_is_linear(unit: str) -> None:
    """Four times the tags or marks take at most ten times as long."""
    for work in (flatten, flatten_markdown):
        small, large = (cost(work, unit * size) for size in (5_000, 20_000))
        assert large < max(0.1, 10 * small)
