"""Read a rich text: groups, destinations and the text that they hold.

Knows how RTF nests; what a control word does is in `rtf_words`.
"""

from collections.abc import Callable, Mapping
from copy import copy
from typing import NamedTuple

from lxml import etree

from qa_bot.loading.draft import Block
from qa_bot.loading.formats.equations import equation_text
from qa_bot.loading.formats.rtf_state import Field, Font, Group, Header, Style
from qa_bot.loading.formats.rtf_story import CellFormat, ParagraphFormat, Story
from qa_bot.loading.formats.rtf_tokens import RtfToken, join_surrogates, tokenise
from qa_bot.loading.formats.symbol_fonts import is_symbol_font, read_signs

_SYMBOLS = {"~": "\xa0", "_": "\u2011", "\\": "\\", "{": "{", "}": "}", "\t": "\t"}
_INFO = frozenset({"title", "author", "keywords"})
_MAX_STORIES = 20  # boxes and notes within one another; deeper ones are read as the deepest
_MAX_EQUATION_DEPTH = 40  # elements within one another; the text of deeper ones is kept
BODY_TEXT = ""  # what is collected for nothing else
_UNICODE_END = 0x10FFFF  # the last code point
_UNITS = 0x10000  # numbers of \u are signed and of 16 bits

Action = Callable[["RtfReader", int | None], None]


class _Frame(NamedTuple):
    outer: Group
    close: Callable[[], None] | None


