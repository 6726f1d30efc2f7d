"""Flatten HTML that is nested deeper than its parser goes.

libxml2 stops at 256 levels and drops what is below, words and all.
"""

import re
from dataclasses import dataclass

from lxml import etree

# Walking a page recurses a few calls a level, and Python allows a thousand.
MAX_DEPTH = 150
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*+)[^<>]*+>")
_INLINE = frozenset(
    "a abbr b bdi bdo big cite code del dfn em font i ins kbd mark q s samp small span strike "
    "strong sub sup tt u var".split()
)
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
# Elements whose end tag is optional: each ends where the next of its kind begins.
_IMPLICITLY_CLOSED = frozenset("p li td th tr dt dd option".split())
_BREAK = "<br>"


@dataclass(frozen=True, slots=True)
class _OpenTag:
    name: str
    is_written: bool


def is_too_deep(page: etree._Element) -> bool:
    """Return whether a page is so deep that the parser may have dropped text below."""
    depth = 0
    for event, _ in etree.iterwalk(page, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            return True
    return False


def flatten(html: str) -> str:
    """Drop the tags below MAX_DEPTH, with a line break in place of those of blocks.

    Linear in the length of the page.
    """
    parts: list[str] = []
    opened: list[_OpenTag] = []
    depth, end = 0, 0
    for tag in _TAG.finditer(html):
        is_closing, name = tag[1] == "/", tag[2].lower()
        parts.append(html[end : tag.start()])
        end = tag.end()
        if name in _VOID:
            parts.append(tag[0])
            continue
        is_innermost = bool(opened) and opened[-1].name == name
        if is_innermost and (is_closing or name in _IMPLICITLY_CLOSED):
            depth -= opened.pop().is_written
        if is_closing:
            # One that closes nothing innermost is left to the parser to make sense of.
            _write(parts, tag, depth < MAX_DEPTH)
            continue
        opened.append(_OpenTag(name, depth < MAX_DEPTH))
        _write(parts, tag, depth < MAX_DEPTH)
        depth += opened[-1].is_written
    return "".join([*parts, html[end:]])


def _write(parts: list[str], tag: re.Match[str], is_whole: bool) -> None:
    if is_whole:
        parts.append(tag[0])
    elif tag[2].lower() not in _INLINE:
        # One line break serves all blocks that end or begin in one place.
        if len(parts) > 1 and parts[-2] == _BREAK and not parts[-1].strip():
            parts.pop()
        else:
            parts.append(_BREAK)
