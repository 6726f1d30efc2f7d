"""Decode a text of which a few lines are in another encoding than the rest, or broken.

One stray byte costs its line at most, and each such line is named.
"""

import re

from qa_bot.escape import replace_surrogates

_LINE = re.compile(rb"[^\n]*\n|[^\n]+")
_FALLBACK = "cp1252"  # what a stray byte among Latin letters mostly is
# A whole character of UTF-8 beyond ASCII (RFC 3629, without its finer bounds).
_UTF8_CHARACTER = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_RUN = re.compile(rb"[\x80-\xff]+")
# Of eight-bit text, about one run in twenty is a character of UTF-8 by accident. Such runs in
# lines that are all UTF-8 are none where they come to a third of the others.
_MIN_SHARE = 1 / 3
# Of Chinese in two bytes, up to half of the bytes look like characters of UTF-8.
_MIN_CHARACTERS = 3
_MAX_REMARKS = 50  # more named lines tell nobody more


def is_mostly_utf8(data: bytes) -> bool:
    """Return whether bytes are UTF-8 but for some lines, or for some bytes within lines."""
    good, bad, good_in_whole_lines = 0, 0, 0
    characters, strays = 0, 0
    for match in _LINE.finditer(data):
        runs = _RUN.findall(match[0])
        good_here = sum(map(_is_utf8, runs))
        good += good_here
        bad += len(runs) - good_here
        if good_here == len(runs):
            good_in_whole_lines += good_here
        for run in runs:
            rest = _UTF8_CHARACTER.sub(b"", run)
            strays += len(rest)
            characters += len(_UTF8_CHARACTER.findall(run))
    if good >= bad or characters >= _MIN_CHARACTERS * strays:
        return True
    return good_in_whole_lines > _MIN_SHARE * bad


def decode_lines(data: bytes, codec: str) -> tuple[str, tuple[str, ...]]:
    """Decode line by line, and name the lines that are not of the encoding.

    Such a line of UTF-8 keeps its whole characters; its other bytes are read
    as those of Windows-1252, or are replaced by U+FFFD.
    """
    parts: list[str] = []
    odd: list[int] = []
    for number, match in enumerate(_LINE.finditer(data), start=1):
        line = match[0]
        try:
            parts.append(line.decode(codec))
        except UnicodeError:
            parts.append(_decode_odd(line, codec))
            odd.append(number)
    return replace_surrogates("".join(parts)), _remarks(odd, codec)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decode_odd(line: bytes, codec: str) -> str:
    if codec != "utf-8":
        return line.decode(codec, errors="replace")
    parts: list[str] = []
    end = 0
    for match in _UTF8_CHARACTER.finditer(line):
        parts.append(line[end : match.start()].decode(_FALLBACK, errors="replace"))
        parts.append(match[0].decode("utf-8", errors="replace"))
        end = match.end()
    return "".join(parts) + line[end:].decode(_FALLBACK, errors="replace")


def _remarks(lines: list[int], codec: str) -> tuple[str, ...]:
    named = [
        f"line {number} (some bytes are not {codec.upper()})" for number in lines[:_MAX_REMARKS]
    ]
    more = len(lines) - len(named)
    return (*named, *([f"{more} more lines"] if more > 0 else []))
