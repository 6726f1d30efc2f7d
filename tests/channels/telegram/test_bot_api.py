"""The loopback server is as strict as Telegram, and shows what a person would see."""

import time
from collections.abc import Iterator

import httpx
import pytest

from tests.channels.telegram.bot_api import TOKEN, BotApi, Channel, Fault, Group, Person
from tests.channels.telegram.bot_api.limiter import Limiter
from tests.channels.telegram.bot_api.specification import Json


class Client:
    """Calls methods as any program could; `violations` of the specification are expected."""

    def __init__(self, api: BotApi) -> None:
        self._api = api

    def __call__(self, method: str, files: Json | None = None, **params: object) -> Json:
        url = f"{self._api.url}/bot{TOKEN}/{method}"
        answer = httpx.post(url, data=params, files=files, trust_env=False)
        body: Json = answer.json()
        assert body["ok"] == (answer.status_code == 200)
        assert body.get("error_code", 200) == answer.status_code
        return body

    def refusal(self, method: str, files: Json | None = None, **params: object) -> str:
        """The words with which a request is refused."""
        return str(self(method, files, **params)["description"])


@pytest.fixture
def api() -> Iterator[BotApi]:
    """A server whose specification may be broken."""
    with BotApi() as server:
        yield server


@pytest.fixture
def call(api: BotApi, person: Person) -> Client:
    return Client(api)


KEYBOARD = '{"inline_keyboard": [[{"text": "More", "callback_data": "m"}]]}'


