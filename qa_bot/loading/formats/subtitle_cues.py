"""The cues of SRT and WebVTT, also as careless programs write them.

Knows the syntax: cues without numbers, without milliseconds or with those of the other format,
byte order marks within, comments and styles of WebVTT. Knows nothing of sentences.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_CLOCK = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{2})(?:[,.:;](\d{1,3}))?"
_TIMING = re.compile(rf"\s*{_CLOCK}\s*(?:-{{1,3}}|[–—])>\s*{_CLOCK}(?!\d)")
_NUMBER = re.compile(r"\s*\d{1,9}\s*")
_LANGUAGE = re.compile(r"^Language: *([\w-]{1,35})", re.M)
# Blocks of WebVTT that no player shows (W3C WebVTT, section 4.1).
_UNSHOWN = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_VOICE = re.compile(r"<v(?:\.[^\s<>]{1,80})?\s+([^<>]{1,200})>|</v>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>|<[\d:.]{1,20}>|\{\\[^{}]{0,200}\}")
_RUBY = re.compile(r"<ruby[^<>]{0,80}>((?:[^<>]|</?r[tp]>){1,400})</ruby>")
_READING = re.compile(r"<rt>([^<>]{0,100})(?:</rt>)?")


@dataclass(frozen=True, slots=True)
class CueLine:
    """A line without markup; `voice` is who speaks it, where that is marked up."""

    text: str
    voice: str = ""


@dataclass(frozen=True, slots=True)
class Cue:
    """Lines that are shown together from `start` to `end`, in milliseconds."""

    start: int
    end: int
    lines: tuple[CueLine, ...]


@dataclass(frozen=True, slots=True)
class Subtitles:
    """The cues by their start, the lines above the first of them, and the language if stated."""

    cues: tuple[Cue, ...]
    above: str = ""
    language: str = ""


@dataclass(slots=True)
class _RawCue:
    start: int
    end: int
    lines: list[str] = field(default_factory=list)


def parse_cues(text: str) -> Subtitles:
    r"""Parse subtitles whose lines end in "\n"."""
    text = text.replace("\ufeff", "")
    is_vtt = text.lstrip().startswith("WEBVTT")
    above, raw = _split(text, is_vtt)
    cues = [Cue(cue.start, cue.end, tuple(_read_lines(cue.lines))) for cue in raw]
    head = "\n".join(above)
    language = _LANGUAGE.search(head) if is_vtt else None
    return Subtitles(
        tuple(sorted(cues, key=lambda cue: cue.start)),
        "" if is_vtt else head.strip(),
        language[1] if language else "",
    )


def _split(text: str, is_vtt: bool) -> tuple[list[str], list[_RawCue]]:
    """Return the lines above the first cue, and the cues."""
    above: list[str] = []
    cues: list[_RawCue] = []
    numbers = 0
    for line in text.split("\n"):
        timing = _TIMING.match(line)
        if timing is None:
            (cues[-1].lines if cues else above).append(line)
            continue
        before = cues[-1].lines if cues else above
        if before and _is_name(before, is_vtt, is_first=not cues):
            numbers += _NUMBER.fullmatch(before[-1]) is not None
            # Marked, since only the whole file tells whether its cues have numbers.
            before.append("\0")
        cues.append(_RawCue(_milliseconds(timing, 1), _milliseconds(timing, 5)))
    is_numbered = is_vtt or 2 * numbers >= len(cues)
    for lines in [above, *(cue.lines for cue in cues)]:
        _drop_name(lines, is_numbered)
        if is_vtt and lines is not above:
            lines[:] = _shown(lines)
    return above, cues


def _is_name(lines: list[str], is_vtt: bool, is_first: bool) -> bool:
    """Return whether the line above a timing may name the cue, and so is not shown."""
    if _NUMBER.fullmatch(lines[-1]):
        return True
    # A cue of WebVTT has any name, after a blank line.
    is_after_blank = is_first if len(lines) < 2 else not lines[-2].strip()
    return is_vtt and bool(lines[-1].strip()) and is_after_blank


def _drop_name(lines: list[str], is_numbered: bool) -> None:
    if lines and lines[-1] == "\0":
        lines.pop()
        if is_numbered:
            lines.pop()


def _shown(lines: list[str]) -> Iterator[str]:
    """Yield the lines of a cue of WebVTT and after it, without the blocks that nobody sees."""
    is_shown, is_blank_before = True, False
    for line in lines:
        if is_blank_before and line.strip():
            is_shown = _UNSHOWN.match(line) is None
        is_blank_before = not line.strip()
        if is_shown:
            yield line


def _milliseconds(timing: re.Match[str], group: int) -> int:
    hours, minutes, seconds, fraction = timing.group(group, group + 1, group + 2, group + 3)
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int((fraction or "").ljust(3, "0"))


def _read_lines(lines: list[str]) -> Iterator[CueLine]:
    voice = ""
    for line in "\n".join(lines).replace("\\N", "\n").replace("\\h", " ").split("\n"):
        end = 0
        for match in _VOICE.finditer(line):
            yield from _plain(line[end : match.start()], voice)
            voice = " ".join(html.unescape(match[1] or "").split())
            end = match.end()
        yield from _plain(line[end:], voice)


def _plain(line: str, voice: str) -> Iterator[CueLine]:
    words = html.unescape(_TAG.sub("", _RUBY.sub(_with_reading, line))).split()
    # The dash before a voice is as good as its name.
    if words and words != ["-"]:
        yield CueLine(" ".join(words), voice)


def _with_reading(ruby: re.Match[str]) -> str:
    """Return annotated characters, then their reading in brackets."""
    reading = "".join(_READING.findall(ruby[1]))
    return _READING.sub("", ruby[1]) + (f"（{reading}）" if reading.strip() else "")
