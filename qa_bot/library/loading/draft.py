"""What a loader hands over: a text and the title that the file itself names.

Knows nothing of sources, ids or file types.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Draft:
    """Text before cleaning; `title` is None when the file names none."""

    text: str
    title: str | None = None
