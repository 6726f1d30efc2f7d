"""A language model is asked over HTTP, and no server can do worse than write nothing."""

import logging
import socket
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.config.settings import Secret
from qa_bot.errors import WritingCutShort, WritingError, WritingRefused, WritingUnavailable
from qa_bot.generation.chat_model import Prompt, Usage
from qa_bot.generation.openai_chat import OpenAIChat
from qa_bot.generation.reasoning_filter import ReasoningFilter
from qa_bot.generation.token_usage import estimated_prompt
from tests.generation.chat_server import (
    KEY,
    MODEL,
    Behaviour,
    ChatRequest,
    ChatServer,
    Wire,
    responds,
    writes,
)
from tests.generation.real_server import RealServer
from tests.patience import PATIENCE_S

PROMPT = Prompt("Answer from the passages.", "Who built the mill? [1] Ada built the mill in 1804.")
TEXT = "Ada built the mill, in 1804 — la première, мельница 🦫. [1]"
# Long enough for the first bytes on loopback, short enough to wait for in a test.
SHORT_S = 0.4


def chat(server: ChatServer | str, **options: object) -> OpenAIChat:
    """A model with patience for everything, and no second tries, unless the options say so."""
    url = server if isinstance(server, str) else server.url
    given = {"first_token_seconds": PATIENCE_S, "between_tokens_seconds": PATIENCE_S, "retries": 0}
    name = options.pop("model", MODEL)
    return OpenAIChat(url, name, **{"key": KEY, **given, **options})  # type: ignore[arg-type]


def written(model: OpenAIChat, max_tokens: int = 100, seconds: float = PATIENCE_S) -> str:
    """The whole text of a completion."""
    return "".join(model.complete(PROMPT, max_tokens, seconds))


def failing(
    model: OpenAIChat, max_tokens: int = 100, seconds: float = PATIENCE_S
) -> tuple[str, WritingError]:
    """What is written before the error, and the error."""
    pieces: list[str] = []
    with pytest.raises(WritingError) as caught:
        pieces.extend(model.complete(PROMPT, max_tokens, seconds))
    return "".join(pieces), caught.value


def test_a_prompt_is_completed_in_pieces(chat_server: ChatServer) -> None:
    """Instructions and request are two messages; the text comes as it is written, counted."""
    chat_server.reply_with(TEXT)
    completion = chat(chat_server).complete(PROMPT, 100, PATIENCE_S, "telegram:7")
    pieces = list(completion)
    assert "".join(pieces) == TEXT and len(pieces) > 3
    (request,) = chat_server.requests
    assert (request.instructions, request.text) == (PROMPT.instructions, PROMPT.request)
    assert request.body["temperature"] == 0 and request.body["max_tokens"] == 100
    assert completion.usage.written == len(TEXT) // 4 + 1
    assert "telegram" not in str(request)


