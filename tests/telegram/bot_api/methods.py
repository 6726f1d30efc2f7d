"""The methods that the bot calls, each with its required fields.

Knows parameters and results. Does not know HTTP or delivery.
"""

import json
import re
from collections.abc import Callable
from typing import Any

from tests.telegram.bot_api.errors import ApiError, bad
from tests.telegram.bot_api.world import BOT, Json, World, parse_text

_ACTIONS = ("typing", "upload_document")
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")


def call(world: World, method: str, params: Json) -> Any:
    """Carry out a method; raises ApiError where Telegram refuses."""
    name = next((name for name in METHODS if name.lower() == method.lower()), None)
    if name is None:
        raise ApiError(404, "Not Found: method not found")
    with world.changed:
        world.calls.append((name, params))
        world.changed.notify_all()
    return METHODS[name](world, params)


def _get_me(_: World, __: Json) -> Json:
    return BOT


def _get_updates(world: World, params: Json) -> list[Json]:
    limit = int(params.get("limit", 100))
    if not 1 <= limit <= 100:
        raise bad("limit must be between 1 and 100")
    if "allowed_updates" in params:
        world.allowed = _loaded(params["allowed_updates"])
    return world.poll(int(params.get("offset", 0)), limit, int(params.get("timeout", 0)))


def _send_message(world: World, params: Json) -> Json:
    chat_id = _chat_id(params)
    text, entities = parse_text(_required(params, "text"), params.get("parse_mode"))
    more: Json = {}
    if "reply_markup" in params:
        more["reply_markup"] = _keyboard(params["reply_markup"])
    if "reply_parameters" in params:
        replied = _loaded(params["reply_parameters"])
        more["reply_to_message"] = _replied(world, chat_id, replied)
    return world.post(chat_id, text, entities, {k: v for k, v in more.items() if v})


def _replied(world: World, chat_id: int, parameters: Json) -> Json | None:
    try:
        return world.find(chat_id, parameters["message_id"]).raw
    except ApiError:
        if parameters.get("allow_sending_without_reply"):
            return None
        raise bad("message to be replied not found") from None


def _edit_message_text(world: World, params: Json) -> Json:
    chat_id, message_id = _chat_id(params), int(_required(params, "message_id"))
    text, entities = parse_text(_required(params, "text"), params.get("parse_mode"))
    seen = world.find(chat_id, message_id)
    keyboard = _keyboard(params["reply_markup"]) if "reply_markup" in params else None
    if (seen.text, seen.raw.get("reply_markup")) == (text, keyboard):
        raise bad(
            "message is not modified: specified new message content and reply markup are exactly "
            "the same as a current content and reply markup of the message"
        )
    seen.raw.pop("reply_markup", None)
    if keyboard:
        seen.raw["reply_markup"] = keyboard
    return world.rewrite(chat_id, message_id, text, entities).raw


def _answer_callback_query(world: World, params: Json) -> bool:
    query = _required(params, "callback_query_id")
    if query not in world.open_queries:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    if len(params.get("text", "")) > 200:
        raise bad("MESSAGE_TOO_LONG")
    with world.changed:
        world.open_queries.discard(query)
        world.changed.notify_all()
    return True


def _send_chat_action(world: World, params: Json) -> bool:
    if _chat_id(params) not in world.chats:
        raise bad("chat not found")
    if _required(params, "action") not in _ACTIONS:
        raise bad("wrong parameter action in request")
    return True


def _set_my_commands(world: World, params: Json) -> bool:
    commands = _loaded(_required(params, "commands"))
    for command in commands:
        if not _COMMAND.fullmatch(command["command"]):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    world.commands = commands
    return True


def _delete_webhook(_: World, __: Json) -> bool:
    return True


METHODS: dict[str, Callable[[World, Json], Any]] = {
    "getMe": _get_me,
    "getUpdates": _get_updates,
    "sendMessage": _send_message,
    "editMessageText": _edit_message_text,
    "answerCallbackQuery": _answer_callback_query,
    "sendChatAction": _send_chat_action,
    "setMyCommands": _set_my_commands,
    "deleteWebhook": _delete_webhook,
}


def _required(params: Json, name: str) -> Any:
    if params.get(name) in (None, ""):
        raise bad("message text is empty" if name == "text" else f'parameter "{name}" is required')
    return params[name]


def _chat_id(params: Json) -> int:
    if not params.get("chat_id"):
        raise bad("chat_id is empty")
    return int(params["chat_id"])


def _loaded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _keyboard(value: Any) -> Json:
    keyboard: Json = _loaded(value)
    for button in (button for row in keyboard["inline_keyboard"] for button in row):
        if not 1 <= len(button["callback_data"].encode()) <= 64:
            raise bad("BUTTON_DATA_INVALID")
    return keyboard
