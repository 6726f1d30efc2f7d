"""The text of rich messages, which python-telegram-bot does not read, as a message's plain text.

Knows the blocks and rich texts of the Bot API
(https://core.telegram.org/bots/api#richmessage). Does not know what a text is for.
Media in a block are left out, but for their captions.
"""

from collections.abc import Iterator
from typing import Any, Final

from qa_bot.text.line_breaks import CELL_SEPARATOR

# What stands between two blocks, and between the lines of one.
_BLOCKS: Final = "\n\n"
_LINES: Final = "\n"
# The fields of a block that hold rich text and are shown first, in order.
_TEXTS: Final = ("summary", "text", "expression", "caption")
# The fields of a rich text, or of a caption, that hold what is shown.
_INNER: Final = ("text", "alternative_text", "expression", "credit")
# The types of rich text that become entities of a message, under the same name but for links.
_ENTITIES: Final = {
    "url": "text_link",
    "mention": "mention",
    "text_mention": "text_mention",
    "bot_command": "bot_command",
}
# Blocks and texts within each other; beyond it, which no app writes, nothing is read.
_MAX_DEPTH: Final = 32

Json = dict[str, Any]


def has_rich_message(value: object) -> bool:
    """Return whether an update holds a rich message, in itself or in what it replies to."""
    return any("rich_message" in each for each in _objects(value, 0))


def add_texts(update: Json) -> Json:
    """Return the update; each of its rich messages has its text and entities as other texts do."""
    return {key: _with_text(value, 0) for key, value in update.items()}


def _with_text(value: Any, depth: int) -> Any:
    if depth > _MAX_DEPTH:
        return value
    if isinstance(value, list):
        return [_with_text(each, depth + 1) for each in value]
    if not isinstance(value, dict):
        return value
    whole = {key: _with_text(each, depth + 1) for key, each in value.items()}
    rich = whole.get("rich_message")
    if not isinstance(rich, dict) or whole.get("text"):
        return whole
    text = _Text()
    text.add_blocks(rich.get("blocks"), _BLOCKS, 0)
    return whole | text.fields()


def _objects(value: object, depth: int) -> Iterator[Json]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else _list(value):
        yield from _objects(each, depth + 1)


class _Text:
    """A plain text that grows, and its entities."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._units = 0
        self._entities: list[Json] = []

    def fields(self) -> Json:
        """Return the fields of a message with the text; none if it is empty."""
        text = "".join(self._parts)
        if not text.strip():
            return {}
        return {"text": text} | ({"entities": self._entities} if self._entities else {})

    def add_blocks(self, blocks: object, between: str, depth: int) -> None:
        """Append blocks, each that says something apart from the last."""
        start = len(self._parts)
        for block in _list(blocks):
            if isinstance(block, dict) and depth <= _MAX_DEPTH:
                said, units = len(self._parts), self._units
                self._break(start, between)
                begun = len(self._parts)
                self._add_block(block, depth)
                if len(self._parts) == begun:
                    del self._parts[said:]
                    self._units = units

    def _add_block(self, block: Json, depth: int) -> None:
        start = len(self._parts)
        for name in _TEXTS:
            self._add_line(start, block.get(name), depth)
        for item in _list(block.get("items")):
            if isinstance(item, dict):
                self._break(start, _LINES)
                self._append(f"{label} " if isinstance(label := item.get("label"), str) else "")
                self.add_blocks(item.get("blocks"), _LINES, depth + 1)
        for row in _list(block.get("cells")):
            cells = [cell.get("text") for cell in _list(row) if isinstance(cell, dict)]
            between = [text for cell in cells for text in (CELL_SEPARATOR, cell)]
            self._add_line(start, between[1:], depth)
        if block.get("blocks"):
            self._break(start, _LINES)
            self.add_blocks(block["blocks"], _BLOCKS, depth + 1)
        self._add_line(start, block.get("credit"), depth)

    def _add_line(self, start: int, rich: object, depth: int) -> None:
        """Append a rich text, on a line of its own if anything came since `start`."""
        if rich:
            self._break(start, _LINES)
            self._add_text(rich, depth + 1)

    def _break(self, start: int, between: str) -> None:
        if len(self._parts) > start:
            self._append(between)

    def _add_text(self, rich: object, depth: int) -> None:
        """Append a rich text: a string, a list of them, or an object around one."""
        if depth > _MAX_DEPTH:
            return
        if isinstance(rich, str):
            self._append(rich)
        elif isinstance(rich, list):
            for each in rich:
                self._add_text(each, depth + 1)
        elif isinstance(rich, dict):
            start = self._units
            for name in _INNER:
                self._add_text(rich.get(name), depth + 1)
            self._add_entity(rich, start)

    def _add_entity(self, rich: Json, start: int) -> None:
        kind = _ENTITIES.get(str(rich.get("type")))
        if kind is not None and self._units > start:
            entity = {"type": kind, "offset": start, "length": self._units - start}
            about = {name: rich[name] for name in ("url", "user") if name in rich}
            self._entities.append(entity | about)

    def _append(self, text: str) -> None:
        if text:
            self._parts.append(text)
            self._units += _units(text)


def _units(text: str) -> int:
    """Return a text's length in UTF-16 code units, in which entities are measured."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
