"""Buttons under a message, as Telegram accepts them.

Knows inline keyboards; other keyboards are accepted and not shown.
"""

from urllib.parse import urlsplit

from tests.channels.telegram.bot_api.errors import bad
from tests.channels.telegram.bot_api.specification import Json

_MOST = 100
_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)


def read_keyboard(markup: Json | None) -> Json | None:
    """The inline keyboard to show, None where there is none; raises ApiError."""
    rows = [row for row in (markup or {}).get("inline_keyboard", []) if row]
    if not rows:
        return None
    buttons = [button for row in rows for button in row]
    if len(buttons) > _MOST:
        raise bad("REPLY_MARKUP_TOO_LONG")
    for button in buttons:
        _check(button)
    return {"inline_keyboard": rows}


def _check(button: Json) -> None:
    if not button["text"].strip():
        raise bad("BUTTON_TEXT_INVALID")
    actions = [name for name in _ACTIONS if name in button]
    if not actions:
        raise bad("text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad("BUTTON_TYPE_INVALID")
    if "url" in button and not _is_address(button["url"]):
        raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def _is_address(url: str) -> bool:
    parts = urlsplit(url)
    if parts.scheme in ("http", "https") and "." not in (parts.hostname or ""):
        return False
    return parts.scheme in ("http", "https", "tg", "") and bool(parts.netloc or parts.path)
