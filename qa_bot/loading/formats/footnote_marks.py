"""Footnote marks in HTML: the small numbers that link to notes and back, and links to a heading.

Knows links and tags. A mark left in the text would end up in quotes, or join
a number to a word; the notes themselves stay.
"""

import re

from lxml.html import HtmlElement

_NUMBER = re.compile(r"\[?(?:\d{1,3}|[a-z*†‡]|note \d{1,3})\]?", re.I)
_NAMES = ("footnote-ref", "noteref", "doc-noteref")
# The second of several links back may have a number: "↩2".
_BACKLINK = re.compile(r"[\^↑↩⏎\ufe0e\ufe0f\s]+\d{0,2}|[¶§#🔗\ufe0e\ufe0f\s]+")


def drop_footnote_marks(page: HtmlElement) -> None:
    """Remove the marks from the tree, in place; the text after each stays."""
    for link in list(page.iter("a")):
        # A saved page may have whole addresses, which end in the name of the note.
        if "#" in (link.get("href") or "") and _is_mark(link):
            mark = _whole_mark(link)
            if mark.getparent() is not None:
                mark.drop_tree()


def _is_mark(link: HtmlElement) -> bool:
    text = "".join(link.itertext()).strip()
    if _BACKLINK.fullmatch(text):
        return True
    parent = link.getparent()
    names = " ".join(link.get(key, "") for key in ("class", "role", "epub:type", "type"))
    if any(name in names for name in _NAMES):
        return _NUMBER.fullmatch(text) is not None
    is_raised = link.find("sup") is not None or (parent is not None and parent.tag == "sup")
    return is_raised and _NUMBER.fullmatch(text) is not None


def _whole_mark(link: HtmlElement) -> HtmlElement:
    """Return the link, or the <sup> around it that holds nothing else."""
    parent = link.getparent()
    if parent is None or parent.tag != "sup":
        return link
    is_alone = "".join(parent.itertext()).strip() == "".join(link.itertext()).strip()
    return parent if is_alone else link
