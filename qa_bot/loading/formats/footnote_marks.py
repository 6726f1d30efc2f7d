"""The marks of footnotes in a page: the small numbers that lead to notes and back.

Knows links and tags. A mark in the text would end up in a quote, or glue a
number to a word; the notes themselves stay.
"""

import re

from lxml.html import HtmlElement

_NUMBER = re.compile(r"\[?(?:\d{1,3}|[a-z*†‡]|note \d{1,3})\]?", re.I)
_NAMED = ("footnote-ref", "noteref", "doc-noteref")
_BACK = re.compile(r"[\^↑↩⏎\ufe0e\ufe0f\s]+")


def drop_footnote_marks(page: HtmlElement) -> None:
    """Take the marks out of the tree; what follows each stays."""
    for link in list(page.iter("a")):
        if (link.get("href") or "").startswith("#") and _is_mark(link):
            mark = _whole_mark(link)
            if mark.getparent() is not None:
                mark.drop_tree()


def _is_mark(link: HtmlElement) -> bool:
    words = "".join(link.itertext()).strip()
    if _BACK.fullmatch(words):
        return True
    parent = link.getparent()
    named = " ".join(link.get(key, "") for key in ("class", "role", "epub:type", "type"))
    if any(name in named for name in _NAMED):
        return _NUMBER.fullmatch(words) is not None
    raised = link.find("sup") is not None or (parent is not None and parent.tag == "sup")
    return raised and _NUMBER.fullmatch(words) is not None


def _whole_mark(link: HtmlElement) -> HtmlElement:
    """The link, or the raised text that holds nothing else."""
    parent = link.getparent()
    if parent is None or parent.tag != "sup":
        return link
    same = "".join(parent.itertext()).strip() == "".join(link.itertext()).strip()
    return parent if same else link
