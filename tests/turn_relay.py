"""A relay before a PostgreSQL server that counts how often a client waits for its reply."""

import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

_BUFFER = 1 << 16


class TurnRelay:
    """Passes bytes on; `turns` counts what was sent after something was received, or at first."""

    def __init__(self, url: str) -> None:
        """`url` is that of a database on the server."""
        from psycopg.conninfo import conninfo_to_dict

        given = conninfo_to_dict(url)
        host, port = str(given.get("host", "")), int(given.get("port", 5432))
        self._server = (host, port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._is_closing = threading.Event()
        self.turns = 0
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()
        password = quote(str(given.get("password") or ""), safe="")
        login = f"{given['user']}:{password}" if password else given["user"]
        port = self._listener.getsockname()[1]
        self.url = f"postgresql://{login}@127.0.0.1:{port}/{given['dbname']}"

    def close(self) -> None:
        """Take no more connections, and wait for those that there are to end."""
        self._is_closing.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while not self._is_closing.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self._threads.append(threading.Thread(target=self._relay, args=(client,), daemon=True))
            self._threads[-1].start()

    def _connect(self) -> socket.socket:
        host, port = self._server
        if not host.startswith("/"):
            return socket.create_connection((host, port))
        server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        server.connect(f"{host}/.s.PGSQL.{port}")
        return server

    def _relay(self, client: socket.socket) -> None:
        with client, self._connect() as server, selectors.DefaultSelector() as selector:
            selector.register(client, selectors.EVENT_READ, server)
            selector.register(server, selectors.EVENT_READ, client)
            is_clients_turn = True
            while True:
                for key, _ in selector.select():
                    source: socket.socket = key.fileobj  # type: ignore[assignment]
                    data = source.recv(_BUFFER)
                    if not data:
                        return
                    is_from_client = source is client
                    self.turns += is_from_client and is_clients_turn
                    is_clients_turn = not is_from_client
                    key.data.sendall(data)


@contextmanager
def counted_turns(url: str) -> Iterator[TurnRelay]:
    """Run a relay to the server of a URL within."""
    relay = TurnRelay(url)
    try:
        yield relay
    finally:
        relay.close()
