"""Dispatches the events of one peer, which begin, feed or end turns; knows nothing of sockets or engines.

Nothing here awaits an engine: an event is checked, and slow work runs in a turn's own task.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from wyoming.error import Error
from wyoming.event import Event
from wyoming.ping import Pong
from wyoming.user_event import UserEvent

from morgan import __version__
from morgan.errors import BadRequest, MorganError, Unauthorized
from morgan.ports import Engines
from morgan.wire.access import AccessPolicy, Admitted
from morgan.wire.acting import ToolChannel, able_by_steps
from morgan.wire.asking import Asking
from morgan.wire.fields import NAME_LIMIT, Fields
from morgan.wire.hearing import Hearing, HearingSettings
from morgan.wire.home_link import Homes, home_by_steps
from morgan.wire.info import InfoCache, program_names
from morgan.wire.lenient import LeftOut, by_steps
from morgan.wire.peer import Peer
from morgan.wire.speaking import Speaking
from morgan.wire.turns import Turns, log_bug

_LOGGER = logging.getLogger(__name__)

PROTOCOL_VERSION = 1
FEATURES = ["home", "turn", "tools", "trace", "rate", "prepare", "manner", "schema", "names", "models", "images"]

_Handle: TypeAlias = Callable[[Fields, bytes], Awaitable[None] | None]


class UnknownEvent(MorganError):
    """An event of a type that this server does not know."""

    code = "unknown-event"


class WrongVersion(MorganError):
    """A peer that speaks another version of the protocol; the connection ends."""

    code = "version"


class Shutdown(MorganError):
    """A request that came while the server stops."""

    code = "shutdown"


@dataclass(frozen=True, slots=True)
class Shared:
    """The objects that all connections share."""

    engines: Engines
    told: InfoCache
    homes: Homes
    doorkeeper: AccessPolicy
    hearing: HearingSettings
    server_id: str


class Handler:
    """Handles one peer's events."""

    def __init__(self, peer: Peer, house: Shared) -> None:
        self.turns = Turns(peer)
        self.stopping = False  # the server shuts down: running turns may end, none begins
        self._peer, self._house = peer, house
        self._hearing = hearing = Hearing(self.turns, peer, house.engines, house.homes, house.hearing)
        self._speaking = speaking = Speaking(self.turns, house.engines)
        self._asking = asking = Asking(self.turns, peer, house.engines, house.homes)
        self._link: ToolChannel | None = None
        self._left_out: tuple[str, ...] = ()
        self._admitted = Admitted()
        self._requests: dict[str, _Handle] = {  # events that begin a turn
            "transcribe": lambda fields, _: hearing.transcribe(fields),
            "detect": lambda fields, _: hearing.detect(fields),
            "audio-start": lambda fields, _: hearing.begin(fields),
            "synthesize": lambda fields, _: speaking.synthesize(fields),
            "synthesize-start": lambda fields, _: speaking.begin(fields),
            "transcript": lambda fields, _: asking.ask(fields),
        }
        self._others: dict[str, _Handle] = {
            "audio-chunk": hearing.feed,
            "audio-stop": lambda _fields, _: hearing.end(),
            "synthesize-chunk": lambda fields, _: speaking.feed(fields),
            "synthesize-stop": lambda _fields, _: speaking.end(),
            "describe": lambda _fields, _: peer.send(house.told.event()),
            "ping": self._ping,
            "pong": lambda _fields, _: None,
            "select-program": self._select_program,
            "user-event": self._user_event,
        }
        self._own_events: dict[str, _Handle] = {  # the names of user-events
            "hello": lambda fields, _: self._hello(fields),
            "turn": lambda fields, _: asking.expect(fields),
            "image": asking.show,
            "prepare": lambda fields, _: self._begin(partial(asking.prepare, fields)),
            "models": lambda _fields, _: self._begin(asking.offer),
            "home": lambda fields, _: self._home(fields),
            "tool-result": lambda fields, _: self._take_result(fields),
            "obeyed": lambda fields, _: self._take_obeyed(fields),
        }

    @property
    def known(self) -> bool:
        """Whether the peer is trusted or has said hello with a valid token."""
        return self._peer.known

    @property
    def may_stay(self) -> bool:
        """Whether the peer's admission for its house is still valid."""
        return self._house.doorkeeper.may_stay(self._admitted)

    async def handle(self, event: Event) -> None:
        """Handle one event. Raises Unauthorized and WrongVersion, which end the connection, and ConnectionError."""
        if not self._peer.known and not _is_hello(event):
            raise Unauthorized("this server wants its token first: user-event hello {token}")
        request = self._requests.get(event.type)
        handle = request or self._others.get(event.type)
        try:
            if handle is None:
                raise UnknownEvent("this server knows no event of that type")
            if request is not None and self.stopping:
                raise Shutdown("the server is stopping")
            answering = handle(Fields(event.type, event.data), event.payload or b"")
            if answering is not None:
                await answering
        except (Unauthorized, WrongVersion):
            raise
        except MorganError as error:
            await self._peer.tell(error)
        except ConnectionError:
            raise
        except Exception as error:  # noqa: BLE001  # an edge: one event's bug must not end the peer's other turns
            log_bug(error)
            await self._peer.send(Error("something went wrong inside Morgan; its log says where", "internal"))

    async def _ping(self, fields: Fields, _payload: bytes) -> None:
        await self._peer.send(Pong(fields.maybe_text("text", 1000)))

    def _select_program(self, fields: Fields, _payload: bytes) -> None:
        names = program_names(self._house.engines)
        if fields.text("name") not in names:
            raise BadRequest(f"select-program: the programs here are {', '.join(names) or 'none'}")

    async def _user_event(self, fields: Fields, payload: bytes) -> None:
        handle = self._own_events.get(fields.text("name", NAME_LIMIT))
        if handle is None:
            raise UnknownEvent("this server knows no user-event of that name")
        answering = handle(fields.inside("data"), payload)
        if answering is not None:
            await answering

    def _begin(self, begin: Callable[[], Awaitable[None] | None]) -> Awaitable[None] | None:
        if self.stopping:
            raise Shutdown("the server is stopping")
        return begin()

    async def _home(self, fields: Fields) -> None:
        """Store the house that the peer sent; items that cannot be used are left out, and listed in the response."""
        left = LeftOut()
        home = await by_steps(home_by_steps(fields, left))
        able = await by_steps(able_by_steps(fields, left))
        await self._house.homes.learn(self._peer.home_id, home)
        if "tools" in fields:
            self._link = self._house.homes.connect(self._peer.home_id, self._peer, able)
        known: dict[str, object] = {"hash": home.hash}
        if left.count:
            known["left_out"] = list(left.sentences)
        self._log_left_out(left)
        await self._peer.send(UserEvent("home-known", known))

    def _log_left_out(self, left: LeftOut) -> None:
        """Log left-out items when they change: a house is sent every half minute. Their names are for DEBUG only."""
        if left.sentences != self._left_out and left.count:
            _LOGGER.warning(
                "left out of what a house told: %d things; its Home Assistant is told which, and so is DEBUG",
                left.count,
            )
            _LOGGER.debug("left out: %s", "; ".join(left.sentences))
        self._left_out = left.sentences

    def _take_obeyed(self, fields: Fields) -> None:
        if self._link is not None:
            self._link.take_obeyed(fields)

    def _take_result(self, fields: Fields) -> None:
        """Pass a result to the turn that waits for it; drop it if none does."""
        if "turn" not in fields:
            self._asking.take_result(fields)
        elif self._link is not None:
            self._link.take_result(fields)

    def close(self) -> None:
        """Disconnect the peer's house link, if it has one."""
        if self._link is not None:
            self._house.homes.disconnect(self._link)

    async def _hello(self, fields: Fields) -> None:
        token = fields.maybe_text("token", 1000)
        home_id = fields.maybe_text("home")
        if self._peer.said_hello and self._peer.home_id not in (None, home_id):
            raise BadRequest("hello: one connection speaks for one house")
        admitted = self._house.doorkeeper.admit(token, home_id, trusted=self._peer.trusted)
        if fields.whole("version", 0, 2**31) != PROTOCOL_VERSION:
            raise WrongVersion(f"this server speaks version {PROTOCOL_VERSION} of the protocol; update the older side")
        self._peer.is_house = fields.maybe_text("client") == "home-assistant"
        self._admitted, self._peer.home_id = admitted, admitted.home_id
        self._peer.said_hello = True
        welcome = {
            "server": __version__,
            "version": PROTOCOL_VERSION,
            "features": FEATURES,
            "id": self._house.server_id,
        }
        if self._house.engines.lacks:
            welcome["lacks"] = list(self._house.engines.lacks)
        await self._peer.send(UserEvent("welcome", welcome))


def _is_hello(event: Event) -> bool:
    return event.type == "user-event" and event.data.get("name") == "hello"
