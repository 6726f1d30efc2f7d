"""The Bot API over HTTP on 127.0.0.1.

Knows requests, envelopes, tokens and broken connections. Does not know what a
method does.
"""

import json
import re
import socket
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from tests.telegram.bot_api.errors import ApiError
from tests.telegram.bot_api.faults import Fault, Faults
from tests.telegram.bot_api.methods import call
from tests.telegram.bot_api.world import TOKEN, World

_PATH = re.compile(r"/bot([^/]+)/(\w+)")


class BotApi:
    """A running server; `url` is the root that a bot is given."""

    def __init__(self) -> None:
        self.world = World()
        self.faults = Faults(self.world.changed)
        self._http = _Server(("127.0.0.1", 0), _Handler)
        self._http.api = self
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self.world.changed:
            self.world.closed = True
            self.world.changed.notify_all()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


class _Server(ThreadingHTTPServer):
    api: BotApi
    request_queue_size = 128

    def handle_error(self, *_: Any) -> None:
        """A client that went away is not news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, *_: Any) -> None:
        pass

    def _serve(self) -> None:
        params = self._params()
        found = _PATH.fullmatch(urlsplit(self.path).path)
        method = found.group(2) if found else ""
        fault = self.server.api.faults.take(method)
        if fault is None:
            self._answer(*self._call(found, params))
            return
        if fault.applied:
            self._call(found, params)
        self._fail(fault)

    def _params(self) -> dict[str, Any]:
        params: dict[str, Any] = dict(parse_qsl(urlsplit(self.path).query))
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        if "json" in self.headers.get("Content-Type", ""):
            params.update(json.loads(body))
            return params
        return params | dict(parse_qsl(body, keep_blank_values=True))

    def _call(self, found: re.Match[str] | None, params: dict[str, Any]) -> tuple[int, Any]:
        try:
            if found is None:
                raise ApiError(404, "Not Found")
            if found.group(1) != TOKEN:
                raise ApiError(401, "Unauthorized")
            result = call(self.server.api.world, found.group(2), params)
        except ApiError as error:
            return error.code, error.envelope()
        return 200, {"ok": True, "result": result}

    def _fail(self, fault: Fault) -> None:
        if fault.held is not None:
            fault.held.wait(30)
        if fault.cut:
            self._reset()
        else:
            self._answer(fault.status, fault.body)

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def _answer(self, status: int, body: Any) -> None:
        payload = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)
        self.wfile.flush()
