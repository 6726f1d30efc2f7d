"""getUpdates requests that survive the responses which end polling otherwise.

A stray 401 or 404 ends python-telegram-bot's polling for good, and so does an id that
is no number; one update that it cannot parse makes it ask for the same batch for
ever. Does not know what updates mean.
"""

import json
import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, Final

from telegram import Update
from telegram.error import NetworkError

from qa_bot.channels.telegram.monitoring.watchdog import PollingWatchdog
from qa_bot.channels.telegram.storage.update_journal import is_update_id
from qa_bot.channels.telegram.transport.bot_request import BotRequest, parse_body

_LOG = logging.getLogger(__name__)
_REFUSED: Final = (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND)
# One for the poll, and one to confirm the last updates when a stop interrupts that poll.
_CONNECTIONS: Final = 2
# Seconds that a worker waits for its turn to poll before it looks anew: as long as a poll takes.
_TURN_S: Final = 10.0
_NOTHING: Final = b'{"ok": true, "result": []}'


class PollingRequest(BotRequest):
    """Makes the getUpdates requests, and reports each to the watchdog.

    With `wait_turn` only a worker that is given the turn within so many seconds makes
    them; for another no update comes.
    """

    __slots__ = ("_wait_turn", "_watchdog")

    def __init__(
        self,
        watchdog: PollingWatchdog,
        wait_turn: Callable[[float], Awaitable[bool]] | None = None,
    ) -> None:
        super().__init__(connection_pool_size=_CONNECTIONS)
        self._watchdog = watchdog
        self._wait_turn = wait_turn

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Make one request; raise NetworkError, which is retried, when the token is refused."""
        self._watchdog.beat()
        parameters = _parameters(*args, **kwargs)
        if self._wait_turn is not None:
            # A request that asks for nothing new, at a stop, waits for nothing.
            patience_s = _TURN_S if parameters.get("timeout") else 0.0
            if not await self._wait_turn(patience_s):
                return HTTPStatus.OK, _NOTHING
        try:
            code, payload = await super().do_request(*args, **kwargs)
        finally:
            self._watchdog.beat()
        if code in _REFUSED:
            self._watchdog.record_refusal()
            raise NetworkError(f"getUpdates was refused ({code})")
        return code, self._readable_payload(parameters.get("offset"), payload)

    def _readable_payload(self, offset: object, payload: bytes) -> bytes:
        """Return the payload without the updates that cannot be parsed.

        Raises NetworkError, upon which Telegram is asked again after a pause, when no
        update can be confirmed.
        """
        body = parse_body(payload)
        updates = body.get("result")
        if not isinstance(updates, list):
            self._watchdog.beat(expected_pause_s=_retry_after_s(body))
            return payload
        confirmable = [each for each in updates if _has_id(each)]
        self._watchdog.record_batch(offset, len(confirmable))
        if len(confirmable) < len(updates):
            _LOG.error("%d updates have no usable id.", len(updates) - len(confirmable))
        if updates and not confirmable:
            raise NetworkError("no update has an id that could be confirmed")
        if confirmable == updates and all(map(_is_readable, updates)):
            return payload
        return _without_unreadable(body | {"result": confirmable})


def _parameters(*args: Any, **kwargs: Any) -> dict[str, Any]:
    data = kwargs.get("request_data") or next(iter(args[2:3]), None)
    return data.parameters if data else {}


def _retry_after_s(body: dict[str, Any]) -> float:
    return float((body.get("parameters") or {}).get("retry_after", 0))


def _has_id(update: Any) -> bool:
    return isinstance(update, dict) and is_update_id(update.get("update_id"))


def _without_unreadable(body: dict[str, Any]) -> bytes:
    """Return the response with unreadable updates reduced to their id, so they are confirmed."""
    updates = []
    for update in body["result"]:
        if _is_readable(update):
            updates.append(update)
        else:
            _LOG.error("Update %d cannot be read; it is skipped.", update["update_id"])
            updates.append({"update_id": update["update_id"]})
    return json.dumps(body | {"result": updates}).encode()


def _is_readable(update: Any) -> bool:
    try:
        return Update.de_json(update, None) is not None
    except Exception:
        # Whatever python-telegram-bot raises on it, it would raise again on the whole batch.
        return False
