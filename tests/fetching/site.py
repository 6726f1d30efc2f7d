"""A web site on the loopback address, each page of it a function of the test's own."""

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
    """What a page answers; `slowly` is the seconds between any two of its bytes."""

    body: bytes | str = ARTICLE
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/html"})
    slowly: float = 0.0

    @property
    def data(self) -> bytes:
        return self.body.encode() if isinstance(self.body, str) else self.body


@dataclass
class Asked:
    """One request that came in."""

    path: str
    headers: Mapping[str, str]


Page = Answer | Callable[[Asked], Answer]


class Server(ThreadingHTTPServer):
    """Says nothing of callers who hang up."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """They may."""


class Site:
    """Pages by path, and what was asked of them; anything else is a 404."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.asked: list[Asked] = []
        self.robots = ""
        self._stopped = threading.Event()
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site._answer(self)

            def log_message(self, *arguments: Any) -> None:
                """Nobody reads it."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """The address of a page."""
        return f"http://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        """The pages asked for so far, in order, robots.txt left out."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        asked = Asked(handler.path, {k.lower(): v for k, v in handler.headers.items()})
        self.asked.append(asked)
        robots = Answer(self.robots, 200 if self.robots else 404)
        page = self.pages.get(asked.path.partition("?")[0], Answer("no such page", 404))
        if asked.path == "/robots.txt":
            page = self.pages.get("/robots.txt", robots)
        answer = page(asked) if callable(page) else page
        try:
            self._send(handler, answer)
        except OSError:
            handler.close_connection = True

    def _send(self, handler: BaseHTTPRequestHandler, answer: Answer) -> None:
        handler.send_response(answer.status)
        for name, value in answer.headers.items():
            handler.send_header(name, value)
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
        """The site while it is up."""
        self._thread.start()
        try:
            yield self
        finally:
            self._stopped.set()
            self.server.shutdown()
            self.server.server_close()
            self._thread.join()


@contextmanager
def speaking(data: bytes, pause: float) -> Iterator[int]:
    """A port whose every byte comes after a pause, whatever is asked: not quite a web site."""
    stopped = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_drip, args=(listening, data, pause, stopped))
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            stopped.set()
            # Wakes a listener that nobody has called.
            socket.create_connection(listening.getsockname()).close()
            thread.join()


def _drip(listening: socket.socket, data: bytes, pause: float, stopped: threading.Event) -> None:
    while not stopped.is_set():
        caller, _ = listening.accept()
        with caller:
            for i in range(len(data)):
                try:
                    caller.sendall(data[i : i + 1])
                except OSError:
                    break
                if stopped.wait(pause):
                    break
        time.sleep(0)
