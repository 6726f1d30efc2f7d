"""A text with its entities as Telegram keeps it: cleaned, trimmed and within its length.

Knows what Telegram does to every text that it takes. Does not know messages.
"""

import re

from tests.channels.telegram.bot_api.errors import bad
from tests.channels.telegram.bot_api.markup import Entity, parse_html, utf16

TEXT, CAPTION = 4096, 1024
# Control characters become spaces; these others vanish.
_GONE = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
_CONTROL = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f]")
_WHOLE = ("pre", "code")
_QUOTES = ("blockquote", "expandable_blockquote")


def read_text(
    text: str, parse_mode: str | None, given: list[Entity] | None, limit: int = TEXT
) -> tuple[str, list[Entity]]:
    """A text as shown; raises ApiError when it is too long or badly marked up.

    A caption may come out empty, a message's text may not.
    """
    if limit == TEXT and not text:
        raise bad("message text is empty")
    plain, entities = _marked(text, parse_mode, given)
    plain, entities = _cleaned(plain, entities)
    plain, entities = _trimmed(plain, entities)
    if limit == TEXT and not plain:
        raise bad("message text is empty")
    # Stricter than Telegram, which counts code points here.
    if utf16(plain) > limit:
        raise bad("message is too long" if limit == TEXT else "message caption is too long")
    return plain, _nested(entities)


def _marked(
    text: str, parse_mode: str | None, given: list[Entity] | None
) -> tuple[str, list[Entity]]:
    if parse_mode:
        if parse_mode.lower() != "html":
            raise bad(f"this server does not read {parse_mode}")
        return parse_html(text)
    return text, [_checked(text, dict(each)) for each in given or ()]


def _checked(text: str, entity: Entity) -> Entity:
    """An entity that lies within the text and splits no character; raises ApiError."""
    start, end = entity["offset"], entity["offset"] + entity["length"]
    size = utf16(text)
    if start < 0 or entity["length"] <= 0 or end > size:
        raise bad(f"ENTITY_BOUNDS_INVALID: {entity['type']} at {start} of {size} units")
    for at in (start, end):
        if _splits(text, at):
            raise bad(f"ENTITY_BOUNDS_INVALID: {entity['type']} splits a character at {at}")
    if entity["type"] == "text_link" and not entity.get("url"):
        raise bad("ENTITY_TEXTURL_INVALID")
    return entity


def _splits(text: str, at: int) -> bool:
    units = text.encode("utf-16-le", "surrogatepass")
    return 0 < at < len(units) // 2 and 0xDC <= units[2 * at + 1] < 0xE0


def _cleaned(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without what Telegram takes out of every text; ranges follow."""
    text = _CONTROL.sub(" ", text)
    for found in reversed(list(_GONE.finditer(text))):
        at = utf16(text[: found.start()])
        text = text[: found.start()] + text[found.end() :]
        entities = [_cut(each, at, at + 1) for each in entities]
    return text, [each for each in entities if each["length"] > 0]


def _cut(entity: Entity, start: int, end: int) -> Entity:
    """The entity after the units from `start` to `end` were taken out of the text."""

    def moved(at: int) -> int:
        return at if at <= start else max(start, at - (end - start))

    first = moved(entity["offset"])
    return entity | {
        "offset": first,
        "length": moved(entity["offset"] + entity["length"]) - first,
    }


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without white space at the ends."""
    before = utf16(text) - utf16(text.lstrip())
    size = utf16(text.strip())
    kept: list[Entity] = []
    for entity in entities:
        start = max(0, entity["offset"] - before)
        end = min(size, entity["offset"] + entity["length"] - before)
        if start < end:
            kept.append(entity | {"offset": start, "length": end - start})
    return text.strip(), kept


def _nested(entities: list[Entity]) -> list[Entity]:
    """In order; nothing within code, no quotation within a quotation."""
    ordered = sorted(entities, key=lambda each: (each["offset"], -each["length"]))
    return [each for each in ordered if not any(_swallows(o, each) for o in ordered)]


def _swallows(outer: Entity, inner: Entity) -> bool:
    if outer is inner or not _holds(outer, inner):
        return False
    kinds = (outer["type"], inner["type"])
    return kinds[0] in _WHOLE or all(kind in _QUOTES for kind in kinds)


def _holds(outer: Entity, inner: Entity) -> bool:
    start, end = outer["offset"], outer["offset"] + outer["length"]
    inside = start <= inner["offset"] and inner["offset"] + inner["length"] <= end
    return inside and outer["length"] > inner["length"]
