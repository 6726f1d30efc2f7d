"""What each control word of RTF does to the text that a reader sees.

Knows the words of RTF 1.9.1 that show, hide or part text. What a word processor
keeps beside the text is skipped; other words only change its look.
"""

from collections.abc import Callable

from qa_bot.loading.draft import Block
from qa_bot.loading.formats.field_codes import CONTENTS, is_contents
from qa_bot.loading.formats.rtf_reader import Action, RtfReader
from qa_bot.loading.formats.rtf_state import Field
from qa_bot.loading.formats.rtf_story import CellFormat, Story
from qa_bot.loading.formats.rtf_tokens import SYMBOL_CHARSET, encoding_of_page

SKIPPED = frozenset(
    "colortbl header headerl headerr headerf footer footerl footerr footerf pict nonshppict "
    "shppict shprslt annotation xe tc tcn rxe listtable listoverridetable revtbl rsidtbl "
    "generator filetbl themedata colorschememapping datastore latentstyles objdata "
    "mmathPict mmathPr pn bkmkstart bkmkend ftnsep ftnsepc aftnsep aftnsepc "
    "nonesttables operator company doccomm subject comment revtim printim".split()
)
# Groups that hold text, though a reader may ignore them.
_TEXT_GROUPS = "shpinst do result shp mmath moMathPara nesttableprops formfield".split()
_CHARACTERS = {
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "tab": "\t",
    "line": "\n",
    "softline": "\n",
    "page": "\n",
    "column": "\n",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "zwj": "\u200d",
    "zwnj": "\u200c",
}
_ENCODINGS = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_MAX_SKIPPED = 100  # characters after one in Unicode; writers state one or two


def _end_cell(reader: RtfReader, number: int | None) -> None:
    reader.story.end_cell(1, reader.paragraph_format())


def _end_nested_cell(reader: RtfReader, number: int | None) -> None:
    reader.story.end_cell(max(2, reader.group.table_depth), reader.paragraph_format())


def _end_row(reader: RtfReader, number: int | None) -> None:
    reader.story.end_row(1, reader.formats)


def _end_nested_row(reader: RtfReader, number: int | None) -> None:
    reader.story.end_row(max(2, reader.group.table_depth), reader.formats)


def _begin_row(reader: RtfReader, number: int | None) -> None:
    reader.formats, reader.next_format = [], CellFormat()


def _set_merged(reader: RtfReader, number: int | None) -> None:
    reader.next_format.is_below = True


def _end_format(reader: RtfReader, number: int | None) -> None:
    reader.next_format.edge = number or 0
    reader.formats.append(reader.next_format)
    reader.next_format = CellFormat()


def _open_box(reader: RtfReader, number: int | None) -> None:
    reader.open_story(Story.add_aside)


def _open_note(reader: RtfReader, number: int | None) -> None:
    def keep(outer: Story, blocks: list[Block]) -> None:
        if blocks:
            reader.notes.append(blocks)

    reader.story.drop_note_mark()
    reader.open_story(keep)


def _open_field(reader: RtfReader, number: int | None) -> None:
    reader.open_field(lambda field: reader.write(field.shown()))


def _open_object(reader: RtfReader, number: int | None) -> None:
    """Read what stands for an embedded object; name one that is only a picture."""

    def finish(field: Field) -> None:
        name = "".join(field.code).strip()
        reader.unread[f"an embedded object ({name})" if name else "an embedded object"] = None

    reader.open_field(finish)


def _open_result(reader: RtfReader, number: int | None) -> None:
    if reader.fields and is_contents("".join(reader.fields[-1].code)):
        reader.unread[CONTENTS] = None
        reader.fields[-1].has_result = True
        reader.group.is_skipped = True


def _open_upr(reader: RtfReader, number: int | None) -> None:
    """Wait for the text in Unicode, which a group of its own gives once more."""
    reader.around_upr = reader.group.collects
    reader.group.collects = "upr"


def _open_unicode(reader: RtfReader, number: int | None) -> None:
    if reader.group.collects == "upr":
        reader.group.collects = reader.around_upr


def _set_font(reader: RtfReader, number: int | None) -> None:
    if reader.group.collects == "fonttbl":
        reader.font = reader.header.fonts[number or 0] = type(reader.font)()
    else:
        reader.group.font = number or 0


def _set_charset(reader: RtfReader, number: int | None) -> None:
    reader.font.charset = number or 0
    if reader.font.charset > SYMBOL_CHARSET:
        reader.header.has_charsets = True


def _set_code_page(reader: RtfReader, number: int | None) -> None:
    if number:
        reader.font.encoding = encoding_of_page(number)


