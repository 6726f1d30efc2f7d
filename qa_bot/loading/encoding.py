"""Bytes to text: which encoding they are in, or that they are no text at all.

Knows bytes only; a file's name and type play no part.
"""

import codecs
import re

import charset_normalizer
import puremagic

from qa_bot.errors import SourceNotText
from qa_bot.escape import replace_surrogates
from qa_bot.loading.kinds import CURE

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b")) + b"\x7f"
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_WESTERN = "cp1252"
_MEANT_AS_WESTERN = {"iso8859-1", "ascii"}
_FEW = 0.15
_SAMPLE = 65_536
_MAX_CONTROL_SHARE = 0.01
_MAX_BROKEN_SHARE = 0.01


def decode(data: bytes, source: str, declared: str | None = None) -> str:
    """The text that the bytes spell; `declared` is an encoding the file names.

    Tries a byte order mark, UTF-8, `declared`, then what the bytes look like.
    Raises SourceNotText, naming `source`, when they look like no text.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data.decode(name, errors="replace")
    if guessed := _utf16_without_bom(data[:_SAMPLE]):
        return data.decode(guessed, errors="replace")
    if _is_binary(data):
        raise SourceNotText(source, f"is not a file that can be read ({_kind(data)})", CURE)
    return _decode_text(data, source, declared)


def _decode_text(data: bytes, source: str, declared: str | None) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = _nearly_utf8(data) or _as_declared(data, declared) or _guess(data)
    if text is None:
        raise SourceNotText(source, "is not text in any encoding we know", CURE)
    return text


def _utf16_without_bom(sample: bytes) -> str | None:
    """UTF-16 in a mostly Latin script: every other byte is zero."""
    even, odd = sample[0::2], sample[1::2]
    if len(odd) < 2:
        return None
    if odd.count(0) > 0.7 * len(odd) and even.count(0) < 0.05 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.7 * len(even) and odd.count(0) < 0.05 * len(odd):
        return "utf-16-be"
    return None


def _is_binary(data: bytes) -> bool:
    sample = data[:_SAMPLE]
    if 0 in sample:
        return True
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls > _MAX_CONTROL_SHARE * len(sample)


def _kind(data: bytes) -> str:
    """What the bytes seem to be, in words; only ever shown in a message."""
    try:
        found = puremagic.magic_string(data[:_SAMPLE])
    except (puremagic.PureError, ValueError):
        return "binary data"
    names = [match.name for match in found if match.name]
    return f"it looks like: {names[0]}" if names else "binary data"


def _nearly_utf8(data: bytes) -> str | None:
    """UTF-8 with a stray broken byte, as a cut-off download leaves it."""
    beyond_ascii = len(data) - len(data.translate(None, bytes(range(128, 256))))
    text = data.decode("utf-8", errors="replace")
    return text if text.count("\ufffd") <= _MAX_BROKEN_SHARE * beyond_ascii else None


def _as_declared(data: bytes, declared: str | None) -> str | None:
    if declared is None:
        return None
    try:
        name = codecs.lookup(declared).name
        # Some, such as UTF-7, can spell half of a character.
        return replace_surrogates(data.decode(_WESTERN if name in _MEANT_AS_WESTERN else name))
    except (LookupError, UnicodeError):
        return None


def _guess(data: bytes) -> str | None:
    """What charset-normalizer thinks, from where the text leaves ASCII."""
    first = _BEYOND_ASCII.search(data)
    at = max(0, first.start() - _SAMPLE // 2) if first else 0
    sample = data[at : at + _SAMPLE]
    matches = charset_normalizer.from_bytes(sample)
    best = matches.best()
    if best is None:
        return None
    # On a few accents among Latin letters it prefers rarer code pages.
    few = len(_BEYOND_ASCII.findall(sample)) <= _FEW * len(sample)
    western = few and any(match.encoding == _WESTERN for match in matches)
    return data.decode(_WESTERN if western else best.encoding, errors="replace")
