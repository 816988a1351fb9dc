"""The HTTP client for other servers: language models, STT and TTS; knows no API.

A server may close a kept-alive connection at any time, also at the moment when the next request is sent. A request that
was sent on a kept connection and got no byte of a response is sent again on another one, because the server may never
have received it. If a server closes a fresh connection, the request is not retried.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx2

from morgan.remote.urls import CONNECT_SECONDS, is_near

_HUNG_UP = (httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.WriteError, httpx2.CloseError)
# llama-server and servers on Node or uvicorn close a connection after 5 s of silence, which is how long the library
# keeps it. A new connection in the house costs less than a millisecond; to a far server, two round trips and TLS.
_NEAR_SECONDS, _FAR_SECONDS = 1.0, 5.0
_MOST_KEPT = 10


class HttpClient(httpx2.AsyncClient):
    """One server's client; for a server in the house it ignores the environment's proxy, which could not reach it."""

    def __init__(
        self,
        url: str,
        *,
        seconds: float,
        at_once: int = 100,
        headers: Mapping[str, str] | None = None,
        follow_redirects: bool = False,
    ) -> None:
        """Make no request yet. `seconds`: the timeout. Raises SettingsInvalid when `url` is no http address."""
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
        for _ in range(_MOST_KEPT):  # each failure uses up one kept connection
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
