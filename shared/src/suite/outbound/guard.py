"""May this URL be fetched? The answer carries the checked addresses, and only those may be dialled."""

import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import ip_address

from suite.outbound.allowed import AllowedPlaces
from suite.outbound.exceptions import PRIVATE, BlockedTarget, TargetUnresolvable
from suite.outbound.hosts import Place, parse_place, refusal_of_name, refusal_of_port
from suite.outbound.ranges import Address, refusal_of

Resolve = Callable[[str, int], list[str]]


@dataclass(frozen=True, slots=True)
class CheckedTarget:
    """A place and every address its name had at the moment of the check."""

    place: Place
    addresses: tuple[str, ...]


class AddressGuard:
    """Refuses what is not on the public internet, except the places named in `allowed`.

    `allowed` are the entries as given. `resolve` gives the addresses of a name; a test may put its own in.
    `count_refusal` is told every reason.
    """

    def __init__(self, allowed: Iterable[str] = (), resolve: Resolve | None = None) -> None:
        self.allowed = tuple(allowed)
        self._allowed = AllowedPlaces(self.allowed)
        self._resolve = resolve or resolve_name
        self.count_refusal: Callable[[str], None] = lambda reason: None

    def check(self, url: str) -> CheckedTarget:
        """The addresses to dial.

        Raises BlockedTarget when the form, the name, the port or any one address is refused,
        TargetUnresolvable when the name has no address.
        """
        try:
            place = self.check_form(url)
            addresses = [place.address] if place.address else self._addresses_of(place)
            for address in addresses:
                self._check_address(place, address)
        except BlockedTarget as refusal:
            self.count_refusal(refusal.reason)
            raise
        return CheckedTarget(place, tuple(map(str, addresses)))

    def check_form(self, url: str) -> Place:
        """What can be judged without a resolver: spelling, name, port and literal addresses."""
        place = parse_place(url)
        if self._exempt(place):
            return place
        refusal = refusal_of(place.address) if place.address else refusal_of_name(place.host)
        reason = refusal or refusal_of_port(place.port)
        if reason:
            raise BlockedTarget(reason, url)
        return place

    def is_exempt(self, url: str) -> bool:
        """Whether an operator named this place."""
        try:
            return self._exempt(parse_place(url))
        except BlockedTarget:
            return False

    def _exempt(self, place: Place) -> bool:
        if place.address:
            return self._allowed.covers(place.address, place.port)
        return self._allowed.names(place.host, place.port)

    def _addresses_of(self, place: Place) -> list[Address]:
        try:
            # A scope id ("fe80::1%eth0") survives here and is refused with the address.
            return [ip_address(text) for text in dict.fromkeys(self._resolve(place.host, place.port))]
        except ValueError:
            raise BlockedTarget(PRIVATE, place.url) from None

    def _check_address(self, place: Place, address: Address) -> None:
        if self._exempt(place) or self._allowed.covers(address, place.port):
            return
        reason = refusal_of(address)
        if reason:
            raise BlockedTarget(reason, place.url)


def resolve_name(host: str, port: int) -> list[str]:
    """Every address the system resolver knows, in its order; TargetUnresolvable when there is none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise TargetUnresolvable(host) from error
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses:
        raise TargetUnresolvable(host)
    return addresses
