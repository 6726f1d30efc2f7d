"""The methods of the Bot API that this server plays."""

from collections.abc import Callable

from tests.channels.telegram.bot_api import specification
from tests.channels.telegram.bot_api.errors import ApiError, bad
from tests.channels.telegram.bot_api.methods import chats, messages, queries, updates
from tests.channels.telegram.bot_api.specification import Json, Wrong
from tests.channels.telegram.bot_api.world import World

Method = Callable[[World, Json], object]
METHODS: dict[str, Method] = {
    **updates.METHODS,
    **messages.METHODS,
    **queries.METHODS,
    **chats.METHODS,
}
# People's side checks what it delivers, unless a broken update is wanted.
_UNCHECKED = ("getUpdates",)
# How Telegram words the lack of what it needs most often.
_LACKS = {"text": "message text is empty", "chat_id": "chat_id is empty"}


def call(world: World, method: str, sent: Json) -> object:
    """Carry out a method; raises ApiError where Telegram refuses.

    What breaks the specification is refused and noted down in the world.
    """
    name = specification.methods().get(method.lower())
    if name is None:
        raise ApiError(404, "Not Found: method not found")
    with world.changed:
        world.calls.append((name, sent))
        world.changed.notify_all()
    try:
        return _carried_out(world, name, sent)
    except ApiError as error:
        world.refusals.append((name, error.description))
        raise


def _carried_out(world: World, name: str, sent: Json) -> object:
    try:
        params = specification.decode(name, sent)
    except Wrong as wrong:
        world.violations.append(str(wrong))
        raise bad(_LACKS.get(wrong.lacks, str(wrong))) from None
    if name not in METHODS:
        world.violations.append(f"{name} is not played by this server")
        raise ApiError(501, f"Not Implemented: {name}")
    world.limiter.count(name, params.get("chat_id"))
    result = METHODS[name](world, params)
    if name not in _UNCHECKED:
        specification.check_result(name, result)
    world.results.append((name, result))
    return result
