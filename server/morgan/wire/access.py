"""Decides who may speak with the server, and for which house; knows nothing of sockets or events."""

from __future__ import annotations

import hmac
import logging
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from morgan.errors import SettingsInvalid, Unauthorized
from morgan.security.credentials import Credentials
from morgan.settings.schema import WireSettings

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Admitted:
    """The house that a peer may speak for, if any; `credential` is the id of the credential that it sent, if any."""

    home_id: str | None = None
    credential: str | None = None


class AccessPolicy:
    """Knows the token, the houses' own credentials, and the networks whose peers need none."""

    def __init__(self, settings: WireSettings, credentials: Credentials | None = None) -> None:
        self._credentials, self._trusted_need_token = credentials, settings.trusted_need_token
        self._token = settings.token.get_secret_value() if settings.token else None
        self._networks = settings.trusted_networks

    def trusts(self, host: str) -> bool:
        """Whether a peer at this address is in a trusted network: it needs no TLS."""
        try:
            address = ip_address(host.partition("%")[0])  # fe80::1%eth0
        except ValueError:
            return False
        if isinstance(address, IPv6Address) and address.ipv4_mapped:
            address = address.ipv4_mapped  # a dual-stack socket sees 127.0.0.1 as ::ffff:127.0.0.1
        return any(address.version == network.version and address in network for network in self._networks)

    def needs_no_token(self, host: str) -> bool:
        """Whether a peer at this address may leave the token out."""
        return not self._trusted_need_token and self.trusts(host)

    def admit(self, token: str | None, home_id: str | None, *, trusted: bool) -> Admitted:
        """Return what a peer with this token and this house's id may speak for. Raises Unauthorized.

        A house's own credential is valid for that house alone, and that house accepts nothing else: neither the
        server's token nor a trusted network.
        """
        try:
            own = self._own(token, home_id)
            bound = self._credentials is not None and home_id is not None and self._credentials.of_home(home_id)
        except SettingsInvalid as error:
            _LOGGER.warning("nobody is let in: %s", error)
            raise Unauthorized("the server cannot read or keep its houses' credentials; its log says why") from error
        if own is not None:
            return own
        self.check(token, trusted=trusted)
        if bound:
            raise Unauthorized("this house has a credential of its own; pair it anew with the code of `morgan pair`")
        return Admitted(home_id)

    def _own(self, token: str | None, home_id: str | None) -> Admitted | None:
        found = self._credentials.find(token) if token and self._credentials else None
        if found is None or self._credentials is None:
            return None
        if found.home is None:
            if home_id is None:  # a trial before pairing: it gets a house that no peer has
                return Admitted(f"{found.id} not paired yet", found.id)
            found = self._credentials.bind(found.id, home_id)
        if found is None or (home_id is not None and found.home != home_id):
            raise Unauthorized("this token is another house's; pair this one with a code of its own from `morgan pair`")
        try:
            self._credentials.note_use(found)
        except SettingsInvalid as error:  # a full or read-only disk must not lock out a known house
            _LOGGER.warning("cannot note that a house was here: %s", error)
        return Admitted(found.home, found.id)

    def may_stay(self, admitted: Admitted) -> bool:
        """Return whether a peer's admission is still valid."""
        if self._credentials is None or admitted == Admitted():
            return True  # neither a credential nor a house: there is nothing to revoke
        try:
            known = {one.id: one.home for one in self._credentials.all()}
        except SettingsInvalid:
            return False
        if admitted.credential is not None:
            home = known.get(admitted.credential, admitted)
            return home is None or home == admitted.home_id
        return admitted.home_id is None or admitted.home_id not in known.values()

    def check(self, token: str | None, *, trusted: bool) -> None:
        """Raise Unauthorized unless this token is right, or the peer needs none."""
        if token is None and trusted:
            return
        if self._token is None:
            if trusted and not (token and self._credentials and self._credentials.ever):
                return  # the server has no token to compare it with
            if trusted:
                raise Unauthorized("the token is wrong; `morgan pair` on the server makes another")
            raise Unauthorized("this server has no token and takes only peers of its trusted networks")
        if token is None:
            raise Unauthorized("this server wants its token first: user-event hello {token}")
        if not hmac.compare_digest(token.encode(), self._token.encode()):
            raise Unauthorized("the token is wrong; `morgan token` on the server shows the right one")
