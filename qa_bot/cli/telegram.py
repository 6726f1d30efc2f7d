"""telegram: the library served to others until stopped."""

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from qa_bot.cli.common import Options, err, settings, tell, tell_notices
from qa_bot.printing import log_to_stderr

if TYPE_CHECKING:
    from qa_bot.channels.telegram.bot import BotSettings
    from qa_bot.channels.telegram.transport.webhook import WebhookSettings
    from qa_bot.config import Config, TelegramSettings


@click.command()
@click.option("--pair", is_flag=True, help="Show a pairing code though there is an operator.")
@click.pass_obj
def telegram(options: Options, pair: bool) -> None:
    """Serve the library as a Telegram bot until stopped."""
    from qa_bot.app import App
    from qa_bot.channels.telegram.bot import run_bot
    from qa_bot.loading.sandbox.restrictions import hide_process
    from qa_bot.reading_room import ReadingRoom

    # Before it holds the token.
    hide_process()
    log_to_stderr()
    config = settings(options)
    bot = replace(_bot_settings(config), pair=pair)
    app = App(config, tell)
    err.print("Loading the models…", style="dim")
    app.dialogue()
    tell_notices(app)
    run_bot(bot, ReadingRoom(app))


def _bot_settings(config: "Config") -> "BotSettings":
    from qa_bot.channels.telegram.bot import BotSettings
    from qa_bot.channels.telegram.middleware.access import AccessSettings
    from qa_bot.channels.telegram.middleware.admission import Limits
    from qa_bot.channels.telegram.middleware.sharing import Sharing
    from qa_bot.channels.telegram.monitoring.health import HealthSettings
    from qa_bot.channels.telegram.transport.token import find_token

    given = config.telegram
    secret = given.token.get_secret_value() if given.token else None
    return BotSettings(
        find_token(secret, given.token_file),
        base_url=given.base_url or None,
        folder=config.library.folder,
        access=AccessSettings(given.open, frozenset(given.allowed), frozenset(given.operators)),
        limits=Limits(
            given.questions_per_minute,
            given.waiting_per_chat,
            given.waiting_overall,
            given.leave_unknown_groups,
        ),
        webhook=_webhook(given),
        health=HealthSettings(given.health_port, given.health_listen)
        if given.health_port
        else None,
        sharing=Sharing(given.sharing),
        announce=lambda text: err.print(text, style="bold"),
        inline=given.inline,
        max_file_bytes=int(
            1_000_000 * min(given.max_file_megabytes, config.articles.max_megabytes)
        ),
    )


def _webhook(given: "TelegramSettings") -> "WebhookSettings | None":
    from qa_bot.channels.telegram.transport.webhook import WebhookSettings

    if not given.webhook_url:
        return None
    return WebhookSettings(given.webhook_url, given.webhook_listen, given.webhook_port)
