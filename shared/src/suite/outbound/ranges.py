"""Addresses that are not part of the public internet, or only lead back out of it.

Sources: the IANA special-purpose registries for IPv4 and IPv6, RFC 6890 and its successors. Mapped, translated, NAT64,
6to4 and ISATAP addresses carry an IPv4 address inside, which is judged too; of the others only global unicast passes.
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
        "2001::/23",  # protocol assignments, Teredo and ORCHID among them
        "2001:db8::/32",
        "3fff::/20",
    )
)
GLOBAL_UNICAST = IPv6Network("2000::/3")
# Networks whose last 32 bits are the IPv4 address a packet goes to: mapped, translated (RFC 2765), NAT64.
TRANSLATED = tuple(IPv6Network(text) for text in ("::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96"))
SIX_TO_FOUR = IPv6Network("2002::/16")
# The interface identifier of ISATAP (RFC 5214), with and without the bit for a global address, before the IPv4 address.
ISATAP_IDENTIFIERS = (0x0000_5EFE, 0x0200_5EFE)
METADATA_ADDRESSES = frozenset({IPv4Address("169.254.169.254"), IPv6Address("fd00:ec2::254")})


def refusal_of(address: Address) -> str | None:
    """Why the address must not be dialled: `private` or `metadata`; None when it is public."""
    if address in METADATA_ADDRESSES:
        return METADATA
    if isinstance(address, IPv4Address):
        return PRIVATE if any(address in network for network in REFUSED_V4) else None
    inside = embedded_v4(address)
    refusal = refusal_of(inside) if inside else None
    if refusal or address.scope_id is not None:
        return refusal or PRIVATE
    if any(address in network for network in TRANSLATED):
        return None
    return None if is_global_unicast(address) else PRIVATE


def is_global_unicast(address: IPv6Address) -> bool:
    """Whether an IPv6 address belongs to a host of the public internet."""
    return address in GLOBAL_UNICAST and not any(address in network for network in REFUSED_V6)


def embedded_v4(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address a translator or tunnel would take the packet to."""
    value = int(address)
    if any(address in network for network in TRANSLATED) or value >> 32 & 0xFFFF_FFFF in ISATAP_IDENTIFIERS:
        return IPv4Address(value & 0xFFFF_FFFF)
    if address in SIX_TO_FOUR:
        return IPv4Address(value >> 80 & 0xFFFF_FFFF)
    return None
