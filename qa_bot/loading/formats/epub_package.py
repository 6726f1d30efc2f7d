"""The package of an EPUB: which parts of the archive are chapters, in their reading order.

Knows the package documents of EPUB 2 and 3, also those that are nearly right: names in
another case or encoding, wrong media types, no reading order.
"""

import posixpath
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from qa_bot.errors import SourceDamaged
from qa_bot.loading.formats.xml import local_name, parse_mended_xml
from qa_bot.loading.formats.zip_container import ZipContainer
from qa_bot.loading.raw_source import RawSource

_CONTAINER = "META-INF/container.xml"
_PAGE_SUFFIXES = (".xhtml", ".html", ".htm", ".xht", ".xml")
# Media types of items that are no pages, whatever they are called.
_OTHER_TYPES = ("image/", "audio/", "video/", "font/", "text/css", "text/javascript")
_NO_PAGES = frozenset({"application/x-dtbncx+xml", "application/oebps-page-map+xml"})


@dataclass(frozen=True, slots=True)
class Chapter:
    """A page of the reading order; `part` is its name in the archive, None where it has none."""

    href: str
    part: str | None


@dataclass(frozen=True, slots=True)
class Package:
    """The root of the package document, and the chapters in reading order.

    `left_out` names what is in the reading order and no page.
    """

    root: etree._Element
    chapters: tuple[Chapter, ...]
    left_out: tuple[str, ...]


class PartNames:
    """The names of the parts of an archive, found also as careless programs refer to them."""

    def __init__(self, names: list[str]) -> None:
        self._names = set(names)
        self._folded = {_folded(each): n for n in reversed(names) for each in (_utf8_name(n), n)}

    def find(self, folder: str, href: str) -> str | None:
        """Return the part that a reference in a folder means, or None."""
        bare = href.partition("#")[0].partition("?")[0]
        for reference in (bare, unquote(bare), href):
            path = reference.replace("\\", "/").strip()
            for base in (folder, ""):
                name = posixpath.normpath(posixpath.join(base, path).lstrip("/"))
                found = name if name in self._names else self._folded.get(_folded(name))
                if path and found:
                    return found
        return None

    def pages(self) -> list[str]:
        """Return the names of the parts that are called like pages, outside of META-INF."""
        return sorted(
            name
            for name in self._names
            if name.lower().endswith(_PAGE_SUFFIXES) and not name.upper().startswith("META-INF/")
        )

    def package(self) -> str | None:
        """Return the name of the package document by its suffix, or None."""
        return next((name for name in sorted(self._names) if name.lower().endswith(".opf")), None)


def read_package(container: ZipContainer, raw: RawSource) -> Package:
    """Read the package document; raises SourceDamaged where there is none."""
    names = PartNames(container.names)
    path = _package_path(container, names, raw)
    root = parse_mended_xml(container.require(path), raw, path)
    folder = posixpath.dirname(path)
    items = {e.get("id", ""): e for e in root.iter() if local_name(e) == "item"}
    spine = [e.get("idref", "") for e in root.iter() if local_name(e) == "itemref"]
    # Without a reading order, the order of the manifest is the best there is.
    order = spine or [name for name, item in items.items() if _is_page(item)]
    chapters: dict[str, Chapter] = {}
    left_out: list[str] = []
    for name in order:
        item = _page_item(items, name)
        href = item.get("href", "") if item is not None else name
        if item is None or not _is_page(item):
            left_out.append(f"chapter {_shown(items, name)}")
        elif "nav" not in item.get("properties", "").split():
            part = names.find(folder, href)
            chapters.setdefault(part or href, Chapter(href, part))
    if not any(chapter.part for chapter in chapters.values()):
        chapters |= {page: Chapter(page, page) for page in names.pages()}
    return Package(root, tuple(chapters.values()), tuple(left_out))


def _package_path(container: ZipContainer, names: PartNames, raw: RawSource) -> str:
    for path in _stated_paths(container, names, raw):
        if part := names.find("", path):
            return part
    if (part := names.package()) is not None:
        return part
    raise SourceDamaged(
        raw.source,
        "is damaged: its container names no package",
        "Fetch it again, or repair it in an EPUB editor.",
    )


def _stated_paths(container: ZipContainer, names: PartNames, raw: RawSource) -> Iterator[str]:
    part = names.find("", _CONTAINER)
    if part is None:
        return
    try:
        root = parse_mended_xml(container.require(part), raw, part)
    except SourceDamaged:
        return
    for element in root.iter():
        if local_name(element) == "rootfile" and element.get("full-path"):
            yield str(element.get("full-path"))


def _page_item(items: dict[str, etree._Element], name: str) -> etree._Element | None:
    """Return the item of a name, or the page that it falls back to where it is none."""
    item = items.get(name)
    seen: set[str] = set()
    while item is not None and not _is_page(item) and name not in seen:
        seen.add(name)
        name = item.get("fallback", "")
        item = items.get(name, item)
    return item


def _is_page(item: etree._Element) -> bool:
    """Return whether an item may be a page: its name says so, or its type does not deny it."""
    media_type = item.get("media-type", "").lower()
    if media_type in _NO_PAGES:
        return False
    path = item.get("href", "").partition("#")[0].lower()
    return path.endswith(_PAGE_SUFFIXES) or not media_type.startswith(_OTHER_TYPES)


def _shown(items: dict[str, etree._Element], name: str) -> str:
    item = items.get(name)
    return str(item.get("href") or name) if item is not None else name


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unquote(name).replace("\\", "/").casefold())


def _utf8_name(name: str) -> str:
    """Return a name that was written in UTF-8 without the flag that says so."""
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name
