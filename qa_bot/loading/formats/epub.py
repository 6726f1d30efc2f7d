"""EPUB: the chapters of a book in their reading order.

Knows pages and metadata; `epub_package` knows where the chapters are. The text of a
chapter is extracted as that of a page; a chapter that cannot be read is named.
"""

import re

import lxml.html
from lxml import etree

from qa_bot.errors import SourceDamaged, SourceLocked, SourceNotText
from qa_bot.loading.draft import (
    Block,
    BoilerplateTally,
    Draft,
    count_left_out,
    label_by_headings,
)
from qa_bot.loading.encoding import DecodedText, decode_with_remarks
from qa_bot.loading.encoding_labels import markup_charset
from qa_bot.loading.formats.epub_package import Chapter, read_package
from qa_bot.loading.formats.field_codes import CONTENTS
from qa_bot.loading.formats.footnote_marks import drop_footnote_marks
from qa_bot.loading.formats.html_blocks import PlacedBlock, extract_placed_blocks
from qa_bot.loading.formats.html_boilerplate import drop_hidden
from qa_bot.loading.formats.html_nesting import flatten, is_too_deep
from qa_bot.loading.formats.ruby import spell_out_ruby
from qa_bot.loading.formats.xml import child_text, child_texts, local_name, parse_xml
from qa_bot.loading.formats.zip_container import ZipContainer
from qa_bot.loading.metadata import iso_date, language_code, split_tags
from qa_bot.loading.raw_source import RawSource

_ENCRYPTION = "META-INF/encryption.xml"
# Title page and first chapter may repeat the title within about so many blocks.
_TITLE_BLOCKS = 5
# A page of fewer links may be a dedication with its source; names and numbers of chapters may
# stand beside their links.
_MIN_CONTENTS_LINKS = 3
_MIN_LINKED_SHARE = 0.8  # of the letters of a table of contents that are in its links
_FONT_OBFUSCATION = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_XML_DECLARATION = re.compile(r"\A\s*+<\?xml[^>]{0,300}>")


def read(raw: RawSource) -> Draft:
    """Extract the draft of a book; pieces are labelled with chapter and headings.

    Raises SourceLocked where it is protected against copying, else as `ZipContainer` does.
    """
    container = ZipContainer(raw)
    _check_encryption(container, raw)
    package = read_package(container, raw)
    title = child_text(package.root, "title")
    reader = _ChapterReader(container, raw)
    blocks = [block for chapter in package.chapters for block in reader.blocks(chapter)]
    blocks = [block for i, block in enumerate(blocks) if i > _TITLE_BLOCKS or block.text != title]
    return Draft(
        label_by_headings(blocks),
        title,
        author=", ".join(child_texts(package.root, "creator")),
        published=iso_date(child_text(package.root, "date")),
        language=language_code(child_text(package.root, "language")),
        tags=split_tags(child_texts(package.root, "subject")),
        unread=(*package.left_out, *reader.left_out),
        left_out=count_left_out(reader.tally),
    )


def _check_encryption(container: ZipContainer, raw: RawSource) -> None:
    """Raise SourceLocked where more than fonts is encrypted."""
    data = container.read(_ENCRYPTION)
    if data is None:
        return
    methods = [
        element.get("Algorithm", "")
        for element in parse_xml(data, raw, _ENCRYPTION).iter()
        if local_name(element) == "EncryptionMethod"
    ]
    if any(method not in _FONT_OBFUSCATION for method in methods):
        raise SourceLocked(
            raw.source,
            "is protected against copying (DRM)",
            "Add a copy without protection.",
        )


class _ChapterReader:
    """Reads the chapters of a book, and collects the names of those that it cannot."""

    def __init__(self, container: ZipContainer, raw: RawSource) -> None:
        self._container = container
        self._raw = raw
        self.left_out: list[str] = []
        self.tally = BoilerplateTally()
        # The picture of the first page need not be named.
        self._is_cover = True

    def blocks(self, chapter: Chapter) -> list[Block]:
        """Return the blocks of a chapter; none where it is missing, no text or empty."""
        data = self._container.read(chapter.part) if chapter.part else None
        if data is None:
            self.left_out.append(f"chapter {chapter.href} (missing)")
            return []
        if not data.strip():
            return []
        try:
            decoded = decode_with_remarks(data, self._raw.source, markup_charset(data))
        except SourceNotText:
            self.left_out.append(f"chapter {chapter.href} (not a page)")
            return []
        self.left_out += [f"chapter {chapter.href}: {remark}" for remark in decoded.remarks]
        page = _page(decoded, self._raw, chapter.href)
        if page is None:
            return []
        has_pictures = next(page.iter("img", "svg", "image", "object"), None) is not None
        placed = _placed_blocks(page, self.tally)
        if _is_contents(placed):
            self.left_out.append(CONTENTS)
            return []
        blocks = [each.block for each in placed]
        if has_pictures and not blocks and not self._is_cover:
            self.left_out.append(f"chapter {chapter.href}")
        self._is_cover = False
        return blocks


def _placed_blocks(page: lxml.html.HtmlElement, tally: BoilerplateTally) -> list[PlacedBlock]:
    for element in [e for e in page.iter("head", "nav") if e.getparent() is not None]:
        element.drop_tree()
    drop_hidden(page, tally)
    drop_footnote_marks(page)
    spell_out_ruby(page)
    return extract_placed_blocks(page)


def _is_contents(blocks: list[PlacedBlock]) -> bool:
    """Return whether a page is a table of contents as EPUB 2 has it: links, under a heading."""
    body = [block for block in blocks if not block.level]
    linked = sum(block.linked_chars for block in body)
    letters = sum(len(line.strip()) for block in body for line in block.lines)
    links = sum(1 for block in body for _ in block.lines if block.linked_chars)
    return links >= _MIN_CONTENTS_LINKS and linked >= _MIN_LINKED_SHARE * letters


def _page(decoded: DecodedText, raw: RawSource, name: str) -> lxml.html.HtmlElement | None:
    """Parse a chapter as XHTML, else as HTML, since many are not valid; None where it is empty."""
    text = _XML_DECLARATION.sub("", decoded.text.removeprefix("\ufeff"), count=1)
    try:
        return _as_html(parse_xml(text.encode(), raw, name))
    except SourceDamaged:
        page = _parse_html(text)
    if page is not None and is_too_deep(page):
        page = _parse_html(flatten(text))
    return page


def _parse_html(text: str) -> lxml.html.HtmlElement | None:
    parser = lxml.html.HTMLParser(encoding="utf-8")
    try:
        return lxml.html.document_fromstring(text.encode(), parser=parser)
    except etree.ParserError:
        return None


def _as_html(root: etree._Element) -> lxml.html.HtmlElement:
    """Return the page without namespaces, as elements of lxml.html."""
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = local_name(element)
    etree.cleanup_namespaces(root)
    html = lxml.html.tostring(root, encoding="utf-8")
    parser = lxml.html.HTMLParser(encoding="utf-8")
    return lxml.html.document_fromstring(html, parser=parser)
