"""Builds the engines that the settings select and runs the server. The only file that knows every engine by name.

Starting and stopping, in four steps:
  1. every engine is built on its own thread, all of them concurrently, and serves one real request
  2. an engine that is missing is logged once, and the server runs without it
  3. the wire listens, with the engines whose weights are here; better ones replace them when their weights arrive
  4. a stop closes the wire, which drains its turns, and then the engines
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from pydantic import SecretStr

from morgan.agent.agent import ModelAgent
from morgan.agent.loop import LoopOptions
from morgan.agent.prompt import PromptLimits
from morgan.agent.sentence.turn_completion import kind_of
from morgan.audio import FRAME_SAMPLES, SAMPLE_RATE_HZ
from morgan.errors import BadRequest, EngineFailed, EngineMissing
from morgan.llm.ahead import PrefixCache
from morgan.llm.choose import ServedModel
from morgan.llm.router import Router
from morgan.ports import (
    Agent,
    ChatModel,
    Engines,
    Home,
    SpeechToText,
    TextToSpeech,
    Utterance,
    VoiceDetector,
    WakeWordDetector,
)
from morgan.runtime.arriving import Arrival, arrive
from morgan.runtime.engine_thread import Stop, on_a_thread
from morgan.runtime.idle_unload import RestingEars
from morgan.security.certificate import context
from morgan.security.credentials import Credentials
from morgan.security.pairing import Identity, identity_of
from morgan.settings.schema import Settings, SttSettings, WakeSettings
from morgan.stt.ears import Around, coming_ears, lacking, ranked_ears

if TYPE_CHECKING:
    from morgan.wire.server import Server

_log = logging.getLogger(__name__)

Built = TypeVar("Built")

WHISPER = "whisper"  # its name in `lacks`
_LEAVE_SECONDS = 60.0  # longest utterance; a longer one would have to load the old engine again
_PROMPT_TOKENS = 5000  # reserved for the rules, the tools (about 3,000 in Home Assistant), the house: no history there


@dataclass(frozen=True, slots=True)
class Running:
    """A server that is ready."""

    host: str
    port: int
    identity: Identity
    engines: Engines


async def run(settings: Settings, ready: Callable[[Running], None], stop: asyncio.Event) -> None:
    """Serve until `stop` is set; call `ready` once a turn can be served.

    Raises SettingsInvalid, CannotListen.
    """
    from morgan.wire.server import serve  # noqa: PLC0415 - `morgan say` needs no server

    identity = identity_of(settings.wire, settings.data_dir)
    token, certificate, name = identity.token, identity.certificate, identity.server_id
    wire = settings.wire.model_copy(update={"token": SecretStr(token.text) if token else None})
    tls = context(certificate) if certificate else None
    async with AsyncExitStack() as stack:
        engines = await _unless(stop, build(settings, stack))
        if engines is None:
            return  # stopped while weights were loaded: there is nothing to drain
        arrived = await stack.enter_async_context(AsyncExitStack())  # closed after the wire, like the first engines

        async def on_home(home: Home) -> None:
            if engines.stt is not None:
                await engines.stt.prepare(home)

        partials = settings.stt.partials
        serving = serve(
            wire,
            settings.vad,
            engines,
            server_id=name,
            on_home=on_home,
            tls=tls,
            partials=partials,
            credentials=Credentials(settings.data_dir),
        )
        server = await stack.enter_async_context(serving)
        coming = await on_a_thread("look", lambda _: _arrivals(settings, engines, server, arrived))
        for arriving in coming:
            task = asyncio.create_task(arriving, name="arrive")
            stack.push_async_callback(_ended, task)
        ready(Running(server.host, server.port, identity, engines))
        await stop.wait()


async def build(settings: Settings, stack: AsyncExitStack) -> Engines:
    """Build all engines concurrently; `stack` closes them. An engine that is missing is None, and logged once."""
    first = ServedModel(settings.llm, settings.llm.choices) if settings.llm.url else None
    models = [*([first] if first else []), *(ServedModel(one) for one in settings.llm.fallbacks if one.url)]
    async with asyncio.TaskGroup() as group:
        vad = group.create_task(_vad())
        stt = group.create_task(_or_none("hearing", hearing(settings, fetch=False)))
        tts = group.create_task(_or_none("speaking", speaking(settings, fetch=False)))
        wake = group.create_task(_or_none("wake words", waking(settings.wake)))
    model = PrefixCache(Router(models, settings.llm.cool_down_seconds)) if models else None
    agent = answering(model, settings)
    hears = stt.result()
    stands_in = settings.stt.engine == "auto" and hears is not None and hears.program.name == "closed"
    lacks = lacking(hears) if settings.stt.engines else (WHISPER,) if stands_in else ()
    built = Engines(vad.result(), hears, tts.result(), wake.result(), agent, first, lacks)
    for engine in (built.vad, built.stt, built.tts, built.wake, built.agent):
        if engine is not None:
            stack.push_async_callback(engine.close)
    for one in models:
        looking = asyncio.create_task(_look_for(one), name="look-for-model")  # the server is ready without it
        stack.callback(looking.cancel)
    return built


def _arrivals(
    settings: Settings, engines: Engines, server: Server, arrived: AsyncExitStack
) -> list[Coroutine[None, None, None]]:
    """Return the background tasks that bring better engines, whose weights are not here yet. Blocks."""
    from morgan.stt import choose as ears  # noqa: PLC0415
    from morgan.tts import choose as mouths  # noqa: PLC0415
    from morgan.tts.mouth import for_one, further_mouths  # noqa: PLC0415

    stt, tts, data_dir = settings.stt, settings.tts, settings.data_dir

    async def hear(better: SpeechToText) -> None:
        arrived.push_async_callback(better.close)
        await better.prepare(server.homes.of(None))
        lesser, engines.stt, engines.lacks = engines.stt, better, tuple(one for one in engines.lacks if one != WHISPER)
        if isinstance(lesser, RestingEars):
            lesser.leave(_LEAVE_SECONDS)
        await server.changed()

    async def speak(better: TextToSpeech) -> None:
        arrived.push_async_callback(better.close)
        engines.tts = better  # espeak-ng stays loaded: it is small, and running turns end with it
        await server.changed()

    def bring_ears(stop: Stop) -> None:
        ears.bring(stt, data_dir, named, stop)

    named = ears.named(stt)
    coming: list[Coroutine[None, None, None]] = []
    if stt.engines:
        around = Around(engines, arrived, partial(server.homes.of, None), server.changed)
        coming += coming_ears(stt, data_dir, partial(_hearing_with, settings, fetch=False), around)
    elif (engines.stt is None or engines.stt.program.name == "closed") and ears.is_coming(stt, data_dir, named):
        only_it = settings.model_copy(update={"stt": stt.model_copy(update={"engine": named})})
        coming.append(arrive(Arrival("hearing", bring_ears, partial(hearing, only_it, fetch=False), hear)))
    if tts.engines:
        coming += further_mouths(settings, engines.tts, server.changed, speak)
    elif (engines.tts is None or engines.tts.program.name == "espeak") and mouths.is_coming(tts, data_dir):
        only_it = for_one(settings, "piper" if tts.engine == "auto" else tts.engine)
        bring = partial(mouths.fetch_voice, tts, data_dir)
        coming.append(arrive(Arrival("speaking", bring, partial(speaking, only_it, fetch=False), speak)))
    return coming


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def hearing(settings: Settings, *, fetch: bool = True) -> SpeechToText:
    """Build the engine that hears; it rests when idle if the settings say so. Without `fetch` nothing is downloaded.

    Raises EngineMissing, EngineFailed.
    """
    if settings.stt.engines:
        try:
            return await ranked_ears(settings.stt, partial(_hearing_with, settings, fetch=False))
        except EngineMissing:
            if not fetch:
                raise
            return await ranked_ears(settings.stt, partial(_hearing_with, settings, fetch=True))
    make = partial(_ears, settings, fetch=fetch)
    engine, minutes = await make(), settings.stt.idle_minutes
    if minutes:
        return RestingEars(engine, make, minutes * 60)
    # The closed engine rests for good once Whisper has taken over
    return RestingEars(engine, make, math.inf) if engine.program.name == "closed" and not fetch else engine


async def _hearing_with(settings: Settings, stt: SttSettings, *, fetch: bool) -> SpeechToText:
    return await hearing(settings.model_copy(update={"stt": stt}), fetch=fetch)


async def _ears(settings: Settings, *, fetch: bool) -> SpeechToText:
    """Build the engine and decode half a second of silence with it. Raises EngineMissing, EngineFailed."""

    def choose(_: Stop) -> tuple[SpeechToText, str]:
        from morgan.stt.choose import choose_stt  # noqa: PLC0415

        return choose_stt(settings.stt, settings.data_dir, fetch=fetch, kind_of=kind_of)

    engine, why = await on_a_thread("build-stt", choose)
    _log.info("hearing: %s", why)
    await engine.transcribe(Utterance(np.zeros(SAMPLE_RATE_HZ // 2, dtype=np.int16)))
    return engine


async def speaking(settings: Settings, *, fetch: bool = True) -> TextToSpeech:
    """Build the engine that speaks. Raises EngineMissing, EngineFailed."""
    from morgan.tts.mouth import one_mouth, ranked_mouth  # noqa: PLC0415

    return await (ranked_mouth if settings.tts.engines else one_mouth)(settings, fetch=fetch)


async def waking(settings: WakeSettings) -> WakeWordDetector | None:
    """Build the wake-word engine, None when it is switched off. Raises EngineMissing."""
    if settings.engine == "off":
        return None

    def load(_: Stop) -> WakeWordDetector:
        from morgan.wake.micro import MicroWake  # noqa: PLC0415

        return MicroWake(settings.threshold)

    engine = await on_a_thread("build-wake", load)
    await engine.listen(()).detect(np.zeros(FRAME_SAMPLES, dtype=np.int16))
    return engine


def answering(model: ChatModel | None, settings: Settings) -> Agent:
    """Build the agent; without a model it answers that there is none."""
    llm, language = settings.llm, settings.stt.language
    taken = llm.max_tokens + _PROMPT_TOKENS
    limits = PromptLimits(llm.history_turns, max(0, llm.context_tokens - taken), llm.context_tokens)
    how = settings.agent
    spoken = "en" if language == "auto" else language
    manner = LoopOptions(how.rounds, how.skip_confirmation_round, spoken, how.answer_characters, how.answer_seconds)
    return ModelAgent(model, llm.prompt, limits, manner, how.retrieved)


async def _look_for(model: ServedModel) -> None:
    """Look for the language model; if it is not available now, the first question looks for it again."""
    try:
        await model.find()
        _log.info("answering: %s, %s", model.program.model, model.program.description)
    except EngineFailed as error:
        _log.warning("the language model is not available yet: %s", error)


async def _vad() -> VoiceDetector:
    def load(_: Stop) -> VoiceDetector:
        from morgan.vad.silero import SileroVad  # noqa: PLC0415

        return SileroVad()

    engine = await on_a_thread("build-vad", load)
    await engine.listen().detect(np.zeros(FRAME_SAMPLES, dtype=np.int16))
    return engine


async def _or_none(role: str, building: Awaitable[Built]) -> Built | None:
    try:
        return await building
    except (EngineFailed, BadRequest) as error:  # BadRequest: the settings name a voice that no engine has
        _log.warning("%s is not available: %s", role, error)
    except ImportError as error:  # the package is installed but broken, for example a system library is missing
        _log.warning("%s is not available, because a package cannot be loaded: %s", role, error)
    return None


async def _unless(stop: asyncio.Event, work: Coroutine[None, None, Built]) -> Built | None:
    """Await `work`, or cancel it and return None once `stop` is set."""
    working, stopping = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        return None
    finally:
        for task in (working, stopping):
            task.cancel()
        await asyncio.gather(working, stopping, return_exceptions=True)
