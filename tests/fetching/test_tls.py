"""TLS verifies the name of a site, though the connection goes to an address that was checked."""

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
    """Who signs the certificates."""
    return trustme.CA()


@contextmanager
def secured(server: ThreadingHTTPServer, certificate: trustme.LeafCert) -> Iterator[int]:
    """The port at which the same pages are served over TLS."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    certificate.configure_cert(context)
    secure = Server(("127.0.0.1", 0), server.RequestHandlerClass)
    secure.socket = context.wrap_socket(secure.socket, server_side=True)
    thread = threading.Thread(target=secure.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield secure.server_port
    finally:
        secure.shutdown()
        secure.server_close()
        thread.join()


def fetcher_of(port: int) -> Fetcher:
    """One for which every name is this machine."""
    policy = AddressPolicy(
        resolve=lambda host, asked: ["127.0.0.1"], is_exempt=lambda host, asked, at: True
    )
    return Fetcher(
        policy, FetchLimits(timeout=PATIENCE_S, max_attempts=1), user_agent=AGENT, delay=0
    )


def test_the_certificate_must_be_for_the_name(
    site: Site, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One for the name that was asked is accepted, one for another is not."""
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    monkeypatch.setattr(client, "_ssl_context", lambda: trusting)
    site.pages["/"] = Answer("welcome")
    with secured(site.server, authority.issue_cert("mill.test")) as port:
        fetcher = fetcher_of(port)
        assert fetcher.fetch(f"https://mill.test:{port}/").body == b"welcome"
        with pytest.raises(FetchFailed, match="its certificate is not valid"):
            fetcher.fetch(f"https://weir.test:{port}/")


def test_a_certificate_that_nobody_vouches_for_is_refused(
    site: Site, authority: trustme.CA
) -> None:
    """With a cure, and without another try."""
    with secured(site.server, authority.issue_cert("mill.test")) as port:
        with pytest.raises(FetchFailed, match=r"its certificate is not valid.*save the page") as no:
            fetcher_of(port).fetch(f"https://mill.test:{port}/")
        assert not no.value.passing and not site.asked