class RtfReader:
    """Reads a file; afterwards it holds the notes, the properties and what was not read."""

    def __init__(self, actions: Mapping[str, Action], skipped: frozenset[str]) -> None:
        self._actions = actions
        self._skipped = skipped
        self.header = Header()
        self.info: dict[str, str] = {}
        self.created: dict[str, int] = {}
        self.notes: list[list[Block]] = []
        # In the order of the document, each once.
        self.unread: dict[str, None] = {}
        self.story = Story()
        self.group = Group()
        self.fields: list[Field] = []
        self.font = Font()  # the entry of the header's table that is being read
        self.style = Style()
        self.formats: list[CellFormat] = []
        self.next_format = CellFormat()
        self.around_upr = BODY_TEXT
        self.on_close: Callable[[], None] | None = None
        self._frames: list[_Frame] = []
        self._is_starred = False
        self._bytes = bytearray()
        self._to_skip = 0
        self._stories = 0
        self._collected: dict[str, list[str]] = {}
        self._property = ""

    def read(self, rtf: str) -> list[Block]:
        """Return the blocks of the body of a file decoded as Latin-1."""
        for token in tokenise(rtf):
            self._read_token(token)
        self._flush()
        while self._frames:
            self._end_group()
        return self.story.finish()

    def _read_token(self, token: RtfToken) -> None:
        if token.kind in ("{", "}"):
            self._flush()
            self._to_skip = 0
            self._is_starred = False
            if token.kind == "{":
                self._frames.append(_Frame(copy(self.group), self.on_close))
                self.on_close = None
            else:
                self._end_group()
        elif self.group.is_skipped:
            return
        elif token.kind in ("text", "byte"):
            self._read_bytes(token.text)
        elif token.kind == "symbol":
            self._read_symbol(token.text)
        else:
            self._read_word(token.text, token.number)

    def _end_group(self) -> None:
        if not self._frames:
            return
        frame = self._frames.pop()
        if self.on_close:
            self.on_close()
        self.group, self.on_close = frame.outer, frame.close

    def _read_bytes(self, text: str) -> None:
        count = min(self._to_skip, len(text))
        self._to_skip -= count
        self._bytes += text[count:].encode("latin-1", "replace")

    def _read_symbol(self, symbol: str) -> None:
        if symbol == "*":
            self._is_starred = True
        elif self._to_skip and symbol in _SYMBOLS:
            self._to_skip -= 1
        elif symbol in _SYMBOLS:
            self._flush()
            self.write(_SYMBOLS[symbol])
        elif symbol in "\r\n":
            self._flush()
            self.end_paragraph()

    def _read_word(self, word: str, number: int | None) -> None:
        is_starred, self._is_starred = self._is_starred, False
        self._flush()
        self._to_skip = 0
        if word == "u" and number is not None:
            is_code_point = _UNITS <= number <= _UNICODE_END
            self.write(chr(number if is_code_point else number % _UNITS))
            self._to_skip = self.group.skip_after_unicode
        elif word in self._skipped:
            self.group.is_skipped = True
        elif action := self._actions.get(word):
            action(self, number)
        elif word == "moMath" or (self.group.equation is not None and word.startswith("m")):
            self._open_equation(word)
        elif word in _INFO and self.group.collects == "info":
            self.collect(word)
        elif is_starred:
            self.group.is_skipped = True

    def _flush(self) -> None:
        """Write the bytes that were read, in the encoding of their font."""
        if self._bytes:
            encoding = self.header.encoding_of(self.group.font)
            data, self._bytes = bytes(self._bytes), bytearray()
            self.write(data.decode(encoding, "replace"))

    def write(self, text: str) -> None:
        """Add text to whatever the group holds."""
        group = self.group
        if not text or group.is_skipped:
            return
        font = self.header.fonts.get(group.font)
        if font and is_symbol_font(font.name) and group.collects in (BODY_TEXT, "marker"):
            text = read_signs(font.name, text)
        if group.collects == "fonttbl":
            self.font.name += text.rstrip(";")
        elif group.collects == "stylesheet":
            self.style.name += text.rstrip(";")
        elif group.collects:
            self._collected.setdefault(group.collects, []).append(text)
        elif group.equation is not None:
            _write_equation(group.equation, text)
        elif group.is_seen:
            self._show(text)

    def _show(self, text: str) -> None:
        if self.fields and text.strip():
            self.fields[-1].has_result = True
        self.story.write(text, self.group.shift)

    def collect(self, name: str) -> None:
        """Collect the text of this group, and keep it once the group ends."""
        self.group.collects = name
        self._collected[name] = []
        self.on_close = lambda: self._keep(name)

    def _keep(self, name: str) -> None:
        text = join_surrogates("".join(self._collected.pop(name, [])))
        if name in _INFO:
            self.info.setdefault(name, text.strip())
        elif name == "marker":
            self.story.set_marker(text)
        elif name == "property":
            self._property = text.strip()
        elif name == "value" and self._property == "gtextUNICODE" and text.strip():
            self.story.add_aside([Block(text.strip())])
        elif name == "choice" and self.fields:
            self.fields[-1].choices.append(text)
        elif name == "code" and self.fields:
            self.fields[-1].code.append(text)

    def paragraph_format(self) -> ParagraphFormat:
        """Return how the paragraph that ends here is formatted."""
        style = self.header.styles.get(self.group.style, Style())
        return ParagraphFormat(
            self.header.heading_level(self.group),
            self.group.depth,
            self.group.list_id,
            self.group.list_level,
            style.name.strip().lower() == "title",
        )

    def end_paragraph(self) -> None:
        """End the paragraph, unless its mark is deleted or hidden: then the next goes on."""
        if self.group.is_seen and not self.group.collects:
            self.story.end_paragraph(self.paragraph_format())

    def open_story(self, keep: Callable[[Story, list[Block]], None]) -> None:
        """Read this group as a story of its own; `keep` gets the story around it and the blocks."""
        if self._stories >= _MAX_STORIES:
            return
        self._stories += 1
        outer, outer_fields = self.story, self.fields
        inner = self.story = Story()
        self.fields = []
        self.group = Group(
            font=self.header.default_font,
            is_hidden=self.group.is_hidden,
            is_deleted=self.group.is_deleted,
        )

        def close() -> None:
            self._stories -= 1
            self.story, self.fields = outer, outer_fields
            keep(outer, inner.finish())

        self.on_close = close

    def open_field(self, finish: Callable[[Field], None]) -> None:
        """Follow a field to the end of this group; `finish` gets one without a result."""
        opened = Field()
        self.fields.append(opened)

        def close() -> None:
            while self.fields and self.fields.pop() is not opened:
                pass
            if opened.has_result and self.fields:
                # What is seen in a field is seen in those around it.
                self.fields[-1].has_result = True
            if not opened.has_result:
                finish(opened)

        self.on_close = close

    def _open_equation(self, word: str) -> None:
        """Open an element of Office Math, which RTF names with an "m" before."""
        outer = self.group.equation
        if outer is None:
            root = self.group.equation = etree.Element("oMath")

            def close() -> None:
                if self.group.is_seen and not self.group.collects:
                    self._show(equation_text(root))

            self.on_close = close
        elif (
            self._frames
            and self._frames[-1].outer.equation is outer
            and self._equation_depth() < _MAX_EQUATION_DEPTH
        ):
            self.group.equation = etree.SubElement(outer, word[1:] or "e")

    def _equation_depth(self) -> int:
        element = self.group.equation
        return 0 if element is None else len(list(element.iterancestors()))


def _write_equation(element: etree._Element, text: str) -> None:
    parent = element.getparent()
    text = join_surrogates(text)
    # XML holds no control characters.
    text = "".join(character for character in text if character.isprintable())
    if parent is not None and str(parent.tag).endswith("Pr"):
        element.set("val", element.get("val", "") + text.strip())
    elif not str(element.tag).endswith("Pr"):
        etree.SubElement(element, "t").text = text
