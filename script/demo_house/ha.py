"""Home Assistant from outside: REST and the websocket, as any app speaks them; knows nothing of Morgan."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp

CALL_SECONDS = 30.0


class HomeAssistantError(Exception):
    """Home Assistant refused something or is not there; the sentence says what."""


class Socket:
    """One authenticated websocket: calls with answers, and subscriptions that deliver events to a function."""

    def __init__(self, connection: aiohttp.ClientWebSocketResponse) -> None:
        self._connection = connection
        self._ids = itertools.count(1)
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._listeners: dict[int, Callable[[dict[str, Any]], None]] = {}
        self._reader = asyncio.create_task(self._read())

    async def call(self, type_: str, **fields: Any) -> Any:
        """Return the result of one command. Raises HomeAssistantError with Home Assistant's own words."""
        return await self._send(next(self._ids), type_, fields)

    async def subscribe(self, type_: str, on_event: Callable[[dict[str, Any]], None], **fields: Any) -> int:
        """Send a command whose events go to `on_event`; return the number that `unsubscribe` takes."""
        number = next(self._ids)
        self._listeners[number] = on_event
        await self._send(number, type_, fields)
        return number

    def forget(self, number: int) -> None:
        """Drop what a subscription still sends."""
        self._listeners.pop(number, None)

    async def send_bytes(self, data: bytes) -> None:
        """Send a binary frame: sound, after its handler's number."""
        await self._connection.send_bytes(data)

    async def close(self) -> None:
        """Hang up."""
        self._reader.cancel()
        with suppress(asyncio.CancelledError):
            await self._reader
        await self._connection.close()

    async def _send(self, number: int, type_: str, fields: dict[str, Any]) -> Any:
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._answers[number] = answer
        try:
            await self._connection.send_json({"id": number, "type": type_, **fields})
            async with asyncio.timeout(CALL_SECONDS):
                return await answer
        except TimeoutError:
            raise HomeAssistantError(f"no answer to {type_} within {CALL_SECONDS:.0f} s") from None
        except ConnectionError as error:
            raise HomeAssistantError(f"Home Assistant hung up at {type_}") from error
        finally:
            self._answers.pop(number, None)

    async def _read(self) -> None:
        async for frame in self._connection:
            if frame.type is not aiohttp.WSMsgType.TEXT:
                continue
            received = frame.json()
            for message in received if isinstance(received, list) else [received]:
                self._deliver(message)
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(ConnectionError("hung up"))

    def _deliver(self, message: dict[str, Any]) -> None:
        number = message.get("id", 0)
        if message["type"] == "event":
            if listener := self._listeners.get(number):
                listener(message["event"])
        elif message["type"] == "result" and (answer := self._answers.get(number)) and not answer.done():
            if message["success"]:
                answer.set_result(message["result"])
            else:
                error = message["error"]
                answer.set_exception(HomeAssistantError(f"{error['message']} ({error['code']})"))


class HomeAssistant:
    """One Home Assistant at a URL, as one user of it."""

    def __init__(self, http: aiohttp.ClientSession, url: str, token: str = "") -> None:
        self.url = url
        self.token = token
        self._http = http

    async def get(self, path: str) -> Any:
        """GET, parsed."""
        return await self._request("GET", path, None)

    async def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """POST JSON, parsed."""
        return await self._request("POST", path, body or {})

    async def delete(self, path: str) -> Any:
        """DELETE, parsed."""
        return await self._request("DELETE", path, None)

    async def hear_silence(self, entity: str, language: str, seconds: float) -> None:
        """Give a quarter of a second of silence to what hears, and wait until it has been heard."""
        wav = "format=wav; codec=pcm; sample_rate=16000; bit_rate=16; channel=1"
        headers = {"Authorization": f"Bearer {self.token}", "X-Speech-Content": f"{wav}; language={language}"}
        timeout = aiohttp.ClientTimeout(total=seconds)
        address = f"{self.url}/api/stt/{entity}"
        async with self._http.post(address, data=bytes(8000), headers=headers, timeout=timeout) as response:
            if response.status >= 400:
                raise HomeAssistantError(f"{entity}: {response.status} {(await response.text())[:300]}")

    async def post_form(self, path: str, form: dict[str, str]) -> Any:
        """POST a form, as OAuth wants it."""
        async with self._http.post(self.url + path, data=form) as response:
            if response.status >= 400:
                raise HomeAssistantError(f"{path}: {response.status} {await response.text()}")
            return await response.json()

    @asynccontextmanager
    async def stream(self, path: str) -> AsyncIterator[aiohttp.StreamReader]:
        """GET whose body is read as it comes; needs no login (the address is the secret)."""
        async with self._http.get(self.url + path) as response:
            if response.status != 200:
                raise HomeAssistantError(f"the answer's sound could not be fetched: {response.status}")
            yield response.content

    @asynccontextmanager
    async def socket(self) -> AsyncIterator[Socket]:
        """Open the websocket and log in."""
        async with self._http.ws_connect(self.url + "/api/websocket", max_msg_size=0) as connection:
            await connection.receive_json(timeout=CALL_SECONDS)
            await connection.send_json({"type": "auth", "access_token": self.token})
            greeting = await connection.receive_json(timeout=CALL_SECONDS)
            if greeting["type"] != "auth_ok":
                raise HomeAssistantError("Home Assistant does not take the demo's token; remove .demo and start again")
            socket = Socket(connection)
            try:
                yield socket
            finally:
                await socket.close()

    async def _request(self, method: str, path: str, body: dict[str, Any] | None) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        async with self._http.request(method, self.url + path, json=body, headers=headers) as response:
            if response.status >= 400:
                raise HomeAssistantError(f"{path}: {response.status} {(await response.text())[:300]}")
            return await response.json()


async def wait_until_running(client: HomeAssistant, seconds: float, alive: Callable[[], bool]) -> None:
    """Return when Home Assistant answers and has started. Raises HomeAssistantError when it ends or takes longer."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while alive():
                with suppress(aiohttp.ClientError, HomeAssistantError):
                    if client.token:
                        if (await client.get("/api/config"))["state"] == "RUNNING":
                            return
                    elif await client.get("/api/onboarding"):
                        return
                await asyncio.sleep(0.1)  # it has no event for somebody outside to wait for
            raise HomeAssistantError("Home Assistant ended while starting; its log says why")
    raise HomeAssistantError(f"Home Assistant was not ready within {seconds:.0f} s; its log says why")
