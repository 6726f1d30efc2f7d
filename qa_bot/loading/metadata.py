"""What a source says of itself outside its text: who wrote it, when, in what language, about what.

Knows how such facts are written; not where a kind of file keeps them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

_LANGUAGE = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_]|\s*$)")
_ISO = re.compile(
    r"\s*(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?)?"
)


@dataclass(frozen=True, slots=True)
class Facts:
    """As in a Draft: what is not said is empty."""

    title: str = ""
    author: str = ""
    published: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()


def iso_date(text: str) -> str:
    """The ISO date or time that the text begins with; empty where that is none."""
    match = _ISO.match(text)
    if match is None:
        return ""
    day, time, zone = match.groups()
    try:
        date.fromisoformat(day)
        return datetime.fromisoformat(f"{day}T{time}{zone or ''}").isoformat() if time else day
    except ValueError:
        return ""


def language_code(text: str) -> str:
    """The two or three letters of "en-GB" and the like; empty for anything else."""
    match = _LANGUAGE.match(text)
    code = match[1].lower() if match else ""
    return "" if code in {"und", "zxx", "mul"} else code


def split_tags(words: Iterable[str]) -> tuple[str, ...]:
    """Each tag once, of lists that may hold several between commas or semicolons."""
    tags = (" ".join(tag.split()) for word in words for tag in re.split("[,;]", word))
    return tuple(dict.fromkeys(tag for tag in tags if tag))
