"""A loopback server of a language model, strict about requests and scripted in its responses.

It refuses what the public reference of the API does not allow (POST /v1/chat/completions and
GET /v1/models of OpenAI), and keeps what it refused in `complaints`, which the fixture checks.
"""

import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

MODEL = "tiny-writer"
KEY = "key-of-the-server-123"
_ROLES = {"developer", "system", "user", "assistant", "tool", "function"}
# The fields of a request for a chat completion, in the public reference.
_FIELDS = set(
    """audio frequency_penalty function_call functions logit_bias logprobs max_completion_tokens
    max_tokens messages metadata modalities model n parallel_tool_calls prediction presence_penalty
    prompt_cache_key reasoning_effort response_format safety_identifier seed service_tier stop store
    stream stream_options temperature tool_choice tools top_logprobs top_p user verbosity
    web_search_options""".split()
)
# The headers that say anything of a client; others belong to HTTP itself.
_HEADERS = set(
    "host accept accept-encoding authorization connection content-length content-type "
    "user-agent".split()
)
_TICK_S = 0.01


@dataclass(frozen=True)
class ChatRequest:
    """A request that was valid."""

    body: Mapping[str, Any]
    headers: Mapping[str, str]

    @property
    def instructions(self) -> str:
        """What the system's message says."""
        return self._said_by("system")

    @property
    def text(self) -> str:
        """What the user's message says."""
        return self._said_by("user")

    def _said_by(self, role: str) -> str:
        return "\n".join(m["content"] for m in self.body["messages"] if m["role"] == role)


class Wire:
    """The way back to the client, for a behaviour to write on."""

    def __init__(self, handler: BaseHTTPRequestHandler, closing: threading.Event) -> None:
        self._handler = handler
        self._closing = closing
        self._is_chunked = False

    def begin(
        self,
        status: int = 200,
        kind: str = "text/event-stream",
        *,
        chunked: bool = True,
        **others: str,
    ) -> None:
        """Send the status and the headers; without chunks the end of the body is the end of all."""
        self._is_chunked = chunked
        self._handler.send_response(status)
        self._handler.send_header("Content-Type", kind)
        for name, value in others.items():
            self._handler.send_header(name.replace("_", "-"), value)
        self._handler.send_header(
            *(("Transfer-Encoding", "chunked") if chunked else ("Connection", "close"))
        )
        self._handler.end_headers()

    def send(self, data: bytes | str) -> None:
        """Send bytes of the body at once."""
        raw = data.encode() if isinstance(data, str) else data
        self._handler.wfile.write(b"%x\r\n%s\r\n" % (len(raw), raw) if self._is_chunked else raw)
        self._handler.wfile.flush()

    def event(self, value: object) -> None:
        """Send a value as an event."""
        self.send(f"data: {json.dumps(value)}\n\n")

    def delta(self, finish_reason: object = None, **delta: object) -> None:
        """Send a chunk with a piece of the answer."""
        choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
        self.event({**_chunk(), "choices": [choice]})

    def usage(self, **counts: object) -> None:
        """Send the chunk that counts the tokens."""
        self.event({**_chunk(), "choices": [], "usage": counts})

    def end(self, done: bool = True) -> None:
        """Send [DONE], and the end of the body."""
        if done:
            self.send("data: [DONE]\n\n")
        if self._is_chunked:
            self._handler.wfile.write(b"0\r\n\r\n")

    def json(self, status: int, value: object, **headers: str) -> None:
        """Respond with JSON, whole."""
        self.begin(status, "application/json", **headers)
        self.send(json.dumps(value))
        self.end(done=False)

    def cut(self) -> None:
        """Break off the connection."""
        self._handler.wfile.flush()
        with suppress(OSError):
            self._handler.connection.shutdown(socket.SHUT_RDWR)
        self._handler.close_connection = True

    def moments(self) -> Iterator[None]:
        """Yield every moment until the client has gone, or the test is over."""
        connection = self._handler.connection
        connection.settimeout(_TICK_S)
        while not self._closing.is_set():
            try:
                if not connection.recv(1):
                    return
            except TimeoutError:
                yield
            except OSError:
                return

    def hang(self) -> None:
        """Do nothing more until the client has gone."""
        for _ in self.moments():
            pass


Behaviour = Callable[[Wire, ChatRequest], None]
Reply = str | Callable[[ChatRequest], str]


