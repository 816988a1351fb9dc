"""Checks the network: the server's own port, and whether a Home Assistant is near; every check has a timeout."""

from __future__ import annotations

import asyncio
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import assert_never

from zeroconf import ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from morgan.cli.checks import Finding
from morgan.cli.peer import Morgan, Nobody, Stranger, ask
from morgan.errors import SettingsInvalid
from morgan.security.certificate import certificate_of, context, last_day
from morgan.security.credentials import Credentials
from morgan.security.identity import is_loopback, needs_token, server_id, token_of
from morgan.settings.schema import Settings

_HA_TYPE = "_home-assistant._tcp.local."
_SOON_DAYS = 14
_BROWSE_SECONDS = 1.5  # a Home Assistant answers within a few hundred milliseconds


async def port(settings: Settings) -> list[Finding]:
    """Report whether the port is free or what listens there, and whether peers need a token."""
    wire = settings.wire
    try:
        token = token_of(wire, settings.data_dir, make=False)
    except SettingsInvalid as error:
        return [Finding("token", "bad", str(error), "delete the file; `morgan token --make` makes another")]
    try:
        shown = certificate_of(wire, settings.data_dir, make=False)
    except SettingsInvalid:
        shown = None  # certificate() reports it
    where = f"{wire.host} port {wire.port}"
    findings = [Finding("port", "ok", f"{where}: any free one will be taken")]
    if wire.port:
        answer = await ask(wire.host, wire.port, token, shown)
        match answer:
            case Morgan(version, engines):
                findings = [Finding("port", "ok", f"{where}: Morgan {version} serves {', '.join(engines)}")]
            case Stranger(why):
                mend = "stop what listens there, or set wire.port to another port"
                findings = [Finding("port", "bad", f"{where} is taken: {why}", mend)]
            case Nobody():
                findings = [_can_listen(wire.host, wire.port, where)]
            case _:
                assert_never(answer)
    if not needs_token(wire) and not is_loopback(wire.host) and any(n.prefixlen == 0 for n in wire.trusted_networks):
        mend = "take 0.0.0.0/0 and ::/0 out of wire.trusted_networks"
        findings.append(Finding("token", "warn", "everybody who reaches the server may use it", mend))
    elif token is not None:
        findings.append(Finding("token", "ok", f"from {token.source}"))
    elif needs_token(wire):
        findings.append(Finding("token", "ok", "is made at the first start; `morgan token` shows it"))
    else:
        findings.append(Finding("token", "ok", "none is needed: the server listens on this machine only"))
    return findings


def certificate(settings: Settings) -> Finding:
    """Report whether the certificate can be used, until when, and whether other users can read its key."""
    try:
        shown = certificate_of(settings.wire, settings.data_dir, make=False)
        if shown is None:
            off = settings.wire.tls == "off"
            return Finding("certificate", "ok", "none: wire.tls is off" if off else "is made at the first start")
        context(shown)
        until = last_day(shown)
        readable = shown.key.stat().st_mode & 0o077
    except (SettingsInvalid, OSError) as error:
        mend = "correct wire.certificate and wire.private_key; one that Morgan made may be deleted, and another is made"
        return Finding("certificate", "bad", str(error), mend)
    if readable:
        return Finding("certificate", "warn", f"other users can read {shown.key}", f"run: chmod 600 {shown.key}")
    days = (until - datetime.now(UTC)).days
    if days < _SOON_DAYS:
        # Morgan's own clients ignore the date: it matters to other programs that are given this certificate.
        mend = "renew it; Home Assistant must then be given the new pairing code"
        when = f"ends on {until:%Y-%m-%d}" if days >= 0 else f"ended on {until:%Y-%m-%d}"
        return Finding("certificate", "warn", f"{shown.file} {when}", mend)
    return Finding("certificate", "ok", f"{shown.file} until {until:%Y-%m-%d}, fingerprint {shown.fingerprint[:16]}…")


def kept(data_dir: Path) -> list[Finding]:
    """Report the server's files about itself and its houses that it cannot read: no findings if all is well."""
    mend = "delete the file, and pair each house anew"
    findings = []
    try:
        if (data_dir / "server-id").exists():
            server_id(data_dir)
    except SettingsInvalid as error:
        findings.append(Finding("server id", "bad", str(error), mend))
    try:
        Credentials(data_dir).all()
    except SettingsInvalid as error:
        findings.append(Finding("houses", "bad", str(error), mend))
    return findings


def _can_listen(host: str, number: int, where: str) -> Finding:
    mend = "set wire.host to an address of this machine, 127.0.0.1 or 0.0.0.0; ports below 1024 are for root"
    try:
        family, _, _, _, address = socket.getaddrinfo(host, number, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        return Finding("port", "bad", f"{where} cannot be listened on: {error.strerror or error}", mend)
    return Finding("port", "ok", f"{where} is free")


async def home_assistant() -> list[Finding]:
    """Look for a Home Assistant on this machine and, by what it announces, on the local network."""
    here, near = await asyncio.gather(_answers("127.0.0.1", 8123), _announced())
    found = [*(["http://127.0.0.1:8123"] if here else []), *near]
    if found:
        return [Finding("home assistant", "ok", ", ".join(found))]
    mend = "give its Morgan integration this machine's address by hand; it may be on another network"
    return [Finding("home assistant", "warn", "none was found on this machine or announced on the network", mend)]


async def _answers(host: str, number: int) -> bool:
    try:
        async with asyncio.timeout(_BROWSE_SECONDS):
            reader, writer = await asyncio.open_connection(host, number)
            try:
                writer.write(f"GET /manifest.json HTTP/1.0\r\nHost: {host}:{number}\r\n\r\n".encode())
                return b"Home Assistant" in await reader.read(64 * 1024)
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return False


async def _announced() -> list[str]:
    names: set[str] = set()

    def on_change(zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:  # noqa: ARG001
        if state_change is ServiceStateChange.Added:
            names.add(name)

    try:
        network = AsyncZeroconf()
    except OSError:
        return []  # no network with multicast
    try:
        browser = AsyncServiceBrowser(network.zeroconf, _HA_TYPE, handlers=[on_change])
        await asyncio.sleep(_BROWSE_SECONDS)
        await browser.async_cancel()
        infos = [AsyncServiceInfo(_HA_TYPE, name) for name in sorted(names)]
        return [_url_of(info) for info in infos if info.load_from_cache(network.zeroconf)]
    finally:
        await network.async_close()


def _url_of(info: AsyncServiceInfo) -> str:
    told = info.decoded_properties
    return told.get("internal_url") or told.get("base_url") or f"{info.server}:{info.port}"
