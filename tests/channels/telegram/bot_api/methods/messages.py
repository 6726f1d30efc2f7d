"""Messages: sending, editing and deleting them."""

from tests.channels.telegram.bot_api.content import as_replied_to, thread_of_reply
from tests.channels.telegram.bot_api.errors import ApiError, bad
from tests.channels.telegram.bot_api.files import LARGEST_UPLOAD
from tests.channels.telegram.bot_api.keyboards import read_keyboard
from tests.channels.telegram.bot_api.seen import Seen
from tests.channels.telegram.bot_api.specification import File, Json
from tests.channels.telegram.bot_api.texts import CAPTION, read_text
from tests.channels.telegram.bot_api.world import BOT, World

_ACTIONS = (
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
)
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)


def send_message(world: World, params: Json) -> Json:
    text, entities = read_text(params["text"], params.get("parse_mode"), params.get("entities"))
    return world.post(params["chat_id"], text, entities, _more(world, params))


def send_message_draft(world: World, params: Json) -> bool:
    chat = world.reachable(params["chat_id"])
    if params["draft_id"] == 0:
        world.violations.append("sendMessageDraft.draft_id is 0")
    if chat["type"] != "private":
        raise bad("drafts are shown in private chats only")
    _thread(world, chat["id"], params)
    text, entities = "", []
    if params.get("text"):
        text, entities = read_text(params["text"], params.get("parse_mode"), params.get("entities"))
    world.show_draft(chat["id"], params["draft_id"], Seen("draft", text, entities))
    return True


def send_document(world: World, params: Json) -> Json:
    text, entities = read_text(
        params.get("caption", ""),
        params.get("parse_mode"),
        params.get("caption_entities"),
        CAPTION,
    )
    document = params["document"]
    if isinstance(document, File):
        if not document.content:
            raise bad("file must be non-empty")
        if len(document.content) > LARGEST_UPLOAD:
            raise ApiError(413, "Request Entity Too Large")
        stored = world.files.keep(document.name, document.content, None, len(document.content))
    else:
        stored = world.files.get(document)
    more = _more(world, params) | {"document": stored.document()}
    return world.post(params["chat_id"], text, entities, more, stored.content)


def edit_message_text(world: World, params: Json) -> Json | bool:
    text, entities = read_text(params["text"], params.get("parse_mode"), params.get("entities"))
    seen = _target(world, params)
    if "text" not in seen.raw:
        raise bad("there is no text in the message to edit")
    return _rewritten(world, params, seen, text, entities)


def edit_message_caption(world: World, params: Json) -> Json | bool:
    text, entities = read_text(
        params.get("caption", ""),
        params.get("parse_mode"),
        params.get("caption_entities"),
        CAPTION,
    )
    seen = _target(world, params)
    if seen.file is None:
        raise bad("there is no caption in the message to edit")
    return _rewritten(world, params, seen, text, entities)


def edit_message_reply_markup(world: World, params: Json) -> Json | bool:
    seen = _target(world, params)
    keyboard = read_keyboard(params.get("reply_markup"))
    if seen.raw.get("reply_markup") == keyboard:
        raise bad(_NOT_MODIFIED)
    return _edited(params, world.rekey(seen, keyboard))


def delete_message(world: World, params: Json) -> bool:
    try:
        seen = world.find(params["chat_id"], params["message_id"])
    except ApiError as error:
        raise _instead(error, "message to delete not found") from None
    if seen.sender != "bot" and not _is_admin(world, seen):
        raise bad("message can't be deleted")
    world.erase(seen)
    return True


def delete_messages(world: World, params: Json) -> bool:
    for message_id in params["message_ids"]:
        try:
            delete_message(world, params | {"message_id": message_id})
        except ApiError:
            continue
    return True


def send_chat_action(world: World, params: Json) -> bool:
    chat = world.reachable(params["chat_id"])
    if params["action"] not in _ACTIONS:
        raise bad("wrong parameter action in request")
    _thread(world, chat["id"], params)
    return True


def set_message_reaction(world: World, params: Json) -> bool:
    world.find(params["chat_id"], params["message_id"])
    return True


def _rewritten(
    world: World, params: Json, seen: Seen, text: str, entities: list[Json]
) -> Json | bool:
    keyboard = read_keyboard(params.get("reply_markup"))
    before = (seen.text, seen.entities, seen.raw.get("reply_markup"))
    if before == (text, entities, keyboard):
        raise bad(_NOT_MODIFIED)
    return _edited(params, world.rewrite(seen, text, entities, keyboard))


def _edited(params: Json, message: Json) -> Json | bool:
    return True if "inline_message_id" in params else message


def _target(world: World, params: Json) -> Seen:
    """The bot's own message that a request means."""
    if "inline_message_id" in params:
        return world.inline_message(params["inline_message_id"])
    if "chat_id" not in params or "message_id" not in params:
        raise bad("message identifier is not specified")
    seen = world.find(params["chat_id"], params["message_id"])
    if seen.raw.get("from") != BOT:
        raise bad("message can't be edited")
    return seen


def _more(world: World, params: Json) -> Json:
    """What a message holds beside its text: its keyboard, its topic, what it replies to."""
    chat = world.reachable(params["chat_id"])
    more: Json = {}
    if keyboard := read_keyboard(params.get("reply_markup")):
        more["reply_markup"] = keyboard
    replied = _replied(world, chat["id"], params.get("reply_parameters"))
    if replied is not None:
        more["reply_to_message"] = as_replied_to(replied)
    thread = _thread(world, chat["id"], params) or (thread_of_reply(replied) if replied else 0)
    if thread:
        more["message_thread_id"] = thread
    if thread in world.topics[chat["id"]]:
        more["is_topic_message"] = True
    return more


def _replied(world: World, chat_id: int, parameters: Json | None) -> Json | None:
    if parameters is None:
        return None
    try:
        seen = world.find(chat_id, parameters["message_id"])
        if parameters.get("quote", "") not in seen.text:
            raise bad("QUOTE_TEXT_INVALID")
        return seen.raw
    except ApiError as error:
        if parameters.get("allow_sending_without_reply"):
            return None
        raise _instead(error, "message to be replied not found") from None


def _thread(world: World, chat_id: int, params: Json) -> int | None:
    thread: int | None = params.get("message_thread_id")
    if thread is not None and thread not in world.topics[chat_id]:
        raise bad("message thread not found")
    return thread


def _is_admin(world: World, seen: Seen) -> bool:
    chat = seen.raw["chat"]
    if chat["type"] == "private":
        return True
    return world.members[chat["id"]].get(BOT["id"], {}).get("status") == "administrator"


def _instead(error: ApiError, text: str) -> ApiError:
    """The refusal, where the lack of a message is told in other words."""
    return bad(text) if "message to edit not found" in error.description else error


METHODS = {
    "sendMessage": send_message,
    "sendMessageDraft": send_message_draft,
    "sendDocument": send_document,
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "sendChatAction": send_chat_action,
    "setMessageReaction": set_message_reaction,
}
