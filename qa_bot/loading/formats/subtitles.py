"""Subtitles: speech as paragraphs, each piece labelled with its time.

Knows when a paragraph ends and who speaks; `subtitle_cues` knows the syntax.
"""

import re
from collections.abc import Iterator

from qa_bot.errors import SourceDamaged
from qa_bot.loading.draft import Draft, Piece
from qa_bot.loading.encoding import decode_with_remarks
from qa_bot.loading.formats.subtitle_cues import Cue, CueLine, parse_cues
from qa_bot.loading.metadata import language_code
from qa_bot.loading.raw_source import RawSource
from qa_bot.text.normalisation import clean_text

# A dash, or a name of up to four words and a colon, in capitals or in brackets.
_SPEAKER = re.compile(r"[-–—] ?|>> ?|[\[(][^\])]{1,40}[\])] ?|(?:[^\W\d_][\w.'’-]{0,20} ?){1,4}: ")
_PAUSE_MS = 2000  # silence between cues that ends a paragraph
_MAX_PARAGRAPH_CHARS = 900  # a longer paragraph ends with its cue
_SENTENCE_ENDS = tuple(".!?…:\"”»'’)]♪")


def read(raw: RawSource) -> Draft:
    """Extract the draft of subtitles; pieces are labelled "00:01:23".

    Raises SourceNotText, or SourceDamaged where no cue can be found.
    """
    decoded = decode_with_remarks(raw.data, raw.source, raw.charset)
    subtitles = parse_cues(clean_text(decoded.text))
    if not subtitles.cues:
        raise SourceDamaged(
            raw.source, "has no subtitles in it that can be read", "Save it anew as .srt."
        )
    above = (Piece(subtitles.above),) if subtitles.above else ()
    return Draft(
        (*above, *_pieces(subtitles.cues)),
        language=language_code(subtitles.language),
        unread=decoded.remarks,
    )


def _pieces(cues: tuple[Cue, ...]) -> Iterator[Piece]:
    """Yield a piece for each cue; a pause, a new speaker or great length end a paragraph."""
    previous: tuple[CueLine, ...] = ()
    end, length, voice, last = 0, 0, "", ""
    for cue in cues:
        # Captions that roll up repeat the line above.
        new = [line for line in cue.lines if line not in previous]
        previous = cue.lines
        if not new:
            continue
        is_new_voice = new[0].voice != voice and not _continues(last, new[0])
        is_short = 0 < length < _MAX_PARAGRAPH_CHARS
        is_new_speaker = is_new_voice or _is_speaker(new[0].text)
        joined = is_short and cue.start - end < _PAUSE_MS and not is_new_speaker
        text = "".join(_marked(new, voice if joined or not is_new_voice else None, joined)).strip()
        yield Piece(text, _time(cue.start), joined)
        length = (length if joined else 0) + len(text)
        end, voice, last = cue.end, new[-1].voice, new[-1].text


def _marked(lines: list[CueLine], voice: str | None, joined: bool) -> Iterator[str]:
    """Yield the lines with gaps before them; each new voice is named, as in a play."""
    for number, line in enumerate(lines):
        is_first = number == 0
        is_named = line.voice != voice if not is_first else not joined
        name = f"{line.voice}: " if is_named and line.voice else ""
        yield ("\n" if name or _is_speaker(line.text) else " ") + name + line.text
        voice = line.voice


def _continues(before: str, line: CueLine) -> bool:
    """Return whether a line goes on with the sentence of the cue before it."""
    return line.text[0].islower() and bool(before) and not before.endswith(_SENTENCE_ENDS)


def _is_speaker(line: str) -> bool:
    found = _SPEAKER.match(line)
    return found is not None and not line[0].islower()


def _time(milliseconds: int) -> str:
    seconds = max(0, milliseconds) // 1000
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
