"""The text of a rich message is read as any other text."""

from typing import Any

import pytest
from hypothesis import given, settings
from telegram import MessageEntity

from qa_bot.channels.telegram.transport.rich_messages import add_texts, has_rich_message
from tests.channels.telegram.bot_api import BotApi, Group, Person
from tests.channels.telegram.bot_api.specification import check
from tests.channels.telegram.odd_updates import objects_of


def paragraph(*parts: Any) -> dict[str, Any]:
    """Return a paragraph of these rich texts."""
    return {"type": "paragraph", "text": list(parts)}


def marked(kind: str, text: Any, **more: Any) -> dict[str, Any]:
    """Return a rich text of a kind around another."""
    return {"type": kind, "text": text, **more}


def cell(text: str) -> dict[str, Any]:
    """Return a cell of a table."""
    return {"text": text, "align": "left", "valign": "top"}


RICH = {"blocks": [
    {"type": "heading", "text": "The 🏭 mill", "size": 1},
    {"type": "divider"},
    paragraph("Built by ", marked("bold", ["Tom ", marked("italic", "Vane")]), ", see ",
              marked("url", "the archive", url="https://example.org/mill"), "."),
    {"type": "list", "items": [
        {"label": "1.", "blocks": [paragraph("Grain")]},
        {"label": "2.", "blocks": [paragraph("Flour"), paragraph("Bran")]},
    ]},
    {"type": "table", "cells": [[cell("Year"), cell("Height")], [cell("1804"), cell("9 m")]],
     "caption": "Figures"},
    {"type": "details", "summary": "More", "blocks": [paragraph("It turns.")]},
    {"type": "blockquote", "blocks": [paragraph("A mill.")], "credit": "A visitor"},
    {"type": "mathematical_expression", "expression": "E = mc^2"},
]}  # fmt: skip
TEXT = """The 🏭 mill

Built by Tom Vane, see the archive.

1. Grain
2. Flour
Bran

Figures
Year | Height
1804 | 9 m

More
It turns.

A mill.
A visitor

E = mc^2"""


def read(rich: Any) -> dict[str, Any]:
    """Return the message with a rich message, as it is handed on."""
    message: dict[str, Any] = add_texts({"message": {"rich_message": rich}})["message"]
    return message


def test_every_block_is_read() -> None:
    """Headings, lists, tables, details and quotations are read in order, links kept."""
    check("rich message", RICH, ["RichMessage"])
    message = read(RICH)
    assert message["text"] == TEXT
    (link,) = message["entities"]
    entity = MessageEntity.de_json(link, None)
    assert entity is not None and entity.url == "https://example.org/mill"
    units = TEXT.encode("utf-16-le")
    start, end = 2 * entity.offset, 2 * (entity.offset + entity.length)
    assert units[start:end].decode("utf-16-le") == "the archive"


@settings(max_examples=50)
@given(objects_of("RichMessage"))
def test_any_rich_message(rich: dict[str, Any]) -> None:
    """Whatever the specification lets it be, a rich message is read without failing."""
    message = read(rich)
    units = len(message.get("text", "").encode("utf-16-le", "surrogatepass")) // 2
    for entity in message.get("entities", ()):
        assert 0 <= entity["offset"] < entity["offset"] + entity["length"] <= units


def test_deep_message_is_cut_off() -> None:
    """Texts within texts are read to a depth, and never without end."""
    deep: Any = "end"
    for _ in range(200):
        deep = marked("bold", ["in ", deep])
    text = read({"blocks": [paragraph("seen "), paragraph(deep)]})["text"]
    assert text.startswith("seen \n\nin in in")
    assert "end" not in text


def test_messages_are_found_wherever_they_are() -> None:
    """A rich message is read in what is replied to as well, and no other update is changed."""
    update = {"message": {"text": "/ask", "reply_to_message": {"rich_message": RICH}}}
    assert has_rich_message(update)
    assert add_texts(update)["message"]["reply_to_message"]["text"] == TEXT
    assert not has_rich_message({"message": {"text": "rich_message"}})


@pytest.mark.usefixtures("unpaced", "bot")
def test_rich_question_and_article(api: BotApi, person: Person) -> None:
    """A rich message is a question in private, and named in a group; a long one is an article."""
    person.sends("rich_message", {"blocks": [paragraph("How ", marked("bold", "tall"), " is it?")]})
    assert person.hears().text.startswith("34 metres")
    group = Group(api.world)
    name = marked("mention", "@lighthouse_bot", username="lighthouse_bot")
    group.sends("rich_message", {"blocks": [paragraph(name, " When was it lit?")]})
    assert "1871" in group.hears().text
    group.sends("rich_message", {"blocks": [paragraph("Who was the keeper?")]})
    group.replies("/ask", group.seen[-1])
    assert "Jane Mary Holt" in group.hears().text
    long = [paragraph("The mill at Orr was built in 1804. ") for _ in range(50)]
    person.sends("rich_message", {"blocks": long})
    assert "The mill at Orr" in person.hears().text
    assert "1804" in person.asks("When was the mill built?")