@pytest.mark.parametrize(
    ("method", "params", "refusal"),
    [
        ("sendMessage", {"chat_id": "1"}, "message text is empty"),
        ("sendMessage", {"text": "x"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": "9", "text": "x"}, "chat not found"),
        ("sendMessage", {"chat_id": "1", "text": " \n"}, "message text is empty"),
        ("sendMessage", {"chat_id": "1", "text": "x" * 4097}, "message is too long"),
        ("sendMessage", {"chat_id": "1", "text": "x", "quote": "1"}, "no parameter 'quote'"),
        (
            "sendMessage",
            {"chat_id": "1", "text": "x", "message_thread_id": "7"},
            "thread not found",
        ),
        ("sendMessage", {"chat_id": "1", "text": "x", "message_thread_id": "a"}, "no Integer"),
        ("sendMessage", {"chat_id": "1", "text": "x", "reply_markup": "{"}, "no InlineKeyboard"),
        (
            "sendMessage",
            {"chat_id": "1", "text": "x", "reply_markup": KEYBOARD.replace('"m"', f'"{"m" * 65}"')},
            "callback_data is not of 1 to 64 bytes",
        ),
        (
            "sendMessage",
            {"chat_id": "1", "text": "x", "reply_parameters": '{"message_id": 99}'},
            "message to be replied not found",
        ),
        (
            "sendMessage",
            {"chat_id": "1", "text": "😀", "entities": '[{"type":"bold","offset":0,"length":1}]'},
            "splits a character",
        ),
        ("editMessageText", {"chat_id": "1", "message_id": "5", "text": "x"}, "edit not found"),
        ("deleteMessage", {"chat_id": "1", "message_id": "5"}, "message to delete not found"),
        ("getUpdates", {"limit": "101"}, "not of 1 to 100"),
        ("answerCallbackQuery", {"callback_query_id": "1"}, "query is too old"),
        ("answerInlineQuery", {"inline_query_id": "1", "results": "[]"}, "query is too old"),
        ("setMyCommands", {"commands": '[{"command":"Ask","description":"x"}]'}, "COMMAND_INVALID"),
        ("sendChatAction", {"chat_id": "1", "action": "sleeping"}, "wrong parameter action"),
        ("getFile", {"file_id": "no"}, "invalid file_id"),
        ("getChatMember", {"chat_id": "1", "user_id": "77"}, "PARTICIPANT_ID_INVALID"),
        ("setWebhook", {"url": "http://example.org/"}, "An HTTPS URL must be provided"),
    ],
)
def test_refused(call: Client, method: str, params: Json, refusal: str) -> None:
    """What Telegram would refuse is refused, saying why."""
    assert refusal in call.refusal(method, **params)


def test_unknown(api: BotApi, call: Client) -> None:
    """A method that does not exist, and a token that is not the bot's, are refused."""
    assert call.refusal("sendMesage") == "Not Found: method not found"
    answer = httpx.get(f"{api.url}/bot1:no/getMe", trust_env=False)
    assert (answer.status_code, answer.json()["description"]) == (401, "Unauthorized")


def test_updates_wait_until_confirmed(api: BotApi, call: Client, person: Person) -> None:
    """An update comes again until a later offset confirms it; a negative one forgets."""
    first, second = person.says("a"), person.says("b")
    for _ in range(2):
        assert [each["update_id"] for each in call("getUpdates")["result"]] == [first, second]
    assert [u["update_id"] for u in call("getUpdates", offset=second)["result"]] == [second]
    person.says("c")
    assert [u["message"]["text"] for u in call("getUpdates", offset=-1)["result"]] == ["c"]
    assert len(api.world.updates) == 1


def test_edits_and_stale_buttons(api: BotApi, call: Client, person: Person) -> None:
    """An edit takes the message's place; a button that it had can still be pressed on purpose."""
    sent = call("sendMessage", chat_id=1, text="<b>a</b>", parse_mode="HTML", reply_markup=KEYBOARD)
    same = {"chat_id": 1, "message_id": sent["result"]["message_id"]}
    assert call("editMessageText", **same, text="a", reply_markup=KEYBOARD)["ok"]
    assert "not modified" in call.refusal(
        "editMessageText", **same, text="a", reply_markup=KEYBOARD
    )
    press = person.taps("More")
    call("editMessageText", **same, text="b")
    with pytest.raises(AssertionError, match="no button 'More'"):
        person.taps("More")
    stale = person.taps_stale("More", person.seen[-1])
    call("answerCallbackQuery", callback_query_id=press, text="Here")
    assert "query is too old" in call.refusal("answerCallbackQuery", callback_query_id=press)
    call("answerCallbackQuery", callback_query_id=stale)
    assert (person.toast(press), person.toast(stale)) == ("Here", None)
    assert person.transcript() == "bot: b"
    assert person.history() == (
        "bot: *a*\n[More]\nbot edits 1: a\n[More]\nbot edits 1: b\ntoast: Here"
    )


def test_files_both_ways(api: BotApi, call: Client, person: Person) -> None:
    """What a person uploads can be fetched, and what the bot sends is seen with its name."""
    person.uploads("a.txt", b"abc", size=30 << 20)
    update = call("getUpdates")["result"][0]
    assert update["message"]["document"]["file_size"] == 30 << 20
    file_id = update["message"]["document"]["file_id"]
    assert "file is too big" in call.refusal("getFile", file_id=file_id)
    api.world.files.get(file_id).size = 3
    path = call("getFile", file_id=file_id)["result"]["file_path"]
    where = f"{api.url}/file/bot{TOKEN}/{path}"
    assert httpx.get(where, trust_env=False).content == b"abc"
    api.faults.add(Fault("download", drip_s=0.0, cut=True))
    with pytest.raises(httpx.HTTPError):
        httpx.get(where, trust_env=False)
    call("sendDocument", {"document": ("out.md", b"# A")}, chat_id=1, caption="an article")
    assert person.seen[-1].screen == "📎 out.md\nan article"
    assert person.seen[-1].file == b"# A"


def test_privacy_mode(call: Client, api: BotApi) -> None:
    """A group's messages reach the bot when meant for it; an admin bot gets them all."""
    group = Group(api.world)
    texts = ["hello", "/ask a", "/ask@other_bot b", "@lighthouse_bot c", "x@lighthouse_bot d"]
    for text in texts:
        group.says(text)
    group.promotes_bot()
    group.says("e")
    updates = call("getUpdates")["result"]
    heard = [update["message"]["text"] for update in updates if "message" in update]
    assert heard == ["/ask a", "@lighthouse_bot c", "e"]
    group.removes_bot()
    assert "bot was kicked" in call.refusal("sendMessage", chat_id=group.id, text="x")


def test_topics_and_hidden_admins(call: Client, api: BotApi) -> None:
    """A topic's messages carry its number, an answer stays in it; a hidden admin has no name."""
    group = Group(api.world, status="creator")
    topic = group.topic(7)
    topic.says("/ask a")
    group.anonymous().says("/ask b")
    first, second = (update["message"] for update in call("getUpdates")["result"])
    assert first["message_thread_id"] == first["reply_to_message"]["message_id"] == 7
    assert second["from"]["username"] == "GroupAnonymousBot"
    assert second["sender_chat"] == second["chat"]
    reply = f'{{"message_id": {first["message_id"]}}}'
    call("sendMessage", chat_id=group.id, text="x", reply_parameters=reply)
    assert topic.hears().text == "x"
    assert "thread not found" in call.refusal(
        "sendMessage", chat_id=group.id, text="x", message_thread_id=8
    )


def test_channels_and_inline(call: Client, api: BotApi, person: Person) -> None:
    """Posts come as posts; a card that a person picks appears in the chat."""
    Channel(api.world).says("news")
    query = person.queries("how tall")
    post, asked = call("getUpdates")["result"]
    assert "from" not in post["channel_post"]
    assert asked["inline_query"]["query"] == "how tall"
    card = '{"type":"article","id":"1","title":"t","input_message_content":{"message_text":"a"}}'
    assert "RESULT_ID_DUPLICATE" in call.refusal(
        "answerInlineQuery", inline_query_id=query, results=f"[{card},{card}]"
    )
    call("answerInlineQuery", inline_query_id=query, results=f"[{card}]")
    person.picks(query, person.cards(query)[0], person)
    assert person.transcript() == "ada via bot: a"


def test_menus(call: Client, api: BotApi) -> None:
    """Every scope and language has a menu of its own."""
    commands = '[{"command":"ask","description":"x"}]'
    call("setMyCommands", commands=commands, language_code="de")
    call("setMyCommands", commands=commands, scope='{"type":"chat","chat_id":1}')
    assert set(api.world.menus) == {("default", "de"), ("chat:1", "")}
    assert "LANG_CODE_INVALID" in call.refusal(
        "setMyCommands", commands=commands, language_code="deu"
    )


def test_limits() -> None:
    """Over one a second in a chat, 30 in all or 20 a minute in a group, one must wait."""
    now = [0.0]
    limiter = Limiter(lambda: now[0])
    limiter.on = True

    def over(chats: list[int]) -> int:
        before = len(limiter.exceeded)
        for chat in chats:
            try:
                limiter.count("sendMessage", chat)
            except Exception as error:
                assert "retry after" in str(error)
        return len(limiter.exceeded) - before

    assert over([1] * 4) == 1
    assert over([*range(2, 29), 30, 31]) == 2
    for _ in range(20):
        now[0] += 1.0
        assert over([-5]) == 0
    now[0] += 1.0
    assert over([-5]) == 1
    assert limiter.exceeded == [("chat", 1), ("overall", 30), ("overall", 31), ("group", -5)]


def test_faults(api: BotApi, call: Client, person: Person) -> None:
    """A reset before or after a request is carried out, a page of a gateway, a slow answer."""
    api.faults.add(Fault("sendMessage", cut=True))
    api.faults.add(Fault("sendMessage", cut=True, applied=True))
    for seen in (0, 1):
        with pytest.raises(httpx.HTTPError):
            call("sendMessage", chat_id=1, text="x")
        assert len(person.seen) == seen
    api.faults.add(Fault.gateway("sendMessage", where=lambda sent: sent["text"] == "z"))
    assert call("sendMessage", chat_id=1, text="y")["ok"]
    url = f"{api.url}/bot{TOKEN}/sendMessage"
    answer = httpx.post(url, data={"chat_id": 1, "text": "z"}, trust_env=False)
    assert (answer.status_code, answer.text[:6]) == (502, "<html>")
    api.faults.add(Fault("getMe", hang_s=0.05))
    began = time.monotonic()
    httpx.get(f"{api.url}/bot{TOKEN}/getMe", trust_env=False)
    assert time.monotonic() - began >= 0.05


def test_refusal_is_quick(api: BotApi, call: Client) -> None:
    """A request that is refused is not carried out, so that no answer to it can be lost."""
    api.faults.add(Fault("sendMessage", applied=True, hang_s=30.0, name="no answer in time"))
    began = time.monotonic()
    assert "chat not found" in call.refusal("sendMessage", chat_id=5, text="Hello")
    assert time.monotonic() - began < 30.0
    assert "[no answer in time]" in api.log[-1]
