"""Tokens of RTF, and the encodings that its fonts name.

Knows the syntax of RTF 1.9.1: groups, control words, bytes; not what they mean.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)",
    re.S,
)
# Character sets of fonts, as Windows numbers them.
_CHARSETS = {
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gbk",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    254: "cp437",
    255: "cp850",
}
_PAGES = {10000: "mac_roman", 10007: "mac_cyrillic", 10029: "mac_latin2", 65001: "utf-8"}
ANSI = "cp1252"
SYMBOL_CHARSET = 2  # of fonts that draw signs, as Windows numbers it


@dataclass(frozen=True, slots=True)
class RtfToken:
    """A brace, a control word with its number, a control symbol, a byte, or plain text."""

    kind: str  # "{", "}", "word", "symbol", "byte" or "text"
    text: str
    number: int | None = None


def tokenise(rtf: str) -> Iterator[RtfToken]:
    r"""Yield the tokens of a file decoded as Latin-1; the bytes after \bin are passed over."""
    position = 0
    while found := _TOKEN.search(rtf, position):
        position = found.end()
        word, number, byte, symbol, brace, text = found.groups()
        if text is not None:
            yield RtfToken("text", text)
        elif word is not None:
            value = None if number is None else int(number)
            if word == "bin":
                position += max(0, value or 0)
            else:
                yield RtfToken("word", word, value)
        elif byte is not None:
            yield RtfToken("byte", chr(int(byte, 16)))
        elif brace is not None:
            yield RtfToken(brace, brace)
        else:
            yield RtfToken("symbol", symbol)


def encoding_of_charset(charset: int) -> str | None:
    """Return the encoding of a font's character set; None where it is the document's."""
    return _CHARSETS.get(charset)


def encoding_of_page(page: int) -> str:
    """Return the encoding of a code page."""
    name = _PAGES.get(page, f"cp{page}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return ANSI


def join_surrogates(text: str) -> str:
    """Return a text in which pairs of surrogates are the characters that they spell."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