def test_only_what_the_server_needs_is_sent(
    chat_server: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key goes in its header; no variable named OPENAI_… changes anything, or is sent."""
    for name in ("API_KEY", "ADMIN_KEY", "ORG_ID", "PROJECT_ID", "WEBHOOK_SECRET"):
        monkeypatch.setenv(f"OPENAI_{name}", "of-another-account")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "Authorization: Bearer other\nX-Mine: é\u0416")
    monkeypatch.setenv("OPENAI_LOG", "debug")
    chat_server.reply_with(TEXT)
    assert written(chat(chat_server, key=Secret(KEY))) == TEXT
    assert written(chat(chat_server, key=None)) == TEXT
    with_key, without = chat_server.requests
    assert with_key.headers["authorization"] == f"Bearer {KEY}"
    assert "authorization" not in without.headers
    assert "another" not in f"{with_key} {without}"
    assert with_key.headers["user-agent"] == "qa-bot"


@pytest.mark.parametrize("word", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_this_machine_is_reached_without_a_proxy(
    chat_server: ChatServer, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    """A proxy of the environment learns nothing of what is asked of a server beside the bot."""
    monkeypatch.setenv(word, "http://127.0.0.1:9")
    chat_server.reply_with(TEXT)
    assert written(chat(chat_server)) == TEXT


def no_thread_reads() -> bool:
    """Whether every thread that read a completion ends, long before its HTTP client gives up."""
    reading = [each for each in threading.enumerate() if each.name == "qa-bot-completion"]
    for thread in reading:
        thread.join(PATIENCE_S / 2)
    return not any(thread.is_alive() for thread in reading)


def _slow_start(wire: Wire, request: ChatRequest) -> None:
    wire.hang()


def _only_comments(wire: Wire, request: ChatRequest) -> None:
    wire.begin()
    for _ in wire.moments():
        wire.send(": still here\n\n")


def _only_roles(wire: Wire, request: ChatRequest) -> None:
    wire.begin()
    for _ in wire.moments():
        wire.delta(role="assistant", content="")


def _slow_headers(wire: Wire, request: ChatRequest) -> None:
    wire._handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in wire.moments():
        wire._handler.wfile.write(b"a")


def _slow_error(wire: Wire, request: ChatRequest) -> None:
    wire.begin(500, "text/plain")
    for _ in wire.moments():
        wire.send("a")


@pytest.mark.parametrize("behaviour", [_slow_start, _only_comments, _only_roles, _slow_headers])
def test_what_never_begins_is_given_up(chat_server: ChatServer, behaviour: Behaviour) -> None:
    """Bytes without a token are no beginning, however many there are; the server is let go."""
    chat_server.behave(behaviour)
    text, error = failing(chat(chat_server, first_token_seconds=SHORT_S))
    assert text == "" and isinstance(error, WritingUnavailable)
    assert "has not begun to answer within 0.4 s. Raise written.first_token_seconds" in str(error)
    assert no_thread_reads()


def test_a_server_that_accepts_and_never_reads() -> None:
    """Nor does it take more than a connection that is accepted to be waited for."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        _, error = failing(chat(url, first_token_seconds=SHORT_S))
        assert no_thread_reads()
    assert "has not begun" in str(error)


def test_a_server_that_never_encrypts() -> None:
    """One that waits for http, where the address says https, has read nothing that costs."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"https://127.0.0.1:{listening.getsockname()[1]}/v1"
        completion = chat(url, first_token_seconds=SHORT_S).complete(PROMPT, 100, PATIENCE_S)
        with pytest.raises(WritingUnavailable, match=r"accepted no connection .* https in"):
            list(completion)
        assert completion.usage == Usage(0, 0)
        assert no_thread_reads()


def test_an_error_that_never_ends_is_named(chat_server: ChatServer) -> None:
    """Of a response that is an error, its status is said though its text does not end."""
    chat_server.behave(_slow_error)
    _, error = failing(chat(chat_server, first_token_seconds=SHORT_S))
    assert "(500)" in str(error)


def _then_comments(wire: Wire, request: ChatRequest) -> None:
    wire.begin()
    wire.delta(content="Ada built ")
    for _ in wire.moments():
        wire.send(": still here\n\n")


def test_silence_in_the_midst_is_given_up(chat_server: ChatServer) -> None:
    """What came stands; comments that keep a connection alive do not make it go on."""
    chat_server.behave(_then_comments)
    text, error = failing(chat(chat_server, between_tokens_seconds=SHORT_S))
    assert text == "Ada built "
    assert "has stopped for 0.4 s in the midst of an answer" in str(error)


def _endless(wire: Wire, request: ChatRequest) -> None:
    wire.begin()
    for _ in wire.moments():
        wire.delta(content="word ")


def test_no_text_outlasts_the_whole_time(chat_server: ChatServer) -> None:
    """Steady tokens are cut off at the end of the time, and the text so far stands."""
    chat_server.behave(_endless)
    text, error = failing(chat(chat_server), max_tokens=100_000, seconds=SHORT_S)
    assert set(text.split()) <= {"word"}
    assert "takes longer for an answer than written.total_seconds allows. Raise" in str(error)
    # The time may be what is left of the setting, a number that nobody chose.
    assert "0.4" not in str(error)


def test_no_text_outgrows_what_was_asked_for(chat_server: ChatServer) -> None:
    """A server that ignores max_tokens is stopped; nothing grows without end."""
    chat_server.behave(_endless)
    text, error = failing(chat(chat_server), max_tokens=5)
    assert 20 <= len(text) <= 100
    assert "far more than the 5 tokens" in str(error)


def test_an_event_without_an_end_is_bounded(chat_server: ChatServer) -> None:
    """Nor does a line that never ends fill the memory."""

    def endless_line(wire: Wire, request: ChatRequest) -> None:
        wire.begin()
        wire.send("data: ")
        while True:
            wire.send(b"a" * 65_536)

    chat_server.behave(endless_line)
    _, error = failing(chat(chat_server), max_tokens=5)
    assert "far more than was asked for" in str(error)


def _cut(data: bytes, *, chunked: bool) -> Behaviour:
    def behave(wire: Wire, request: ChatRequest) -> None:
        wire.begin(chunked=chunked)
        wire.delta(content="Ada built ")
        wire.send(data)
        wire.cut()

    return behave


@pytest.mark.parametrize("chunked", [True, False])
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b'data: {"choices": [{"delta": {"content": "the mi',
        'data: {"choices": [{"delta": {"content": "м'.encode()[:-1],
        b"data: {no JSON}\n\n",
        b"data: \xff\xfe\n\n",
        b"data: " + b"[" * 100_000 + b"\n\n",
        b"data: [DONE]\n\n",
        b'data: {"error": {"message": "out of memory"}}\n\n',
    ],
)
def test_a_stream_that_breaks_leaves_what_came(
    chat_server: ChatServer, data: bytes, chunked: bool
) -> None:
    """Cut in a word or a character, or followed by nonsense: the text so far, and the error."""
    chat_server.behave(_cut(data, chunked=chunked))
    text, error = failing(chat(chat_server))
    assert text == "Ada built "
    assert isinstance(error, WritingUnavailable)
    assert error.__cause__ is None and error.__context__ is None


def _odd(*values: object) -> Behaviour:
    def behave(wire: Wire, request: ChatRequest) -> None:
        wire.begin()
        for value in values:
            wire.event(value)
        wire.end()

    return behave


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "choices delta content finish_reason usage prompt_tokens index".split()
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


def test_whatever_json_comes_is_no_traceback(chat_server: ChatServer) -> None:
    """Chunks of any shape give a text or an error of ours."""
    model = chat(chat_server)

    @given(st.lists(json_values, max_size=3))
    def check(values: list[object]) -> None:
        chat_server.behave(_odd(*values))
        try:
            written(model)
        except WritingError as error:
            assert str(error)[-1] in ".!", error

    check()


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (400, WritingRefused, r"refuses the request \(400\): 'no'\. Check written\.model"),
        (401, WritingRefused, r"refuses the key .* QA_BOT_WRITTEN_KEY or .* written\.key_file"),
        (403, WritingRefused, "refuses the key"),
        (404, WritingRefused, r"written\.base_url is whole \(most end in /v1\)"),
        (405, WritingRefused, "refuses the request"),
        (408, WritingUnavailable, "busy"),
        (409, WritingUnavailable, "busy"),
        (422, WritingRefused, "refuses the request"),
        (429, WritingUnavailable, r"busy or allows no more for now \(429\)"),
        (500, WritingUnavailable, r"an error of its own \(500\): 'no'"),
        (503, WritingUnavailable, "an error of its own"),
    ],
)
def test_each_status_has_its_cure(
    chat_server: ChatServer, status: int, kind: type[WritingError], words: str
) -> None:
    """What will fail again is refused, what may pass is unavailable; the cure ends the message."""
    chat_server.behave(responds(status))
    model = chat(chat_server)
    completion = model.complete(PROMPT, 100, PATIENCE_S)
    with pytest.raises(kind, match=words):
        list(completion)
    assert completion.usage == Usage(0, 0)


def test_whoever_waits_for_text_can_stop_at_any_moment(chat_server: ChatServer) -> None:
    """Pieces without text come before the first words of a silent server, and after them."""

    def halting(wire: Wire, request: ChatRequest) -> None:
        wire.begin()
        wire.delta(content="Ada ")
        wire.hang()

    chat_server.behave(lambda wire, request: wire.hang())
    silent = chat(chat_server).complete(PROMPT, 10, PATIENCE_S)
    assert next(iter(silent)) == ""
    silent.close()
    chat_server.behave(halting)
    completion = chat(chat_server).complete(PROMPT, 10, PATIENCE_S)
    pieces = iter(completion)
    assert "Ada " in pieces
    assert next(pieces) == ""
    completion.close()
    assert no_thread_reads()


def test_a_missing_model_is_named(chat_server: ChatServer) -> None:
    """The message says which model the server lacks, in the server's words and in ours."""
    _, error = failing(chat(chat_server, model="absent"))
    assert isinstance(error, WritingRefused)
    assert "'model 'absent' not found'" in str(error) and "written.model names" in str(error)


def test_a_busy_server_is_asked_again(chat_server: ChatServer) -> None:
    """After as long as its Retry-After header says."""
    chat_server.behave(responds(429, Retry_After="0"), responds(503, Retry_After="0"), writes(TEXT))
    assert written(chat(chat_server, retries=2)) == TEXT
    assert len(chat_server.requests) == 3


def test_no_try_outlasts_the_deadline(chat_server: ChatServer) -> None:
    """Where a server asks for more patience than there is, its status is said, and that is all."""
    chat_server.behave(responds(429, Retry_After="1"), writes(TEXT))
    _, error = failing(chat(chat_server, retries=2, first_token_seconds=SHORT_S))
    assert "(429)" in str(error)
    assert no_thread_reads()
    assert len(chat_server.requests) == 1


def _reply(kind: str, data: str) -> Behaviour:
    def behave(wire: Wire, request: ChatRequest) -> None:
        wire.begin(kind=kind)
        wire.send(data)
        wire.end(done=False)

    return behave


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        (_reply("text/html; charset=utf-8", "<html>A portal</html>"), "a web page"),
        (_reply("text/plain", "<html>A portal</html>"), "stopped in the midst"),
        (_reply("application/json", '{"choices": []}'), "all at once"),
        (_reply("text/event-stream", ""), "stopped in the midst"),
        (_odd({"choices": []}), "stopped in the midst"),
        (_odd({"choices": [{"delta": {"content": ""}, "finish_reason": "stop"}]}), "without text"),
        (_odd({"choices": [{"delta": {}, "finish_reason": "tool_calls"}]}), "'tool_calls'"),
        (_odd({"choices": [{"delta": {}, "finish_reason": "<b>"}]}), "'an unknown reason'"),
        (
            _odd({"choices": [{"delta": {"content": "No"}, "finish_reason": "content_filter"}]}),
            "'content_filter'",
        ),
        (_odd({"choices": [{"delta": {"content": [{"text": "a"}]}}]}), "other than text"),
    ],
)
def test_what_is_no_completion_is_said(
    chat_server: ChatServer, behaviour: Behaviour, words: str
) -> None:
    """A page, a document, an empty answer or an odd end: each has its own words."""
    chat_server.behave(behaviour)
    _, error = failing(chat(chat_server))
    assert isinstance(error, WritingUnavailable) and words in str(error)


