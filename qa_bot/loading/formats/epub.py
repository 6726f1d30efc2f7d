"""EPUB: the chapters of a book in their reading order.

Knows the package document of EPUB 2 and 3; the text of a chapter is extracted
as that of a page.
"""

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote

import lxml.html
from lxml import etree

from qa_bot.errors import SourceDamaged, SourceLocked
from qa_bot.loading.draft import Block, Draft, label_by_headings
from qa_bot.loading.formats.footnote_marks import drop_footnote_marks
from qa_bot.loading.formats.html_blocks import extract_blocks
from qa_bot.loading.formats.html_nesting import flatten, is_too_deep
from qa_bot.loading.formats.xml import child_text, child_texts, local_name, parse_xml
from qa_bot.loading.formats.zip_container import ZipContainer
from qa_bot.loading.metadata import iso_date, language_code, split_tags
from qa_bot.loading.raw_source import RawSource

_CONTAINER, _ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
_PAGE_TYPES = ("application/xhtml+xml", "text/html", "application/xml", "text/x-oeb1-document")
# Title page and first chapter may repeat the title within about so many blocks.
_TITLE_BLOCKS = 5
_FONT_OBFUSCATION = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")


def read(raw: RawSource) -> Draft:
    """Extract the draft of a book; pieces are labelled with chapter and headings.

    Raises SourceLocked where it is protected against copying, else as `ZipContainer` does.
    """
    container = ZipContainer(raw)
    _check_encryption(container, raw)
    path = _package_path(container, raw)
    package = parse_xml(container.require(path), raw, path)
    title = child_text(package, "title")
    blocks = [
        block
        for name in _spine(package, posixpath.dirname(path), raw)
        for block in _chapter(container, raw, name)
    ]
    blocks = [block for i, block in enumerate(blocks) if i > _TITLE_BLOCKS or block.text != title]
    return Draft(
        label_by_headings(blocks),
        title,
        author=", ".join(child_texts(package, "creator")),
        published=iso_date(child_text(package, "date")),
        language=language_code(child_text(package, "language")),
        tags=split_tags(child_texts(package, "subject")),
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


def _package_path(container: ZipContainer, raw: RawSource) -> str:
    root = parse_xml(container.require(_CONTAINER), raw, _CONTAINER)
    for element in root.iter():
        if local_name(element) == "rootfile" and element.get("full-path"):
            return str(element.get("full-path"))
    raise SourceDamaged(
        raw.source,
        "is damaged: its container names no package",
        "Fetch it again, or mend it in an EPUB editor.",
    )


def _spine(package: etree._Element, folder: str, raw: RawSource) -> Iterator[str]:
    """Return the names of the chapters in reading order, without the table of contents."""
    items = {e.get("id"): e for e in package.iter() if local_name(e) == "item"}
    seen: set[str] = set()
    for reference in package.iter():
        item = items.get(reference.get("idref")) if local_name(reference) == "itemref" else None
        if item is None or item.get("media-type") not in _PAGE_TYPES:
            continue
        is_contents = "nav" in item.get("properties", "").split()
        name = posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))
        if name not in seen and not is_contents:
            seen.add(name)
            yield name


def _chapter(container: ZipContainer, raw: RawSource, name: str) -> list[Block]:
    data = container.read(name)
    if data is None or not data.strip():
        return []
    page = _page(data, raw, name)
    if page is None:
        return []
    for element in [e for e in page.iter("head", "nav") if e.getparent() is not None]:
        element.drop_tree()
    drop_footnote_marks(page)
    return extract_blocks(page)


def _page(data: bytes, raw: RawSource, name: str) -> lxml.html.HtmlElement | None:
    """Parse a chapter as XHTML, else as HTML, since many are not valid; None where it is empty."""
    try:
        return _as_html(parse_xml(data, raw, name))
    except SourceDamaged:
        page = _parse_html(data)
    if page is not None and is_too_deep(page):
        page = _parse_html(flatten(data.decode("utf-8", "replace")).encode())
    return page


def _parse_html(data: bytes) -> lxml.html.HtmlElement | None:
    try:
        return lxml.html.document_fromstring(data, parser=lxml.html.HTMLParser(encoding="utf-8"))
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
