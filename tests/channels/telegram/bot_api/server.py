"""The Bot API over HTTP on 127.0.0.1.

Knows requests, envelopes, tokens and broken connections. Does not know what a
method does.
"""

import json
import re
import socket
import struct
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from typing import Any, Self

from werkzeug import Request, Response
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import ClientDisconnected
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from tests.channels.telegram.bot_api.errors import ApiError
from tests.channels.telegram.bot_api.faults import Fault, Faults
from tests.channels.telegram.bot_api.methods import call
from tests.channels.telegram.bot_api.specification import File, Json
from tests.channels.telegram.bot_api.webhook import Webhook
from tests.channels.telegram.bot_api.world import TOKEN, World
from tests.patience import PATIENCE_S

_METHOD = re.compile(r"/bot([^/]+)/(\w+)")
_FILE = re.compile(r"/file/bot([^/]+)/(.+)")
_ATTACHED = "attach://"
_PARTS = 8
_SHOWN = 80


class BotApi:
    """A running server; `url` is the root that a bot is given.

    `lost` holds the chat and number of messages that were sent although the
    bot did not hear so; `log` a line for each request, with its fault beside
    what came of it.
    """

    def __init__(self) -> None:
        self.world = World()
        self.faults = Faults(self.world.changed)
        self.lost: set[tuple[int, int]] = set()
        self.log: list[str] = []
        self._http = self._listening(0)
        self._webhook = Webhook(self.world)
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> Self:
        self._serve()
        self._webhook.start()
        return self

    @contextmanager
    def out_of_reach(self) -> Iterator[None]:
        """Refuse every connection until the block ends."""
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()
        yield
        self._http = self._listening(self._http.server_port)
        self._serve()

    def _listening(self, port: int) -> BaseWSGIServer:
        return make_server(
            "127.0.0.1", port, self._application, threaded=True, request_handler=_Handler
        )

    def _serve(self) -> None:
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,))
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        with self.world.changed:
            self.world.closed = True
            self.world.changed.notify_all()
        self._http.shutdown()
        self._thread.join()
        self._webhook.join()
        self._http.server_close()

    def _application(self, environ: Json, start: Any) -> Iterable[bytes]:
        request = Request(environ)
        try:
            response = self._respond(request)
        except ClientDisconnected:
            raise ConnectionResetError from None
        return response(environ, start)

    def _respond(self, request: Request) -> Response:
        if found := _FILE.fullmatch(request.path):
            return self._download(request, *found.groups())
        return self._method(request)

    def _method(self, request: Request) -> Response:
        found = _METHOD.fullmatch(request.path)
        method = found.group(2) if found else ""
        sent = _sent(request)
        fault = self.faults.take(method, sent)
        answer = self._called(found, sent) if fault is None or fault.applied else None
        self.log.append(_line(method, sent, fault, answer))
        if fault is None or (answer is not None and not answer.get_json()["ok"]):
            # A request that is refused is not carried out, and the refusal is quick.
            assert answer is not None
            return answer
        if answer is not None:
            self._note_lost(answer)
        _delay(fault)
        if fault.cut:
            _reset(request)
        return _response(fault.status, fault.body)

    def _called(self, found: re.Match[str] | None, sent: Json) -> Response:
        try:
            if found is None:
                raise ApiError(404, "Not Found")
            if found.group(1) != TOKEN:
                raise ApiError(401, "Unauthorized")
            result = call(self.world, found.group(2), sent)
        except ApiError as error:
            return _response(error.code, error.envelope())
        return _response(200, {"ok": True, "result": result})

    def _note_lost(self, answer: Response) -> None:
        result = answer.get_json().get("result")
        if isinstance(result, dict) and "message_id" in result:
            self.lost.add((result["chat"]["id"], result["message_id"]))

    def _download(self, request: Request, token: str, path: str) -> Response:
        fault = self.faults.take("download", {"path": path})
        if fault is not None and fault.drip_s is None:
            _delay(fault)
            if fault.cut:
                _reset(request)
            return _response(fault.status, fault.body)
        try:
            if token != TOKEN:
                raise ApiError(401, "Unauthorized")
            content = self.world.files.at(path).content
        except ApiError as error:
            return _response(error.code, error.envelope())
        body = content if fault is None else _dripping(content, fault, request)
        headers = {"Content-Length": str(len(content))}
        return Response(body, 200, headers, content_type="application/octet-stream")


class _Handler(WSGIRequestHandler):
    """Answers quickly, and keeps quiet about clients that go away."""

    disable_nagle_algorithm = True

    def log(self, *_: Any) -> None:
        pass

    def connection_dropped(self, *_: Any) -> None:
        self.close_connection = True


def _line(method: str, sent: Json, fault: Fault | None, answer: Response | None) -> str:
    """When which request came, for which chat, with which text; what came of it; how it failed."""
    about = f"{sent.get('chat_id', '-')} {str(sent.get('text', ''))[:_SHOWN]!r}"
    done = "not carried out" if answer is None else answer.get_data(as_text=True)[:_SHOWN]
    failed = f" [{fault.name}]" if fault else ""
    return f"{time.strftime('%H:%M:%S')} {method} {about}: {done}{failed}"


def _sent(request: Request) -> Json:
    """The parameters as they were sent: texts, files, or values in a body of JSON."""
    sent: Json = {**request.args.to_dict(), **request.form.to_dict()}
    if request.mimetype == "application/json":
        sent |= request.get_json()
    files = {name: _read(each) for name, each in request.files.items()}
    for name, value in sent.items():
        if isinstance(value, str) and value.startswith(_ATTACHED):
            sent[name] = files.pop(value.removeprefix(_ATTACHED), value)
    return sent | files


def _read(sent: FileStorage) -> File:
    with closing(sent):
        return File(sent.filename or "file", sent.read())


def _delay(fault: Fault) -> None:
    if fault.held is not None:
        fault.held.wait(PATIENCE_S)
    time.sleep(fault.hang_s)


def _reset(request: Request) -> None:
    """Break the connection at once, so that the client sees a reset."""
    connection = request.environ["werkzeug.socket"]
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
    raise ConnectionResetError


def _dripping(content: bytes, fault: Fault, request: Request) -> Iterator[bytes]:
    """A body that comes slowly, and breaks off in the middle if so wanted."""
    size = max(1, -(-len(content) // _PARTS))
    for at in range(0, len(content), size):
        time.sleep(fault.drip_s or 0.0)
        if fault.cut and at >= len(content) // 2:
            _reset(request)
        yield content[at : at + size]


def _response(status: int, body: Json | str) -> Response:
    if isinstance(body, str):
        return Response(body, status, content_type="text/html")
    return Response(json.dumps(body), status, content_type="application/json")
