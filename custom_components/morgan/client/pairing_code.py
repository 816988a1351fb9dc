"""Reads the pairing code that the server shows (docs/protocol.md, "The pairing code"); knows no Home Assistant."""

from __future__ import annotations

import base64
import json
import re
import zlib
from dataclasses import dataclass
from typing import Any, Final

_CODE: Final = re.compile(r"morgan([0-9]{1,9}):(.*)", re.IGNORECASE | re.DOTALL)
_VERSION: Final = 1
_MAX_ADDRESSES: Final = 8  # all are tried at once
_MAX_TEXT: Final = 1000


class BadCode(Exception):
    """A text that is no pairing code, or an incomplete one; `key` names the sentence that says so."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True, slots=True)
class Pairing:
    """The content of a code; `fingerprint` is None when the server speaks no TLS."""

    addresses: tuple[str, ...]
    port: int
    server_id: str
    token: str | None
    fingerprint: str | None


def read_code(text: str) -> Pairing:
    """Return the content of a pasted code; line breaks of a terminal are ignored. Raises BadCode."""
    found = _CODE.fullmatch("".join(text.split()))
    if found is None:
        raise BadCode("code_invalid")
    if int(found[1]) != _VERSION:
        raise BadCode("code_version")
    body, _, check = found[2].rpartition(".")
    if not body.isascii() or f"{zlib.crc32(body.encode()):08x}" != check.lower():
        raise BadCode("code_truncated")
    try:
        return _read(json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))))
    except (BadCode, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadCode("code_invalid") from error


def read_fingerprint(text: str) -> str | None:
    """Return a fingerprint as it is compared, None for an empty text. Raises BadCode."""
    plain = re.sub(r"[\s:]", "", text).lower()
    if not plain:
        return None
    if not re.fullmatch(r"[0-9a-f]{64}", plain):
        raise BadCode("fingerprint_invalid")
    return plain


def _read(told: dict[str, Any]) -> Pairing:
    port = told["p"]
    if type(port) is not int or not 0 < port < 2**16:
        raise ValueError("a port is a number")
    addresses = told["a"]
    if not isinstance(addresses, list) or len(addresses) > _MAX_ADDRESSES:
        raise TypeError("addresses are a list")
    shown = _text(told.get("f"))
    fingerprint = None if shown is None else read_fingerprint(shown)
    identity = _text(told["i"])
    if identity is None:
        raise ValueError("a server has a name")
    known = tuple(address for each in addresses if (address := _text(each)))
    return Pairing(known, port, identity, _text(told.get("t")), fingerprint)


def _text(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not 0 < len(value) <= _MAX_TEXT:
        raise TypeError("a text is a text")
    return value
