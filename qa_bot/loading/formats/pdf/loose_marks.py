"""Put raised and lowered characters that are drawn apart from their line back into it.

Knows characters and lines; not what they mean.
"""

from collections.abc import Sequence

from qa_bot.loading.formats.pdf.characters import Character

_MAX_MARKS = 300  # of a page that are looked at, which bounds the time
_MAX_CHARS = 4  # visible characters of a mark
_MAX_LINES = 3_000  # a page with more is left as it is drawn
# Lengths in heights of the line's letters:
_SMALLER = 0.85  # a mark is no higher,
_MOST_SHIFT = 0.65  # its baseline is no further off,
_NEAR = 0.3  # and it begins so near to the end of a character
_OVERLAP = 0.15  # it covers no more of the next one


def place_loose_marks(lines: Sequence[list[Character]]) -> list[list[Character]]:
    """Return the lines with each loose mark in the line that it belongs to."""
    marks = [line for line in lines if _is_short(line)][:_MAX_MARKS]
    hosts = [line for line in lines if not _is_short(line)]
    if not marks or len(lines) > _MAX_LINES:
        return list(lines)
    placed: set[int] = set()
    changed: dict[int, list[Character]] = {}
    for mark in marks:
        for host in hosts:
            current = changed.get(id(host), host)
            at = _place_in(current, mark)
            if at is not None:
                changed[id(host)] = [*current[:at], *mark, *current[at:]]
                placed.add(id(mark))
                break
    return [changed.get(id(line), line) for line in lines if id(line) not in placed]


def _is_short(line: Sequence[Character]) -> bool:
    return len([character for character in line if character.text.strip()]) <= _MAX_CHARS


def _place_in(line: Sequence[Character], mark: Sequence[Character]) -> int | None:
    """Return where in the line the mark belongs, or None where it is not the line's."""
    first, last = mark[0], mark[-1]
    height = max(line[0].height, line[-1].height)
    is_level = abs(first.baseline - line[0].baseline) < _MOST_SHIFT * height
    if not is_level or first.height > _SMALLER * height:
        return None
    for index, character in enumerate(line):
        is_end = character.text.strip() and abs(first.left - character.right) < _NEAR * height
        if not is_end:
            continue
        following = next((c for c in line[index + 1 :] if c.text.strip()), None)
        if following is None or last.right < following.left + _OVERLAP * height:
            return index + 1
    return None
