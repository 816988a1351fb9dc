"""Asks the process that listens on the server's port what it is, with a timeout; knows nothing of how it is shown."""

from __future__ import annotations

import asyncio
import hashlib
import ssl
from dataclasses import dataclass
from ipaddress import ip_address

from wyoming.error import Error
from wyoming.event import Event
from wyoming.info import Describe, Info
from wyoming.user_event import UserEvent

from morgan.errors import MorganError
from morgan.security.certificate import Certificate
from morgan.security.identity import Token
from morgan.wire.frames import FrameLimits, encode, read_body, read_header
from morgan.wire.handler import PROTOCOL_VERSION

_SECONDS = 2.0
_LIMITS = FrameLimits(64 * 1024, 4 * 1024 * 1024, 0)  # any program may listen there


@dataclass(frozen=True, slots=True)
class Nobody:
    """Nothing listens there."""


@dataclass(frozen=True, slots=True)
class Stranger:
    """Something listens, but it is not a Morgan, or refuses us; `why` is a sentence."""

    why: str


@dataclass(frozen=True, slots=True)
class Morgan:
    """A Morgan that answers: its version, and the names of the engines that it offers."""

    version: str
    engines: tuple[str, ...]


async def ask(
    host: str, port: int, token: Token | None, certificate: Certificate | None = None
) -> Nobody | Stranger | Morgan:
    """Send hello and ask for the info; with `certificate` only in TLS, and only to the server that has it."""
    tls = None
    if certificate is not None:
        tls = ssl.create_default_context()
        tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE  # the fingerprint is checked instead
    try:
        async with asyncio.timeout(_SECONDS):
            reader, writer = await asyncio.open_connection(reachable(host), port, limit=_LIMITS.header_bytes, ssl=tls)
            try:
                if certificate is not None and _seen(writer) != certificate.fingerprint:
                    return Stranger("its certificate is another one than these settings name")
                return await _converse(reader, writer, token)
            finally:
                writer.transport.abort()
    except TimeoutError:
        return Stranger("it does not answer")
    except ConnectionRefusedError:
        return Nobody()
    except ssl.SSLError:
        return Stranger("it does not speak TLS")
    except (OSError, MorganError, LookupError, TypeError, ValueError) as error:  # its events' fields are not validated
        return Stranger(f"it does not speak Morgan's protocol ({type(error).__name__})")


def reachable(host: str) -> str:
    """Return where a server that listens on `host` is reached from its own machine."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if address.is_unspecified:
        return "127.0.0.1" if address.version == 4 else "::1"
    return host


def _seen(writer: asyncio.StreamWriter) -> str:
    shown: bytes | None = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    return hashlib.sha256(shown or b"").hexdigest()


async def _converse(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, token: Token | None
) -> Stranger | Morgan:
    hello = {"version": PROTOCOL_VERSION, "client": "morgan"} | ({"token": token.text} if token else {})
    welcome = await _ask(UserEvent("hello", hello).event(), reader, writer)
    if welcome is None:
        return Stranger("it closed the connection")
    if Error.is_type(welcome.type):
        return Stranger(Error.from_event(welcome).text)
    if not UserEvent.is_type(welcome.type):
        return Stranger("it speaks Wyoming, but is no Morgan")
    told = await _ask(Describe().event(), reader, writer)
    if told is None or not Info.is_type(told.type):
        return Stranger("it welcomes, but says nothing about itself")
    info = Info.from_event(told)
    programs = (*info.asr, *info.tts, *info.handle, *info.wake)
    version = str((UserEvent.from_event(welcome).data or {}).get("server"))
    return Morgan(version, tuple(program.name for program in programs))


async def _ask(event: Event, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Event | None:
    writer.write(encode(event))
    await writer.drain()
    header = await read_header(reader, _LIMITS)
    return None if header is None else await read_body(reader, header)
