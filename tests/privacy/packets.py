"""What one Ethernet frame was sent for: its destination, port and DNS question."""

import ipaddress
import struct
from dataclasses import dataclass

_ARP, _IPV4, _IPV6 = 0x0806, 0x0800, 0x86DD
_TCP, _UDP, _ICMPV6 = 6, 17, 58
_HOP_BY_HOP = 0
_PROTOCOLS = {1: "icmp", _TCP: "tcp", _UDP: "udp", _ICMPV6: "icmpv6"}
_DNS_PORT = 53
_DNS_HEADER = 12
# Router and neighbour discovery and multicast reports: the kernel's own upkeep of a link.
_KERNEL_ICMPV6 = {130, 131, 132, 133, 134, 135, 136, 143}


@dataclass(frozen=True)
class Sent:
    """A frame that left: protocol, address, port, and the name that a DNS query asks for."""

    protocol: str
    address: str
    port: int = 0
    asks: str = ""


def parse_frame(frame: bytes) -> Sent | None:
    """What a frame was sent for; None when it is the kernel's own upkeep of the link."""
    (kind,) = struct.unpack_from("!H", frame, 12)
    packet = frame[14:]
    if kind == _IPV4:
        length = (packet[0] & 15) * 4
        address = str(ipaddress.IPv4Address(packet[16:20]))
        return _transport(packet[9], address, packet[length:])
    if kind == _IPV6:
        protocol, payload = packet[6], packet[40:]
        if protocol == _HOP_BY_HOP:
            protocol, payload = payload[0], payload[8 * (payload[1] + 1) :]
        if protocol == _ICMPV6 and payload[0] in _KERNEL_ICMPV6:
            return None
        return _transport(protocol, str(ipaddress.IPv6Address(packet[24:40])), payload)
    if kind == _ARP:
        return Sent("arp", str(ipaddress.IPv4Address(packet[24:28])))
    return Sent(f"ethertype {kind:#06x}", frame[:6].hex(":"))


def question(query: bytes) -> str:
    """The name that a DNS query asks for."""
    labels = []
    at = _DNS_HEADER
    while at < len(query) and query[at]:
        labels.append(query[at + 1 : at + 1 + query[at]].decode("ascii", "replace"))
        at += 1 + query[at]
    return ".".join(labels).lower()


def _transport(protocol: int, address: str, payload: bytes) -> Sent:
    name = _PROTOCOLS.get(protocol, f"protocol {protocol}")
    if protocol not in (_TCP, _UDP) or len(payload) < 4:
        return Sent(name, address)
    (port,) = struct.unpack_from("!H", payload, 2)
    asks = question(payload[8:]) if protocol == _UDP and port == _DNS_PORT else ""
    return Sent(name, address, port, asks)
