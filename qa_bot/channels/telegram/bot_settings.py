"""What a bot is set up with, and what follows from that alone."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from telegram.constants import UpdateType

from qa_bot.channels.telegram.middleware.access import AccessSettings
from qa_bot.channels.telegram.middleware.chat_scopes import Sharing
from qa_bot.channels.telegram.middleware.usage_limits import UsageLimits
from qa_bot.channels.telegram.monitoring.health_server import HealthSettings
from qa_bot.channels.telegram.storage.single_instance import single_instance
from qa_bot.channels.telegram.transport.bot_token import BotToken
from qa_bot.channels.telegram.transport.webhook import Webhook, WebhookSettings
from qa_bot.server_url import ServerUrl

_ALLOWED_UPDATES: Final = (
    UpdateType.MESSAGE,
    UpdateType.EDITED_MESSAGE,
    UpdateType.CALLBACK_QUERY,
    UpdateType.MY_CHAT_MEMBER,
    UpdateType.MESSAGE_REACTION,
)
_INLINE_UPDATES: Final = (UpdateType.INLINE_QUERY, UpdateType.GUEST_MESSAGE)
# They take turns at the models, pass by pass, so that many quick ones overtake a slow one.
ANSWERS_AT_ONCE: Final = 8


@dataclass(frozen=True)
class BotSettings:
    """Settings of a bot.

    `base_url` is the root of another Bot API server than Telegram's. `state_url` is the
    PostgreSQL database that holds the bot's state, which several bots with one token then
    share. Without it the state is a file in `folder`; without both it is held in memory.
    Without `webhook` the bot polls; without `health` there is no health server.
    `answers_at_once` is the number of threads that ask for answers. `announce` shows a text
    to whoever started the bot: the pairing code, while there is no operator or with `pair`.
    `inline` answers questions asked by the bot's name in other chats. `send_files`
    gives the file that a shared article was read from to those who ask for its source.
    """

    token: BotToken
    base_url: str | None = None
    folder: Path | None = None
    state_url: ServerUrl | None = None
    access: AccessSettings = field(default_factory=AccessSettings)
    limits: UsageLimits = field(default_factory=UsageLimits)
    announce: Callable[[str], None] = print
    pair: bool = False
    webhook: WebhookSettings | None = None
    health: HealthSettings | None = None
    answers_at_once: int = ANSWERS_AT_ONCE
    sharing: Sharing = Sharing.OWN
    inline: bool = True
    # 20 MB, the largest file that the Bot API gives to bots.
    max_file_bytes: int = 20_000_000
    send_files: bool = True


def update_kinds(settings: BotSettings) -> tuple[str, ...]:
    """Return the kinds of update that a bot asks for."""
    return (*_ALLOWED_UPDATES, *(_INLINE_UPDATES if settings.inline else ()))


def webhook_of(settings: BotSettings) -> Webhook | None:
    """Return the webhook of a bot that does not poll; several workers have the same."""
    if settings.webhook is None:
        return None
    return Webhook(settings.webhook, settings.token if settings.state_url else None)


def instance_locks(settings: BotSettings) -> AbstractContextManager[None]:
    """Return the locks that keep a second bot away; those that share a database have none."""
    if settings.state_url:
        return nullcontext()
    # A server of one's own may be one of several that know nothing of each other.
    bot_id = None if settings.base_url else settings.token.bot_id
    return single_instance(settings.folder, bot_id)
