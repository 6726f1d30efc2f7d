"""Which addresses may be asked: public ones, and hosts that the person trusts.

Knows URLs and IP addresses; connects to nothing. A name is judged by every
address that it resolves to, however the name is spelt.
"""

import re
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

import httpx

IPAddress = IPv4Address | IPv6Address
Resolve = Callable[[str, int], list[str]]
# Told a host as the URL names it, a port and an address: may it be asked all the same?
Allow = Callable[[str, int, IPAddress], bool]

_LONGEST_URL = 4096
_SCHEMES = {"http": 80, "https": 443}
# Answers virtual machines with their secrets, from an address that is not marked private.
_METADATA = {ip_address("168.63.129.16")}
# Prefixes whose last 32 bits name an IPv4 address that a gateway passes packets on to.
_IPV4_TAILS = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))
# Set apart by the registries, though not every version of Python knows it.
_SET_APART = (ip_network("192.0.0.0/24"), ip_network("64:ff9b:1::/48"))
_PASSWORD = re.compile(r"//[^/?#@]*@")


class AddressRefused(Exception):
    """A URL is not asked; `problem` and `cure` say why and what to do."""

    def __init__(self, problem: str, cure: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.cure = cure


def resolve(host: str, port: int) -> list[str]:
    """Every address that the system knows `host` by; raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: IPAddress) -> bool:
    """Whether an address belongs to the public internet, and no gateway leads elsewhere."""
    if isinstance(address, IPv6Address):
        inner = _embedded(address)
        if inner is not None and not is_public(inner):
            return False
        if address.is_site_local:
            return False
    return (
        address.is_global
        and not any(address in network for network in _SET_APART)
        and not address.is_multicast
        and not address.is_reserved
        and address not in _METADATA
    )


def shown(address: str) -> str:
    """An address as it may be shown and logged: no user name, password or control signs."""
    visible = "".join(sign if sign.isprintable() else "�" for sign in address)
    return _PASSWORD.sub("//…@", visible)


def _embedded(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for, if it does."""
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address.teredo:
        return address.teredo[1]
    if any(address in network for network in _IPV4_TAILS):
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return None


def _nothing_more(host: str, port: int, address: IPAddress) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Gate:
    """Decides which URLs are asked, and at which addresses.

    `private_hosts` are names whose addresses may be private; `allow` lets
    further ports and addresses pass, and `resolve` stands for the system's.
    """

    ports: frozenset[int] = frozenset(_SCHEMES.values())
    private_hosts: frozenset[str] = frozenset()
    resolve: Resolve = resolve
    allow: Allow = _nothing_more

    @classmethod
    def of(cls, ports: Iterable[int], private_hosts: Iterable[str]) -> "Gate":
        """A gate for these ports, and for these hosts though they are private."""
        return cls(frozenset(ports), frozenset(map(_host_name, private_hosts)))

    def check(self, text: str) -> httpx.URL:
        """The URL as it will be asked, without its fragment; raises AddressRefused."""
        url = _parsed(text)
        if url.scheme not in _SCHEMES or not url.host:
            raise AddressRefused("not a web address", "Give one that begins with https://.")
        if url.userinfo:
            raise AddressRefused(
                "holds a user name or password", "Take it out; pages behind a login cannot be read."
            )
        return url.copy_with(fragment=None)

    def addresses(self, host: str, port: int) -> list[IPAddress]:
        """The addresses to connect to, all of them checked.

        Raises AddressRefused when any of them may not be asked, and OSError
        when the name does not resolve.
        """
        found = [ip_address(text) for text in self.resolve(host, port)]
        for address in found:
            if not self.allow(host, port, address):
                self._check_port(port)
                self._check_address(host, address)
        return found

    def _check_port(self, port: int) -> None:
        if port not in self.ports:
            allowed = ", ".join(map(str, sorted(self.ports)))
            raise AddressRefused(
                f"port {port} is not asked, only {allowed}",
                "Add it to web.ports if you trust that site.",
            )

    def _check_address(self, host: str, address: IPAddress) -> None:
        if _host_name(host) in self.private_hosts or is_public(address):
            return
        leads = "this" if host == str(address) else f"{host} leads to {address}, which"
        raise AddressRefused(
            f"{leads} is not a public address",
            "Name the host in web.allow_private_hosts if it is your own.",
        )


def _host_name(text: str) -> str:
    """A host as connections name it: in lower case and in ASCII."""
    try:
        return httpx.URL(scheme="http", host=text.strip()).raw_host.decode("ascii")
    except (httpx.InvalidURL, ValueError):
        return text.casefold()


def _parsed(text: str) -> httpx.URL:
    if len(text) > _LONGEST_URL:
        raise AddressRefused("longer than any address", "Check the address.")
    try:
        return httpx.URL(text.strip())
    except (httpx.InvalidURL, ValueError) as error:
        raise AddressRefused(f"not a web address ({error})", "Check how it is spelt.") from error
