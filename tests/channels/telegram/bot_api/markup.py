"""Telegram's HTML: what it means, and the words with which it is refused.

Knows the tags, their attributes, the four named characters and where an offset
points (bytes in refusals, UTF-16 units in entities). Does not know messages or
their limits.
"""

import re
from dataclasses import dataclass
from html.entities import html5
from typing import Any

from tests.channels.telegram.bot_api.errors import ApiError, bad

Entity = dict[str, Any]
TYPES = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("tg-spoiler", "span"), "spoiler"),
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
# The attribute of a tag that counts, and what it becomes in the entity.
_ATTRIBUTES = {
    ("a", "href"): "url",
    ("code", "class"): "language",
    ("tg-emoji", "emoji-id"): "custom_emoji_id",
    ("blockquote", "expandable"): "expandable",
    ("tg-time", "unix"): "unix_time",
    ("tg-time", "format"): "date_time_format",
    ("span", "class"): "class",
}
_SPACE = " \t\n\r\v\f\0"
_CHARACTER = re.compile(r"&(?:#x([0-9a-fA-F]{1,8})|#([0-9]{1,10})|(lt|gt|amp|quot)(?![A-Za-z]));?")
_TOKEN = re.compile(r"[A-Za-z0-9.-]*")


def parse_html(html: str) -> tuple[str, list[Entity]]:
    """The text and its entities in UTF-16 units; raises ApiError as Telegram refuses markup."""
    return _Parser(html).parse()


