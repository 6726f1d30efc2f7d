"""The text of an OpenDocument text as its reader sees it, as blocks.

Knows paragraphs, lists, tables, frames and fields. Text counts only within
paragraphs and headings, as the format has it; an element that is not known
there is walked through.
"""

from collections.abc import Callable

from lxml.etree import _Element

from qa_bot.loading.draft import Block
from qa_bot.loading.formats.block_builder import BlockBuilder
from qa_bot.loading.formats.field_codes import CONTENTS
from qa_bot.loading.formats.math import math_text
from qa_bot.loading.formats.odt_lists import OdtLists
from qa_bot.loading.formats.odt_styles import OdtStyles
from qa_bot.loading.formats.odt_tables import read_rows
from qa_bot.loading.formats.raised import Run, compose
from qa_bot.loading.formats.symbol_fonts import is_symbol_font, read_signs
from qa_bot.loading.formats.xml import attribute, local_name

_SKIPPED = frozenset(
    "annotation annotation-end tracked-changes sequence-decls variable-decls "
    "user-field-decls forms scripts event-listeners binary-data title desc note-citation "
    "ruby-text font-face-decls automatic-styles dde-connection-decls script".split()
)
_CONTENTS = frozenset("table-of-content illustration-index table-index object-index".split())
_DRAWINGS = frozenset(
    "frame custom-shape rect ellipse circle line polyline polygon path regular-polygon g caption "
    "connector measure text-box control".split()
)
_CONTROLS = ("checkbox", "text", "listbox", "combobox", "textarea")
_CHARACTERS = {"tab": " ", "line-break": "\n", "soft-page-break": ""}
_MAX_LEVEL = 6  # of headings in blocks
_MAX_SPACES = 100  # of one element, whose count is any number that the file gives


