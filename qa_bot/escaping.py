r"""Text from strangers in a form that can be shown, encoded and written as JSON.

Knows Unicode and JSON; not where a text goes. An unsafe character is one that
a terminal obeys rather than prints (C0, DEL and C1 controls), that reorders
the text around it (bidirectional controls, as in CVE-2021-42574), that breaks
a line (U+2028, U+2029), or that no encoding can write (a lone surrogate, such
as Python makes of a byte of a file name that is not UTF-8).

The letters of right-to-left scripts and the joiners that Persian words and
emoji need are left alone.
"""

import json
import re
from typing import Any

UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb\ud800-\udfff]"
)
_UNSAFE_IN_BLOCK = re.compile(UNSAFE.pattern.replace("\x00-\x1f", "\x00-\x09\x0b-\x1f"))
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def line(text: str) -> str:
    r"""The text on one line: "\x1b" for an escape, "\n" for a line end, "\u202e" and so on.

    A byte of a file name that is not UTF-8 is shown as that byte.
    """
    return UNSAFE.sub(_escape, text)


def block(text: str) -> str:
    """The text with its line ends, and all else that is unsafe escaped; a tab is a space."""
    return _UNSAFE_IN_BLOCK.sub(_escape, text.replace("\t", " "))


def encodable(text: str, replacement: str = "\ufffd") -> str:
    """Replace each lone surrogate, which no encoding can write."""
    return _SURROGATE.sub(replacement, text)


def json_text(value: object, **options: Any) -> str:
    r"""A value as JSON that a terminal can be shown: what is unsafe in a text is `\uXXXX`.

    Any parser gives the texts back as they were; a lone surrogate alone, which
    not every parser takes, is U+FFFD.
    """
    written = json.dumps(value, ensure_ascii=False, **options)
    return _UNSAFE_IN_BLOCK.sub(_escape_in_json, encodable(written))


def ascii_json(written: str) -> str:
    """The same JSON, where nothing but ASCII can be written."""
    return _BEYOND_ASCII.sub(_escape_in_json, written)


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        code -= 0xDC00
    return _SHORT.get(character) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


def _escape_in_json(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1]
