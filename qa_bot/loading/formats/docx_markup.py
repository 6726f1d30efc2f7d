"""Markup of Word documents: alternatives, marks of paragraphs, notes, galleries.

Knows small questions that elements answer; the text is read by `docx_body`.
"""

from collections.abc import Iterator

from lxml.etree import _Element

from qa_bot.loading.formats.docx_styles import run_style
from qa_bot.loading.formats.xml import attribute, child, local_name


def readable_alternative(element: _Element) -> _Element:
    """Return the first of several alternatives that holds text; else the first, or the element."""
    alternatives = [each for each in element if local_name(each) in ("Choice", "Fallback")]
    for alternative in alternatives:
        if any(_is_text(inner) for inner in alternative.iter()):
            return alternative
    return alternatives[0] if alternatives else element


def is_on_attribute(element: _Element, name: str) -> bool:
    """Return whether an attribute is stated and not false."""
    return attribute(element, name) not in ("", "0", "false", "off")


def _is_text(element: _Element) -> bool:
    name = local_name(element)
    return (name == "t" and bool(element.text)) or name in ("sym", "relIds", "chart")


def continues(properties: _Element | None) -> bool:
    """Return whether the next paragraph goes on with this one's text.

    Its mark is deleted or hidden, or it is a dropped capital.
    """
    mark = child(properties, "rPr")
    frame = child(properties, "framePr")
    if frame is not None and attribute(frame, "dropCap") in ("drop", "margin"):
        return True
    if mark is None:
        return False
    is_deleted = child(mark, "del") is not None or child(mark, "moveFrom") is not None
    return is_deleted or bool(run_style(mark).is_hidden)


def is_contents_gallery(control: _Element) -> bool:
    """Return whether a content control holds a table of contents."""
    part = child(child(control, "sdtPr"), "docPartObj")
    return attribute(child(part, "docPartGallery"), "val") == "Table of Contents"


def iter_notes(root: _Element | None, name: str) -> Iterator[tuple[str, _Element]]:
    """Yield the notes of a part by their ids, without the lines that separate them."""
    for element in () if root is None else root:
        is_text = attribute(element, "type") in ("", "normal")
        if local_name(element) == name and is_text:
            yield attribute(element, "id"), element
