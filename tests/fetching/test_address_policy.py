"""Only public addresses are requested, however an address is spelt or reached."""

from ipaddress import IPv4Address, IPv6Address, ip_address

import httpcore
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.errors import FetchFailed, LinkRefused
from qa_bot.fetching.address_policy import AddressPolicy, AddressRefused, is_public
from qa_bot.fetching.client import FetchLimits
from qa_bot.fetching.fetcher import Fetcher
from tests.fetching.conftest import AGENT, MakeFetcher
from tests.fetching.site import Answer, Site
from tests.patience import PATIENCE_S

PUBLIC = "93.184.216.34"


class RecordingBackend(httpcore.NetworkBackend):
    """Connects every address to the test's own site, and records the addresses."""

    def __init__(self, site: Site) -> None:
        self.connected: list[str] = []
        self._site = site

    def connect_tcp(  # type: ignore[no-untyped-def]
        self, host, port, timeout=None, local_address=None, socket_options=None
    ):
        self.connected.append(host)
        return httpcore.SyncBackend().connect_tcp("127.0.0.1", self._site.port, timeout)


def make_fetcher(site: Site, **names: list[str]) -> tuple[Fetcher, RecordingBackend]:
    """A fetcher with its own host names, whose every address leads to the site."""
    book = {name.replace("_", "."): addresses for name, addresses in names.items()}
    policy = AddressPolicy(resolve=lambda host, port: book.get(host, [host]))
    backend = RecordingBackend(site)
    return Fetcher(
        policy, FetchLimits(timeout=PATIENCE_S), user_agent=AGENT, delay=0, backend=backend
    ), backend


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.255.0.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.192",
        "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1",
        "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:c0a8:101::1",
        "2001:0:4136:e378:8000:63bf:80ff:fffe", "2001:db8::1", "100::1",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public_is_recognised(address: str) -> None:
    """Private, loopback, link-local, shared, reserved, multicast and metadata addresses are."""
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", [PUBLIC, "1.1.1.1", "2606:4700::1111"])
def test_a_public_address_is_recognised(address: str) -> None:
    """Addresses of the public internet are public."""
    assert is_public(ip_address(address))


@given(st.integers(0, 2**32 - 1).map(IPv4Address))
def test_an_ipv4_address_is_no_safer_inside_an_ipv6_one(inner: IPv4Address) -> None:
    """Mapped, 6to4 and NAT64 forms are public only if the embedded address is."""
    number = int(inner)
    for outer in (0xFFFF << 32 | number, 0x2002 << 112 | number << 80, 0x64FF9B << 96 | number):
        assert is_public(inner) or not is_public(IPv6Address(outer))


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1", "localhost",
     "localhost.", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "0", "①②⑦.⓪.⓪.①"],
)  # fmt: skip
def test_no_spelling_of_the_loopback_address_is_requested(site: Site, host: str) -> None:
    """Decimal, octal, hexadecimal, shortened, mapped and named forms are refused when resolved."""
    policy = AddressPolicy(ports=frozenset({site.port}))
    fetcher = Fetcher(
        policy, FetchLimits(timeout=PATIENCE_S, max_attempts=1), user_agent=AGENT, delay=0
    )
    with pytest.raises((LinkRefused, FetchFailed), match=r"not a public|no host|not a web"):
        fetcher.fetch(f"http://{host}:{site.port}/")
    assert not site.requests


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", "not a web address"),
        ("ftp://example.org/", "not a web address"),
        ("gopher://example.org/", "not a web address"),
        ("https://", "not a web address"),
        ("http://[::1", "not a web address"),
        ("http://me:secret@example.org/", "user name or password"),
        ("http://me@example.org/", "user name or password"),
        ("http://example.org:22/", "port 22"),
        ("https://example.org:8443/", "port 8443"),
        ("http://example.org/" + "a" * 5000, "longer than any address"),
    ],
)
def test_a_url_that_is_not_allowed_is_refused_with_a_cure(
    site: Site, url: str, reason: str
) -> None:
    """Schemes, credentials, ports and lengths are checked before any connection."""
    fetcher, backend = make_fetcher(site, example_org=[PUBLIC])
    with pytest.raises(LinkRefused, match=reason) as refused:
        fetcher.fetch(url)
    assert str(refused.value).endswith(".") and not backend.connected


