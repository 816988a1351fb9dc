"""Decides who may speak with the server; knows nothing of sockets or events."""

from __future__ import annotations

import hmac
from ipaddress import IPv6Address, ip_address

from morgan.errors import Unauthorized
from morgan.settings import WireSettings


class Doorkeeper:
    """Knows the token and the networks whose peers need none."""

    def __init__(self, settings: WireSettings) -> None:
        self._token = settings.token.get_secret_value() if settings.token else None
        self._networks = settings.trusted_networks

    def trusts(self, host: str) -> bool:
        """Whether a peer at this address may leave the token out."""
        try:
            address = ip_address(host.partition("%")[0])  # fe80::1%eth0
        except ValueError:
            return False
        if isinstance(address, IPv6Address) and address.ipv4_mapped:
            address = address.ipv4_mapped  # a dual-stack socket sees 127.0.0.1 as ::ffff:127.0.0.1
        return any(address.version == network.version and address in network for network in self._networks)

    def check(self, token: str | None, *, trusted: bool) -> None:
        """Raise Unauthorized unless this token, or none, is enough."""
        if token is None and trusted:
            return
        if self._token is None:
            if trusted:
                return  # the owner set no token: there is nothing that it could differ from
            raise Unauthorized("this server has no token and takes only peers of its trusted networks")
        if token is None:
            raise Unauthorized("this server wants its token first: user-event hello {token}")
        if not hmac.compare_digest(token.encode(), self._token.encode()):
            raise Unauthorized("the token is wrong; `morgan token` on the server shows the right one")
