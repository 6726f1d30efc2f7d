"""Stands in for a file that took over its reader and looks for secrets."""

import os

from qa_bot.errors import SourceDamaged


def read(incoming: object) -> None:
    token = os.environ.get("QA_BOT_TELEGRAM_TOKEN", "no token here")
    raise SourceDamaged("trap", token, "None.")
