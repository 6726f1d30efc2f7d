r"""Escape untrusted text so that it can be printed, encoded and written as JSON.

An unsafe character is one that a terminal obeys rather than prints (C0, DEL and
C1 controls), that reorders the text around it (bidirectional controls, as in
CVE-2021-42574), that breaks a line (U+2028, U+2029), or that no encoding can
write (a lone surrogate, which Python decodes a byte of a file name to that is not
UTF-8). Letters of right-to-left scripts and the joiners of Persian words and emoji
are safe.
"""

import json
import re
from typing import Any, Final

UNSAFE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb\ud800-\udfff]"
)
_UNSAFE_IN_BLOCK: Final = re.compile(UNSAFE.pattern.replace("\x00-\x1f", "\x00-\x09\x0b-\x1f"))
_BEYOND_ASCII: Final = re.compile("[^\x00-\x7f]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_SHORT_ESCAPES: Final = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def is_safe(text: str) -> bool:
    """Return whether a text has no unsafe character, not even a line end."""
    return UNSAFE.search(text) is None


def escape_line(text: str) -> str:
    r"""Return text on one line: an escape becomes "\x1b", a line end "\n", U+202E "\u202e".

    A byte of a file name that is not UTF-8 becomes "\x" and that byte.
    """
    return UNSAFE.sub(_escape, text)


def escape_block(text: str) -> str:
    """Return text with its line ends and all else that is unsafe escaped; a tab is a space."""
    return _UNSAFE_IN_BLOCK.sub(_escape, text.replace("\t", " "))


def replace_surrogates(text: str, replacement: str = "\ufffd") -> str:
    """Replace each lone surrogate, which no encoding can write."""
    return _SURROGATE.sub(replacement, text)


def json_text(value: object, **options: Any) -> str:
    r"""Return a value as JSON that is safe to print: unsafe characters are `\uXXXX`.

    Any parser returns the texts unchanged, except that a lone surrogate, which some
    parsers refuse, is U+FFFD.
    """
    written = json.dumps(value, ensure_ascii=False, **options)
    return _UNSAFE_IN_BLOCK.sub(_escape_in_json, replace_surrogates(written))


def ascii_json(written: str) -> str:
    """Return JSON with every character beyond ASCII as an escape."""
    return _BEYOND_ASCII.sub(_escape_in_json, written)


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    code = ord(character)
    # Surrogates by which Python represents the undecodable bytes 0x80 to 0xFF (PEP 383).
    if 0xDC80 <= code <= 0xDCFF:
        code -= 0xDC00
    return _SHORT_ESCAPES.get(character) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


def _escape_in_json(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1]