def test_a_text_that_reaches_its_limit_is_cut_short(chat_server: ChatServer) -> None:
    """The text stands, and the error says that its end is missing; no failure of the server."""
    chat_server.behave(
        _odd({"choices": [{"delta": {"content": "Ada built the"}, "finish_reason": "length"}]})
    )
    text, error = failing(chat(chat_server))
    assert text == "Ada built the"
    assert isinstance(error, WritingCutShort) and "written.answer_tokens" in str(error)


def test_a_whole_text_needs_no_last_event(chat_server: ChatServer) -> None:
    """Without [DONE], whether the connection then ends or stays open, the text is whole."""

    def no_done(wire: Wire, request: ChatRequest) -> None:
        wire.begin(chunked=False)
        wire.delta(content=TEXT)
        wire.delta("stop")
        wire.cut()

    def stays_open(wire: Wire, request: ChatRequest) -> None:
        wire.begin()
        wire.delta(content=TEXT)
        wire.delta("stop")
        wire.hang()

    for behaviour in (no_done, stays_open):
        chat_server.behave(behaviour)
        assert written(chat(chat_server, between_tokens_seconds=SHORT_S)) == TEXT


@pytest.mark.parametrize("words", ["unknown field: stream_options", "bad request"])
def test_servers_that_refuse_to_count_are_asked_without(
    chat_server: ChatServer, words: str
) -> None:
    """The field that asks for a count is left out where a server refuses it, and from then on."""

    def older(wire: Wire, request: ChatRequest) -> None:
        following = responds(400, words) if "stream_options" in request.body else writes(TEXT)
        following(wire, request)

    chat_server.behave(older)
    model = chat(chat_server)
    assert written(model) == written(model) == TEXT
    assert ["stream_options" in request.body for request in chat_server.requests] == [
        *(True, False, False)
    ]


