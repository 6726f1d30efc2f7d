"""RTF to a draft: the words that striprtf finds.

Knows the information group of RTF; striprtf knows the rest.
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
# Spaces are tried from the first of them alone: from each would be quadratic.
_CELL_END = re.compile(r"(?:(?<![ \t\n])[ \t\n]+)?\|(?:\n(?=\|))?")
_ROW_END = " |"
_CREATED = re.compile(r"\{\\creatim\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")


def read(raw: RawSource) -> Draft:
    """The draft of a rich text; a paragraph each is a piece."""
    # Pictures are most of a file, and none of its words.
    written = _PICTURE.sub("", raw.data.decode("latin-1"))
    info = {key: _plain(f"{{\\rtf1 {value}}}").strip() for key, value in _INFO.findall(written)}
    created = _CREATED.search(written)
    written, notes = _take_notes(written)
    paragraphs = _paragraphs(clean_text(_plain(written)))
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


def _plain(written: str) -> str:
    return str(striprtf.rtf_to_text(written, errors="replace"))


def _take_notes(written: str) -> tuple[str, list[str]]:
    """The text without its notes, which striprtf passes over, and the notes."""
    kept, notes = [], []
    at = 0
    while note := _NOTE.search(written, at):
        end = _group_end(written, note.start())
        kept.append(written[at : note.start()])
        notes.append(_plain(f"{{\\rtf1 {written[note.end() : end - 1]}}}"))
        at = end
    return "".join([*kept, written[at:]]), [note for note in notes if note.strip()]


def _group_end(written: str, start: int) -> int:
    """Where the group that opens at `start` has closed."""
    depth = 0
    for brace in _BRACE.finditer(written, start):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        if depth == 0:
            return brace.end()
    return len(written)


def _paragraphs(text: str) -> list[str]:
    """A paragraph a line, and the rows of a table together."""
    lines = [line.strip(_ROW_END) for line in _CELL_END.sub(" | ", text).split("\n")]
    paragraphs: list[str] = []
    for line in filter(None, lines):
        if paragraphs and " | " in line and " | " in paragraphs[-1]:
            paragraphs[-1] += "\n" + line
        else:
            paragraphs.append(line)
    return paragraphs
