"""ODT: a text of LibreOffice and other programs that write OpenDocument.

Knows the parts of the package; `odt_body` knows what is in them.
"""

from lxml import etree

from qa_bot.errors import SourceDamaged, SourceLocked
from qa_bot.loading.draft import Draft, Piece, label_by_headings
from qa_bot.loading.formats.odt_body import OdtBody
from qa_bot.loading.formats.odt_styles import OdtStyles
from qa_bot.loading.formats.xml import child_text, child_texts, local_name, parse_xml
from qa_bot.loading.formats.zip_container import ZipContainer
from qa_bot.loading.metadata import iso_date, language_code, split_tags
from qa_bot.loading.raw_source import RawSource

_CONTENT, _STYLES, _META = "content.xml", "styles.xml", "meta.xml"
_MANIFEST = "META-INF/manifest.xml"


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
    content = parse_xml(container.require(_CONTENT), raw, _CONTENT)
    body = _body(content, container, raw)
    blocks = [b for part in content if local_name(part) == "body" for b in body.read(part)]
    # A note may hold another, which then joins the queue.
    notes = [Piece(block.text, "notes") for note in body.notes for block in body.read(note)]
    pieces = label_by_headings(blocks) + tuple(notes)
    meta = container.read(_META)
    metadata = etree.Element("none") if meta is None else parse_xml(meta, raw, _META)
    title = child_text(metadata, "title") or body.title
    if pieces and pieces[0].text == title:
        pieces = pieces[1:]
    return Draft(
        pieces,
        title,
        author=child_text(metadata, "initial-creator") or child_text(metadata, "creator"),
        published=iso_date(child_text(metadata, "creation-date")),
        language=language_code(child_text(metadata, "language")),
        tags=split_tags(child_texts(metadata, "keyword")),
        unread=tuple(body.unread),
    )


def _body(content: etree._Element, container: ZipContainer, raw: RawSource) -> OdtBody:
    """Return a reader with the document's styles, forms and embedded objects."""

    def part(name: str) -> etree._Element | None:
        try:
            data = container.read(name)
            return None if data is None else parse_xml(data, raw, name)
        except SourceDamaged:
            return None

    styles = part(_STYLES)
    body = OdtBody(OdtStyles([content] if styles is None else [content, styles]), part)
    body.collect_controls(content)
    return body
