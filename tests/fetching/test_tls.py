"""TLS verifies the host name, though the connection goes to a checked address."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer

import pytest
import trustme

from qa_bot.errors import FetchFailed
from qa_bot.fetching import client
from qa_bot.fetching.address_policy import AddressPolicy
from qa_bot.fetching.client import FetchLimits
from qa_bot.fetching.fetcher import Fetcher
from tests.fetching.conftest import AGENT
from tests.fetching.site import Answer, Server, Site
from tests.patience import PATIENCE_S


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """The certificate authority."""
    return trustme.CA()


@contextmanager
def serve_tls(server: ThreadingHTTPServer, certificate: trustme.LeafCert) -> Iterator[int]:
    """Serve the same pages over TLS at the port that is yielded."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    certificate.configure_cert(context)
    tls_server = Server(("127.0.0.1", 0), server.RequestHandlerClass)
    tls_server.socket = context.wrap_socket(tls_server.socket, server_side=True)
    thread = threading.Thread(target=tls_server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield tls_server.server_port
    finally:
        tls_server.shutdown()
        tls_server.server_close()
        thread.join()


def fetcher_of(port: int) -> Fetcher:
    """A fetcher for which every host is this machine."""
    policy = AddressPolicy(
        resolve=lambda host, port: ["127.0.0.1"], is_exempt=lambda host, port, address: True
    )
    return Fetcher(
        policy, FetchLimits(timeout=PATIENCE_S, max_attempts=1), user_agent=AGENT, delay=0
    )


def test_the_certificate_must_be_for_the_name(
    site: Site, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A certificate for the requested host is accepted, one for another is not."""
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    monkeypatch.setattr(client, "_ssl_context", lambda: trusting)
    site.pages["/"] = Answer("welcome")
    with serve_tls(site.server, authority.issue_cert("mill.test")) as port:
        fetcher = fetcher_of(port)
        assert fetcher.fetch(f"https://mill.test:{port}/").body == b"welcome"
        with pytest.raises(FetchFailed, match="its certificate is not valid"):
            fetcher.fetch(f"https://weir.test:{port}/")


def test_an_untrusted_certificate_is_refused(site: Site, authority: trustme.CA) -> None:
    """The error names a cure, and there is no second attempt."""
    with serve_tls(site.server, authority.issue_cert("mill.test")) as port:
        with pytest.raises(FetchFailed, match=r"its certificate is not valid.*save the page") as no:
            fetcher_of(port).fetch(f"https://mill.test:{port}/")
        assert not no.value.passing and not site.requests
