"""Updates brought to the bot's own server, where it has asked for that.

Knows HTTP to the bot: the secret, and trying again. Does not know updates.
"""

import threading
import time

import httpx

from tests.channels.telegram.bot_api.specification import Json
from tests.channels.telegram.bot_api.world import World
from tests.patience import PATIENCE_S

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
# Telegram's own pauses grow to minutes; a test cannot wait for those.
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.05, 1.0


class Webhook(threading.Thread):
    """Brings one update after the other while a webhook is set.

    `statuses` holds the code of every answer of the bot's, 0 for none.
    """

    def __init__(self, world: World) -> None:
        super().__init__(name="webhook", daemon=True)
        self._world = world
        self.statuses: list[int] = []

    def run(self) -> None:
        """Until the world closes."""
        pause = _FIRST_PAUSE_S
        while (found := self._next()) is not None:
            if self._brought(*found):
                pause = _FIRST_PAUSE_S
            else:
                time.sleep(pause)
                pause = min(_LONGEST_PAUSE_S, 2 * pause)

    def _next(self) -> tuple[Json, Json] | None:
        """The webhook and the next update for it; None when the world closes."""
        world = self._world
        with world.changed:
            while not world.closed:
                if world.queue.webhook is not None:
                    world.queue.drop_unwanted()
                    if world.queue.waiting:
                        return world.queue.webhook, world.queue.waiting[0]
                world.changed.wait()
        return None

    def _brought(self, hook: Json, update: Json) -> bool:
        secret = hook.get("secret_token")
        headers = {SECRET_HEADER: secret} if secret else {}
        try:
            answer = httpx.post(
                hook["url"], json=update, headers=headers, timeout=PATIENCE_S, trust_env=False
            )
        except httpx.HTTPError:
            self.statuses.append(0)
            return False
        self.statuses.append(answer.status_code)
        if not answer.is_success:
            return False
        self._world.queue.confirm_one(update["update_id"])
        return True
