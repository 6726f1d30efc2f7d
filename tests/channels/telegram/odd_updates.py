"""Updates as odd as the specification lets them be, for hypothesis.

Whatever it calls optional is now there and now not; texts, entities and numbers
are anything. Knows the specification only.
"""

from typing import Any

from hypothesis import strategies as st

from tests.channels.telegram.bot_api import BOT
from tests.channels.telegram.bot_api.content import GROUP_ANONYMOUS
from tests.channels.telegram.bot_api.specification import Field, Json, fields_of, subtypes_of

_DEPTH = 2
_ARRAY = "Array of "
_CHATS: list[Json] = [
    {"id": 1, "type": "private", "first_name": "Ada"},
    {"id": -100, "type": "supergroup", "title": "Keepers"},
    {"id": -101, "type": "group", "title": "<Old> keepers"},
    {"id": -1000, "type": "channel", "title": "News"},
    {"id": 404, "type": "private"},
]
_USERS: list[Json] = [
    {"id": 1, "is_bot": False, "first_name": "Ada"},
    {"id": 2, "is_bot": False, "first_name": "", "language_code": "de-AT"},
    {"id": 777000, "is_bot": False, "first_name": "Telegram", "language_code": "ru"},
    GROUP_ANONYMOUS,
    BOT,
]
_NUMBERS = st.one_of(st.integers(0, 5), st.integers(-(2**52), 2**52))
_MOMENTS = st.integers(0, 2**31 - 1)
_TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    st.sampled_from(
        "How tall is it?|/ask how tall|/ask@lighthouse_bot|/articles|/use|/use 9|/export|/add|"
        "/start|/start x|/new|/help@lighthouse_bot|/language xx|/status|/allow|/allow x|/deny 1|"
        "@lighthouse_bot how tall|@lighthouse_bot|https://[|a:1|articles:999999|".split("|")
    ),
    st.builds(lambda words, times: words * times, st.sampled_from(["mill ", "😀", "a\n\n"]),
              st.integers(1, 3000)),
)  # fmt: skip
_CALLBACKS = st.one_of(_TEXTS, st.from_regex(r"[a-z]{1,9}(:-?[0-9a-z]{0,20}){0,4}", fullmatch=True))


def updates() -> st.SearchStrategy[Json]:
    """One update of any kind, without its number."""
    kinds = [name for name in fields_of("Update") if name != "update_id"]
    usual = ["message", "edited_message", "channel_post", "callback_query", "inline_query"]
    return st.sampled_from([*kinds, *usual * 8, *["message"] * 40]).flatmap(_update)


def objects_of(name: str) -> st.SearchStrategy[Json]:
    """An object of one of the specification's types."""
    return _objects(name, _DEPTH)


def _update(kind: str) -> st.SearchStrategy[Json]:
    return _of_field(fields_of("Update")[kind], kind, _DEPTH).map(lambda value: {kind: value})


def _of_type(name: str, depth: int) -> st.SearchStrategy[Any]:
    if name.startswith(_ARRAY):
        inner = _of_type(name.removeprefix(_ARRAY), depth)
        return st.lists(inner, max_size=2 if depth > 0 else 0)
    if name == "Chat":
        return st.sampled_from([*_CHATS[:2] * 3, *_CHATS])
    if name == "User":
        return st.sampled_from(_USERS)
    if name in _PLAIN:
        return _PLAIN[name]
    if kinds := subtypes_of(name):
        return st.sampled_from(kinds).flatmap(lambda kind: _of_type(kind, depth))
    return _objects(name, depth)


_PLAIN: dict[str, st.SearchStrategy[Any]] = {
    "Integer": _NUMBERS,
    "Float": st.floats(-180, 180),
    "String": _TEXTS,
    "Boolean": st.booleans(),
    "True": st.just(True),
}


def _objects(name: str, depth: int) -> st.SearchStrategy[Json]:
    fields = fields_of(name)
    needed = {key: _of_field(f, key, depth - 1) for key, f in fields.items() if f.required}
    others = [key for key, field in fields.items() if not field.required]
    if depth <= 0 or not others:
        return st.fixed_dictionaries(needed)
    # A handful of the optional fields at a time, the interesting ones more often.
    often = [key for key in others if key in _OFTEN]
    some = st.lists(st.sampled_from([*others, *often * 8]), max_size=6, unique=True)
    usual = st.sampled_from([[], *[[key for key in _USUAL if key in others]] * 3])
    return st.builds(lambda one, two: sorted({*one, *two}), some, usual).flatmap(
        lambda keys: st.fixed_dictionaries(
            needed | {key: _of_field(fields[key], key, depth - 1) for key in keys}
        )
    )


_USUAL = ("from", "text")
_OFTEN = {
    "text", "from", "entities", "caption", "caption_entities", "document", "reply_to_message",
    "sender_chat", "forward_origin", "message_thread_id", "is_topic_message", "data", "message",
    "edit_date", "file_name", "file_size", "mime_type", "username", "media_group_id", "via_bot",
}  # fmt: skip


def _of_field(field: Field, key: str, depth: int) -> st.SearchStrategy[Any]:
    if field.value is not None:
        return st.just(field.value)
    if key == "date" or key.endswith("_date"):
        return _MOMENTS
    if key == "data":
        return _CALLBACKS
    if key in ("file_id", "file_unique_id", "id") and field.types == ("String",):
        return st.sampled_from(["file1", "file2", "query1", "x"])
    return st.one_of([_of_type(each, depth) for each in field.types])
