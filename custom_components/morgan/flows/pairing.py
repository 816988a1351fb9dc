"""Finds the server that typed or pasted data describe, and tries it: only data that have worked are kept.

Knows nothing of forms.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.const import CONF_HOST, CONF_PORT, CONF_TOKEN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import instance_id

from ..client.client import MorganClient
from ..client.errors import CannotConnect, InvalidToken, MorganError, TimedOut
from ..client.models import Address, Pin, Server
from ..client.pairing_code import BadCode, read_code, read_fingerprint
from ..const import CONF_BY_HAND, CONF_CODE, CONF_FINGERPRINT

BEFORE_SECONDS: Final = 0.5  # for addresses that are listed before the one that answered, and may be just as near
_WHERE = (CONF_HOST, CONF_PORT, CONF_TOKEN, CONF_FINGERPRINT)  # what an entry's data say of a server


@dataclass(frozen=True, slots=True)
class Joined:
    """A server that answered, and the data that an entry needs to find it again."""

    data: dict[str, Any]
    server: Server


class NotJoined(Exception):
    """No server was joined; `errors` are those of a form, `text` is the server's own message."""

    def __init__(self, field: str, key: str, text: str = "") -> None:
        super().__init__(key)
        self.errors = {field: key}
        self.text = text


async def async_address(hass: HomeAssistant, data: Mapping[str, Any]) -> Address:
    """Return where an entry's server is."""
    fingerprint = data.get(CONF_FINGERPRINT)
    # Off the event loop: OpenSSL may read files when a context is made.
    pin = Pin(fingerprint, await hass.async_add_executor_job(_tls)) if fingerprint else None
    home = await instance_id.async_get(hass)
    return Address(data[CONF_HOST], data[CONF_PORT], data.get(CONF_TOKEN), home, pin)


async def async_join(
    hass: HomeAssistant, given: Mapping[str, Any], kept: Mapping[str, Any], server_id: str | None = None
) -> Joined:
    """Find the server that a form's answers describe. Raises NotJoined.

    `kept` has the address of a known server; `server_id` is the id that it must have, if known. All addresses are tried
    at once, and the first of the list that answers is taken; an address that does not answer is not waited for.
    """
    tries = [asyncio.create_task(_async_try(hass, data)) for data in _candidates(given, kept, server_id)]
    try:
        if (joined := await _async_first(tries)) is not None:
            return joined
    finally:
        for each in tries:
            each.cancel()
    errors = [error for each in tries if isinstance(error := each.result(), MorganError)]
    # The error of a server that answered tells more than that of an address that did not.
    telling = next((error for error in errors if not isinstance(error, CannotConnect | TimedOut)), errors[0])
    raise NotJoined("base", telling.key, telling.text) from telling


async def _async_first(tries: Sequence[asyncio.Task[Joined | MorganError]]) -> Joined | None:
    """Return the first of the list that joined; None once all have failed."""

    def joined() -> list[int]:
        return [at for at, each in enumerate(tries) if each.done() and isinstance(each.result(), Joined)]

    pending = set(tries)
    while pending and not joined():
        _, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
    if not (answered := joined()):
        return None
    if before := pending & set(tries[: answered[0]]):
        await asyncio.wait(before, timeout=BEFORE_SECONDS)
    found = tries[joined()[0]].result()
    return found if isinstance(found, Joined) else None


def _candidates(given: Mapping[str, Any], kept: Mapping[str, Any], server_id: str | None) -> Sequence[dict[str, Any]]:
    by_hand: Mapping[str, Any] = given.get(CONF_BY_HAND) or {}
    code = str(given.get(CONF_CODE) or "").strip()
    typed = _place(by_hand)
    known = _place(kept)
    if code:
        try:
            pairing = read_code(code)
        except BadCode as error:
            raise NotJoined(CONF_CODE, error.key) from error
        if server_id is not None and pairing.server_id != server_id:
            raise NotJoined(CONF_CODE, "code_of_another")
        secrets = _secrets(pairing.token, pairing.fingerprint)
        told = [{CONF_HOST: address, CONF_PORT: pairing.port} for address in pairing.addresses]
        places = [place for place in (typed, known, *told) if place]
        if not places:
            raise NotJoined("base", "no_address")
    else:
        place = typed or known
        if place is None:
            raise NotJoined("base", "nothing_given")
        try:
            fingerprint = read_fingerprint(str(by_hand.get(CONF_FINGERPRINT) or ""))
        except BadCode as error:
            raise NotJoined("base", error.key) from error
        secrets = _secrets(str(by_hand.get(CONF_TOKEN) or "").strip(), fingerprint)
        places = [place]
    return [{**place, **secrets} for index, place in enumerate(places) if place not in places[:index]]


def _place(data: Mapping[str, Any]) -> dict[str, Any] | None:
    host = str(data.get(CONF_HOST) or "").strip()
    return {CONF_HOST: host, CONF_PORT: int(data[CONF_PORT])} if host else None


def _secrets(token: str | None, fingerprint: str | None) -> dict[str, str]:
    return {key: value for key, value in ((CONF_TOKEN, token), (CONF_FINGERPRINT, fingerprint)) if value}


def without_place(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry's data without its server's address and credential."""
    return {key: value for key, value in data.items() if key not in _WHERE}


async def async_trouble(hass: HomeAssistant, data: Mapping[str, Any]) -> NotJoined | None:
    """Return what is wrong with a known server; None if nothing is."""
    found = await _async_try(hass, data)
    return None if isinstance(found, Joined) else NotJoined("base", found.key, found.text)


async def _async_try(hass: HomeAssistant, data: Mapping[str, Any]) -> Joined | MorganError:
    address = await async_address(hass, data)
    try:
        if address.token and address.pin is None:
            # No TLS: ask without the token first, so that a server that wants TLS says so before it is sent in clear.
            with suppress(InvalidToken):  # it needs no TLS, but the token: its owner wants it so
                await MorganClient(Address(address.host, address.port, None, address.home)).describe()
        return Joined(dict(data), await MorganClient(address).describe())
    except MorganError as error:
        return error


def _tls() -> ssl.SSLContext:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    tls.check_hostname, tls.verify_mode = (
        False,
        ssl.CERT_NONE,
    )  # the certificate itself is compared, by client/client.py
    tls.minimum_version = ssl.TLSVersion.TLSv1_3
    return tls
