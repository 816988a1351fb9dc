"""What the address of another server tells before anybody is asked; pure, knows no server."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit, urlunsplit

from morgan.errors import SettingsInvalid

CONNECT_SECONDS = 3.0  # a house's network answers in milliseconds; whoever asked waits for this
PREPARE_SECONDS = 120.0  # a large model is read from a disk and then reads a house on a processor: nobody waits for it


def root_of(url: str) -> str:
    """Return the address without a trailing slash or /v1, as Ollama's own protocol wants it.

    Raises SettingsInvalid when it is no http address.
    """
    parts = urlsplit(url if "//" in url else f"http://{url}")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SettingsInvalid(f"llm.url must be an address such as http://localhost:11434, not {url!r}")
    path = parts.path.rstrip("/").removesuffix("/v1")
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def openai_base(url: str, call: str = "") -> str:
    """Return the address under which an OpenAI-style server has /models: a bare host gets its /v1.

    A /v1 that stands there twice is one, and `call`, the path of what is asked for, may have been copied along.
    """
    parts = urlsplit(url if "//" in url else f"http://{url}")
    path = parts.path.rstrip("/").removesuffix(call) or "/v1"
    while path.endswith("/v1/v1"):
        path = path.removesuffix("/v1")
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def shown(url: str) -> str:
    """Return an address as it is told in logs and answers: without the name and the password that may stand in it."""
    parts = urlsplit(url if "//" in url else f"http://{url}")
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def is_near(url: str) -> bool:
    """Tell whether the server stands in the house, where a proxy from the environment could not reach it."""
    host = urlsplit(root_of(url)).hostname or ""
    try:
        return not ip_address(host).is_global
    except ValueError:  # a name: one without a dot, or under a local domain, is the house's own
        return "." not in host or host.endswith((".local", ".lan", ".home.arpa", ".internal", ".localhost"))
