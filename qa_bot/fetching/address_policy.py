"""Which URLs and IP addresses may be requested: public ones, and hosts that the user trusts.

Guards against server-side request forgery (SSRF). A host is judged by every address
that it resolves to, however it is spelt. Connects to nothing.
"""

import re
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

import httpx

IPAddress = IPv4Address | IPv6Address
# Maps a host and a port to the addresses of the host.
Resolve = Callable[[str, int], list[str]]
# Decides by the host as the URL names it, the port and an address.
Exemption = Callable[[str, int, IPAddress], bool]

# Characters, which bounds the parsing; sitemaps.org allows a URL 2048.
_MAX_URL_CHARS = 4096
_DEFAULT_PORTS = {"http": 80, "https": 443}
# Azure's metadata service, at an address that is not registered as private.
_METADATA_ADDRESSES = {ip_address("168.63.129.16")}
# NAT64 (RFC 6052) and IPv4-compatible prefixes, whose last 32 bits are an IPv4 address.
_IPV4_SUFFIXED = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))
# In IANA's special-purpose registries, though not in those of every Python version.
_SPECIAL_PURPOSE = (ip_network("192.0.0.0/24"), ip_network("64:ff9b:1::/48"))
_USERINFO = re.compile(r"//[^/?#@]*@")


class AddressRefused(Exception):
    """A URL may not be requested; `problem` and `cure` say why and what to do."""

    def __init__(self, problem: str, cure: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.cure = cure


def resolve(host: str, port: int) -> list[str]:
    """Return every address that the system resolves `host` to; raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: IPAddress) -> bool:
    """Return whether an address, and any IPv4 address embedded in it, is globally routable."""
    if isinstance(address, IPv6Address):
        embedded = _embedded_ipv4(address)
        if embedded is not None and not is_public(embedded):
            return False
        if address.is_site_local:
            return False
    return (
        address.is_global
        and not any(address in network for network in _SPECIAL_PURPOSE)
        and not address.is_multicast
        and not address.is_reserved
        and address not in _METADATA_ADDRESSES
    )


def redact(url: str) -> str:
    """Return a URL fit to be shown and logged: without credentials and control characters."""
    printable = "".join(sign if sign.isprintable() else "�" for sign in url)
    return _USERINFO.sub("//…@", printable)


def _embedded_ipv4(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that a mapped, 6to4, Teredo or NAT64 address stands for."""
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address.teredo:
        return address.teredo[1]
    if any(address in network for network in _IPV4_SUFFIXED):
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return None


def _no_exemption(host: str, port: int, address: IPAddress) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """Decides which URLs are requested, and at which addresses.

    `private_hosts` are names whose addresses may be private, in lower-case ASCII.
    `is_exempt` allows further ports and addresses, and `resolve` replaces the
    system's resolver.
    """

    ports: frozenset[int] = frozenset(_DEFAULT_PORTS.values())
    private_hosts: frozenset[str] = frozenset()
    resolve: Resolve = resolve
    is_exempt: Exemption = _no_exemption

    @classmethod
    def of(cls, ports: Iterable[int], private_hosts: Iterable[str]) -> "AddressPolicy":
        """Return a policy of allowed ports, and of hosts allowed though they are private."""
        return cls(frozenset(ports), frozenset(map(_ascii_host, private_hosts)))

    def check_url(self, text: str) -> httpx.URL:
        """Return the URL to request, without its fragment; raises AddressRefused."""
        url = _parse_url(text)
        if url.scheme not in _DEFAULT_PORTS or not url.host:
            raise AddressRefused("not a web address", "Give one that begins with https://.")
        if url.userinfo:
            raise AddressRefused(
                "holds a user name or password", "Take it out; pages behind a login cannot be read."
            )
        return url.copy_with(fragment=None)

    def resolve_checked(self, host: str, port: int) -> list[IPAddress]:
        """Return the addresses to connect to, all of them allowed.

        Raises AddressRefused when any of them is not allowed, and OSError when the
        host does not resolve.
        """
        addresses = [ip_address(text) for text in self.resolve(host, port)]
        for address in addresses:
            if not self.is_exempt(host, port, address):
                self._check_port(port)
                self._check_address(host, address)
        return addresses

    def _check_port(self, port: int) -> None:
        if port not in self.ports:
            allowed = ", ".join(map(str, sorted(self.ports)))
            raise AddressRefused(
                f"port {port} is not asked, only {allowed}",
                "Add it to web.ports if you trust that site.",
            )

    def _check_address(self, host: str, address: IPAddress) -> None:
        if _ascii_host(host) in self.private_hosts or is_public(address):
            return
        subject = "this" if host == str(address) else f"{host} leads to {address}, which"
        raise AddressRefused(
            f"{subject} is not a public address",
            "Name the host in web.allow_private_hosts if it is your own.",
        )


def _ascii_host(text: str) -> str:
    """Return a host as connections name it: in lower case, international names in Punycode."""
    try:
        return httpx.URL(scheme="http", host=text.strip()).raw_host.decode("ascii")
    except (httpx.InvalidURL, ValueError):
        return text.casefold()


def _parse_url(text: str) -> httpx.URL:
    if len(text) > _MAX_URL_CHARS:
        raise AddressRefused("longer than any address", "Check the address.")
    try:
        return httpx.URL(text.strip())
    except (httpx.InvalidURL, ValueError) as error:
        raise AddressRefused(f"not a web address ({error})", "Check how it is spelt.") from error
