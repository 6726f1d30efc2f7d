"""Metadata of a document (title, author, date, language, tags) in normal forms.

Knows how such values are written; not where a format keeps them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

_LANGUAGE = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_]|\s*$)")
_ISO = re.compile(
    r"\s*(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?)?"
)
# ISO 639-2 codes for undetermined, no linguistic content and multiple languages.
_NO_LANGUAGE = {"und", "zxx", "mul"}


@dataclass(frozen=True, slots=True)
class DocumentMetadata:
    """Metadata in the forms of a Draft; what the document does not state is empty."""

    title: str = ""
    author: str = ""
    published: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()


def iso_date(text: str) -> str:
    """Return the ISO 8601 date or time that the text begins with, or ""."""
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
    """Return the primary subtag of a BCP 47 tag ("en" of "en-GB"), or "" for anything else."""
    match = _LANGUAGE.match(text)
    code = match[1].lower() if match else ""
    return "" if code in _NO_LANGUAGE else code


def split_tags(texts: Iterable[str]) -> tuple[str, ...]:
    """Split texts at commas and semicolons into distinct tags, in order."""
    tags = (" ".join(tag.split()) for text in texts for tag in re.split("[,;]", text))
    return tuple(dict.fromkeys(tag for tag in tags if tag))