def test_newer_models_take_their_own_fields(chat_server: ChatServer) -> None:
    """Where max_tokens or a temperature is refused by name, its successor or none is sent."""

    def newer(wire: Wire, request: ChatRequest) -> None:
        refused = [name for name in ("max_tokens", "temperature") if name in request.body]
        following = responds(400, f"Unsupported: '{refused[0]}'") if refused else writes(TEXT)
        following(wire, request)

    chat_server.behave(newer)
    assert written(chat(chat_server)) == TEXT
    assert chat_server.requests[-1].body["max_completion_tokens"] == 100
    assert "stream_options" in chat_server.requests[-1].body


@pytest.mark.parametrize(
    "counts",
    [
        {"prompt_tokens": -5},
        {"completion_tokens": 10**12},
        {"prompt_tokens": "many"},
        {"completion_tokens": None},
        {"prompt_tokens": 0, "completion_tokens": 0},
        {"prompt_tokens": True},
        {"prompt_tokens": 1e30},
    ],
)
def test_a_count_that_cannot_be_true_is_estimated(
    chat_server: ChatServer, counts: dict[str, object]
) -> None:
    """A lie, however large or small, leaves a count that is about right."""
    chat_server.behave(writes(TEXT * 10, **counts))
    completion = chat(chat_server).complete(PROMPT, 400, PATIENCE_S)
    assert "".join(completion) == TEXT * 10
    assert completion.usage.read == estimated_prompt(PROMPT)
    assert 100 < completion.usage.written < 400


