"""Pages and Markdown nested deeper than their parsers go, made flat below a depth.

markdown-it and libxml2 stop at some level and drop what is below, words and all.
"""

import re

from lxml import etree

# What walks a page calls itself a few times a level, and Python allows a thousand calls.
DEEPEST = 150
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*+)[^<>]*+>")
_INLINE = frozenset(
    "a abbr b bdi bdo big cite code del dfn em font i ins kbd mark q s samp small span strike "
    "strong sub sup tt u var".split()
)
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
# Each ends where the next of its kind begins.
_ENDED_BY_THE_NEXT = frozenset("p li td th tr dt dd option".split())
_BREAK = "<br>"
# Lists and quotes before a line of Markdown, and how far it may be indented: ten levels and more.
_MARK = re.compile(r"[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t]))")
_MOST_MARKS, _WIDEST_MARGIN = 20, 40


def is_deep(page: etree._Element) -> bool:
    """Whether the parser may have dropped what is nested deeper than it goes."""
    depth = 0
    for event, _ in etree.iterwalk(page, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            return True
    return False


def flattened(html: str) -> str:
    """The page with the tags below a depth left out, and line breaks for those of blocks.

    Linear in the length of the page.
    """
    parts: list[str] = []
    opened: list[tuple[str, bool]] = []
    kept, at = 0, 0
    for tag in _TAG.finditer(html):
        closes, name = tag[1] == "/", tag[2].lower()
        parts.append(html[at : tag.start()])
        at = tag.end()
        if name in _VOID:
            parts.append(tag[0])
            continue
        if opened and opened[-1][0] == name and (closes or name in _ENDED_BY_THE_NEXT):
            kept -= opened.pop()[1]
            if closes:
                _write(parts, tag, kept < DEEPEST)
                continue
        elif closes:
            # It closes nothing that is open innermost: the parser knows what to do, if it may.
            _write(parts, tag, kept < DEEPEST)
            continue
        opened.append((name, kept < DEEPEST))
        _write(parts, tag, kept < DEEPEST)
        kept += opened[-1][1]
    return "".join([*parts, html[at:]])


def _write(parts: list[str], tag: re.Match[str], whole: bool) -> None:
    if whole:
        parts.append(tag[0])
    elif tag[2].lower() not in _INLINE:
        # One line break does for all that end or begin here.
        if len(parts) > 1 and parts[-2] == _BREAK and not parts[-1].strip():
            parts.pop()
        else:
            parts.append(_BREAK)


def flattened_markdown(text: str) -> str:
    """Markdown with no more than so many marks before a line, and no line indented further.

    Where lists are nested deeper, their items stand beside each other.
    """
    return "\n".join(map(_flat_line, text.split("\n")))


def _flat_line(line: str) -> str:
    end = kept_to = marks = 0
    while mark := _MARK.match(line, end):
        end = mark.end()
        marks += 1
        kept_to = end if marks <= _MOST_MARKS else kept_to
    kept = line[:kept_to]
    bare = kept.lstrip(" \t")
    margin = min(len(kept) - len(bare), _WIDEST_MARGIN)
    return " " * margin + bare + line[end:]
