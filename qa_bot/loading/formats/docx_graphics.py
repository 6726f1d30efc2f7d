"""Text in the drawings of a Word document: text boxes, WordArt, SmartArt, charts.

Knows DrawingML and VML. Alternative texts stay out, since nobody sees them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element

from qa_bot.loading.draft import Block
from qa_bot.loading.formats.xml import attribute, local_name


@dataclass(slots=True)
class FoundText:
    """Stories to be read as paragraphs, or blocks where they are read; names of the rest."""

    stories: list[_Element | list[Block]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


class Graphics:
    """Finds the text of drawings; a part of the document is read by its relationship."""

    def __init__(self, part: Callable[[str], _Element | None]) -> None:
        self._part = part

    def find(self, drawing: _Element) -> FoundText:
        """Return the text that a drawing shows."""
        found = FoundText()
        self._search(drawing, found)
        return found

    def _search(self, element: _Element, found: FoundText) -> None:
        name = local_name(element)
        if name == "txbxContent":
            found.stories.append(element)
        elif name == "txBody":
            found.stories.append(_paragraphs(element))
        elif name == "textpath" and attribute(element, "string"):
            found.stories.append([Block(attribute(element, "string"))])
        elif name == "relIds":
            self._read_part(attribute(element, "dm"), "a diagram", found)
        elif name == "chart" and attribute(element, "id"):
            self._read_part(attribute(element, "id"), "a chart", found)
        elif name == "OLEObject":
            program = attribute(element, "ProgID")
            found.unread.append(f"an embedded object ({program})" if program else "an object")
        elif name == "AlternateContent":
            for alternative in _alternatives(element):
                before = len(found.stories) + len(found.unread)
                self._search(alternative, found)
                if len(found.stories) + len(found.unread) > before:
                    return
        else:
            for inner in element:
                self._search(inner, found)

    def _read_part(self, relationship: str, name: str, found: FoundText) -> None:
        """Read a diagram whole; of a chart the titles, and name it as unread."""
        part = self._part(relationship)
        blocks = [] if part is None else list(_shown(part))
        if blocks:
            found.stories.append(blocks)
        if name == "a chart" or not blocks:
            found.unread.append(name)


def _alternatives(element: _Element) -> list[_Element]:
    return [each for each in element if local_name(each) in ("Choice", "Fallback")]


def _shown(part: _Element) -> Iterator[Block]:
    for element in part.iter():
        if local_name(element) == "p":
            yield from _paragraph(element)


def _paragraphs(body: _Element) -> list[Block]:
    return [block for element in body for block in _paragraph(element)]


def _paragraph(element: _Element) -> Iterator[Block]:
    """Yield a paragraph of DrawingML, unless it is empty."""
    parts = []
    for inner in element.iter():
        name = local_name(inner)
        parts.append({"t": inner.text or "", "br": "\n"}.get(name, ""))
    if text := "".join(parts).strip():
        yield Block(text)
