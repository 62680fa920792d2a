"""Addresses that are not part of the public internet, or only lead back out of it.

Sources: the IANA special-purpose registries for IPv4 and IPv6, RFC 6890 and its successors. 6to4, NAT64 and
mapped addresses carry an IPv4 address inside, which is judged in their place.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from suite.outbound.exceptions import METADATA, PRIVATE

Address = IPv4Address | IPv6Address

REFUSED_V4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
REFUSED_V6 = tuple(
    IPv6Network(text)
    for text in (
        "::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "2001:db8::/32",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
)
MAPPED = IPv6Network("::ffff:0:0/96")
NAT64 = IPv6Network("64:ff9b::/96")
SIX_TO_FOUR = IPv6Network("2002::/16")
METADATA_ADDRESSES = frozenset({IPv4Address("169.254.169.254"), IPv6Address("fd00:ec2::254")})


def refusal_of(address: Address) -> str | None:
    """Why the address must not be dialled: `private` or `metadata`; None when it is public."""
    if address in METADATA_ADDRESSES:
        return METADATA
    if isinstance(address, IPv4Address):
        return PRIVATE if any(address in network for network in REFUSED_V4) else None
    if address.scope_id is not None or any(address in network for network in REFUSED_V6):
        return PRIVATE
    inside = embedded_v4(address)
    return refusal_of(inside) if inside else None


def embedded_v4(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address a translator or tunnel would take the packet to."""
    if address in MAPPED or address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address in SIX_TO_FOUR:
        return IPv4Address((int(address) >> 80) & 0xFFFFFFFF)
    return None
