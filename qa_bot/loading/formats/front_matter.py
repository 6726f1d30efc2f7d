"""Front matter of a Markdown file: title, author, date, language and tags.

Knows plain `key: value` lines of YAML and `key = value` lines of TOML, and
lists in either form.
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


def split_front_matter(text: str) -> tuple[DocumentMetadata, str]:
    """Return the metadata in the front matter, and the text after it."""
    found = _FRONT_MATTER.match(text)
    fields = _parse(found[2]) if found else {}
    # Two horizontal rules around prose look alike, but hold no keys.
    if found is None or not fields:
        return DocumentMetadata(), text
    metadata = DocumentMetadata(
        title=_value(fields, "title"),
        author=", ".join(_values(fields, "author", "authors")),
        published=iso_date(_value(fields, "date", "published")),
        language=language_code(_value(fields, "lang", "language")),
        tags=split_tags(_values(fields, "tags", "keywords")),
    )
    return metadata, text[found.end() :]


def _parse(head: str) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    values: list[str] = []
    for line in head.split("\n"):
        if key := _KEY.match(line):
            values = fields.setdefault(key[1].lower(), [])
            values += _parse_value(key[2].strip(_BLANKS))
        elif item := _ITEM.match(line):
            values.append(item[1].strip(_BLANKS).strip(_QUOTES))
    return fields


def _parse_value(value: str) -> list[str]:
    if value.startswith("[") and value.endswith("]"):
        return [item.strip().strip(_QUOTES) for item in value[1:-1].split(",")]
    return [value.strip(_QUOTES)] if value else []


def _values(fields: dict[str, list[str]], *keys: str) -> list[str]:
    """Return the values of the first key that has any."""
    return next((fields[key] for key in keys if fields.get(key)), [])


def _value(fields: dict[str, list[str]], *keys: str) -> str:
    return next(iter(_values(fields, *keys)), "")
