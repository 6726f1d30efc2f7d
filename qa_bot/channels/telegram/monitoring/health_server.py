"""A small HTTP server for /health and /metrics.

Does not know what the metrics mean.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from socketserver import TCPServer, ThreadingMixIn
from typing import Any, Final
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import make_wsgi_app

from qa_bot.channels.telegram.monitoring.prometheus_metrics import PrometheusMetrics
from qa_bot.errors import QaBotError, TelegramSetupError

_PLAIN_TEXT: Final = ("Content-Type", "text/plain; charset=utf-8")
# Seconds between two looks at whether the server is to stop: the longest that a stop waits for it.
_STOP_POLL_S: Final = 0.1


@dataclass(frozen=True)
class HealthSettings:
    """The address of the health server; port 0 chooses a free one."""

    port: int
    listen: str = "127.0.0.1"


@contextmanager
def serve_health(
    settings: HealthSettings | None,
    metrics: PrometheusMetrics,
    problem: Callable[[], QaBotError | None],
) -> Iterator[int | None]:
    """Serve until the block ends; yield the port, or None when there are no settings.

    `problem` returns why the bot receives no updates, or None while it does. Raises
    TelegramSetupError when the address cannot be listened on.
    """
    if settings is None:
        yield None
        return
    server = _make_server(settings, _application(metrics, problem))
    thread = threading.Thread(target=server.serve_forever, args=(_STOP_POLL_S,), daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _application(metrics: PrometheusMetrics, problem: Callable[[], QaBotError | None]) -> Any:
    metrics_app = make_wsgi_app(metrics.registry)

    def serve(environ: dict[str, Any], start: Any) -> Any:
        path = environ.get("PATH_INFO")
        if path == "/metrics":
            return metrics_app(environ, start)
        if path != "/health":
            start("404 Not Found", [_PLAIN_TEXT])
            return [b"/health or /metrics\n"]
        error = problem()
        start("200 OK" if error is None else "503 Service Unavailable", [_PLAIN_TEXT])
        return [f"{error or 'alive'}\n".encode()]

    return serve


def _make_server(settings: HealthSettings, application: Any) -> WSGIServer:
    try:
        return make_server(settings.listen, settings.port, application, _Server, _SilentHandler)
    except OSError as error:
        raise TelegramSetupError(
            f"The bot cannot tell its health on {settings.listen}, port {settings.port}: "
            f"{error.strerror or error}. Change telegram.health_listen or telegram.health_port."
        ) from error


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def server_bind(self) -> None:
        """Bind the address; HTTPServer would also look up this machine's name in the network."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]
        self.setup_environ()


class _SilentHandler(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Log nothing: monitoring asks every few seconds."""
