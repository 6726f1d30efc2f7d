"""A relay before a PostgreSQL server that counts how often a client waits for its reply."""

import selectors
import socket
import threading
from urllib.parse import quote

from tests.servers import connected

_BUFFER = 1 << 16


class TurnRelay:
    """Passes bytes on; `turns` counts what was sent after something was received, or at first."""

    def __init__(self, url: str) -> None:
        """`url` is that of a database on the server."""
        from psycopg.conninfo import conninfo_to_dict

        given = self._server = conninfo_to_dict(url)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.turns = 0
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()
        password = quote(str(given.get("password") or ""), safe="")
        login = f"{given['user']}:{password}" if password else given["user"]
        port = self._listener.getsockname()[1]
        self.url = f"postgresql://{login}@127.0.0.1:{port}/{given['dbname']}"

    def close(self) -> None:
        """Take no more connections, and wait for those that there are to end."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self._threads.append(threading.Thread(target=self._relay, args=(client,), daemon=True))
            self._threads[-1].start()

    def _relay(self, client: socket.socket) -> None:
        with client, connected(self._server) as server, selectors.DefaultSelector() as selector:
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
