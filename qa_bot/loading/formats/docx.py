"""DOCX to a draft: what mammoth sees of a Word document, headings and all.

Knows the parts of a DOCX; mammoth knows what is in them. It gets a copy that
holds only those parts, unpacked within the limits and free of entities.
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

_CORE = "docProps/core.xml"
_TEXT = "word/document.xml"
_STYLES = """
p[style-name='Title'] => p.title:fresh
p[style-name='Subtitle'] => p.subtitle:fresh
p[style-name='Heading 5'] => h5:fresh
p[style-name='Heading 6'] => h6:fresh
"""


def read(raw: RawSource) -> Draft:
    """The draft of a Word document; headers and footers stay out, footnotes come last.

    Raises SourceDamaged, SourceLocked or SourceTooLarge.
    """
    archive = ZipContainer(raw)
    page = _page(archive, raw)
    named = page.find(".//p[@class='title']")
    heading = "" if named is None else " ".join(named.text_content().split())
    drop_footnote_marks(page)
    notes = _take_notes(page)
    pieces = label_by_headings(extract_blocks(page)) + notes
    return _described(archive, raw, pieces, heading)


def _page(archive: ZipContainer, raw: RawSource) -> lxml.html.HtmlElement:
    copy = _clean_copy(archive, raw)
    written = mammoth.convert_to_html(
        copy,
        style_map=_STYLES,
        convert_image=mammoth.images.img_element(lambda image: {}),
    ).value
    return lxml.html.document_fromstring(f"<body>{written}</body>")


def _take_notes(page: lxml.html.HtmlElement) -> tuple[Piece, ...]:
    """The notes at the end, out of the page."""
    items = page.xpath("//li[starts-with(@id, 'footnote-') or starts-with(@id, 'endnote-')]")
    notes = tuple(Piece("\n".join(b.text for b in extract_blocks(item)), "notes") for item in items)
    for item in items:
        item.drop_tree()
    return notes


def _clean_copy(archive: ZipContainer, raw: RawSource) -> io.BytesIO:
    """The document with nothing but its checked XML parts, not packed.

    A part that is damaged or declares entities is left out; mammoth goes
    without, unless it is the text itself.
    """
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w") as target:
        for name in archive.names:
            if name.endswith((".xml", ".rels")):
                try:
                    data = archive.need(name)
                    parse_xml(data, raw, name)
                    target.writestr(name, data)
                except SourceDamaged:
                    if name == _TEXT:
                        raise
    return copy


def _described(
    archive: ZipContainer, raw: RawSource, pieces: tuple[Piece, ...], heading: str
) -> Draft:
    said = _core(archive, raw)
    title = ("" if said is None else child_text(said, "title")) or heading
    if pieces and title and pieces[0].text == title:
        pieces = pieces[1:]
    if said is None:
        return Draft(pieces, title)
    return Draft(
        pieces,
        title,
        author=child_text(said, "creator"),
        published=iso_date(child_text(said, "created")),
        language=language_code(child_text(said, "language")),
        tags=split_tags(child_texts(said, "keywords")),
    )


def _core(archive: ZipContainer, raw: RawSource) -> etree._Element | None:
    """The document's properties, where it has any that can be read."""
    try:
        return parse_xml(archive.need(_CORE), raw, _CORE)
    except SourceDamaged:
        return None
