"""The network outside: one cable to the machine under test, and a record of all that leaves it.

Run in a network namespace of its own. Every name resolves, each to an address
of its own, and every address accepts connections on the web's ports, so that a
program that tries one thing after another shows them all.
"""

import contextlib
import errno
import json
import os
import socket
import socketserver
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

from tests.privacy.packets import Sent, parse_frame, question

CABLE, FAR_END = "cable0", "cable1"
GATEWAY, GATEWAY_V6 = "10.99.0.1", "fd99::1"
# Locally administered, and fixed so that neither end ever has to ask for the other's.
MAC, GATEWAY_MAC = "02:00:00:00:00:02", "02:00:00:00:00:01"
_ALL_PROTOCOLS = 3
_OUTGOING = 4
_LOOK_S = 0.2
# Public addresses, for those are the ones that a page may be fetched from.
_FIRST_ADDRESS = 0x14000001
_A_RECORD, _TTL = 1, 60
# Where a scenario reads which names were asked so far, to wait for one.
NAMES_PATH = "/names"
_FOUND = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n"
_NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class World:
    """Records from entering the block until leaving it."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self.requests: list[str] = []
        self._names: dict[str, int] = {}
        self._lock = threading.Lock()
        self._over = threading.Event()

    def watch(self) -> None:
        """Start to record what arrives at the far end of the cable."""
        sniffer = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_ALL_PROTOCOLS))
        sniffer.bind((FAR_END, _ALL_PROTOCOLS))
        sniffer.settimeout(_LOOK_S)
        self._recording = threading.Thread(target=self._record, args=(sniffer,), daemon=True)
        self._recording.start()

    def end(self) -> None:
        """Wait until all that arrived is recorded."""
        self._over.set()
        self._recording.join()

    def serve(self) -> None:
        """Answer DNS queries, and connections to the web's ports of any address."""
        for server in (
            _Udp(("", 53), _handler(lambda request: self._answer_query(request))),
            _Tcp(("", 80), _handler(lambda request: self._answer_http(request))),
            _Tcp(("", 443), _handler(_hang_up)),
        ):
            threading.Thread(target=server.serve_forever, daemon=True).start()

    def named(self, sent: Sent) -> str:
        """A line for what was sent, with the name that its address was given out for."""
        with self._lock:
            names = {str(_address(n)): name for name, n in self._names.items()}
        if sent.asks:
            return f"dns {sent.asks}"
        port = f":{sent.port}" if sent.port else ""
        return f"{sent.protocol} {names.get(sent.address, sent.address)}{port}"

    def _record(self, sniffer: socket.socket) -> None:
        while True:
            try:
                frame, address = sniffer.recvfrom(65535)
            except TimeoutError:
                if self._over.is_set():
                    return
                continue
            except OSError as error:
                # The cable goes with its machine; what it carried is still to be read.
                if error.errno != errno.ENETDOWN:
                    raise
                continue
            sent = None if address[2] == _OUTGOING else parse_frame(frame)
            if sent is not None:
                self.sent.append(sent)

    def _answer_query(self, request: Any) -> None:
        query, reply_on = request.request
        name = question(query)
        end = query.index(b"\0", 12) + 5
        with self._lock:
            number = self._names.setdefault(name, len(self._names))
        (wanted,) = struct.unpack_from("!H", query, end - 4)
        answer = b""
        if wanted == _A_RECORD:
            answer = struct.pack("!HHHIH", 0xC00C, _A_RECORD, 1, _TTL, 4) + _packed(number)
        header = query[:2] + struct.pack("!HHHHH", 0x8180, 1, bool(answer), 0, 0)
        reply_on.sendto(header + query[12:end] + answer, request.client_address)

    def _answer_http(self, request: Any) -> None:
        asked = request.request.recv(65535).split(b"\r\n", 1)[0].decode("ascii", "replace")
        if asked.startswith(f"GET {NAMES_PATH} "):
            with self._lock:
                names = "\n".join(self._names).encode()
            request.request.sendall(_FOUND + names)
            return
        self.requests.append(asked)
        request.request.sendall(_NOT_FOUND)


class _Udp(socketserver.ThreadingUDPServer):
    daemon_threads = True


class _Tcp(socketserver.ThreadingTCPServer):
    daemon_threads = True
    address_family = socket.AF_INET6


def _handler(answer: Any) -> type[socketserver.BaseRequestHandler]:
    return type("Handler", (socketserver.BaseRequestHandler,), {"handle": answer})


def _hang_up(handler: Any) -> None:
    handler.request.recv(4096)


def _packed(number: int) -> bytes:
    return struct.pack("!I", _FIRST_ADDRESS + number)


def _address(number: int) -> str:
    return socket.inet_ntoa(_packed(number))


def ip(*arguments: str) -> None:
    """Run `ip`; its complaint becomes ours."""
    subprocess.run(["ip", *arguments], check=True)


@contextlib.contextmanager
def _machine(arguments: list[str]) -> Iterator[subprocess.Popen[str]]:
    """The machine under test, in namespaces within ours, waiting for its cable."""
    command = ["unshare", "--net", "--mount", sys.executable, "-m", "tests.privacy.machine"]
    process = subprocess.Popen(
        [*command, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin and process.stdout
    # Its first line says that its namespaces are there.
    assert process.stdout.readline() == "ready\n", "the machine under test did not start"
    yield process
    process.wait()


def main() -> int:
    """Run the scenario that the arguments name, and print what left, as JSON."""
    world = World()
    socket.sethostname("unlisted")
    ip("link", "set", "lo", "up")
    with _machine(sys.argv[1:]) as machine:
        ip("link", "add", FAR_END, "type", "veth", "peer", "name", CABLE)
        ip("link", "set", FAR_END, "address", GATEWAY_MAC)
        ip("link", "set", CABLE, "address", MAC)
        ip("link", "set", CABLE, "netns", str(machine.pid))
        ip("addr", "add", f"{GATEWAY}/24", "dev", FAR_END)
        ip("addr", "add", f"{GATEWAY_V6}/64", "dev", FAR_END, "nodad")
        ip("link", "set", FAR_END, "up")
        world.watch()
        ip("neigh", "replace", "10.99.0.2", "lladdr", MAC, "dev", FAR_END, "nud", "permanent")
        ip("neigh", "replace", "fd99::2", "lladdr", MAC, "dev", FAR_END, "nud", "permanent")
        # Every address but the machine's own is ours.
        ip("route", "add", "local", "default", "dev", "lo", "table", "main")
        ip("-6", "route", "add", "local", "default", "dev", "lo", "table", "main")
        world.serve()
        told, _ = machine.communicate("go\n")
    world.end()
    if machine.returncode:
        return machine.returncode
    lines = [world.named(each) for each in world.sent]
    print(json.dumps({"sent": lines, "requests": world.requests, **json.loads(told)}))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
