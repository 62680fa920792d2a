"""Places an operator exempts from the guard: host, host:port, address or CIDR."""

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_network

from suite.outbound.ranges import Address

Network = IPv4Network | IPv6Network


class AllowedPlaces:
    """The exemptions of one process; `entries` as they stand in a setting."""

    def __init__(self, entries: Iterable[str] = ()) -> None:
        self._names: set[tuple[str, int | None]] = set()
        self._networks: list[tuple[Network, int | None]] = []
        for entry in entries:
            self._add(entry.strip().lower())

    def names(self, host: str, port: int) -> bool:
        """Whether a canonical host name is exempt on this port."""
        return (host, None) in self._names or (host, port) in self._names

    def covers(self, address: Address, port: int) -> bool:
        """Whether an address is exempt on this port."""
        return any(
            wanted in (None, port) and address.version == network.version and address in network
            for network, wanted in self._networks
        )

    def _add(self, entry: str) -> None:
        host, port = split_port(entry)
        try:
            self._networks.append((ip_network(host, strict=False), port))
        except ValueError:
            self._names.add((host.removesuffix("."), port))


def split_port(entry: str) -> tuple[str, int | None]:
    """`host:port` or `[v6]:port` in its parts; a bare IPv6 address has no port."""
    if entry.startswith("["):
        host, _, rest = entry[1:].partition("]")
        return host, int(rest[1:]) if rest[1:].isdecimal() else None
    host, colon, port = entry.rpartition(":")
    if colon and port.isdecimal() and ":" not in host:
        return host, int(port)
    return entry, None
