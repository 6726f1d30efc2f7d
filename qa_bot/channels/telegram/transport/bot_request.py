"""Requests to the Bot API whose responses python-telegram-bot can always read.

What stands between the bot and Telegram, such as a proxy, answers in ways that the
Bot API does not: with a page, without a description, with other types. Knows the
envelope of a response (https://core.telegram.org/bots/api#making-requests). Does
not know what a result means.
"""

import json
import logging
import math
from http import HTTPStatus
from typing import Any, Final

from telegram.request import HTTPXRequest

_LOG = logging.getLogger(__name__)
# Every method of the Bot API is a POST to python-telegram-bot; the download of a file is a GET.
_METHOD: Final = "POST"
# Seconds to wait when Telegram asks to wait without saying how long.
_UNSAID_WAIT_S: Final = 5
# Seconds that the bot waits at most when Telegram asks to: a day.
_MAX_WAIT_S: Final = 86_400


class BotRequest(HTTPXRequest):
    """Makes requests; a response that is no response of the Bot API's counts as a bad gateway."""

    __slots__ = ()

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Make one request; return the HTTP status and the body."""
        code, payload = await super().do_request(*args, **kwargs)
        method = kwargs.get("method") or next(iter(args[1:2]), "")
        return readable_response(code, payload) if method == _METHOD else (code, payload)


def readable_response(code: int, payload: bytes) -> tuple[int, bytes]:
    """Return a response that python-telegram-bot can read, which most are already.

    A page, or a success without a result, becomes a 502: such a request is repeated.
    """
    body = parse_body(payload)
    is_success = HTTPStatus.OK <= code < HTTPStatus.MULTIPLE_CHOICES
    if not body or (is_success and not (body.get("ok") is True and "result" in body)):
        _LOG.warning("A response (%d) is none of the Bot API's.", code)
        return HTTPStatus.BAD_GATEWAY, b'{"ok": false, "description": "Bad Gateway"}'
    if is_success:
        return code, payload
    return code, json.dumps(_readable_refusal(code, body)).encode()


def parse_body(payload: bytes) -> dict[str, Any]:
    """Return the JSON object in a body; an empty one if there is none."""
    try:
        body = json.loads(payload)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _readable_refusal(code: int, body: dict[str, Any]) -> dict[str, Any]:
    """Return a refusal whose description and parameters have the types of the specification."""
    known: dict[str, Any] = {"ok": False, "error_code": code}
    if isinstance(description := body.get("description"), str):
        known["description"] = description
    given = body.get("parameters")
    given = given if isinstance(given, dict) else {}
    parameters: dict[str, Any] = {}
    if _is_integer(chat := given.get("migrate_to_chat_id")):
        parameters["migrate_to_chat_id"] = chat
    wait_s = _wait_s(given.get("retry_after"))
    if code == HTTPStatus.TOO_MANY_REQUESTS or wait_s:
        parameters["retry_after"] = wait_s or _UNSAID_WAIT_S
    return known | ({"parameters": parameters} if parameters else {})


def _wait_s(asked: object) -> int:
    """Return the whole seconds that Telegram asks to wait; 0 if it says no number."""
    if isinstance(asked, bool) or not isinstance(asked, int | float):
        return 0
    return min(math.ceil(asked), _MAX_WAIT_S) if 0 < asked < math.inf else 0


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
