"""DOCX: the text of a Word document as mammoth converts it to HTML.

Knows the parts of a DOCX; mammoth knows what is in them. It gets a copy with
only those parts, unpacked within the limits and free of entities.
"""

import io
import zipfile

import lxml.html
import mammoth
from lxml import etree

from qa_bot.errors import SourceDamaged
from qa_bot.loading.draft import Draft, Piece, label_by_headings
from qa_bot.loading.formats.footnote_marks import drop_footnote_marks
from qa_bot.loading.formats.html_blocks import extract_blocks
from qa_bot.loading.formats.xml import child_text, child_texts, parse_xml
from qa_bot.loading.formats.zip_container import ZipContainer
from qa_bot.loading.metadata import iso_date, language_code, split_tags
from qa_bot.loading.raw_source import RawSource

_PROPERTIES = "docProps/core.xml"
_DOCUMENT = "word/document.xml"
_STYLE_MAP = """
p[style-name='Title'] => p.title:fresh
p[style-name='Subtitle'] => p.subtitle:fresh
p[style-name='Heading 5'] => h5:fresh
p[style-name='Heading 6'] => h6:fresh
"""


def read(raw: RawSource) -> Draft:
    """Extract the draft of a Word document, without headers and footers, notes at the end.

    Raises SourceDamaged, SourceLocked or SourceTooLarge.
    """
    container = ZipContainer(raw)
    page = _convert(container, raw)
    title = page.find(".//p[@class='title']")
    styled_title = "" if title is None else " ".join(title.text_content().split())
    drop_footnote_marks(page)
    notes = _extract_notes(page)
    pieces = label_by_headings(extract_blocks(page)) + notes
    return _with_metadata(pieces, styled_title, _properties(container, raw))


def _convert(container: ZipContainer, raw: RawSource) -> lxml.html.HtmlElement:
    """Convert the document to a page of HTML."""
    html = mammoth.convert_to_html(
        _checked_copy(container, raw),
        style_map=_STYLE_MAP,
        convert_image=mammoth.images.img_element(lambda image: {}),
    ).value
    return lxml.html.document_fromstring(f"<body>{html}</body>")


def _extract_notes(page: lxml.html.HtmlElement) -> tuple[Piece, ...]:
    """Move the footnotes and endnotes out of the page."""
    items = page.xpath("//li[starts-with(@id, 'footnote-') or starts-with(@id, 'endnote-')]")
    notes = tuple(
        Piece("\n".join(block.text for block in extract_blocks(item)), "notes") for item in items
    )
    for item in items:
        item.drop_tree()
    return notes


def _checked_copy(container: ZipContainer, raw: RawSource) -> io.BytesIO:
    """Copy the XML parts of the document that can be parsed, uncompressed.

    A part that is damaged or declares entities is left out, unless it is the
    text itself; mammoth does without.
    """
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w") as target:
        for name in container.names:
            if name.endswith((".xml", ".rels")):
                try:
                    data = container.require(name)
                    parse_xml(data, raw, name)
                    target.writestr(name, data)
                except SourceDamaged:
                    if name == _DOCUMENT:
                        raise
    return copy


def _with_metadata(
    pieces: tuple[Piece, ...], styled_title: str, properties: etree._Element | None
) -> Draft:
    title = ("" if properties is None else child_text(properties, "title")) or styled_title
    if pieces and title and pieces[0].text == title:
        pieces = pieces[1:]
    if properties is None:
        return Draft(pieces, title)
    return Draft(
        pieces,
        title,
        author=child_text(properties, "creator"),
        published=iso_date(child_text(properties, "created")),
        language=language_code(child_text(properties, "language")),
        tags=split_tags(child_texts(properties, "keywords")),
    )


def _properties(container: ZipContainer, raw: RawSource) -> etree._Element | None:
    """Return the document's core properties; None where they are missing or damaged."""
    try:
        return parse_xml(container.require(_PROPERTIES), raw, _PROPERTIES)
    except SourceDamaged:
        return None
