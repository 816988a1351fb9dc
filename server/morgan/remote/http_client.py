"""The HTTP client for other servers: language models, ears and voices behind an address; knows no API.

A server hangs up on a connection that is kept for the next request whenever it likes, also in the moment in which that
request is sent. What was sent on a kept connection, and was not answered with a byte, is sent once more on another: it
may have reached nobody. A server that hangs up on a fresh connection is not asked again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx2

from morgan.remote.urls import CONNECT_SECONDS, is_near

_HUNG_UP = (httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.WriteError, httpx2.CloseError)
# llama-server and what runs on Node or uvicorn hang up after 5 s of silence, which is how long the library keeps a
# connection. A new one in the house costs less than a millisecond; a far one costs two round trips and TLS.
_NEAR_SECONDS, _FAR_SECONDS = 1.0, 5.0
_MOST_KEPT = 10


class HttpClient(httpx2.AsyncClient):
    """One server's client; in the house it goes around a proxy of the environment, which could not reach it."""

    def __init__(
        self,
        url: str,
        *,
        seconds: float,
        at_once: int = 100,
        headers: Mapping[str, str] | None = None,
        follow_redirects: bool = False,
    ) -> None:
        """Ask nobody yet. `seconds`: the longest silence. Raises SettingsInvalid when it is no http address."""
        near = is_near(url)
        kept = _NEAR_SECONDS if near else _FAR_SECONDS
        super().__init__(
            base_url=url,
            headers=headers,
            follow_redirects=follow_redirects,
            trust_env=not near,
            timeout=httpx2.Timeout(seconds, connect=min(CONNECT_SECONDS, seconds)),
            limits=httpx2.Limits(
                max_connections=at_once, max_keepalive_connections=min(at_once, _MOST_KEPT), keepalive_expiry=kept
            ),
        )

    async def send(self, request: httpx2.Request, **how: Any) -> httpx2.Response:  # noqa: ANN401 - as they come
        """Send a request. Raises httpx2.HTTPError."""
        for _ in range(_MOST_KEPT):  # each that fails was the last use of a kept connection
            is_fresh = False

            async def note(event: str, _: Mapping[str, Any]) -> None:
                nonlocal is_fresh
                is_fresh = is_fresh or event.endswith("connect_tcp.started")

            request.extensions["trace"] = note
            try:
                return await super().send(request, **how)
            except _HUNG_UP:
                if is_fresh:
                    raise
        return await super().send(request, **how)
