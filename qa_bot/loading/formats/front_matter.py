"""The settings at the head of a Markdown file: title, author, date, language, tags.

Knows plain `key: value` lines of YAML and TOML, and lists of either form.
"""

import re

from qa_bot.loading.metadata import DocumentMetadata, iso_date, language_code, split_tags

_FRONT_MATTER = re.compile(
    r"\A\ufeff?(---|\+\+\+)[ \t]*\r?\n(.*?)^\1[ \t]*(?:\r?\n|\Z)", re.S | re.M
)
_KEY = re.compile(r"^([\w-]+)[ \t]*[:=](.*)$")
_ITEM = re.compile(r"^[ \t]*-[ \t](.*)$")
_QUOTES = "\"'"
_BLANKS = " \t\r"


def take_front_matter(text: str) -> tuple[DocumentMetadata, str]:
    """What the head says, and the text without it."""
    found = _FRONT_MATTER.match(text)
    settings = _settings(found[2]) if found else {}
    # Two rules around prose look alike; settings have keys.
    if found is None or not settings:
        return DocumentMetadata(), text
    facts = DocumentMetadata(
        title=_one(settings, "title"),
        author=", ".join(_first(settings, "author", "authors")),
        published=iso_date(_one(settings, "date", "published")),
        language=language_code(_one(settings, "lang", "language")),
        tags=split_tags(_first(settings, "tags", "keywords")),
    )
    return facts, text[found.end() :]


def _settings(head: str) -> dict[str, list[str]]:
    settings: dict[str, list[str]] = {}
    values: list[str] = []
    for line in head.split("\n"):
        if key := _KEY.match(line):
            values = settings.setdefault(key[1].lower(), [])
            values += _values(key[2].strip(_BLANKS))
        elif item := _ITEM.match(line):
            values.append(item[1].strip(_BLANKS).strip(_QUOTES))
    return settings


def _values(written: str) -> list[str]:
    if written.startswith("[") and written.endswith("]"):
        return [value.strip().strip(_QUOTES) for value in written[1:-1].split(",")]
    return [written.strip(_QUOTES)] if written else []


def _first(settings: dict[str, list[str]], *keys: str) -> list[str]:
    return next((settings[key] for key in keys if settings.get(key)), [])


def _one(settings: dict[str, list[str]], *keys: str) -> str:
    return next(iter(_first(settings, *keys)), "")