def test_reasoning_is_not_shown(chat_server: ChatServer) -> None:
    """What is within <think> tags, in pieces of four characters, is no part of the answer."""
    chat_server.reply_with(f"<think>Who? Ada < Bob, I </thin> think.</think>\n\n{TEXT}")
    assert written(chat(chat_server)) == TEXT


@given(st.lists(st.sampled_from(["<think>", "</think>", "<", "th", "a ", "мель", ">"])), st.data())
def test_reasoning_is_removed_however_it_is_split(parts: list[str], data: st.DataObject) -> None:
    """The pieces in which a text comes make no difference."""
    text = "".join(parts)
    whole = ReasoningFilter()
    expected = whole.feed(text) + whole.finish()
    split, found = ReasoningFilter(), ""
    while text:
        size = data.draw(st.integers(1, len(text)))
        found += split.feed(text[:size])
        text = text[size:]
    assert found + split.finish() == expected
    assert "<think>" not in expected


def test_halves_of_a_character_are_joined(chat_server: ChatServer) -> None:
    """A character whose halves come in two pieces is whole, and half of one is replaced."""
    pieces = ["a beaver \ud83e", "\uddab", " and \ud83e", " half"]
    chat_server.behave(
        _odd(
            *({"choices": [{"delta": {"content": piece}}]} for piece in pieces),
            {"choices": [{"delta": {}, "finish_reason": "stop"}]},
        )
    )
    assert written(chat(chat_server)) == "a beaver 🦫 and \ufffd half"


def test_a_closed_completion_stops_the_server(chat_server: ChatServer) -> None:
    """The server sees that nobody listens, and whoever waits in another thread is at the end."""
    gone = threading.Event()

    def endless(wire: Wire, request: ChatRequest) -> None:
        wire.begin()
        wire.delta(content="Ada ")
        wire.hang()
        gone.set()

    chat_server.behave(endless)
    completion = chat(chat_server).complete(PROMPT, 100, PATIENCE_S)
    pieces: list[str] = []
    waiting = threading.Thread(target=lambda: pieces.extend(completion))
    waiting.start()
    while completion.usage.written == 0:
        waiting.join(0.01)
    completion.close()
    waiting.join(PATIENCE_S)
    # While the server is slow, pieces without text come between.
    assert "".join(pieces) == "Ada " and gone.wait(PATIENCE_S)
    assert no_thread_reads()


