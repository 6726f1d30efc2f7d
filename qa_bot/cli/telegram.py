"""Command telegram: serve the library as a bot until stopped."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import click

from qa_bot.cli.common import Options, err, out, print_notice, print_notices, settings
from qa_bot.cli.progress_display import progress_display
from qa_bot.console import log_to_stderr
from qa_bot.i18n import terminal_wording

if TYPE_CHECKING:
    from qa_bot.channels.telegram.bot_settings import BotSettings
    from qa_bot.channels.telegram.transport.webhook import WebhookSettings
    from qa_bot.config import Config, TelegramSettings

# Bytes, in the decimal unit of the settings.
_MEGABYTE: Final = 1_000_000


@click.command()
@click.option("--pair", is_flag=True, help="Show a pairing code though there is an operator.")
@click.option(
    "--copy-state",
    metavar="FROM",
    help="Copy what a bot keeps from a folder or a database to where the settings say, and end.",
)
@click.pass_obj
def telegram(options: Options, pair: bool, copy_state: str | None) -> None:
    """Serve the library as a Telegram bot until stopped."""
    if copy_state is not None:
        _copy_state(settings(options), copy_state)
        return
    from qa_bot.channels.telegram.bot import run_bot
    from qa_bot.library import Library
    from qa_bot.loading.sandbox.restrictions import hide_process

    # Before the process holds the token.
    hide_process()
    log_to_stderr()
    config = settings(options)
    bot = replace(_bot_settings(config), pair=pair)
    library = Library.open(config, print_notice)
    err.print(terminal_wording.LOADING, style="dim")
    with progress_display() as progress:
        progress(terminal_wording.LOADING, 0, 1)
        library.load()
    print_notices(library)
    run_bot(bot, library)


def _copy_state(config: "Config", source: str) -> None:
    from qa_bot.channels.telegram.storage.state_transfer import transfer_state

    url = config.telegram.state_url or config.library.url
    copied = transfer_state(source, config.library.folder, url)
    out.print(terminal_wording.state_copied(copied.rows, copied.source, copied.target))


def _bot_settings(config: "Config") -> "BotSettings":
    from qa_bot.channels.telegram.bot_settings import BotSettings
    from qa_bot.channels.telegram.middleware.access import AccessSettings
    from qa_bot.channels.telegram.middleware.chat_scopes import Sharing
    from qa_bot.channels.telegram.middleware.usage_limits import UsageLimits
    from qa_bot.channels.telegram.monitoring.health_server import HealthSettings
    from qa_bot.channels.telegram.transport.bot_token import load_token

    section = config.telegram
    secret = section.token.get_secret_value() if section.token else None
    return BotSettings(
        load_token(secret, section.token_file),
        base_url=section.base_url or None,
        folder=config.library.folder,
        state_url=section.state_url or config.library.url,
        access=AccessSettings(
            section.open, frozenset(section.allowed), frozenset(section.operators)
        ),
        limits=UsageLimits(
            section.questions_per_minute,
            section.waiting_per_chat,
            section.waiting_overall,
            section.leave_unknown_groups,
        ),
        webhook=_webhook(section),
        health=HealthSettings(section.health_port, section.health_listen)
        if section.health_port
        else None,
        sharing=Sharing(section.sharing),
        announce=lambda text: err.print(text, style="bold"),
        inline=section.inline,
        send_files=section.send_files,
        max_file_bytes=int(
            _MEGABYTE * min(section.max_file_megabytes, config.articles.max_megabytes)
        ),
    )


def _webhook(section: "TelegramSettings") -> "WebhookSettings | None":
    from qa_bot.channels.telegram.transport.webhook import WebhookSettings

    if not section.webhook_url:
        return None
    return WebhookSettings(section.webhook_url, section.webhook_listen, section.webhook_port)
