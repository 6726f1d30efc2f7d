"""The words of a plain part of a mail, without quotation signs and signature.

Knows format=flowed (RFC 3676) and how people quote and sign.
"""

import re

from qa_bot.loading.formats.aligned_columns import with_rows
from qa_bot.text.line_breaks import unwrap
from qa_bot.text.normalisation import clean_text

_QUOTE_MARKS = re.compile(r"^(?:> ?)+", re.M)
_SIGNATURE = "-- "  # RFC 3676, section 4.3
# What follows so many lines, or one of these, is not of the signature.
_MAX_SIGNATURE_LINES = 12
_AFTER_SIGNATURE = re.compile(r">|-{4,}|_{4,}|Begin forwarded message|On .{1,200} wrote:$|From: ")


def plain_text(text: str, is_flowed: bool, is_joined_closely: bool) -> str:
    """Return the paragraphs of a plain part.

    `is_flowed` and `is_joined_closely` are its parameters format=flowed and delsp=yes.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    lines = _without_signatures(lines)
    if is_flowed:
        lines = _flowed(lines, is_joined_closely)
    return unwrap(with_rows(clean_text(_QUOTE_MARKS.sub("", "\n".join(lines)))))


def _without_signatures(lines: list[str]) -> list[str]:
    """Leave out signatures, but not what was quoted or forwarded below one."""
    kept: list[str] = []
    at = 0
    while at < len(lines):
        if lines[at] != _SIGNATURE:
            kept.append(lines[at])
            at += 1
            continue
        end = _signature_end(lines, at + 1)
        if end is None:
            kept.append("")
            at += 1
        else:
            at = end
    return kept


def _signature_end(lines: list[str], start: int) -> int | None:
    """Return the line after a signature; None where so long a text is none."""
    written = 0
    for at in range(start, len(lines)):
        if _AFTER_SIGNATURE.match(lines[at]):
            return at
        written += bool(lines[at].strip())
        if written > _MAX_SIGNATURE_LINES:
            return None
    return len(lines)


def _flowed(lines: list[str], is_joined_closely: bool) -> list[str]:
    """Join the lines of a paragraph, each of which ends in a space but the last."""
    joined: list[list[str]] = []
    last_depth = -1
    for line in lines:
        marks = _QUOTE_MARKS.match(line)
        depth = marks[0].count(">") if marks else 0
        bare = line.lstrip(">") if marks else line
        bare = bare.removeprefix(" ")
        is_open = bare.endswith(" ") and bare != _SIGNATURE
        if last_depth == depth:
            joined[-1].append(_end(bare, is_open, is_joined_closely))
        else:
            joined.append([_end(bare, is_open, is_joined_closely)])
        last_depth = depth if is_open else -1
    return ["".join(parts) for parts in joined]


def _end(line: str, is_open: bool, is_joined_closely: bool) -> str:
    return line[:-1] if is_open and is_joined_closely else line
