"""The text of a Word document as its reader sees it: WordprocessingML to blocks.

Knows paragraphs, runs, tables and what may stand among them. An element that
it does not know is walked through, so that the text within is kept; what
cannot be read is named in `unread`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from lxml.etree import _Element

from qa_bot.loading.draft import Block
from qa_bot.loading.formats.block_builder import BlockBuilder
from qa_bot.loading.formats.docx_fields import FieldStack
from qa_bot.loading.formats.docx_graphics import Graphics
from qa_bot.loading.formats.docx_markup import (
    continues,
    is_contents_gallery,
    is_on_attribute,
    readable_alternative,
)
from qa_bot.loading.formats.docx_numbering import WordNumbering
from qa_bot.loading.formats.docx_styles import WordStyles, is_on, style_of
from qa_bot.loading.formats.docx_tables import read_rows
from qa_bot.loading.formats.equations import equation_text
from qa_bot.loading.formats.field_codes import CONTENTS
from qa_bot.loading.formats.raised import Run, compose
from qa_bot.loading.formats.symbol_fonts import is_symbol_font, read_signs, sign
from qa_bot.loading.formats.xml import attribute, child, local_name

# Deleted and moved text, and marks of what stands elsewhere.
_SKIPPED = frozenset(
    "del moveFrom delText delInstrText instrText annotationRef footnoteRef endnoteRef "
    "commentReference sectPr proofErr bookmarkStart bookmarkEnd ffData".split()
)
_CHARACTERS = {
    "tab": " ",
    "ptab": " ",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "\u2011",
    "softHyphen": "",
}
_NOTE_REFERENCES = ("footnoteReference", "endnoteReference")
_EQUATIONS = ("oMath", "oMathPara")
_CONTENTS_STYLE = re.compile(r"toc ?(?:heading|[1-9])|contents (?:heading|[1-9])")
_MAX_TABLES = 50  # within one another: a page has no room for more, and the stack is bounded
_GRAPHICS = frozenset("drawing pict object graphic shape group textbox txbxContent".split())


@dataclass(frozen=True, slots=True)
class WordParts:
    """What a document refers to: styles, numbering, its notes, and parts by relationship."""

    styles: WordStyles
    numbering: WordNumbering
    notes: dict[tuple[str, str], _Element]
    read_chunk: Callable[[str], list[Block] | None]
    graphic_part: Callable[[str], _Element | None]


class WordBody:
    """Reads a body; collects the notes that it refers to and the names of what it cannot read."""

    def __init__(self, parts: WordParts) -> None:
        self._parts = parts
        self._builder = BlockBuilder()
        self._runs: list[Run] = []
        self._asides: list[_Element | list[Block]] = []
        self._fields = FieldStack()
        self._paragraph_style = ""
        self._depth = 0
        self._graphics = Graphics(parts.graphic_part)
        self.title = ""
        self.note_elements: list[_Element] = []
        # In the order of the document, each once.
        self.unread: dict[str, None] = {}

    def read(self, story: _Element) -> list[Block]:
        """Return the blocks of a body, a note, a cell or a text box."""
        outer = self._builder, self._runs, self._asides
        builder = self._builder = BlockBuilder()
        self._runs, self._asides = [], []
        self._walk_blocks(story)
        self._end_paragraph(None)
        self._builder, self._runs, self._asides = outer
        if builder.has_table:
            # Whoever holds this cell must know.
            self._builder.has_table = True
        return builder.blocks

    def read_story(self, story: _Element) -> list[Block]:
        """Return the blocks of a text that has fields of its own, apart from those around it."""
        outer, self._fields = self._fields, FieldStack(story)
        blocks = self.read(story)
        self._fields = outer
        return blocks

    def _walk_blocks(self, parent: _Element) -> None:
        for element in parent:
            name = local_name(element)
            if name == "p":
                self._read_paragraph(element)
            elif name == "tbl":
                self._read_table(element)
            elif name == "altChunk":
                self._read_chunk(element)
            elif name == "AlternateContent":
                self._walk_blocks(readable_alternative(element))
            elif name == "sdt" and is_contents_gallery(element):
                self.unread[CONTENTS] = None
            elif name in _EQUATIONS or name == "r":
                self._walk_inline(element)
            elif name and name not in _SKIPPED and not name.endswith("Pr"):
                self._walk_blocks(element)

    def _read_paragraph(self, paragraph: _Element) -> None:
        properties = child(paragraph, "pPr")
        self._paragraph_style = style_of(properties)
        style_name = self._parts.styles.name(self._paragraph_style)
        if _CONTENTS_STYLE.fullmatch(style_name):
            self.unread[CONTENTS] = None
            self._fields.follow(paragraph)
            return
        self._walk_inline(paragraph)
        if not continues(properties):
            self._end_paragraph(properties)

    def _end_paragraph(self, properties: _Element | None) -> None:
        """Store the paragraph that was read, then the text boxes anchored in it."""
        text = compose(self._runs).strip()
        self._runs = []
        styles = self._parts.styles
        level = styles.level(properties)
        item = styles.list_level(properties)
        is_shown = bool(text) or not self._fields.is_hiding
        marker = self._parts.numbering.next_marker(item) if item and is_shown else ""
        if level and not marker.startswith("- "):
            text = marker + text if text else ""
        if text and not self.title and styles.name(style_of(properties)) == "title":
            self.title = " ".join(text.split())
        if item and not level:
            self._builder.add_item(text, marker, item.number, item.level)
        else:
            self._builder.add_paragraph(text, level)
        asides, self._asides = self._asides, []
        for aside in asides:
            blocks = aside if isinstance(aside, list) else self.read_story(aside)
            self._builder.add_blocks(blocks)

    def _read_table(self, table: _Element) -> None:
        self._end_paragraph(None)
        self._depth += 1
        if self._depth > _MAX_TABLES:
            raise RecursionError
        self._builder.add_table(read_rows(table, self.read))
        self._depth -= 1

    def _read_chunk(self, chunk: _Element) -> None:
        target = attribute(chunk, "id")
        blocks = self._parts.read_chunk(target)
        if blocks is None:
            self.unread["an inserted document"] = None
        else:
            self._end_paragraph(None)
            self._builder.add_blocks(blocks)

    def _walk_inline(self, parent: _Element) -> None:
        for element in parent:
            name = local_name(element)
            if name == "r":
                self._read_run(element)
            elif name in _EQUATIONS:
                text = equation_text(element)
                self._write(f" {text} " if name == "oMathPara" else text)
            elif name == "sdt":
                self._read_control(element)
            elif name == "ruby":
                self._read_ruby(element)
            elif name == "AlternateContent":
                self._walk_inline(readable_alternative(element))
            elif name == "fldSimple":
                self._read_simple_field(element)
            elif name in _GRAPHICS:
                self._read_graphic(element)
            elif name and name not in _SKIPPED and not name.endswith("Pr"):
                self._walk_inline(element)

    def _read_run(self, run: _Element) -> None:
        properties = child(run, "rPr")
        if properties is not None and child(properties, "del") is not None:
            return
        style = self._parts.styles.run(self._paragraph_style, properties)
        for element in run:
            name = local_name(element)
            if name in ("fldChar", "instrText"):
                self._write(self._fields.read(element), style.shift or 0)
            elif style.is_hidden:
                continue
            elif name == "t":
                text = (element.text or "").replace("\n", " ").replace("\t", " ")
                is_signs = style.font and is_symbol_font(style.font)
                text = read_signs(style.font or "", text) if is_signs else text
                self._write(text, style.shift or 0)
            elif name in _CHARACTERS:
                self._write(_CHARACTERS[name])
            elif name == "sym":
                self._write(self._sign(element), style.shift or 0)
            elif name in _NOTE_REFERENCES:
                self._refer(element, name)
                if is_on_attribute(element, "customMarkFollows"):
                    return
            elif name == "AlternateContent":
                for alternative in readable_alternative(element):
                    self._read_run_child(alternative)
            else:
                self._read_run_child(element)

    def _read_run_child(self, element: _Element) -> None:
        """Read what is no text of a run, such as a picture or phonetic guide."""
        name = local_name(element)
        if name == "ruby":
            self._read_ruby(element)
        elif name in _GRAPHICS:
            self._read_graphic(element)
        elif name == "t":
            self._write(element.text or "")
        elif name in _EQUATIONS:
            self._write(equation_text(element))
        elif name and name not in _SKIPPED and not name.endswith("Pr"):
            self._walk_inline(element)

    def _read_graphic(self, element: _Element) -> None:
        if self._fields.is_hiding:
            return
        found = self._graphics.find(element)
        self._asides += found.stories
        self.unread |= dict.fromkeys(found.unread)

    def _read_ruby(self, ruby: _Element) -> None:
        """Write the base, then its reading in brackets, since both are seen."""
        base, reading = child(ruby, "rubyBase"), child(ruby, "rt")
        if base is not None:
            self._walk_inline(base)
        if reading is not None and (text := self._text_of(reading)):
            self._write(f"（{text}）")

    def _text_of(self, element: _Element) -> str:
        outer, self._runs = self._runs, []
        self._walk_inline(element)
        text = compose(self._runs).strip()
        self._runs = outer
        return text

    def _read_control(self, control: _Element) -> None:
        """Read a content control; a check box without a sign of its own gets one."""
        properties = child(control, "sdtPr")
        box = child(properties, "checkbox")
        length = len(self._runs)
        for element in control:
            if local_name(element) == "sdtContent":
                self._walk_inline(element)
        if box is not None and not any(run.text.strip() for run in self._runs[length:]):
            is_checked = is_on(child(box, "checked"))
            self._write("☒" if is_checked else "☐")

    def _read_simple_field(self, element: _Element) -> None:
        self._fields.open(attribute(element, "instr"))
        self._walk_inline(element)
        if self._fields.has_contents:
            self.unread[CONTENTS] = None
        self._write(self._fields.close())

    def _sign(self, element: _Element) -> str:
        font, code = attribute(element, "font"), attribute(element, "char")
        try:
            text = sign(font, int(code, 16))
        except ValueError:
            text = None
        if text is None:
            self.unread[f"a sign of the font {font}"] = None
        return text or ""

    def _refer(self, reference: _Element, name: str) -> None:
        note = self._parts.notes.get((name.removesuffix("Reference"), attribute(reference, "id")))
        if note is not None and not self._fields.is_hiding:
            self.note_elements.append(note)

    def _write(self, text: str, shift: int = 0) -> None:
        if self._fields.has_contents:
            self.unread[CONTENTS] = None
        if text and not self._fields.is_hiding:
            self._runs.append(Run(text, shift))
            if text.strip():
                self._fields.has_shown()
