"""Parse untrusted XML, without entities, external files or the network.

Knows trees and names; not what they mean in a document format.
"""

import contextlib
import html.entities
import re

from lxml import etree

from qa_bot.errors import SourceDamaged
from qa_bot.loading.raw_source import RawSource

_ENTITY_DECLARATION = re.compile(rb"<!\s*ENTITY", re.I)
_NAMED_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]*);")
_XML_ENTITIES = {b"amp", b"lt", b"gt", b"quot", b"apos"}


def parse_xml(data: bytes, raw: RawSource, part: str) -> etree._Element:
    """Parse a part of a document; raises SourceDamaged, naming the part, where it is invalid.

    XML that declares entities is refused.
    """
    if b"\x00" in data[:4]:  # UTF-16 hides its declarations from a search of bytes.
        data = _as_utf8(data)
    if _ENTITY_DECLARATION.search(data):
        raise _damaged(raw, part, "it declares entities")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(_NAMED_ENTITY.sub(_character_references, data), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        is_too_deep = "Excessive depth" in str(error)
        reason = "its elements are nested too deeply" if is_too_deep else "it is not valid XML"
        raise _damaged(raw, part, reason) from error
    if root is None:
        raise _damaged(raw, part, "it is empty")
    return root


def parse_mended_xml(data: bytes, raw: RawSource, part: str) -> etree._Element:
    """Parse a part as `parse_xml` does, and an invalid one as far as it can be understood.

    Raises SourceDamaged where nothing of it can be.
    """
    try:
        return parse_xml(data, raw, part)
    except SourceDamaged:
        if _ENTITY_DECLARATION.search(data):
            raise
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
        )
        with contextlib.suppress(etree.XMLSyntaxError, ValueError):
            root: etree._Element | None = etree.fromstring(data, parser)
            if root is not None:
                return root
        raise


def local_name(element: etree._Element) -> str:
    """Return the tag without its namespace; "" for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    """Return the first child of a local name."""
    if element is not None:
        for found in element:
            if local_name(found) == name:
                return found
    return None


def attribute(element: etree._Element | None, name: str) -> str:
    """Return an attribute by its local name, or ""."""
    if element is not None:
        for key, value in element.attrib.items():
            if str(key).rpartition("}")[2] == name:
                return str(value)
    return ""


def child_text(root: etree._Element, name: str) -> str:
    """Return the text of the first non-empty element of a local name below the root, or ""."""
    return next(iter(child_texts(root, name)), "")


def child_texts(root: etree._Element, name: str) -> list[str]:
    """Return the texts of the elements of a local name below the root, without empty ones."""
    found = (element for element in root.iter() if local_name(element) == name)
    texts = (" ".join("".join(map(str, element.itertext())).split()) for element in found)
    return [text for text in texts if text]


def _character_references(entity: re.Match[bytes]) -> bytes:
    """Replace a named entity of HTML, which XML does not know, by character references."""
    if entity[1] in _XML_ENTITIES:
        return entity[0]
    character = html.entities.html5.get(entity[1].decode() + ";", "")
    return "".join(f"&#{ord(c)};" for c in character).encode()


def _as_utf8(data: bytes) -> bytes:
    text = data.decode("utf-16", errors="replace")
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text).encode()


def _damaged(raw: RawSource, part: str, reason: str) -> SourceDamaged:
    return SourceDamaged(
        raw.source,
        f"is damaged: its part {part!r} cannot be read, since {reason}",
        "Open it in the program that made it, save it anew, then add that.",
    )
