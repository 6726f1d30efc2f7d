"""ODT: a text of LibreOffice and other programs that write OpenDocument.

Knows the elements of OpenDocument; each is renamed to its counterpart in HTML,
from which `html_blocks` extracts the text.
"""

from lxml import etree

from qa_bot.errors import SourceLocked
from qa_bot.loading.draft import Draft, Piece, label_by_headings
from qa_bot.loading.formats.html_blocks import extract_blocks
from qa_bot.loading.formats.xml import child_text, child_texts, local_name, parse_xml
from qa_bot.loading.formats.zip_container import ZipContainer
from qa_bot.loading.metadata import iso_date, language_code, split_tags
from qa_bot.loading.raw_source import RawSource

_CONTENT, _META, _MANIFEST = "content.xml", "meta.xml", "META-INF/manifest.xml"
_HTML_TAGS = {
    "p": "p",
    "list": "ul",
    "list-item": "li",
    "list-header": "li",
    "table": "table",
    "table-row": "tr",
    "table-cell": "td",
    "line-break": "br",
}
_SPACES = {"s": " ", "tab": " "}
_SKIPPED = frozenset(
    "annotation annotation-end tracked-changes note-citation sequence-decls forms "
    "object object-ole image bookmark-start bookmark-end soft-page-break scripts "
    "font-face-decls automatic-styles".split()
)
_MAX_SPACES = 100  # of one element, whose count is any number that the file gives


def read(raw: RawSource) -> Draft:
    """Extract the draft of an OpenDocument text, notes at the end.

    Raises SourceDamaged, SourceLocked or SourceTooLarge.
    """
    container = ZipContainer(raw)
    if b"encryption-data" in (container.read(_MANIFEST) or b""):
        raise SourceLocked(
            raw.source,
            "is encrypted with a password",
            "Save a copy without the password, then add that.",
        )
    pieces = _pieces(parse_xml(container.require(_CONTENT), raw, _CONTENT))
    meta = container.read(_META)
    if meta is None:
        return Draft(pieces)
    metadata = parse_xml(meta, raw, _META)
    title = child_text(metadata, "title")
    if pieces and pieces[0].text == title:
        pieces = pieces[1:]
    return Draft(
        pieces,
        title,
        author=child_text(metadata, "initial-creator") or child_text(metadata, "creator"),
        published=iso_date(child_text(metadata, "creation-date")),
        language=language_code(child_text(metadata, "language")),
        tags=split_tags(child_texts(metadata, "keyword")),
    )


def _pieces(content: etree._Element) -> tuple[Piece, ...]:
    page = etree.Element("body")
    notes: list[etree._Element] = []
    for element in content:
        if local_name(element) == "body":
            _copy(element, page, notes)
    pieces = list(label_by_headings(extract_blocks(page)))
    # A note may hold another, which then joins the queue.
    for note in notes:
        _copy(note, aside := etree.Element("div"), notes)
        pieces += [Piece(block.text, "notes") for block in extract_blocks(aside)]
    return tuple(pieces)


def _copy(source: etree._Element, target: etree._Element, notes: list[etree._Element]) -> None:
    """Copy the content of `source` into `target`, renaming elements and collecting notes."""
    _add(target, source.text)
    for child in source:
        name = local_name(child)
        if name == "note":
            notes.extend(body for body in child if local_name(body) == "note-body")
        elif name in _SPACES:
            _add(target, _SPACES[name] * _space_count(child))
        elif name and name not in _SKIPPED:
            _copy(child, etree.SubElement(target, _tag(child, name)), notes)
        _add(target, child.tail)


def _tag(element: etree._Element, name: str) -> str:
    if name == "h":
        level = next((v for k, v in element.attrib.items() if k.endswith("}outline-level")), "1")
        return f"h{level}" if level in "123456" and len(level) == 1 else "h6"
    return _HTML_TAGS.get(name, "span")


def _space_count(element: etree._Element) -> int:
    count = next((v for k, v in element.attrib.items() if k.endswith("}c")), "1")
    return min(int(count), _MAX_SPACES) if count.isdecimal() else 1


def _add(target: etree._Element, text: str | None) -> None:
    if not text:
        return
    if len(target):
        target[-1].tail = (target[-1].tail or "") + text
    else:
        target.text = (target.text or "") + text
