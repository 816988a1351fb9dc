"""Parses and normalizes the addresses of other servers; pure, knows no server."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit, urlunsplit

from morgan.errors import SettingsInvalid

CONNECT_SECONDS = 3.0  # a home network answers in milliseconds, and the user waits for this
PREPARE_SECONDS = 120.0  # a large model is loaded from disk and then reads the prompt on a CPU: nobody waits for it


def root_of(url: str) -> str:
    """Return the address without a trailing slash or /v1, as Ollama's own protocol needs it.

    Raises SettingsInvalid when it is no http address.
    """
    parts = urlsplit(url if "//" in url else f"http://{url}")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SettingsInvalid(f"llm.url must be an address such as http://localhost:11434, not {url!r}")
    path = parts.path.rstrip("/").removesuffix("/v1")
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def openai_base(url: str, call: str = "") -> str:
    """Return the base address of an OpenAI-style server, the one with /models: a bare host gets /v1.

    Removes a doubled /v1, and `call`, the path of a request, which the owner may have copied along.
    """
    parts = urlsplit(url if "//" in url else f"http://{url}")
    path = parts.path.rstrip("/").removesuffix(call) or "/v1"
    while path.endswith("/v1/v1"):
        path = path.removesuffix("/v1")
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def shown(url: str) -> str:
    """Return an address for logs and answers, without user name and password."""
    parts = urlsplit(url if "//" in url else f"http://{url}")
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def is_near(url: str) -> bool:
    """Tell whether the server is in the house, where a proxy from the environment could not reach it."""
    host = urlsplit(root_of(url)).hostname or ""
    try:
        return not ip_address(host).is_global
    except ValueError:  # a name: without a dot, or under a local domain, it is in the house
        return "." not in host or host.endswith((".local", ".lan", ".home.arpa", ".internal", ".localhost"))
