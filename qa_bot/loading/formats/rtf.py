"""RTF: the text that striprtf finds, with footnotes and document information.

Knows the information group and footnotes of RTF; striprtf knows the rest.
"""

import re
from typing import Any

from striprtf import striprtf as _striprtf

from qa_bot.loading.draft import Draft, Piece
from qa_bot.loading.metadata import split_tags
from qa_bot.loading.raw_source import RawSource
from qa_bot.text.normalisation import clean_text

# Untyped, as its package ships no types.
striprtf: Any = _striprtf
_INFO = re.compile(r"\{\\(title|author|keywords)\s([^{}]{0,1000})\}")
_PICTURE = re.compile(r"(?:[0-9a-fA-F]{2}[\r\n]*+){200,}+")
_NOTE = re.compile(r"\{(?:\\\*)?\\footnote\b")
_BRACE = re.compile(r"\\[\\{}]|[{}]")
# Spaces are matched from the first one on: from each would be quadratic.
_CELL_END = re.compile(r"(?:(?<![ \t\n])[ \t\n]+)?\|(?:\n(?=\|))?")
_ROW_END = " |"
_CREATED = re.compile(r"\{\\creatim\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")


def read(raw: RawSource) -> Draft:
    """Extract the draft of a rich text, a piece for each paragraph, notes at the end."""
    # Pictures in hexadecimal digits are most of a file.
    rtf = _PICTURE.sub("", raw.data.decode("latin-1"))
    info = {key: _plain_text(f"{{\\rtf1 {value}}}").strip() for key, value in _INFO.findall(rtf)}
    created = _CREATED.search(rtf)
    body, notes = _split_notes(rtf)
    paragraphs = _paragraphs(clean_text(_plain_text(body)))
    title = info.get("title", "")
    if paragraphs and paragraphs[0] == title:
        paragraphs = paragraphs[1:]
    return Draft(
        tuple(Piece(text) for text in paragraphs) + tuple(Piece(note, "notes") for note in notes),
        title,
        author=info.get("author", ""),
        published="{}-{:0>2}-{:0>2}".format(*created.groups()) if created else "",
        tags=split_tags([info.get("keywords", "")]),
    )


def _plain_text(rtf: str) -> str:
    return str(striprtf.rtf_to_text(rtf, errors="replace"))


def _split_notes(rtf: str) -> tuple[str, list[str]]:
    """Return the document without its footnotes, which striprtf skips, and their texts."""
    body, notes = [], []
    start = 0
    while note := _NOTE.search(rtf, start):
        end = _group_end(rtf, note.start())
        body.append(rtf[start : note.start()])
        notes.append(_plain_text(f"{{\\rtf1 {rtf[note.end() : end - 1]}}}"))
        start = end
    return "".join([*body, rtf[start:]]), [note for note in notes if note.strip()]


def _group_end(rtf: str, start: int) -> int:
    """Return the offset after the group that opens at `start`."""
    depth = 0
    for brace in _BRACE.finditer(rtf, start):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        if depth == 0:
            return brace.end()
    return len(rtf)


def _paragraphs(text: str) -> list[str]:
    """Return a paragraph for each line, and one for the rows of each table."""
    lines = [line.strip(_ROW_END) for line in _CELL_END.sub(" | ", text).split("\n")]
    paragraphs: list[str] = []
    for line in filter(None, lines):
        if paragraphs and " | " in line and " | " in paragraphs[-1]:
            paragraphs[-1] += "\n" + line
        else:
            paragraphs.append(line)
    return paragraphs
