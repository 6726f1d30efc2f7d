"""XML from strangers: parsed without entities, external files or the network.

Knows trees and names; not what a document means by them.
"""

import html.entities
import re

from lxml import etree

from qa_bot.errors import SourceDamaged
from qa_bot.loading.raw_source import RawSource

_ENTITY_DECLARATION = re.compile(rb"<!\s*ENTITY", re.I)
_NAMED_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]*);")
_OWN_ENTITIES = {b"amp", b"lt", b"gt", b"quot", b"apos"}


def parse_xml(data: bytes, raw: RawSource, part: str) -> etree._Element:
    """The root element; raises SourceDamaged, naming the part, when it is no XML of ours."""
    if b"\x00" in data[:4]:  # UTF-16 hides its declarations from a search of bytes.
        data = _as_utf8(data)
    if _ENTITY_DECLARATION.search(data):
        raise _damaged(raw, part, "it declares entities")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(_NAMED_ENTITY.sub(_character, data), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        deep = "Excessive depth" in str(error)
        why = "its elements are nested too deeply" if deep else "it is not valid XML"
        raise _damaged(raw, part, why) from error
    if root is None:
        raise _damaged(raw, part, "it is empty")
    return root


def local_name(element: etree._Element) -> str:
    """The tag without its namespace; empty for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child_text(root: etree._Element, name: str) -> str:
    """The words of the first element of that local name anywhere below, or ""."""
    return next(iter(child_texts(root, name)), "")


def child_texts(root: etree._Element, name: str) -> list[str]:
    """The words of every element of that local name, in order, empty ones left out."""
    found = (element for element in root.iter() if local_name(element) == name)
    texts = (" ".join("".join(map(str, element.itertext())).split()) for element in found)
    return [text for text in texts if text]


def _character(entity: re.Match[bytes]) -> bytes:
    """A named character of HTML by its number, as XML has no names for it."""
    if entity[1] in _OWN_ENTITIES:
        return entity[0]
    character = html.entities.html5.get(entity[1].decode() + ";", "")
    return "".join(f"&#{ord(c)};" for c in character).encode()


def _as_utf8(data: bytes) -> bytes:
    text = data.decode("utf-16", errors="replace")
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text).encode()


def _damaged(raw: RawSource, part: str, why: str) -> SourceDamaged:
    return SourceDamaged(
        raw.source,
        f"is damaged: its part {part!r} cannot be read, since {why}",
        "Open it in the program that made it, save it anew, then add that.",
    )
