"""Answers to what people press and ask from other chats."""

from tests.channels.telegram.bot_api.errors import bad
from tests.channels.telegram.bot_api.keyboards import read_keyboard
from tests.channels.telegram.bot_api.seen import Seen
from tests.channels.telegram.bot_api.specification import Json
from tests.channels.telegram.bot_api.texts import read_text
from tests.channels.telegram.bot_api.world import World

_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
_MOST_RESULTS = 50
_MOST_OFFSET = 64


def answer_callback_query(world: World, params: Json) -> bool:
    query = params["callback_query_id"]
    if query not in world.open_queries:
        raise bad(_TOO_OLD)
    world.toast(query, params)
    return True


def answer_inline_query(world: World, params: Json) -> bool:
    query = params["inline_query_id"]
    if query not in world.open_queries:
        raise bad(_TOO_OLD)
    if len(params["results"]) > _MOST_RESULTS:
        raise bad("RESULTS_TOO_MUCH")
    if len(params.get("next_offset", "").encode()) > _MOST_OFFSET:
        raise bad("NEXT_OFFSET_INVALID")
    ids = [result["id"] for result in params["results"]]
    if len(set(ids)) != len(ids):
        raise bad("RESULT_ID_DUPLICATE")
    for result in params["results"]:
        _check(result)
    with world.changed:
        world.open_queries.discard(query)
        world.inline_answers[query] = params
        world.changed.notify_all()
    return True


def answer_guest_query(world: World, params: Json) -> Json:
    query = params["guest_query_id"]
    if query not in world.open_queries:
        raise bad(_TOO_OLD)
    _check(params["result"])
    written = params["result"]["input_message_content"]
    text, entities = read_text(
        written["message_text"], written.get("parse_mode"), written.get("entities")
    )
    with world.changed:
        world.open_queries.discard(query)
        world.guest_answers[query] = Seen("bot", text, entities)
        world.changed.notify_all()
    return {"inline_message_id": f"guest{len(world.guest_answers)}"}


def _check(result: Json) -> None:
    """Raise ApiError unless a card can be sent as it is."""
    read_keyboard(result.get("reply_markup"))
    content = result.get("input_message_content", {})
    if "message_text" in content:
        read_text(content["message_text"], content.get("parse_mode"), content.get("entities"))


METHODS = {
    "answerCallbackQuery": answer_callback_query,
    "answerInlineQuery": answer_inline_query,
    "answerGuestQuery": answer_guest_query,
}
