"""A web site on the loopback address, with pages that a test sets."""

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ARTICLE = """<!doctype html><html><head><title>Floods in spring | The Weir</title>
<meta name="author" content="Ada Mill"><meta property="article:published_time" content="2024-03-02">
</head><body><nav><a href="/">Home</a> <a href="/news">News</a></nav>
<article><h1>Floods in spring</h1>
<p>The river rose by three metres and broke its banks in the night, and four villages were
cleared before dawn by the wardens of the valley.</p>
<p>Nobody was hurt, because the wardens had rung the bells in time, as they do in every flood
since the year of the great frost.</p></article>
<div class="cookie-banner">We use cookies. <button>Accept all</button></div>
<footer>All rights reserved</footer></body></html>"""


@dataclass
class Answer:
    """A page's response; `slowly` is the seconds between any two of its bytes.

    A header is sent once for each line of its value.
    """

    body: bytes | str = ARTICLE
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/html"})
    slowly: float = 0.0

    @property
    def data(self) -> bytes:
        return self.body.encode() if isinstance(self.body, str) else self.body


@dataclass
class Request:
    """One request that came in."""

    path: str
    headers: Mapping[str, str]


Page = Answer | Callable[[Request], Answer]


class Server(ThreadingHTTPServer):
    """Ignores clients that disconnect."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Log nothing."""


class Site:
    """Pages by path, and the requests for them; any other path is a 404."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.requests: list[Request] = []
        self.robots = ""
        self._stopped = threading.Event()
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site._answer(self)

            def log_message(self, *arguments: Any) -> None:
                """Log nothing."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """The URL of a page."""
        return f"http://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        """The paths requested so far, in order, without robots.txt."""
        return [request.path for request in self.requests if request.path != "/robots.txt"]

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        request = Request(handler.path, {k.lower(): v for k, v in handler.headers.items()})
        self.requests.append(request)
        robots = Answer(self.robots, 200 if self.robots else 404)
        page = self.pages.get(request.path.partition("?")[0], Answer("no such page", 404))
        if request.path == "/robots.txt":
            page = self.pages.get("/robots.txt", robots)
        answer = page(request) if callable(page) else page
        try:
            self._send(handler, answer)
        except OSError:
            handler.close_connection = True

    def _send(self, handler: BaseHTTPRequestHandler, answer: Answer) -> None:
        handler.send_response(answer.status)
        for name, value in answer.headers.items():
            for line in value.split("\n"):
                handler.send_header(name, line)
        if answer.status != 304 and "Content-Length" not in answer.headers:
            handler.send_header("Content-Length", str(len(answer.data)))
        if not answer.slowly:
            handler.end_headers()
            handler.wfile.write(answer.data)
            return
        handler.end_headers()
        for i in range(len(answer.data)):
            handler.wfile.write(answer.data[i : i + 1])
            if self._stopped.wait(answer.slowly):
                return

    @contextmanager
    def running(self) -> Iterator["Site"]:
        """Serve until the block ends."""
        self._thread.start()
        try:
            yield self
        finally:
            self._stopped.set()
            self.server.shutdown()
            self.server.server_close()
            self._thread.join()


@contextmanager
def serve_bytes(data: bytes, pause: float) -> Iterator[int]:
    """A port that sends these bytes with pauses between, whatever is requested."""
    stopped = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_drip, args=(listener, data, pause, stopped))
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            stopped.set()
            # Wakes a listener that nobody has connected to.
            socket.create_connection(listener.getsockname()).close()
            thread.join()


def _drip(listener: socket.socket, data: bytes, pause: float, stopped: threading.Event) -> None:
    while not stopped.is_set():
        connection, _ = listener.accept()
        with connection:
            for i in range(len(data)):
                try:
                    connection.sendall(data[i : i + 1])
                except OSError:
                    break
                if stopped.wait(pause):
                    break
        time.sleep(0)