def _set_style(reader: RtfReader, number: int | None) -> None:
    if reader.group.collects == "stylesheet":
        reader.style = reader.header.styles[number or 0] = type(reader.style)()
    else:
        reader.group.style = number or 0


def _begin_other_style(reader: RtfReader, number: int | None) -> None:
    """Begin a style of characters or tables in the table of styles, which is not kept."""
    if reader.group.collects == "stylesheet":
        reader.style = type(reader.style)()


def _set_outline(reader: RtfReader, number: int | None) -> None:
    if reader.group.collects == "stylesheet":
        reader.style.outline = number
    else:
        reader.group.outline = number


def _set_encoding(reader: RtfReader, number: int | None) -> None:
    if number:
        reader.header.encoding = encoding_of_page(number)


def _set_default_font(reader: RtfReader, number: int | None) -> None:
    reader.header.default_font = reader.group.font = number or 0


def _reset_characters(reader: RtfReader, number: int | None) -> None:
    reader.group.reset_characters(reader.header.default_font)


def _write(text: str) -> Action:
    return lambda reader, number: reader.write(text)


def _set(name: str, value: Callable[[int | None], object]) -> Action:
    """Return an action that sets a property of the group from a word's number."""
    return lambda reader, number: setattr(reader.group, name, value(number))


def _collect(name: str) -> Action:
    return lambda reader, number: reader.collect(name)


def _open_part(name: str) -> Action:
    """Return an action that begins a part of the header."""
    return lambda reader, number: setattr(reader.group, "collects", name)


def _shift(word: str) -> Action:
    return lambda reader, number: reader.group.set_shift(word, number)


def _named_encoding(word: str) -> Action:
    return lambda reader, number: setattr(reader.header, "encoding", _ENCODINGS[word])


def _date(word: str) -> Action:
    def keep(reader: RtfReader, number: int | None) -> None:
        if reader.group.collects == "creatim" and number is not None:
            reader.created[word] = number

    return keep


def _form(name: str) -> Action:
    def keep(reader: RtfReader, number: int | None) -> None:
        if reader.fields:
            setattr(reader.fields[-1], name, number or 0)

    return keep


def _is_on(number: int | None) -> bool:
    return number != 0


def _as_number(number: int | None) -> int:
    return number or 0


ACTIONS: dict[str, Action] = {
    **{word: _write(text) for word, text in _CHARACTERS.items()},
    **dict.fromkeys(_TEXT_GROUPS, lambda reader, number: None),
    **dict.fromkeys(("par", "sect"), lambda reader, number: reader.end_paragraph()),
    "cell": _end_cell,
    "nestcell": _end_nested_cell,
    "row": _end_row,
    "nestrow": _end_nested_row,
    "trowd": _begin_row,
    "cellx": _end_format,
    "clvmrg": _set_merged,
    "footnote": _open_note,
    "shptxt": _open_box,
    "dptxbxtext": _open_box,
    "field": _open_field,
    "fldrslt": _open_result,
    "object": _open_object,
    **dict.fromkeys(("fldinst", "objclass"), _collect("code")),
    "upr": _open_upr,
    "ud": _open_unicode,
    "ffl": _collect("choice"),
    "sn": _collect("property"),
    "sv": _collect("value"),
    "fftype": _form("form"),
    "ffres": _form("result"),
    "ffdefres": _form("default"),
    **dict.fromkeys(("listtext", "pntext"), _collect("marker")),
    **{part: _open_part(part) for part in ("fonttbl", "stylesheet", "info", "creatim")},
    **{word: _date(word) for word in ("yr", "mo", "dy")},
    "ansicpg": _set_encoding,
    "deff": _set_default_font,
    **{word: _named_encoding(word) for word in _ENCODINGS},
    "f": _set_font,
    "fcharset": _set_charset,
    "cpg": _set_code_page,
    "s": _set_style,
    "outlinelevel": _set_outline,
    **dict.fromkeys(("cs", "ds", "ts"), _begin_other_style),
    "uc": _set("skip_after_unicode", lambda number: min(number or 0, _MAX_SKIPPED)),
    "plain": _reset_characters,
    "pard": lambda reader, _: reader.group.reset_paragraph(),
    **{word: _shift(word) for word in ("super", "sub", "up", "dn")},
    "nosupersub": _set("shift", lambda number: 0),
    "v": _set("is_hidden", _is_on),
    **dict.fromkeys(("deleted", "mvf"), _set("is_deleted", _is_on)),
    "intbl": _set("in_table", _is_on),
    "itap": _set("table_depth", _as_number),
    "ls": _set("list_id", str),
    "ilvl": _set("list_level", _as_number),
}
