"""Make the table of methods and types.

`python -m tests.channels.telegram.bot_api.make_table api.json`

Reads the Bot API's machine-readable specification (PaulSonOfLars/telegram-bot-api-spec)
and keeps of it what a server checks: names, types, what is required, fixed
values and lengths. None of its prose is kept. How a field is written down is
told in `specification.py`.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

TABLE = Path(__file__).parent / "specification.json"
_FIXED = re.compile(r"(?:, must be|, always|must be set to) [“\"*]?(\w+)[”\"*]?(?:[.,]|$)")
_SIZE = re.compile(r"\b(\d+)-(\d+) (characters|bytes)", re.IGNORECASE)
_RANGE = re.compile(r"(?:Values between |; )(\d+)-(\d+)(?: are accepted|\b)")
# Words that stand where a fixed value would, and are none.
_NO_VALUES = {"positive", "non", "one", "shown", "specified", "known", "a", "an", "the", "between"}


def main(source: str) -> None:
    """Write the table."""
    whole = json.loads(Path(source).read_text("utf-8"))
    methods = {name: _entry(each, "returns") for name, each in whole["methods"].items()}
    types = {name: _entry(each, "subtypes") for name, each in whole["types"].items()}
    parts = [f' "version": {json.dumps(whole["version"])}']
    parts += [_section("methods", methods), _section("types", types)]
    TABLE.write_text("{\n" + ",\n".join(parts) + "\n}\n", "utf-8")


def _entry(described: dict[str, Any], extra: str) -> dict[str, Any]:
    entry: dict[str, Any] = {}
    if extra in described:
        entry[extra] = "|".join(described[extra])
    entry["fields"] = {field["name"]: _field(field) for field in described.get("fields", ())}
    return entry


def _field(field: dict[str, Any]) -> str:
    words = ["|".join(field["types"]) + ("!" if field["required"] else "")]
    prose = field["description"]
    fixed = _FIXED.search(prose)
    if field["types"] == ["String"] and fixed and fixed.group(1) not in _NO_VALUES:
        words.append(f"={fixed.group(1)}")
    elif field["types"] == ["String"] and (size := _SIZE.search(prose)):
        parsed = " parsed" if "parsing" in prose else ""
        words.append(f"{size.group(1)}-{size.group(2)} {size.group(3).lower()}{parsed}")
    elif field["types"] == ["Integer"] and (span := _RANGE.search(prose)):
        words.append(f"{span.group(1)}-{span.group(2)}")
    return " ".join(words)


def _section(name: str, entries: dict[str, Any]) -> str:
    lines = [f"  {json.dumps(key)}: {json.dumps(entry)}" for key, entry in entries.items()]
    return f' "{name}": {{\n' + ",\n".join(lines) + "\n }"


if __name__ == "__main__":
    main(sys.argv[1])
