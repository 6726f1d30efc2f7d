"""How the bot learns who it is, and gets its updates."""

import re
from urllib.parse import urlsplit

from tests.channels.telegram.bot_api.errors import bad
from tests.channels.telegram.bot_api.specification import Json
from tests.channels.telegram.bot_api.world import BOT, World

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


def get_me(world: World, _: Json) -> Json:
    return BOT | world.abilities


def get_updates(world: World, params: Json) -> list[Json]:
    if "allowed_updates" in params:
        world.queue.allowed = params["allowed_updates"]
    return world.queue.poll(
        params.get("offset", 0), params.get("limit", 100), params.get("timeout", 0)
    )


def set_webhook(world: World, params: Json) -> bool:
    """As a Bot API server of one's own does it: plain HTTP is good enough on loopback."""
    url = urlsplit(params["url"])
    if params["url"] and url.scheme != "https" and url.hostname not in ("127.0.0.1", "localhost"):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    secret = params.get("secret_token")
    if secret and not _SECRET.fullmatch(secret):
        raise bad("secret token contains unallowed characters")
    with world.changed:
        _drop_pending(world, params)
        if "allowed_updates" in params:
            world.queue.allowed = params["allowed_updates"]
        world.queue.webhook = dict(params) if params["url"] else None
        world.changed.notify_all()
    return True


def delete_webhook(world: World, params: Json) -> bool:
    with world.changed:
        _drop_pending(world, params)
        world.queue.webhook = None
        world.changed.notify_all()
    return True


def get_webhook_info(world: World, _: Json) -> Json:
    hook = world.queue.webhook or {}
    about = {
        "url": hook.get("url", ""),
        "has_custom_certificate": "certificate" in hook,
        "pending_update_count": len(world.updates),
    }
    if hook and world.queue.allowed:
        about["allowed_updates"] = world.queue.allowed
    return about


def log_out(_: World, __: Json) -> bool:
    return True


def _drop_pending(world: World, params: Json) -> None:
    if params.get("drop_pending_updates"):
        world.queue.waiting = []


METHODS = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "logOut": log_out,
    "close": log_out,
}
