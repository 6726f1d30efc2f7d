"""Subtitles: speech as paragraphs, each piece labelled with its time.

Knows cues; pysubs2 knows the syntax of SRT and WebVTT.
"""

import html
import re
from collections.abc import Iterator

import pysubs2

from qa_bot.errors import SourceDamaged
from qa_bot.loading.draft import Draft, Piece
from qa_bot.loading.encoding import decode
from qa_bot.loading.raw_source import RawSource

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>|<[\d:.]+>|\{\\[^{}]{0,200}\}")
_SPEAKER = re.compile(r"^(?:[-–—] ?|>> ?|[A-Z][A-Z .']{1,30}: )")
_PAUSE_MS = 2000  # silence between cues that ends a paragraph
_MAX_PARAGRAPH_CHARS = 900  # a longer paragraph ends with its cue


def read(raw: RawSource) -> Draft:
    """Extract the draft of subtitles; pieces are labelled "00:01:23".

    Raises SourceNotText, or SourceDamaged where no cue can be found.
    """
    text = decode(raw.data, raw.source, raw.charset)
    form = "vtt" if text.lstrip("\ufeff \n").startswith("WEBVTT") else "srt"
    try:
        cues = pysubs2.SSAFile.from_string(text, format_=form)
    except (pysubs2.exceptions.Pysubs2Error, ValueError) as error:
        raise SourceDamaged(
            raw.source, "has no subtitles in it that can be read", "Save it anew as .srt."
        ) from error
    cues.sort()
    return Draft(tuple(_pieces(cues)))


def _pieces(cues: pysubs2.SSAFile) -> Iterator[Piece]:
    """Yield a piece for each cue; a pause, a new speaker or great length end a paragraph."""
    previous: list[str] = []
    end, length = 0, 0
    for cue in cues:
        lines = _lines(cue)
        new = [line for line in lines if line not in previous]
        previous = lines
        if not new:
            continue
        text = "".join(_gap(line) + line for line in new).strip()
        is_new_speaker = _SPEAKER.match(new[0]) is not None
        is_short = 0 < length < _MAX_PARAGRAPH_CHARS
        joined = is_short and cue.start - end < _PAUSE_MS and not is_new_speaker
        yield Piece(text, _time(cue.start), joined)
        length = (length if joined else 0) + len(text)
        end = cue.end


def _gap(line: str) -> str:
    return "\n" if _SPEAKER.match(line) else " "


def _lines(cue: pysubs2.SSAEvent) -> list[str]:
    words = html.unescape(_TAG.sub("", cue.text.replace("\\N", "\n").replace("\\h", " ")))
    return [" ".join(line.split()) for line in words.split("\n") if line.strip()]


def _time(milliseconds: int) -> str:
    seconds = max(0, milliseconds) // 1000
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
