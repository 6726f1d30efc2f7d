"""What holds where a rich text is being read: the look of characters, fonts, styles, fields.

Knows which properties a group restores at its end.
"""

from dataclasses import dataclass, field

from lxml.etree import _Element

from qa_bot.loading.formats.field_codes import shown_by
from qa_bot.loading.formats.raised import LOWERED, RAISED
from qa_bot.loading.formats.rtf_tokens import ANSI, SYMBOL_CHARSET, encoding_of_charset

_MIN_SHIFT = 4  # half-points: a smaller shift adjusts a sign to its line
_UNDEFINED_RESULT = 25  # of a check box, which then shows its default
_CHECK_BOX, _DROP_DOWN = 1, 2  # types of form fields


@dataclass(slots=True)
class Group:
    """The properties that hold within a group and are restored at its end."""

    is_skipped: bool = False
    collects: str = ""  # the name of what the text is collected for, such as "title"
    font: int = 0
    skip_after_unicode: int = 1
    is_hidden: bool = False
    is_deleted: bool = False
    shift: int = 0
    outline: int | None = None
    style: int = 0
    in_table: bool = False
    table_depth: int = 1
    list_id: str = ""
    list_level: int = 0
    equation: _Element | None = None

    @property
    def is_seen(self) -> bool:
        """Whether a reader sees the text."""
        return not (self.is_skipped or self.is_hidden or self.is_deleted)

    @property
    def depth(self) -> int:
        """The depth of tables around the paragraph."""
        return max(1, self.table_depth) if self.in_table else 0

    def reset_characters(self, font: int) -> None:
        """Return to the default look, as \\plain does."""
        self.font = font
        self.is_hidden = self.is_deleted = False
        self.shift = 0

    def reset_paragraph(self) -> None:
        """Return to the default paragraph, as \\pard does."""
        self.outline, self.style = None, 0
        self.in_table, self.table_depth = False, 1
        self.list_id, self.list_level = "", 0

    def set_shift(self, word: str, number: int | None) -> None:
        """Raise or lower what follows."""
        if word in ("super", "sub"):
            direction = RAISED if word == "super" else LOWERED
            self.shift = 0 if number == 0 else direction
        else:
            height = 6 if number is None else number  # half-points, by RTF's default
            direction = RAISED if word == "up" else LOWERED
            self.shift = direction if height >= _MIN_SHIFT else 0


@dataclass(slots=True)
class Font:
    """A font's name and character set."""

    name: str = ""
    charset: int = 1
    encoding: str | None = None


@dataclass(slots=True)
class Style:
    """A paragraph style's name and outline level."""

    name: str = ""
    outline: int | None = None


@dataclass(slots=True)
class Field:
    """A field: its code, its form, and whether its result has shown anything."""

    code: list[str] = field(default_factory=list)
    has_result: bool = False
    form: int | None = None
    result: int | None = None
    default: int = 0
    choices: list[str] = field(default_factory=list)

    def shown(self) -> str:
        """Return what is seen where the field has no result of its own."""
        code = "".join(self.code)
        chosen = self.default if self.result in (None, _UNDEFINED_RESULT) else self.result
        if self.form == _CHECK_BOX or (self.form is None and "FORMCHECKBOX" in code):
            return "☒" if chosen else "☐"
        if self.form == _DROP_DOWN and chosen is not None and 0 <= chosen < len(self.choices):
            return self.choices[chosen].strip()
        return shown_by(code)


@dataclass(slots=True)
class Header:
    """The tables of fonts and styles, and the encoding of a document."""

    fonts: dict[int, Font] = field(default_factory=dict)
    styles: dict[int, Style] = field(default_factory=dict)
    default_font: int = 0
    encoding: str = ANSI
    has_charsets: bool = False  # whether a font has a set of its own

    def encoding_of(self, number: int) -> str:
        """Return the encoding of text in a font."""
        font = self.fonts.get(number)
        if font is None:
            return self.encoding
        if font.encoding:
            return font.encoding
        if font.charset == SYMBOL_CHARSET:
            return "latin-1"
        if font.charset == 0:
            # A writer that knows no other set means the document's own.
            return ANSI if self.has_charsets else self.encoding
        return encoding_of_charset(font.charset) or self.encoding

    def heading_level(self, group: Group) -> int:
        """Return 1 to 6 for a heading, else 0."""
        style = self.styles.get(group.style, Style())
        outline = style.outline if group.outline is None else group.outline
        if outline is not None:
            return outline + 1 if 0 <= outline < 6 else 0
        head, _, number = style.name.lower().strip().rpartition("heading")
        return min(int(number), 6) if not head and number.strip().isdecimal() else 0
