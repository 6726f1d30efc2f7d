"""Asking Telegram for updates so that no single bad answer ends it.

Knows getUpdates on the wire. Does not know what updates mean. Two answers would
make python-telegram-bot deaf: a stray 401 or 404 ends its polling for good, and
one update that it cannot read makes it ask for the same batch for ever.
"""

import json
import logging
from http import HTTPStatus
from typing import Any, Final

from telegram import Update
from telegram.error import NetworkError
from telegram.request import HTTPXRequest

from qa_bot.channels.telegram.monitoring.watchdog import Pulse

_LOG = logging.getLogger(__name__)
_REFUSED: Final = (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND)


class PollingRequest(HTTPXRequest):
    """Makes the getUpdates requests, reporting each to a pulse."""

    __slots__ = ("_pulse",)

    def __init__(self, pulse: Pulse) -> None:
        # One for the poll, and one to confirm the last updates when that poll is broken off.
        super().__init__(connection_pool_size=2)
        self._pulse = pulse

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Ask once; raises NetworkError, which is tried again, when the token is refused."""
        self._pulse.beat()
        try:
            code, payload = await super().do_request(*args, **kwargs)
        finally:
            self._pulse.beat()
        if code in _REFUSED:
            self._pulse.refused()
            raise NetworkError(f"getUpdates was refused ({code})")
        return code, self._read(_offset(*args, **kwargs), payload)

    def _read(self, offset: object, payload: bytes) -> bytes:
        """The payload with what cannot be read taken out."""
        body = _parse(payload)
        updates = body.get("result")
        if not isinstance(updates, list):
            self._pulse.beat(expected_pause_s=_retry_after(body))
            return payload
        self._pulse.accepted(offset, len(updates))
        return payload if all(map(_readable, updates)) else _without_unreadable(body)


def _offset(*args: Any, **kwargs: Any) -> object:
    data = kwargs.get("request_data") or next(iter(args[2:3]), None)
    return data.parameters.get("offset") if data else None


def _parse(payload: bytes) -> dict[str, Any]:
    try:
        body = json.loads(payload)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _retry_after(body: dict[str, Any]) -> float:
    asked = (body.get("parameters") or {}).get("retry_after", 0)
    return float(asked) if isinstance(asked, int | float) else 0.0


def _without_unreadable(body: dict[str, Any]) -> bytes:
    """The same answer, where an unreadable update is only its number, so that it is confirmed."""
    kept = []
    for update in body["result"]:
        if _readable(update):
            kept.append(update)
        elif isinstance(update, dict) and isinstance(update.get("update_id"), int):
            _LOG.error("Update %d cannot be read; it is skipped.", update["update_id"])
            kept.append({"update_id": update["update_id"]})
    return json.dumps(body | {"result": kept}).encode()


def _readable(update: Any) -> bool:
    try:
        return Update.de_json(update, None) is not None
    except Exception:
        # Whatever python-telegram-bot raises on it, it would raise again on the whole batch.
        return False
