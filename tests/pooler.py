"""A pooler of PostgreSQL connections in this process, for servers that ask for no password."""

import socket
import struct
import threading
from typing import Any, Self

from psycopg.conninfo import conninfo_to_dict

from tests.servers import connected

# Requests of a client for an encrypted connection, which is refused.
ENCRYPTIONS = (80877103, 80877104)
# What a client that wants to cancel a query would name; no session of a server has it.
KEY = struct.pack("!ciii", b"K", 12, 7, 7)
AUTHENTICATED = struct.pack("!cii", b"R", 8, 0)
IDLE = b"I"
READY = struct.pack("!ci", b"Z", 5) + IDLE


class Pooler:
    """Gives each transaction, or else each client, a session of the server, the latest first."""

    def __init__(self, server: str, *, by_transaction: bool) -> None:
        self._parts = conninfo_to_dict(server)
        self._by_transaction = by_transaction
        self._free: list[tuple[socket.socket, bytes]] = []
        self._sockets: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = (
            f"postgresql://{self._parts.get('user', 'postgres')}@127.0.0.1:"
            f"{self._listener.getsockname()[1]}/{self._parts['dbname']}"
        )

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        for each in (self._listener, *self._sockets):
            each.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self._sockets.append(client)
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        held: tuple[socket.socket, bytes] | None = None
        try:
            start = _start_of(client)
            server, parameters = held = self._session(start)
            client.sendall(AUTHENTICATED + parameters + KEY + READY)
            while True:
                if self._by_transaction and held is not None:
                    self._free.append(held)
                    held = None
                status = b""
                while status != IDLE:
                    message = _message(client)
                    if message[:1] == b"X":
                        return
                    server, parameters = held = held or self._session(start)
                    server.sendall(message)
                    if message[:1] in b"QS":
                        status = _relay(server, client)
        except OSError:
            pass
        finally:
            client.close()
            if held is not None and not self._by_transaction:
                held[0].close()

    def _session(self, start: bytes) -> tuple[socket.socket, bytes]:
        """Return a session that is free, or else a new one, with the server's parameters."""
        if self._free:
            return self._free.pop()
        server = connected(self._parts)
        self._sockets.append(server)
        server.sendall(start)
        parameters = b""
        while (message := _message(server))[:1] != b"Z":
            assert message[:1] in b"RSKN", message
            parameters += message if message[:1] == b"S" else b""
        return server, parameters


def _start_of(client: socket.socket) -> bytes:
    """Return the message with which a client names its user and database."""
    while True:
        length = _read(client, 4)
        rest = _read(client, struct.unpack("!i", length)[0] - 4)
        if struct.unpack("!i", rest[:4])[0] not in ENCRYPTIONS:
            return length + rest
        client.sendall(b"N")


def _message(sender: socket.socket) -> bytes:
    head = _read(sender, 5)
    return head + _read(sender, struct.unpack("!i", head[1:])[0] - 4)


def _relay(server: socket.socket, client: socket.socket) -> bytes:
    """Pass on what the server responds; return the status in which the transaction then is."""
    while True:
        message = _message(server)
        client.sendall(message)
        if message[:1] == b"Z":
            return message[5:]


def _read(sender: Any, count: int) -> bytes:
    found = b""
    while len(found) < count:
        part: bytes = sender.recv(count - len(found))
        if not part:
            raise OSError("closed")
        found += part
    return found
