"""The same traffic read by a library that is neither ours nor the bot's: pyTelegramBotAPI.

Whatever the loopback server says must mean to it what it means to the bot, and
so must the keyboards, cards and entities that the bot sends.
"""

import json
from html.parser import HTMLParser
from typing import Any

from telebot import types

from tests.channels.telegram.bot_api import World
from tests.channels.telegram.bot_api.specification import Wrong, check, returns
from tests.channels.telegram.bot_api.texts import read_text

Json = dict[str, Any]
_SENT = {
    "reply_markup": types.InlineKeyboardMarkup,
    "entities": types.MessageEntity,
    "caption_entities": types.MessageEntity,
    "commands": types.BotCommand,
}


def read_all(world: World) -> int:
    """Read every request and answer; returns how many messages were read.

    Raises AssertionError, or whatever the library raises on what it cannot read.
    """
    for _, params in list(world.calls):
        _read_request(params)
    return sum(_read_result(method, result) for method, result in list(world.results))


def visible(html: str) -> str:
    """The text of a piece of HTML, by the parser of Python's own library."""
    reader = _Text()
    reader.feed(html)
    reader.close()
    return "".join(reader.parts)


def _read_request(params: Json) -> None:
    for name, kind in _SENT.items():
        given = params.get(name)
        if isinstance(given, str):
            whole = json.loads(given)
            for each in whole if isinstance(whole, list) else [whole]:
                assert kind.de_json(each) is not None
    if params.get("parse_mode") == "HTML" and "text" in params:
        text, _ = read_text(params["text"], "HTML", None)
        assert " ".join(visible(params["text"]).split()) == " ".join(text.split())


def _read_result(method: str, result: Any) -> int:
    name = returns(method).removeprefix("Array of ")
    name = name.split("|", maxsplit=1)[0]
    kind = getattr(types, name, None)
    if not hasattr(kind, "de_json") or isinstance(result, bool):
        return 0
    whole = result if isinstance(result, list) else [result]
    read = [kind.de_json(each) for each in whole if not _is_broken(name, each)]
    messages = [each for each in read if isinstance(each, types.Message)]
    messages += [each.message for each in read if isinstance(each, types.Update) and each.message]
    for message in messages:
        _check(message)
    return len(messages)


def _is_broken(name: str, value: Any) -> bool:
    """Whether it breaks the specification, as an update does that a test broke on purpose."""
    try:
        check("result", value, [name])
    except Wrong:
        return True
    return False


def _check(message: types.Message) -> None:
    """A message written down as HTML by the library reads as the same text."""
    if message.text is not None:
        assert visible(message.html_text or "") == message.text


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
