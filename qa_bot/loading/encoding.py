"""Decode bytes to text: detect the encoding, or that they are not text.

Knows bytes only, not file names or media types.
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
# WHATWG Encoding: these labels mean windows-1252.
_WESTERN_LABELS = {"iso8859-1", "ascii"}
# Shares of bytes: above, accents are no longer few among Latin letters, bytes are binary,
# or text is not nearly UTF-8. No measurement of these is on record.
_MAX_ACCENT_SHARE = 0.15
_MAX_CONTROL_SHARE = 0.01
_MAX_BROKEN_SHARE = 0.01
# UTF-16 of a Latin script: at least this share of high bytes zero, at most that of low bytes.
_MIN_ZERO_SHARE, _MAX_ZERO_SHARE = 0.7, 0.05
_SAMPLE_BYTES = 65_536  # as much as detection looks at, so that its time is bounded


def decode(data: bytes, source: str, declared: str | None = None) -> str:
    """Decode bytes by a byte order mark, UTF-8, the declared encoding or a guess, in that order.

    `declared` is the encoding that the source states. Raises SourceNotText,
    naming `source`, where the bytes do not look like text.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data.decode(name, errors="replace")
    if guessed := _utf16_without_bom(data[:_SAMPLE_BYTES]):
        return data.decode(guessed, errors="replace")
    if _is_binary(data):
        raise SourceNotText(source, f"is not a file that can be read ({_describe(data)})", CURE)
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
    """Name the variant of UTF-16 where every other byte is zero, as in a Latin script."""
    even, odd = sample[0::2], sample[1::2]
    if len(odd) < 2:
        return None
    for high, low, name in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        is_sparse = high.count(0) > _MIN_ZERO_SHARE * len(high)
        if is_sparse and low.count(0) < _MAX_ZERO_SHARE * len(low):
            return name
    return None


def _is_binary(data: bytes) -> bool:
    sample = data[:_SAMPLE_BYTES]
    if 0 in sample:
        return True
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls > _MAX_CONTROL_SHARE * len(sample)


def _describe(data: bytes) -> str:
    """Describe binary data for a message."""
    try:
        found = puremagic.magic_string(data[:_SAMPLE_BYTES])
    except (puremagic.PureError, ValueError):
        return "binary data"
    names = [match.name for match in found if match.name]
    return f"it looks like: {names[0]}" if names else "binary data"


def _nearly_utf8(data: bytes) -> str | None:
    """Decode UTF-8 with a few broken bytes, as in a truncated download; None for anything else."""
    beyond_ascii = len(data) - len(data.translate(None, bytes(range(128, 256))))
    text = data.decode("utf-8", errors="replace")
    return text if text.count("\ufffd") <= _MAX_BROKEN_SHARE * beyond_ascii else None


def _as_declared(data: bytes, declared: str | None) -> str | None:
    if declared is None:
        return None
    try:
        name = codecs.lookup(declared).name
        # Some, such as UTF-7, can spell half of a character.
        return replace_surrogates(data.decode(_WESTERN if name in _WESTERN_LABELS else name))
    except (LookupError, UnicodeError):
        return None


def _guess(data: bytes) -> str | None:
    """Decode as charset-normalizer guesses from around the first byte beyond ASCII."""
    first = _BEYOND_ASCII.search(data)
    start = max(0, first.start() - _SAMPLE_BYTES // 2) if first else 0
    sample = data[start : start + _SAMPLE_BYTES]
    matches = charset_normalizer.from_bytes(sample)
    best = matches.best()
    if best is None:
        return None
    # On a few accents among Latin letters it prefers rarer code pages.
    has_few = len(_BEYOND_ASCII.findall(sample)) <= _MAX_ACCENT_SHARE * len(sample)
    is_western = has_few and any(match.encoding == _WESTERN for match in matches)
    return data.decode(_WESTERN if is_western else best.encoding, errors="replace")
