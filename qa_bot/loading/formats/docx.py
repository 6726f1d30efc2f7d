"""DOCX: a document of Word and other programs that write Office Open XML.

Knows the parts of the package; `docx_body` knows what is in them.
"""

import posixpath

from lxml import etree

from qa_bot.errors import SourceDamaged
from qa_bot.loading.draft import Block, Draft, Piece, label_by_headings
from qa_bot.loading.formats.docx_body import WordBody, WordParts
from qa_bot.loading.formats.docx_markup import iter_notes
from qa_bot.loading.formats.docx_numbering import WordNumbering
from qa_bot.loading.formats.docx_styles import WordStyles
from qa_bot.loading.formats.inserted_document import read_inserted
from qa_bot.loading.formats.xml import child, child_text, child_texts, local_name, parse_xml
from qa_bot.loading.formats.zip_container import ZipContainer
from qa_bot.loading.metadata import iso_date, language_code, split_tags
from qa_bot.loading.raw_source import RawSource

_PROPERTIES = "docProps/core.xml"
_DOCUMENT = "word/document.xml"
_ZIP = b"PK\x03\x04"


def read(raw: RawSource) -> Draft:
    """Extract the draft of a Word document, without headers and footers, notes at the end.

    Raises SourceDamaged, SourceLocked or SourceTooLarge.
    """
    package = _Package(ZipContainer(raw), raw)
    body = WordBody(package.parts())
    blocks = body.read_story(package.body)
    notes = tuple(Piece(text, "notes") for text in _notes(body))
    pieces = label_by_headings(blocks) + notes
    return _with_metadata(pieces, body, package.optional(_PROPERTIES))


def _notes(body: WordBody) -> list[str]:
    # A note may refer to another, which then joins the queue.
    texts = ("\n".join(b.text for b in body.read_story(note)) for note in body.note_elements)
    return list(filter(None, texts))


class _Package:
    """The parts of the document beside and around its text."""

    def __init__(self, container: ZipContainer, raw: RawSource, is_inserted: bool = False) -> None:
        self._container = container
        self._raw = raw
        self._is_inserted = is_inserted
        self._path = self._document_path()
        root = parse_xml(container.require(self._path), raw, self._path)
        self._targets = self._relationships(self._path)
        body = child(root, "body")
        self.body: etree._Element = root if body is None else body

    def optional(self, name: str) -> etree._Element | None:
        """Return a part; None where it is missing, damaged or declares entities."""
        try:
            return parse_xml(self._container.require(name), self._raw, name)
        except SourceDamaged:
            return None

    def parts(self) -> WordParts:
        """Return what the text refers to."""
        notes = {
            (kind, key): element
            for kind in ("footnote", "endnote")
            for key, element in iter_notes(self._by_type(f"{kind}s"), kind)
        }
        return WordParts(
            WordStyles(self._by_type("styles")),
            WordNumbering(self._by_type("numbering")),
            notes,
            self._inserted,
            self._related,
        )

    def _document_path(self) -> str:
        for type_, target in self._relationships("").values():
            if type_ == "officeDocument" and target in self._container.names:
                return target
        return _DOCUMENT

    def _relationships(self, part: str) -> dict[str, tuple[str, str]]:
        """Return the type and the path of what a part refers to, by id."""
        folder, name = posixpath.split(part)
        root = self.optional(posixpath.join(folder, "_rels", f"{name}.rels"))
        found = {}
        for element in () if root is None else root:
            if local_name(element) == "Relationship" and element.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, element.get("Target", "")))
                type_ = element.get("Type", "").rpartition("/")[2]
                found[element.get("Id", "")] = (type_, target.lstrip("/"))
        return found

    def _by_type(self, type_: str) -> etree._Element | None:
        """Return the part of a type, else the one where it usually stands."""
        targets = [target for found, target in self._targets.values() if found == type_]
        usual = posixpath.join(posixpath.dirname(self._path), f"{type_}.xml")
        return self.optional(targets[0] if targets else usual)

    def _related(self, key: str) -> etree._Element | None:
        return self.optional(self._targets[key][1]) if key in self._targets else None

    def _inserted(self, key: str) -> list[Block] | None:
        if key not in self._targets:
            return None
        try:
            data = self._container.read(self._targets[key][1])
        except SourceDamaged:
            return None
        if data is not None and data.startswith(_ZIP):
            return None if self._is_inserted else self._inserted_package(data)
        return None if data is None else read_inserted(data, self._raw)

    def _inserted_package(self, data: bytes) -> list[Block] | None:
        """Return the blocks of a Word document within this one; it may not hold another."""
        raw = RawSource(data, self._raw.source, self._raw.limits)
        try:
            package = _Package(ZipContainer(raw), raw, is_inserted=True)
            body = WordBody(package.parts())
            blocks = body.read_story(package.body)
        except SourceDamaged:
            return None
        return blocks + [Block(text) for text in _notes(body)]


def _with_metadata(
    pieces: tuple[Piece, ...], body: WordBody, properties: etree._Element | None
) -> Draft:
    title = ("" if properties is None else child_text(properties, "title")) or body.title
    if pieces and title and pieces[0].text == title:
        pieces = pieces[1:]
    unread = tuple(body.unread)
    if properties is None:
        return Draft(pieces, title, unread=unread)
    return Draft(
        pieces,
        title,
        author=child_text(properties, "creator"),
        published=iso_date(child_text(properties, "created")),
        language=language_code(child_text(properties, "language")),
        tags=split_tags(child_texts(properties, "keywords")),
        unread=unread,
    )
