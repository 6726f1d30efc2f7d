"""An update as JSON, as it is stored until it is handled, and read back.

Does not know where it is stored.
"""

import json
import logging
from datetime import datetime

from telegram import Bot, Update

from qa_bot.channels.telegram.monitoring.error_handler import traceback_outline

_LOG = logging.getLogger(__name__)


def update_to_json(update: Update) -> str:
    """Return an update as JSON, in which lone surrogates stand as they are.

    Its own `to_json` fails on a pinned message that is inaccessible, and an error here
    would end polling.
    """
    return json.dumps(update.to_dict(), default=_timestamp, ensure_ascii=False)


def update_from_json(body: str, bot: Bot | None) -> Update | None:
    """Return a stored update; None if python-telegram-bot, now another, cannot read it."""
    try:
        return Update.de_json(json.loads(body), bot)
    except Exception as error:
        # Whatever it raises, it would raise again at every start.
        _LOG.error("A recorded update cannot be read.\n%s", traceback_outline(error))
        return None


def _timestamp(date: datetime) -> int:
    return int(date.timestamp())
