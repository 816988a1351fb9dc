"""Who may speak with the server."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network

import pytest
from pydantic import SecretStr

from morgan.errors import Unauthorized
from morgan.settings.schema import WireSettings
from morgan.wire.access import AccessPolicy

DEFAULT = AccessPolicy(WireSettings(token=SecretStr("right")))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
def test_loopback_is_trusted(host: str) -> None:
    assert DEFAULT.trusts(host)


@pytest.mark.parametrize("host", ["192.168.1.5", "::ffff:192.168.1.5", "fe80::1%eth0", "2001:db8::1", "", "nonsense"])
def test_others_are_not(host: str) -> None:
    assert not DEFAULT.trusts(host)


def test_the_owner_may_trust_a_network() -> None:
    house = AccessPolicy(WireSettings(trusted_networks=(IPv4Network("192.168.1.0/24"), IPv6Network("fe80::/10"))))
    assert house.trusts("192.168.1.5")
    assert house.trusts("::ffff:192.168.1.5")
    assert house.trusts("fe80::1%eth0")
    assert not house.trusts("127.0.0.1")


@pytest.mark.parametrize(("token", "trusted"), [("right", False), ("right", True), (None, True)])
def test_the_right_token_opens_and_a_trusted_peer_needs_none(token: str | None, trusted: bool) -> None:
    DEFAULT.check(token, trusted=trusted)


@pytest.mark.parametrize(
    ("token", "trusted"), [("wrong", False), ("wrong", True), (None, False), ("", True), ("ähnlich", False)]
)
def test_a_wrong_token_is_refused_from_anywhere(token: str | None, trusted: bool) -> None:
    with pytest.raises(Unauthorized):
        DEFAULT.check(token, trusted=trusted)


def test_a_server_without_a_token_takes_only_trusted_peers() -> None:
    open_house = AccessPolicy(WireSettings())
    open_house.check(None, trusted=True)
    open_house.check("left over from before", trusted=True)
    with pytest.raises(Unauthorized, match="no token"):
        open_house.check("anything", trusted=False)