def _chunk() -> dict[str, Any]:
    return {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": MODEL}


def writes(reply: Reply, **changed: object) -> Behaviour:
    """A whole completion, in pieces of four characters; `changed` counts of tokens, or none."""

    def behave(wire: Wire, request: ChatRequest) -> None:
        text = reply(request) if callable(reply) else reply
        wire.begin()
        wire.delta(role="assistant", content="")
        for start in range(0, len(text), 4):
            wire.delta(content=text[start : start + 4])
        wire.delta("stop")
        if request.body.get("stream_options", {}).get("include_usage"):
            read = len(json.dumps(request.body["messages"])) // 4
            counts = {"prompt_tokens": read, "completion_tokens": len(text) // 4 + 1}
            total = sum(counts.values())
            wire.usage(**{**counts, "total_tokens": total, **changed})
        wire.end()

    return behave


def responds(status: int, message: str = "no", **headers: str) -> Behaviour:
    """An error in the form of the API."""
    error = {"error": {"message": message, "type": "error", "param": None, "code": None}}
    return lambda wire, request: wire.json(status, error, **headers)


class ChatServer:
    """The server, of which a test scripts the next responses."""

    def __init__(self) -> None:
        self.requests: list[ChatRequest] = []
        self.complaints: list[str] = []
        self.models = [MODEL]
        self._behaviours: list[Behaviour] = [writes("")]
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._http.daemon_threads = True
        cast(Any, self._http).chat_server = self
        self._thread = threading.Thread(target=self._http.serve_forever, args=(_TICK_S,))
        self._thread.start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._http.server_port

    @property
    def url(self) -> str:
        """What written.base_url is to be."""
        return f"http://127.0.0.1:{self.port}/v1"

    def reply_with(self, reply: Reply) -> None:
        """Complete every request from now on with this text, or what this makes of the request."""
        self.behave(writes(reply))

    def behave(self, *behaviours: Behaviour) -> None:
        """Respond to the next requests by these, and to all later ones by the last."""
        with self._lock:
            self._behaviours = list(behaviours)

    def close(self) -> None:
        """Stop, and end whatever hangs."""
        self._closing.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def respond(self, handler: BaseHTTPRequestHandler, request: ChatRequest) -> None:
        """Respond to a valid request as the script says."""
        with self._lock:
            self.requests.append(request)
            following = self._behaviours[0]
            if len(self._behaviours) > 1:
                del self._behaviours[0]
        # A client that goes away is what many tests are about.
        with suppress(OSError):
            following(Wire(handler, self._closing), request)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def _chat(self) -> ChatServer:
        return cast(Any, self.server).chat_server  # type: ignore[no-any-return]

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""

    def handle(self) -> None:
        with suppress(OSError):
            super().handle()

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()

    def do_GET(self) -> None:
        wire = Wire(self, threading.Event())
        if self.path != "/v1/models" or not self._is_admitted():
            self._refuse(404, f"GET {self.path}")
            return
        listed = [
            {"id": name, "object": "model", "created": 1, "owned_by": "us"}
            for name in self._chat.models
        ]
        wire.json(200, {"object": "list", "data": listed})

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if self.path != "/v1/chat/completions":
            self._refuse(404, f"POST {self.path}")
            return
        try:
            body = json.loads(raw.decode("utf-8", "strict"))
        except ValueError:
            self._refuse(400, "the body is no JSON")
            return
        if problem := self._problem(body):
            self._refuse(400, problem)
        elif not self._is_admitted():
            self._refuse(401, f"wrong key: {self.headers.get('Authorization')}")
        elif body["model"] != MODEL:
            error = {"message": f"model '{body['model']}' not found", "code": "model_not_found"}
            Wire(self, threading.Event()).json(404, {"error": error})
        else:
            headers = {name.lower(): value for name, value in self.headers.items()}
            self._chat.respond(self, ChatRequest(body, headers))

    def _is_admitted(self) -> bool:
        return self.headers.get("Authorization") in (f"Bearer {KEY}", None)

    def _refuse(self, status: int, problem: str) -> None:
        self._chat.complaints.append(problem)
        Wire(self, threading.Event()).json(status, {"error": {"message": problem}})

    def _problem(self, body: Any) -> str:
        """What the reference forbids about a request; "" for nothing."""
        if self.headers.get("Content-Type") != "application/json":
            return "the body is not said to be JSON"
        if unknown := {name.lower() for name in self.headers} - _HEADERS:
            return f"unknown headers: {unknown}"
        if not isinstance(body, dict) or not {"model", "messages"} <= set(body):
            return "model and messages are required"
        if unknown := set(body) - _FIELDS:
            return f"unknown fields: {unknown}"
        if body.get("stream") is not True:
            return "no stream is asked for"
        if not all(map(_is_message, body["messages"])) or not body["messages"]:
            return "messages are of a role and a text each"
        if body.get("stream_options") not in (None, {"include_usage": True}):
            return "stream_options"
        tokens = [body[name] for name in ("max_tokens", "max_completion_tokens") if name in body]
        if len(tokens) != 1 or not isinstance(tokens[0], int) or tokens[0] < 1:
            return "the tokens are not limited, or twice"
        temperature = body.get("temperature", 1)
        return "" if 0 <= temperature <= 2 else "the temperature is out of range"


def _is_message(message: Any) -> bool:
    return (
        isinstance(message, dict)
        and set(message) == {"role", "content"}
        and message["role"] in _ROLES
        and isinstance(message["content"], str)
    )
