"""Front matter of a Markdown file: title, author, date, language and tags.

Knows YAML and TOML; where a file is neither, its `key: value` lines and lists.
"""

import re
import tomllib
from collections.abc import Mapping

import yaml

from qa_bot.loading.metadata import DocumentMetadata, iso_date, language_code, split_tags

_FRONT_MATTER = re.compile(
    r"\A\ufeff?(---|\+\+\+)[ \t]*\r?\n(.*?)^(?:\1|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S | re.M
)
_KEY = re.compile(r"^([\w-]+)[ \t]*[:=](.*)$")
_ITEM = re.compile(r"^[ \t]*-[ \t](.*)$")
_QUOTES = "\"'"
_BLANKS = " \t\r"
# More is no front matter of a person, and takes the parsers long; it is read line by line.
_MAX_PARSED_CHARS = 20_000
_MAX_NESTING = 4  # lists and mappings within a value: [[links]] in lists, and one more
_MAX_VALUES = 1000  # of one key; aliases of YAML can repeat a value without end
_TABLES = ("taxonomies", "extra", "params")  # where programs that make sites keep further fields
_NAME_KEYS = ("name", "title", "text")  # of an author or title that has several fields
_NULL_TAG = "tag:yaml.org,2002:null"

Fields = dict[str, list[str]]


def split_front_matter(text: str) -> tuple[DocumentMetadata, str]:
    """Return the metadata in the front matter, and the text after it."""
    found = _FRONT_MATTER.match(text)
    fields = _parse(found[2], found[1] == "+++") if found else {}
    # Two horizontal rules around prose look alike, but hold no keys.
    if found is None or not fields:
        return DocumentMetadata(), text
    metadata = DocumentMetadata(
        title=_value(fields, "title"),
        author=", ".join(_values(fields, "author", "authors")),
        published=iso_date(_value(fields, "date", "published", "created")),
        language=language_code(_value(fields, "lang", "language")),
        tags=split_tags(tag.removeprefix("#") for tag in _values(fields, "tags", "keywords")),
    )
    return metadata, text[found.end() :]


def _parse(head: str, is_toml: bool) -> Fields:
    parsed = None
    if len(head) <= _MAX_PARSED_CHARS:
        parsed = _parse_toml(head) if is_toml else _parse_yaml(head)
    return _parse_lines(head) if parsed is None else parsed


def _parse_yaml(head: str) -> Fields | None:
    """Return the fields of a YAML mapping; None for anything else."""
    try:
        # Nodes, not objects: a date stays as it is written, and no alias is multiplied.
        root = yaml.compose(head, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    if not isinstance(root, yaml.MappingNode):
        return None
    fields: Fields = {}
    for key, value in root.value:
        if isinstance(key, yaml.ScalarNode):
            values: list[str] = []
            _collect_yaml(value, values, 0)
            fields.setdefault(str(key.value).lower(), values)
    return fields


def _collect_yaml(node: yaml.Node, values: list[str], depth: int) -> None:
    """Append the texts of a scalar, of the items of a list, or the name in a mapping."""
    if depth > _MAX_NESTING or len(values) >= _MAX_VALUES:
        return
    if isinstance(node, yaml.ScalarNode):
        if node.tag != _NULL_TAG and str(node.value).strip():
            values.append(" ".join(str(node.value).split()))
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _collect_yaml(item, values, depth + 1)
    elif isinstance(node, yaml.MappingNode):
        by_key = {str(key.value).lower(): value for key, value in node.value}
        name = next((by_key[key] for key in _NAME_KEYS if key in by_key), None)
        if name is not None:
            _collect_yaml(name, values, depth + 1)


def _parse_toml(head: str) -> Fields | None:
    try:
        table = tomllib.loads(head.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        return None
    fields: Fields = {}
    for source in (table, *(table.get(name) for name in _TABLES)):
        for key, value in source.items() if isinstance(source, Mapping) else ():
            values = _toml_values(value)
            if values:
                fields.setdefault(key.lower(), values)
    return fields


def _toml_values(value: object) -> list[str]:
    if isinstance(value, list):
        return [text for item in value for text in _toml_values(item)][:_MAX_VALUES]
    if isinstance(value, Mapping):
        return next((_toml_values(value[key]) for key in _NAME_KEYS if key in value), [])
    return [" ".join(str(value).split())] if str(value).strip() else []


def _parse_lines(head: str) -> Fields:
    fields: Fields = {}
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


def _values(fields: Fields, *keys: str) -> list[str]:
    """Return the values of the first key that has any."""
    return next((fields[key] for key in keys if fields.get(key)), [])


def _value(fields: Fields, *keys: str) -> str:
    return next(iter(_values(fields, *keys)), "")
