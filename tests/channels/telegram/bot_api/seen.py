"""A message as a person sees it on the screen.

Knows text with its entities, buttons and files. Does not know who may send what.
"""

import time
from dataclasses import dataclass, field
from typing import Any

from tests.channels.telegram.bot_api.markup import Entity, cut_out

Json = dict[str, Any]
_MARKS = {
    "bold": "*",
    "italic": "_",
    "code": "`",
    "pre": "```",
    "strikethrough": "~",
    "spoiler": "||",
}


@dataclass
class Seen:
    """One message; `file` is the content of what hangs on it, `kept` the keyboards it had.

    `reactions` are those of each person who has put some on it.
    """

    sender: str
    text: str
    entities: list[Entity] = field(default_factory=list)
    raw: Json = field(default_factory=dict)
    file: bytes | None = None
    kept: list[Json] = field(default_factory=list)
    reactions: dict[int, list[Json]] = field(default_factory=dict)
    deleted: bool = False
    at: float = field(default_factory=time.monotonic)

    @property
    def id(self) -> int:
        """The message's number in its chat."""
        return int(self.raw["message_id"])

    @property
    def shown(self) -> str:
        """The text with *bold*, _italic_ and quotations as lines that begin with a bar."""
        units = self.text.encode("utf-16-le", "surrogatepass")
        stops = sorted(self._stops(), key=lambda stop: stop[0], reverse=True)
        for at, mark in stops:
            units = units[: 2 * at] + mark.encode("utf-16-le") + units[2 * at :]
        return units.decode("utf-16-le", "surrogatepass")

    @property
    def screen(self) -> str:
        """What is shown, the file's name before it and the buttons below it in [brackets]."""
        named = self.raw.get("document", {}).get("file_name")
        lines = [f"📎 {named}"] if named else []
        lines += [self.shown] if self.text or not named else []
        lines += [" ".join(f"[{button['text']}]" for button in row) for row in self._rows()]
        return "\n".join(lines)

    @property
    def buttons(self) -> list[Json]:
        """The buttons under the message."""
        return [button for row in self._rows() for button in row]

    @property
    def labels(self) -> list[str]:
        """What the buttons under the message say."""
        return [button["text"] for button in self.buttons]

    def part(self, entity: Entity) -> str:
        """The words that an entity covers."""
        return cut_out(self.text, entity)

    def links(self) -> list[str]:
        """The addresses behind words of the text."""
        return [each["url"] for each in self.entities if each["type"] == "text_link"]

    def _rows(self) -> list[list[Json]]:
        rows: list[list[Json]] = self.raw.get("reply_markup", {}).get("inline_keyboard", [])
        return rows

    def _stops(self) -> list[tuple[int, str]]:
        stops: list[tuple[int, str]] = []
        for entity in self.entities:
            start, end = entity["offset"], entity["offset"] + entity["length"]
            if entity["type"] in ("blockquote", "expandable_blockquote"):
                # Insertion runs from the back: the bar is put in last, so it comes first.
                stops += [(start, "| ")]
            elif entity["type"] == "text_link":
                stops = [(start, "["), (end, f"]({entity['url']})"), *stops]
            elif mark := _MARKS.get(entity["type"]):
                stops = [(start, mark), (end, mark), *stops]
        return stops
