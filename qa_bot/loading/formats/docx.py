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
from qa_bot.loading.draft import Draft, Piece, under_headings
from qa_bot.loading.formats.markup import write_blocks
from qa_bot.loading.formats.note_marks import drop_note_marks
from qa_bot.loading.formats.xml import child_text, child_texts, parse_xml
from qa_bot.loading.formats.zip_container import Archive
from qa_bot.loading.incoming import Incoming
from qa_bot.loading.metadata import iso_date, language_code, split_tags

_CORE = "docProps/core.xml"
_TEXT = "word/document.xml"
_STYLES = """
p[style-name='Title'] => p.title:fresh
p[style-name='Subtitle'] => p.subtitle:fresh
p[style-name='Heading 5'] => h5:fresh
p[style-name='Heading 6'] => h6:fresh
"""


def read(incoming: Incoming) -> Draft:
    """The draft of a Word document; headers and footers stay out, footnotes come last.

    Raises SourceDamaged, SourceLocked or SourceTooLarge.
    """
    archive = Archive(incoming)
    page = _page(archive, incoming)
    named = page.find(".//p[@class='title']")
    heading = "" if named is None else " ".join(named.text_content().split())
    drop_note_marks(page)
    notes = _take_notes(page)
    pieces = under_headings(write_blocks(page)) + notes
    return _described(archive, incoming, pieces, heading)


def _page(archive: Archive, incoming: Incoming) -> lxml.html.HtmlElement:
    copy = _clean_copy(archive, incoming)
    written = mammoth.convert_to_html(
        copy,
        style_map=_STYLES,
        convert_image=mammoth.images.img_element(lambda image: {}),
    ).value
    return lxml.html.document_fromstring(f"<body>{written}</body>")


def _take_notes(page: lxml.html.HtmlElement) -> tuple[Piece, ...]:
    """The notes at the end, out of the page."""
    items = page.xpath("//li[starts-with(@id, 'footnote-') or starts-with(@id, 'endnote-')]")
    notes = tuple(Piece("\n".join(b.text for b in write_blocks(item)), "notes") for item in items)
    for item in items:
        item.drop_tree()
    return notes


def _clean_copy(archive: Archive, incoming: Incoming) -> io.BytesIO:
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
                    parse_xml(data, incoming, name)
                    target.writestr(name, data)
                except SourceDamaged:
                    if name == _TEXT:
                        raise
    return copy


def _described(
    archive: Archive, incoming: Incoming, pieces: tuple[Piece, ...], heading: str
) -> Draft:
    said = _core(archive, incoming)
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


def _core(archive: Archive, incoming: Incoming) -> etree._Element | None:
    """The document's properties, where it has any that can be read."""
    try:
        return parse_xml(archive.need(_CORE), incoming, _CORE)
    except SourceDamaged:
        return None
