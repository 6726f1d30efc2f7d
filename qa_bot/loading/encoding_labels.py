"""The codecs that labels of encodings mean, as files of the web and mails use the labels.

Knows names and escape sequences; decodes nothing.
"""

import codecs
import re

# WHATWG Encoding, section 4.2: browsers read the older name as the newer, which has all its
# characters and more; files that are labelled with the older use them.
_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "shift_jis": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "johab": "cp949",
}
# Labels that Python does not know.
_ALIASES = {
    "x-sjis": "cp932",
    "ms_kanji": "cp932",
    "windows-31j": "cp932",
    "windows-949": "cp949",
    "windows-874": "cp874",
    "x-gbk": "gb18030",
    "x-mac-roman": "mac_roman",
    "x-mac-ce": "mac_latin2",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-mac-turkish": "mac_turkish",
    "x-mac-greek": "mac_greek",
    "x-euc-jp": "euc_jp",
    "x-x-big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "iso-8859-8-i": "iso8859-8",
    "unicode-1-1-utf-8": "utf-8",
    "utf8mb4": "utf-8",
    "unknown-8bit": "",
    "x-unknown": "",
}
# Python's own, which no document is in and some of which are slow.
_NO_ENCODINGS = frozenset("unicode_escape raw_unicode_escape punycode idna undefined".split())
_SEVEN_BIT = ("iso2022", "hz", "utf-7")
# ISO 2022 announces a set of characters by an escape sequence that no other text holds.
_JAPANESE, _KOREAN = re.compile(rb"\x1b\$[@B]|\x1b\$\([DOPQ]|\x1b\([IJ]"), b"\x1b$)C"

_IN_MARKUP = re.compile(
    rb"""<(?:meta[^>]{0,200}?charset|\?xml[^>]{0,100}?encoding)\s*=\s*+(?:["']\s*+)?([\w:.-]{1,40})""",
    re.I,
)
_MARKUP_BYTES = 4096  # where a declaration in markup is looked for; browsers look at 1024


def markup_charset(data: bytes) -> str | None:
    """Return the encoding that a page declares in itself, outside comments, or None."""
    before, *sections = data[:_MARKUP_BYTES].split(b"<!--")
    visible = before + b"".join(section.partition(b"-->")[2] for section in sections)
    found = _IN_MARKUP.search(visible)
    return found[1].decode("ascii", errors="ignore") if found else None


def codec_of(label: str | None) -> str | None:
    """Return Python's name of the codec that a label means; None where there is none of text."""
    name = (label or "").strip().strip("\"'").lower()
    name = _ALIASES.get(name, name)
    try:
        codec = codecs.lookup(name).name
        # Tells the codecs of text from those that Python has for bytes, such as "hex".
        bytes(4).decode(codec)
    except (LookupError, ValueError):
        return None
    if codec.replace("-", "_") in _NO_ENCODINGS:
        return None
    if codec.startswith("iso2022_jp"):
        return "iso2022_jp_ext" if codec != "iso2022_jp_2" else codec
    return _WIDER.get(codec, codec)


def is_seven_bit(codec: str) -> bool:
    """Return whether an encoding writes characters beyond ASCII in ASCII."""
    return codec.startswith(_SEVEN_BIT)


def seven_bit_codec(data: bytes) -> str | None:
    """Return the codec that the escape sequences in ASCII announce, or None."""
    if _JAPANESE.search(data):
        return "iso2022_jp_ext"
    return "iso2022_kr" if _KOREAN in data else None
