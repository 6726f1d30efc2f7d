"""What the Bot API's specification says of methods and types, and whether values keep to it.

Knows the table in `specification.json`. A field is written down as
`TYPE|TYPE! =value` or `TYPE! 0-200 characters parsed`: its types, `!` where it
is required, the only value it may have, or its length (`parsed`: after entities
are parsed, which is not checked here) or range. Does not know HTTP or chats.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

Json = dict[str, Any]
_TABLE: Json = json.loads((Path(__file__).parent / "specification.json").read_text("utf-8"))
_FIELD = re.compile(r"(\S(?:[^!=]*?[A-Za-z])?)(!?)(?: =(\w+)| (\d+)-(\d+)(?: (\w+)( parsed)?)?)?")
_ARRAY = "Array of "
_PLAIN: dict[str, tuple[type, ...]] = {
    "Integer": (int,),
    "Float": (int, float),
    "String": (str,),
    "Boolean": (bool,),
    "True": (bool,),
}


@dataclass(frozen=True)
class File:
    """A file in a request."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Field:
    """What one parameter, or one field of a type, may be."""

    types: tuple[str, ...]
    required: bool
    value: str | None
    size: tuple[int, int] | None
    unit: str | None

    @classmethod
    def read(cls, written: str) -> "Field":
        """From the table's notation."""
        found = _FIELD.fullmatch(written)
        assert found, written
        types, required, value, low, high, unit, parsed = found.groups()
        size = (int(low), int(high)) if low and not parsed else None
        return cls(tuple(types.split("|")), bool(required), value, size, unit)


class Wrong(Exception):
    """A value that is not what the specification says; `lacks` names one that is not there."""

    def __init__(self, what: str, lacks: str = "") -> None:
        super().__init__(what)
        self.lacks = lacks


@cache
def methods() -> dict[str, str]:
    """Every method's name, by its name in small letters."""
    return {name.lower(): name for name in _TABLE["methods"]}


@cache
def parameters(method: str) -> dict[str, Field]:
    """A method's parameters."""
    return _fields(_TABLE["methods"][method])


def returns(method: str) -> str:
    """What a method returns, as `TYPE|TYPE`."""
    return str(_TABLE["methods"][method]["returns"])


def decode(method: str, sent: Json) -> Json:
    """A method's parameters as values, JSON in strings read; raises Wrong."""
    known = parameters(method)
    for name in sent:
        if name not in known and not isinstance(sent[name], File):
            raise Wrong(f"{method} has no parameter {name!r}")
    for name, field in known.items():
        if field.required and sent.get(name) in (None, ""):
            raise Wrong(f"{method} needs the parameter {name!r}", name)
    return {
        name: _decoded(f"{method}.{name}", value, known[name])
        for name, value in sent.items()
        if name in known
    }


def check(where: str, value: Any, types: Iterable[str]) -> None:
    """Raise Wrong unless a value is of one of the types."""
    reasons = []
    for each in types:
        try:
            _check_one(where, value, each)
        except Wrong as wrong:
            reasons.append(str(wrong))
        else:
            return
    # The reason that lies deepest in the value is the one meant.
    raise Wrong(max(reasons, key=lambda reason: len(reason.split(" ", 1)[0])))


def check_result(method: str, result: Any) -> None:
    """Raise Wrong unless a result is what a method returns."""
    check(f"result of {method}", result, returns(method).split("|"))


def _fields(entry: Json) -> dict[str, Field]:
    return {name: Field.read(written) for name, written in entry["fields"].items()}


@cache
def fields_of(name: str) -> dict[str, Field]:
    """A type's fields."""
    return _fields(_TABLE["types"][name])


def subtypes_of(name: str) -> list[str]:
    """The types that a type may be one of; none where it has fields of its own."""
    written: str = _TABLE["types"][name].get("subtypes", "")
    return written.split("|") if written else []


def _decoded(where: str, value: Any, field: Field) -> Any:
    read = _from_text(value, field.types) if isinstance(value, str) else value
    if value == "" and not field.required:
        return read
    _check_field(where, read, field)
    return read


def _from_text(value: str, types: tuple[str, ...]) -> Any:
    """What a form's text stands for."""
    if "String" in types and not ("Integer" in types and re.fullmatch(r"-?\d+", value)):
        return value
    if types == ("Boolean",):
        return {"true": True, "1": True, "false": False, "0": False}.get(value.lower(), value)
    try:
        return json.loads(value)
    except ValueError:
        return value


def _check_field(where: str, value: Any, field: Field) -> None:
    check(where, value, field.types)
    if field.value is not None and value != field.value:
        raise Wrong(f"{where} is {value!r}, not {field.value!r}")
    if field.size is not None and not field.size[0] <= _measure(value, field.unit) <= field.size[1]:
        raise Wrong(f"{where} is not of {field.size[0]} to {field.size[1]} {field.unit or ''}")


def _measure(value: Any, unit: str | None) -> int:
    if unit is None:
        return int(value)
    return len(value.encode()) if unit == "bytes" else len(value)


def _check_one(where: str, value: Any, name: str) -> None:
    if name.startswith(_ARRAY):
        if not isinstance(value, list):
            raise Wrong(f"{where} is no array")
        for at, each in enumerate(value):
            check(f"{where}[{at}]", each, name.removeprefix(_ARRAY).split(" or "))
    elif name in _PLAIN:
        if not isinstance(value, _PLAIN[name]) or (name in ("Integer", "Float") and value is True):
            raise Wrong(f"{where} is {value!r}, no {name}")
    elif name == "InputFile":
        if not isinstance(value, File):
            raise Wrong(f"{where} is no file")
    else:
        _check_object(where, value, name)


def _check_object(where: str, value: Any, name: str) -> None:
    if kinds := subtypes_of(name):
        check(where, value, kinds)
        return
    if not isinstance(value, dict):
        raise Wrong(f"{where} is {value!r}, no {name}")
    known = fields_of(name)
    for key in value:
        if key not in known:
            raise Wrong(f"{where} is a {name}, which has no field {key!r}")
    for key, field in known.items():
        if key in value:
            _check_field(f"{where}.{key}", value[key], field)
        elif field.required:
            raise Wrong(f"{where} is a {name} without its {key!r}")
