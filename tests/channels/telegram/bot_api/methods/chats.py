"""Chats, their members and their files, and how the bot presents itself in them."""

import re

from tests.channels.telegram.bot_api.errors import bad
from tests.channels.telegram.bot_api.specification import Json
from tests.channels.telegram.bot_api.world import BOT, World

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"([a-z]{2})?")
_MOST_COMMANDS = 100


def get_file(world: World, params: Json) -> Json:
    return world.files.describe(params["file_id"])


def get_chat(world: World, params: Json) -> Json:
    return world.reachable(params["chat_id"]) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }


def get_chat_member(world: World, params: Json) -> Json:
    chat = world.reachable(params["chat_id"])
    return world.member(chat["id"], params["user_id"])


def get_chat_administrators(world: World, params: Json) -> list[Json]:
    chat = world.reachable(params["chat_id"])
    if chat["type"] == "private":
        raise bad("there are no administrators in the private chat")
    members = world.members[chat["id"]].values()
    return [each for each in members if each["status"] in ("creator", "administrator")]


def get_chat_member_count(world: World, params: Json) -> int:
    return len(world.members[world.reachable(params["chat_id"])["id"]])


def leave_chat(world: World, params: Json) -> bool:
    chat = world.reachable(params["chat_id"])
    if chat["type"] == "private":
        raise bad("chat member status can't be changed in private chats")
    with world.changed:
        world.members[chat["id"]][BOT["id"]] = {"status": "left", "user": BOT}
        world.history[chat["id"]].append("bot leaves")
        world.changed.notify_all()
    return True


def set_my_commands(world: World, params: Json) -> bool:
    if len(params["commands"]) > _MOST_COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in params["commands"]:
        if not _COMMAND.fullmatch(command["command"]):
            raise bad("BOT_COMMAND_INVALID")
    with world.changed:
        world.menus[_menu(world, params)] = params["commands"]
        world.changed.notify_all()
    return True


def delete_my_commands(world: World, params: Json) -> bool:
    world.menus.pop(_menu(world, params), None)
    return True


def get_my_commands(world: World, params: Json) -> list[Json]:
    return world.menus.get(_menu(world, params), [])


def set_my_text(world: World, params: Json) -> bool:
    """The bot's name, description or short description in a language."""
    language = _language(params)
    for name in ("name", "description", "short_description"):
        if name in params:
            world.profile[name, language] = params[name]
    return True


def _menu(world: World, params: Json) -> tuple[str, str]:
    scope = params.get("scope", {"type": "default"})
    if "chat_id" in scope:
        world.reachable(scope["chat_id"])
    ids = [str(scope[name]) for name in ("chat_id", "user_id") if name in scope]
    return ":".join([scope["type"], *ids]), _language(params)


def _language(params: Json) -> str:
    language: str = params.get("language_code", "")
    if not _LANGUAGE.fullmatch(language):
        raise bad("LANG_CODE_INVALID")
    return language


METHODS = {
    "getFile": get_file,
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
    "setMyCommands": set_my_commands,
    "deleteMyCommands": delete_my_commands,
    "getMyCommands": get_my_commands,
    "setMyName": set_my_text,
    "setMyDescription": set_my_text,
    "setMyShortDescription": set_my_text,
}