def utf16(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut_out(text: str, entity: Entity) -> str:
    """The part of a text that an entity covers."""
    units = text.encode("utf-16-le", "surrogatepass")
    start, end = 2 * entity["offset"], 2 * (entity["offset"] + entity["length"])
    return units[start:end].decode("utf-16-le", "surrogatepass")


@dataclass
class _Tag:
    name: str
    start: int
    more: dict[str, Any]


class _Parser:
    """Goes through the markup once; entity ranges are in characters of the text so far."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._at = 0
        self._text: list[str] = []
        self._open: list[_Tag] = []
        self._entities: list[Entity] = []

    def parse(self) -> tuple[str, list[Entity]]:
        while self._at < len(self._html):
            self._step()
        if self._open:
            name = self._open[-1].name
            raise _refusal(f'Can\'t find end tag corresponding to start tag "{name}"')
        text = "".join(self._text)
        return text, _in_units(text, self._entities)

    def _step(self) -> None:
        if self._peek() == "<":
            if self._html.startswith("</", self._at):
                self._end()
            else:
                self._start()
        else:
            self._text.append(self._character())

    def _peek(self) -> str:
        return self._html[self._at : self._at + 1]

    def _character(self) -> str:
        """The next character, where one of the few known references counts as one."""
        found = _CHARACTER.match(self._html, self._at)
        decoded = _decoded(found) if found else None
        if found and decoded is not None:
            self._at = found.end()
            return decoded
        self._at += 1
        return self._html[self._at - 1]

    def _take(self, stop: str) -> str:
        """What stands before the next of some characters, or the end."""
        start = self._at
        while self._peek() and self._peek() not in stop:
            self._at += 1
        return self._html[start : self._at]

    def _skip_space(self) -> None:
        while self._peek() and self._peek() in _SPACE:
            self._at += 1

    def _bytes(self, at: int) -> int:
        return len(self._html[:at].encode())

    def _start(self) -> None:
        where = self._bytes(self._at)
        self._at += 1
        name = self._take(_SPACE + ">").lower()
        if not self._peek():
            raise _refusal(f"Unclosed start tag at byte offset {where}")
        if name not in TYPES:
            raise _refusal(f'Unsupported start tag "{name}" at byte offset {where}')
        more = self._attributes(name, where)
        if name == "span" and more.pop("class", None) != "tg-spoiler":
            raise _refusal(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
        self._open.append(_Tag(name, len(self._text), more))

    def _attributes(self, name: str, where: int) -> dict[str, Any]:
        more: dict[str, Any] = {}
        while True:
            self._skip_space()
            if self._peek() == ">":
                self._at += 1
                return more
            attribute, value = self._attribute(name, where)
            if key := _ATTRIBUTES.get((name, attribute.lower())):
                more[key] = value
            if not self._peek():
                raise _refusal(f"Unclosed start tag at byte offset {where}")

    def _attribute(self, name: str, where: int) -> tuple[str, str]:
        attribute = self._take(_SPACE + "=>")
        if not attribute:
            if not self._peek():
                raise _refusal(f'Unclosed start tag "{name}" at byte offset {where}')
            raise _refusal(f'Empty attribute name in the tag "{name}" at byte offset {where}')
        self._skip_space()
        if self._peek() != "=":
            return attribute, ""
        self._at += 1
        self._skip_space()
        return attribute, self._value()

    def _value(self) -> str:
        quote = self._peek()
        if quote and quote in "\"'":
            return self._quoted(quote)
        where = self._bytes(self._at)
        found = _TOKEN.match(self._html, self._at)
        assert found is not None
        self._at = found.end()
        if self._peek() and self._peek() not in _SPACE + ">":
            raise _refusal(f"Unexpected end of name token at byte offset {where}")
        return found.group().lower()

    def _quoted(self, quote: str) -> str:
        self._at += 1
        value = ""
        while self._peek() and self._peek() != quote:
            value += self._character()
        self._at += 1
        return value

    def _end(self) -> None:
        where = self._bytes(self._at)
        if not self._open:
            raise _refusal(f"Unexpected end tag at byte offset {where}")
        self._at += 2
        name = self._take(_SPACE + ">").lower()
        self._skip_space()
        if self._peek() != ">":
            raise _refusal(f"Unclosed end tag at byte offset {where}")
        self._at += 1
        tag = self._open.pop()
        if name not in ("", tag.name):
            raise _refusal(
                f"Unmatched end tag at byte offset {where}, "
                f'expected "</{tag.name}>", found "</{name}>"'
            )
        if len(self._text) > tag.start:
            self._close(tag)

    def _close(self, tag: _Tag) -> None:
        inside = "".join(self._text[tag.start :])
        entity = {"type": TYPES[tag.name], "offset": tag.start, "length": len(inside)} | tag.more
        kept = _made_sense_of(entity, inside)
        if kept is not None and not self._merged(kept):
            self._entities.append(kept)

    def _merged(self, entity: Entity) -> bool:
        """Whether code alone in a preformatted text, or the other way round, became one with it."""
        last = self._entities[-1] if self._entities else {}
        where = (entity["offset"], entity["length"])
        if {last.get("type"), entity["type"]} != {"pre", "code"}:
            return False
        if (last["offset"], last["length"]) != where:
            return False
        last.update(entity | {"type": "pre"})
        return True


def _refusal(what: str) -> ApiError:
    return bad(f"can't parse entities: {what}")


def _decoded(found: re.Match[str]) -> str | None:
    hexadecimal, decimal, name = found.groups()
    if name:
        return html5[f"{name};"]
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(code) if 0 < code < 0x10FFFF and not 0xD800 <= code < 0xE000 else None


def _made_sense_of(entity: Entity, inside: str) -> Entity | None:
    """The entity as Telegram keeps it; None where it stays plain text."""
    kind = entity["type"]
    if kind == "text_link":
        entity["url"] = entity.get("url") or inside
        return entity if _is_address(entity["url"]) else None
    if kind == "code":
        language = entity.pop("language", "")
        if language.startswith("language-"):
            entity["language"] = language.removeprefix("language-")
    if kind == "custom_emoji" and not entity.get("custom_emoji_id", "").isdigit():
        raise _refusal("Invalid custom emoji identifier specified")
    if kind == "blockquote" and "expandable" in entity:
        del entity["expandable"]
        entity["type"] = "expandable_blockquote"
    return entity


def _is_address(url: str) -> bool:
    return re.match(r"(?:(?:https?|tg|ton|tonsite|mailto|tel):\S|[^\s/:]+\.\w)", url) is not None


def _in_units(text: str, entities: list[Entity]) -> list[Entity]:
    """The entities with their ranges turned from characters into UTF-16 units."""
    starts = [0]
    for character in text:
        starts.append(starts[-1] + (2 if character > "\uffff" else 1))
    for entity in entities:
        start, end = entity["offset"], entity["offset"] + entity["length"]
        entity["offset"], entity["length"] = starts[start], starts[end] - starts[start]
    return entities
