"""A small HTTP server that tells whether the bot lives, and its numbers.

Knows two addresses: /health and /metrics. Does not know what the numbers mean.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from socketserver import TCPServer, ThreadingMixIn
from typing import Any, Final
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import make_wsgi_app

from qa_bot.channels.telegram.monitoring.metrics import Metrics
from qa_bot.errors import QaBotError, TelegramSetupError

_PLAIN: Final = ("Content-Type", "text/plain; charset=utf-8")


@dataclass(frozen=True)
class HealthSettings:
    """Where the server listens; port 0 chooses a free one."""

    port: int
    listen: str = "127.0.0.1"


@contextmanager
def telling(
    settings: HealthSettings | None, metrics: Metrics, verdict: Callable[[], QaBotError | None]
) -> Iterator[int | None]:
    """Serve until the block ends; yields the port, None when there are no settings.

    `verdict` is why the bot is deaf, or None. Raises TelegramSetupError when
    the address cannot be listened on.
    """
    if settings is None:
        yield None
        return
    server = _listening(settings, _application(metrics, verdict))
    thread = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _application(metrics: Metrics, verdict: Callable[[], QaBotError | None]) -> Any:
    numbers = make_wsgi_app(metrics.registry)

    def serve(environ: dict[str, Any], start: Any) -> Any:
        path = environ.get("PATH_INFO")
        if path == "/metrics":
            return numbers(environ, start)
        if path != "/health":
            start("404 Not Found", [_PLAIN])
            return [b"/health or /metrics\n"]
        problem = verdict()
        start("200 OK" if problem is None else "503 Service Unavailable", [_PLAIN])
        return [f"{problem or 'alive'}\n".encode()]

    return serve


def _listening(settings: HealthSettings, application: Any) -> WSGIServer:
    try:
        return make_server(settings.listen, settings.port, application, _Server, _Silent)
    except OSError as error:
        raise TelegramSetupError(
            f"The bot cannot tell its health on {settings.listen}, port {settings.port}: "
            f"{error.strerror or error}. Change telegram.health_listen or telegram.health_port."
        ) from error


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def server_bind(self) -> None:
        """Take the address; HTTPServer would also ask the network for this machine's name."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]
        self.setup_environ()


class _Silent(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """A look at the health is not news."""