def test_redirects_are_not_followed(chat_server: ChatServer) -> None:
    """Neither the key nor a question goes where a server points to."""
    other = "http://localhost:9/v1/chat/completions"
    chat_server.behave(responds(307, Location=other))
    _, error = failing(chat(chat_server))
    assert isinstance(error, WritingRefused) and "redirects" in str(error)
    assert len(chat_server.requests) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://ada:secret-word@127.0.0.1/v1",
        "http://secret-word@127.0.0.1/v1",
        "http://@127.0.0.1/v1",
        "ftp://secret-word/v1",
        "localhost:11434/v1",
        "http://127.0.0.1:secret-word/v1",
        "http://[secret-word/v1",
        "http:///v1",
        "http://127.0.0.1/v1?key=secret-word",
    ],
)
def test_an_address_that_is_not_asked(url: str) -> None:
    """A password in the address, or no address at all, is refused without being shown."""
    with pytest.raises(WritingRefused, match=r"written\.base_url") as caught:
        chat(url)
    assert "secret" not in "".join(traceback.format_exception(caught.value))


@contextmanager
def _closed_port() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    yield f"http://127.0.0.1:{port}/v1"


def test_a_server_that_is_not_there() -> None:
    """A refused connection says to start the server."""
    with _closed_port() as url:
        _, error = failing(chat(url))
    assert isinstance(error, WritingUnavailable)
    assert "refuses the connection. Start the server" in str(error)


def test_an_encrypted_address_of_a_plain_server(chat_server: ChatServer) -> None:
    """https where the server speaks http is said to be that."""
    _, error = failing(chat(chat_server.url.replace("http:", "https:")))
    assert "encrypted" in str(error) and "http or https" in str(error)
    # What the server took for a request line was no request.
    chat_server.complaints.clear()


def _echo(wire: Wire, request: ChatRequest) -> None:
    wire.json(400, {"error": {"message": f"wrong header: {request.headers['authorization']}"}})


def _echo_late(wire: Wire, request: ChatRequest) -> None:
    wire.begin()
    wire.event({"error": {"message": f"wrong header: {request.headers['authorization']}"}})


@pytest.mark.parametrize(
    "behaviour", [_echo, _echo_late, responds(401, KEY), responds(500, KEY), _slow_start]
)
def test_the_key_is_never_shown(
    chat_server: ChatServer, caplog: pytest.LogCaptureFixture, behaviour: Behaviour
) -> None:
    """Not in an error, what led to it or a log at any level, though a server sends it back."""
    caplog.set_level(logging.DEBUG)
    chat_server.behave(behaviour)
    model = chat(chat_server, first_token_seconds=SHORT_S)
    completion = model.complete(PROMPT, 100, PATIENCE_S)
    with pytest.raises(WritingError) as caught:
        list(completion)
    error = caught.value
    shown = [
        *traceback.format_exception(error),
        repr(error.__dict__),
        repr(error.args),
        caplog.text,
    ]
    assert KEY not in " ".join([*shown, repr(model), repr(completion), repr(vars(completion))])
    assert error.__cause__ is None and error.__context__ is None


def test_nothing_is_logged(chat_server: ChatServer, caplog: pytest.LogCaptureFixture) -> None:
    """Addresses, headers and prompts are in no log, at any level of the root logger."""
    caplog.set_level(logging.DEBUG)
    chat_server.reply_with(TEXT)
    written(chat(chat_server))
    assert caplog.text == ""


def test_many_threads_share_a_model(chat_server: ChatServer) -> None:
    """Each gets the completion of its own prompt."""
    chat_server.reply_with(lambda request: f"To: {request.text}")
    model = chat(chat_server)
    found: dict[str, str] = {}

    def ask(number: int) -> None:
        prompt = Prompt("Repeat.", f"question {number}")
        found[prompt.request] = "".join(model.complete(prompt, 100, PATIENCE_S))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {f"question {n}": f"To: question {n}" for n in range(8)}


def test_the_models_of_a_server_are_listed(chat_server: ChatServer) -> None:
    """As it names them."""
    chat_server.models = ["one", MODEL]
    assert chat(chat_server).listed_models(PATIENCE_S) == ["one", MODEL]


@pytest.mark.model
def test_a_real_model_streams_and_counts(real_server: RealServer) -> None:
    """llama.cpp's server is asked as the scripted one is, and counts its tokens."""
    model = chat(real_server.url, model=real_server.model)
    completion = model.complete(PROMPT, 12, PATIENCE_S)
    pieces = []
    try:
        pieces.extend(completion)
    except WritingCutShort:
        assert completion.usage.written >= 12
    assert completion.is_counted and 10 < completion.usage.read < 200
    assert model.listed_models(PATIENCE_S) == [real_server.model]
