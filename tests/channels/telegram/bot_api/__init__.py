"""A loopback Bot API: a strict server for the bot, and a person's side for the test."""

from tests.channels.telegram.bot_api.errors import ApiError
from tests.channels.telegram.bot_api.faults import Fault
from tests.channels.telegram.bot_api.groups import Channel, Group
from tests.channels.telegram.bot_api.markup import parse_html
from tests.channels.telegram.bot_api.people import Person
from tests.channels.telegram.bot_api.seen import Seen
from tests.channels.telegram.bot_api.server import BotApi
from tests.channels.telegram.bot_api.world import BOT, TOKEN, World

__all__ = [
    "BOT",
    "TOKEN",
    "ApiError",
    "BotApi",
    "Channel",
    "Fault",
    "Group",
    "Person",
    "Seen",
    "World",
    "parse_html",
]
