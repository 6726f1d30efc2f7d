"""telegram: the library served to others until stopped."""

import typer

from qa_bot.cli.base import err, settings, tell_notices


def telegram(context: typer.Context) -> None:
    """Serve the library as a Telegram bot until stopped."""
    from qa_bot.app import App
    from qa_bot.channels.telegram.bot import BotSettings, run_bot
    from qa_bot.channels.telegram.token import find_token

    _log_to_stderr()
    config = settings(context)
    secret = config.telegram.token.get_secret_value() if config.telegram.token else None
    token = find_token(secret, config.telegram.token_file)
    app = App(config)
    err.print("Loading the models…", style="dim")
    app.dialogue()
    tell_notices(app)
    run_bot(BotSettings(token, config.telegram.base_url or None), app.dialogue, app.articles)


def _log_to_stderr() -> None:
    """A line for the operator on what happens; other commands need none."""
    import logging

    form = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    logging.basicConfig(level=logging.INFO, format=form)