class OdtBody:
    """Reads a body; collects its notes and the names of what it cannot read."""

    def __init__(self, styles: OdtStyles, part: Callable[[str], _Element | None]) -> None:
        self._styles = styles
        self._part = part
        self._lists = OdtLists(styles)
        self._builder = BlockBuilder()
        self._runs: list[Run] = []
        self._asides: list[_Element] = []
        self._controls: dict[str, _Element] = {}
        self.title = ""
        self.notes: list[_Element] = []
        # In the order of the document, each once.
        self.unread: dict[str, None] = {}

    def read(self, story: _Element) -> list[Block]:
        """Return the blocks of a body, note, cell or frame."""
        outer = self._builder, self._runs, self._asides, self._lists
        builder = self._builder = BlockBuilder()
        self._runs, self._asides = [], []
        if outer[3].depth:
            self._lists = OdtLists(self._styles)
        self._walk(story)
        self._builder, self._runs, self._asides, self._lists = outer
        self._builder.has_table = self._builder.has_table or builder.has_table
        return builder.blocks

    def collect_controls(self, content: _Element) -> None:
        """Remember the controls of forms, which stand apart from where they are drawn."""
        for element in content.iter():
            key = attribute(element, "id")
            if key and local_name(element) in _CONTROLS:
                self._controls.setdefault(key, element)

    def _walk(self, parent: _Element) -> None:
        for element in parent:
            name = local_name(element)
            if _is_hidden(element) or name in _SKIPPED or not name:
                continue
            if name in _CONTENTS:
                self.unread[CONTENTS] = None
            elif name in ("p", "h"):
                self._read_paragraph(element, name)
            elif name in ("list", "numbered-paragraph"):
                self._read_list(element)
            elif name == "table":
                self._builder.add_table(read_rows(element, self.read))
            elif name in ("object", "object-ole"):
                self._read_object(element, is_inline=False)
            elif name == "control":
                self._builder.add_paragraph(self._control_text(element))
            else:
                self._walk(element)

    def _read_list(self, element: _Element) -> None:
        self._lists.begin(element)
        if local_name(element) == "numbered-paragraph":
            self._lists.begin_item(element, is_header=False)
            self._walk(element)
        for item in element:
            name = local_name(item)
            if name in ("list-item", "list-header"):
                self._lists.begin_item(item, name == "list-header")
                self._walk(item)
        self._lists.end()

    def _read_paragraph(self, element: _Element, name: str) -> None:
        style = attribute(element, "style-name")
        look = self._styles.look("paragraph", style)
        is_gone = bool(look.is_hidden) or _has_hiding_field(element)
        self._inline(element, look.shift or 0, is_gone, look.font or "")
        text = compose(self._runs).strip()
        self._runs = []
        if name == "h":
            self._add_heading(element, text)
        elif self._lists.depth:
            marker = self._lists.take_marker(style) if text else ""
            list_id = str(self._lists.count)
            self._builder.add_item(text, marker, list_id, self._lists.depth - 1)
        else:
            self._builder.add_paragraph(text)
        if text and not self.title and self._styles.is_based_on(style, "Title"):
            self.title = " ".join(text.split())
        asides, self._asides = self._asides, []
        for aside in asides:
            self._builder.add_blocks(self.read(aside))

    def _add_heading(self, element: _Element, text: str) -> None:
        stated = attribute(element, "outline-level")
        level = int(stated) if stated.isdecimal() and len(stated) < 3 else 1
        level = max(1, level)
        if self._lists.depth:
            marker = self._lists.take_marker(attribute(element, "style-name"))
            marker = "" if marker.startswith("- ") else marker
        else:
            marker = self._lists.heading_number(element, level - 1)
        self._builder.add_paragraph(marker + text if text else "", min(level, _MAX_LEVEL))

    def _inline(self, parent: _Element, shift: int, is_gone: bool, font: str) -> None:
        """Read the text of a paragraph or of a part of it."""
        self._write(parent.text, shift, is_gone, font)
        for element in parent:
            name = local_name(element)
            if name and name not in _SKIPPED and not _is_hidden(element):
                self._inline_element(element, name, shift, is_gone, font)
            self._write(element.tail, shift, is_gone, font)

    def _inline_element(
        self, element: _Element, name: str, shift: int, is_gone: bool, font: str
    ) -> None:
        if name == "span":
            look = self._styles.look("text", attribute(element, "style-name"))
            own = shift if look.shift is None else look.shift
            hidden = is_gone if look.is_hidden is None else look.is_hidden
            self._inline(element, own, hidden, look.font or font)
        elif is_gone:
            return
        elif name == "note":
            self.notes += [body for body in element if local_name(body) == "note-body"]
        elif name == "s":
            self._write(" " * _space_count(element), shift, is_gone, "")
        elif name in _CHARACTERS:
            self._write_break(_CHARACTERS[name])
        elif name == "ruby":
            self._inline(element, shift, is_gone, font)
            reading = "".join(_texts(element, "ruby-text")).strip()
            self._write(f"（{reading}）" if reading else "", shift, is_gone, "")
        elif name in _DRAWINGS:
            self._read_drawing(element)
        elif name == "math":
            self._write(math_text(element), shift, is_gone, "")
        else:
            self._inline(element, shift, is_gone, font)

    def _read_drawing(self, element: _Element) -> None:
        """Keep the text of a frame for after its paragraph; a formula stands within."""
        name = local_name(element)
        if name == "control":
            self._write(self._control_text(element), 0, False, "")
            return
        objects = [e for e in element.iter() if local_name(e) in ("object", "object-ole")]
        for found in objects[:1]:
            self._read_object(found, is_inline=True)
        if any(local_name(inner) in ("p", "h") for inner in element.iter()) and not objects:
            self._asides.append(element)

    def _read_object(self, element: _Element, is_inline: bool) -> None:
        """Read a formula; name another object, such as a chart."""
        path = attribute(element, "href").removeprefix("./").rstrip("/")
        root = next(iter(element), None) if not path else self._part(f"{path}/content.xml")
        if root is not None and local_name(root) == "math":
            text = math_text(root)
            if is_inline:
                self._write(text, 0, False, "")
            else:
                self._builder.add_paragraph(text)
            return
        kinds = set() if root is None else {local_name(inner) for inner in root.iter()}
        known = {"chart": "a chart", "spreadsheet": "an embedded spreadsheet"}
        names = [label for kind, label in known.items() if kind in kinds]
        self.unread[names[0] if names else "an embedded object"] = None

    def _control_text(self, element: _Element) -> str:
        control = self._controls.get(attribute(element, "control"))
        if control is None:
            return ""
        label = attribute(control, "label")
        if local_name(control) == "checkbox":
            state = attribute(control, "current-state") or attribute(control, "state")
            return f"{'☒' if state == 'checked' else '☐'} {label}"
        return attribute(control, "current-value") or attribute(control, "value")

    def _write(self, text: str | None, shift: int, is_gone: bool, font: str) -> None:
        if text and not is_gone:
            text = text.replace("\n", " ")
            is_signs = font and is_symbol_font(font)
            self._runs.append(Run(read_signs(font, text) if is_signs else text, shift))

    def _write_break(self, text: str) -> None:
        self._runs.append(Run(text))


def _is_hidden(element: _Element) -> bool:
    """Return whether an element is hidden by what it is or says itself."""
    name, hidden = local_name(element), attribute(element, "is-hidden")
    if name == "hidden-text":
        return hidden != "false"
    if name == "section":
        return attribute(element, "display") == "none" or hidden == "true"
    return attribute(element, "display") == "none" and "style" not in name


def _has_hiding_field(paragraph: _Element) -> bool:
    return any(
        local_name(inner) == "hidden-paragraph" and attribute(inner, "is-hidden") == "true"
        for inner in paragraph
    )


def _texts(element: _Element, name: str) -> list[str]:
    return ["".join(map(str, e.itertext())) for e in element if local_name(e) == name]


def _space_count(element: _Element) -> int:
    count = attribute(element, "c") or "1"
    return min(int(count), _MAX_SPACES) if count.isdecimal() and len(count) < 9 else 1
