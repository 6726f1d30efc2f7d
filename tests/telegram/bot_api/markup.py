"""Telegram's HTML: what it means, and the words with which it is refused.

Knows the tags, the four named entities and where an offset points (bytes in
refusals, UTF-16 units in entities). Does not know messages or their limits.
"""

import re
from html.entities import html5
from typing import Any

from tests.telegram.bot_api.errors import ApiError, bad

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
_NAMED = ("lt", "gt", "amp", "quot")
_CHARACTER = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|(lt|gt|amp|quot));?")
_TAG = re.compile(r"<(/?)([^\s>]*)([^>]*)(>?)", re.DOTALL)
_ATTRIBUTE = re.compile(r"\s*([^\s=>]*)\s*(?:=\s*(\"[^\"]*\"|'[^']*'|[^\s>]+))?")


def parse_html(html: str) -> tuple[str, list[Entity]]:
    """The text and its entities; raises ApiError as Telegram refuses markup."""
    return _Parser(html).parse()


def utf16(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


class _Parser:
    def __init__(self, html: str) -> None:
        self._html = html
        self._text = ""
        self._open: list[tuple[str, int]] = []
        self._entities: list[Entity] = []

    def parse(self) -> tuple[str, list[Entity]]:
        at = 0
        while at < len(self._html):
            at = self._step(at)
        if self._open:
            name = self._open[-1][0]
            raise _refusal(f'Can\'t find end tag corresponding to start tag "{name}"')
        return _trimmed(self._text, self._entities)

    def _step(self, at: int) -> int:
        character = self._html[at]
        if character == "<":
            return self._tag(at)
        if character == "&" and (found := _CHARACTER.match(self._html, at)):
            self._text += _character(found)
            return found.end()
        self._text += character
        return at + 1

    def _tag(self, at: int) -> int:
        found = _TAG.match(self._html, at)
        assert found is not None
        closing, name, rest, end = found.groups()
        if closing:
            self._end(name.lower(), rest, end, at)
        else:
            self._start(name.lower(), rest, end, at)
        return found.end()

    def _start(self, name: str, rest: str, end: str, at: int) -> None:
        where = self._bytes(at)
        if not end:
            raise _refusal(f"Unclosed start tag at byte offset {where}")
        if name not in TYPES:
            raise _refusal(f'Unsupported start tag "{name}" at byte offset {where}')
        attributes = self._attributes(name, rest, where)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise _refusal(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
        self._open.append((name, len(self._text)))

    def _attributes(self, name: str, rest: str, where: int) -> dict[str, str]:
        attributes = {}
        for found in _ATTRIBUTE.finditer(rest.strip()):
            if found.group(1):
                attributes[found.group(1).lower()] = (found.group(2) or "").strip("\"'")
            elif found.group(2):
                raise _refusal(f'Empty attribute name in the tag "{name}" at byte offset {where}')
        return attributes

    def _end(self, name: str, rest: str, end: str, at: int) -> None:
        where = self._bytes(at)
        if not self._open:
            raise _refusal(f"Unexpected end tag at byte offset {where}")
        if rest.strip() or not end:
            raise _refusal(f"Unclosed end tag at byte offset {where}")
        expected, start = self._open.pop()
        if name not in ("", expected):
            raise _refusal(
                f"Unmatched end tag at byte offset {where}, "
                f'expected "</{expected}>", found "</{name}>"'
            )
        self._close(expected, start)

    def _close(self, name: str, start: int) -> None:
        inside = self._text[start:]
        if inside:
            entity = {"type": TYPES[name], "offset": start, "length": len(inside)}
            self._entities.append(entity)

    def _bytes(self, at: int) -> int:
        return len(self._html[:at].encode())


def _refusal(what: str) -> ApiError:
    return bad(f"can't parse entities: {what}")


def _character(found: re.Match[str]) -> str:
    hexadecimal, decimal, name = found.groups()
    if name:
        assert name in _NAMED
        return html5[f"{name};"]
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(code) if 0 < code < 0x10FFFF else found.group(0)


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without white space at the ends; entity ranges turned from characters to UTF-16 units."""
    first = len(text) - len(text.lstrip())
    last = len(text.rstrip())
    kept = []
    for entity in entities:
        start = max(first, entity["offset"])
        end = min(last, entity["offset"] + entity["length"])
        if start < end:
            offset, length = utf16(text[first:start]), utf16(text[start:end])
            kept.append({"type": entity["type"], "offset": offset, "length": length})
    return text.strip(), sorted(kept, key=lambda entity: (entity["offset"], -entity["length"]))