def test_a_refusal_never_repeats_a_password(site: Site) -> None:
    """Credentials in a URL are redacted, since messages end in logs and chats."""
    fetcher, _ = make_fetcher(site)
    with pytest.raises(LinkRefused) as refused:
        fetcher.fetch("http://me:secret@example.org/")
    assert "secret" not in str(refused.value)


def test_a_host_with_one_private_address_is_refused(site: Site) -> None:
    """All addresses of a host must be public, not just the first."""
    fetcher, backend = make_fetcher(site, mixed_org=[PUBLIC, "10.0.0.1"])
    with pytest.raises(LinkRefused, match=r"mixed\.org leads to 10\.0\.0\.1"):
        fetcher.fetch("http://mixed.org/")
    assert not backend.connected


def test_the_address_that_was_checked_is_the_one_connected_to(site: Site) -> None:
    """A host that resolves to a private address the second time (DNS rebinding) gains nothing."""
    answers: list[list[str]] = []

    def rebind(host: str, port: int) -> list[str]:
        answers.append([PUBLIC] if len(answers) % 2 == 0 else ["127.0.0.1"])
        return answers[-1]

    site.pages["/"] = Answer()
    backend = RecordingBackend(site)
    policy = AddressPolicy(resolve=rebind)
    fetcher = Fetcher(
        policy, FetchLimits(timeout=PATIENCE_S), user_agent=AGENT, delay=0, backend=backend
    )
    with pytest.raises(LinkRefused, match="not a public address"):
        # The robots.txt comes from the public address, the page would come from the other.
        fetcher.fetch("http://rebound.org/")
    assert backend.connected == [PUBLIC] and len(answers) == 2


def test_a_redirect_to_a_private_address_is_refused(site: Site, fetcher: MakeFetcher) -> None:
    """Each hop is checked as the first URL is."""
    for target in ("http://169.254.169.254/latest/meta-data/", "http://[::1]/", "//10.0.0.1/x"):
        site.pages["/"] = Answer("", 302, {"Location": target})
        with pytest.raises(LinkRefused, match="not a public address"):
            fetcher().fetch(site.url())


def test_a_redirect_to_another_scheme_or_with_credentials_is_refused(
    site: Site, fetcher: MakeFetcher
) -> None:
    """A redirect cannot open a file or log in."""
    for target in ("file:///etc/passwd", "http://a:b@example.org/", "ftp://example.org/"):
        site.pages["/"] = Answer("", 302, {"Location": target})
        with pytest.raises(LinkRefused, match="sends on to"):
            fetcher().fetch(site.url())


def test_a_private_host_that_the_user_allows_is_requested(site: Site) -> None:
    """web.allow_private_hosts allows hosts by name, at the allowed ports only."""
    site.pages["/"] = Answer("welcome")
    book = {"wiki.local": ["127.0.0.1"], "other.local": ["127.0.0.1"]}
    policy = AddressPolicy(
        frozenset({site.port}), frozenset({"wiki.local"}), lambda host, port: book[host]
    )
    fetcher = Fetcher(policy, FetchLimits(timeout=PATIENCE_S), user_agent=AGENT, delay=0)
    assert fetcher.fetch(f"http://WIKI.local:{site.port}/").body == b"welcome"
    with pytest.raises(LinkRefused, match=r"web\.allow_private_hosts"):
        fetcher.fetch(f"http://other.local:{site.port}/")


def test_proxies_of_the_environment_are_not_used(
    site: Site, fetcher: MakeFetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy would resolve hosts itself, unchecked."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.pages["/"] = Answer("direct")
    assert fetcher().fetch(site.url()).body == b"direct"


@given(st.text(max_size=60))
def test_any_text_is_a_url_or_refused(text: str) -> None:
    """No text raises another exception."""
    try:
        url = AddressPolicy().check_url(text)
    except AddressRefused:
        return
    assert url.scheme in ("http", "https") and url.host
