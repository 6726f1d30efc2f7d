"""EPUB to a draft: the chapters in their reading order.

Knows the package document of EPUB 2 and 3; a chapter is written as a page is.
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
from qa_bot.loading.formats.html_nesting import flattened, is_deep
from qa_bot.loading.formats.xml import child_text, child_texts, local_name, parse_xml
from qa_bot.loading.formats.zip_container import ZipContainer
from qa_bot.loading.metadata import iso_date, language_code, split_tags
from qa_bot.loading.raw_source import RawSource

_CONTAINER, _ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
_PAGES = ("application/xhtml+xml", "text/html", "application/xml", "text/x-oeb1-document")
# A title page repeats the title, and so may the first chapter.
_OPENING = 5
_FONT_MANGLING = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")


def read(raw: RawSource) -> Draft:
    """The draft of a book; pieces are labelled by chapter and heading.

    Raises SourceLocked when it is protected against copying, else as `ZipContainer` does.
    """
    archive = ZipContainer(raw)
    _refuse_locked(archive, raw)
    path = _package_path(archive, raw)
    package = parse_xml(archive.need(path), raw, path)
    title = child_text(package, "title")
    blocks = [
        block
        for name in _spine(package, posixpath.dirname(path), raw)
        for block in _chapter(archive, raw, name)
    ]
    blocks = [block for i, block in enumerate(blocks) if i > _OPENING or block.text != title]
    return Draft(
        label_by_headings(blocks),
        title,
        author=", ".join(child_texts(package, "creator")),
        published=iso_date(child_text(package, "date")),
        language=language_code(child_text(package, "language")),
        tags=split_tags(child_texts(package, "subject")),
    )


def _refuse_locked(archive: ZipContainer, raw: RawSource) -> None:
    """Books whose chapters are encrypted cannot be read; mangled fonts do not matter."""
    data = archive.read(_ENCRYPTION)
    if data is None:
        return
    methods = [
        element.get("Algorithm", "")
        for element in parse_xml(data, raw, _ENCRYPTION).iter()
        if local_name(element) == "EncryptionMethod"
    ]
    if any(method not in _FONT_MANGLING for method in methods):
        raise SourceLocked(
            raw.source,
            "is protected against copying (DRM)",
            "Add a copy without protection.",
        )


def _package_path(archive: ZipContainer, raw: RawSource) -> str:
    container = parse_xml(archive.need(_CONTAINER), raw, _CONTAINER)
    for element in container.iter():
        if local_name(element) == "rootfile" and element.get("full-path"):
            return str(element.get("full-path"))
    raise SourceDamaged(
        raw.source,
        "is damaged: its container names no package",
        "Fetch it again, or mend it in an EPUB editor.",
    )


def _spine(package: etree._Element, folder: str, raw: RawSource) -> Iterator[str]:
    """The names of the chapters' parts, in reading order, the table of contents left out."""
    items = {e.get("id"): e for e in package.iter() if local_name(e) == "item"}
    seen: set[str] = set()
    for reference in package.iter():
        item = items.get(reference.get("idref")) if local_name(reference) == "itemref" else None
        if item is None or item.get("media-type") not in _PAGES:
            continue
        is_contents = "nav" in item.get("properties", "").split()
        name = posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))
        if name not in seen and not is_contents:
            seen.add(name)
            yield name


def _chapter(archive: ZipContainer, raw: RawSource, name: str) -> list[Block]:
    data = archive.read(name)
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
    """A chapter's page, which many books have only nearly right; None where it is empty."""
    try:
        return _as_html(parse_xml(data, raw, name))
    except SourceDamaged:
        page = _as_it_is(data)
    if page is not None and is_deep(page):
        page = _as_it_is(flattened(data.decode("utf-8", "replace")).encode())
    return page


def _as_it_is(data: bytes) -> lxml.html.HtmlElement | None:
    try:
        return lxml.html.document_fromstring(data, parser=lxml.html.HTMLParser(encoding="utf-8"))
    except etree.ParserError:
        return None


def _as_html(root: etree._Element) -> lxml.html.HtmlElement:
    """The same page without namespaces, as elements that know HTML."""
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = local_name(element)
    etree.cleanup_namespaces(root)
    written = lxml.html.tostring(root, encoding="utf-8")
    parser = lxml.html.HTMLParser(encoding="utf-8")
    return lxml.html.document_fromstring(written, parser=parser)
