"""The addresses at which other machines reach this one; knows nothing of what listens there."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from ipaddress import ip_address

import ifaddr

_VIRTUAL = ("docker", "br-", "veth", "virbr", "cni", "flannel", "podman", "lxc")  # other machines cannot reach these


def addresses(host: str) -> list[str]:
    """Return the addresses of a server that listens on `host`, the likeliest first."""
    if not _is_address(host):
        return sorted({str(found[4][0]) for found in socket.getaddrinfo(host, None)})
    if not ip_address(host).is_unspecified:
        return [host]
    found = [
        (adapter.nice_name, ip.ip if isinstance(ip.ip, str) else ip.ip[0])  # IPv6 comes with its flow and scope
        for adapter in ifaddr.get_adapters()
        for ip in adapter.ips
    ]
    return in_order((name, own) for name, own in found if ip_address(host).version == 6 or "." in own)


def in_order(found: Iterable[tuple[str, str]]) -> list[str]:
    """Drop loopback and link-local addresses; order real adapters before virtual ones, and IPv4 before IPv6."""
    usable = [(n, a) for n, a in found if not ip_address(a).is_loopback and not ip_address(a).is_link_local]
    usable.sort(key=lambda one: (one[0].startswith(_VIRTUAL), ip_address(one[1]).version))
    return list(dict.fromkeys(address for _, address in usable))


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
