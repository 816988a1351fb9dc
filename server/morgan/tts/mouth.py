"""Builds the TTS: one engine or several by rank, with loudness matching, cache and idle unload as the settings say.

Knows engines by `choose.py` only. Each one synthesizes a test sentence before it is used: this detects a broken package
or broken weights, and the loudness of the voice is learned.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import aclosing
from functools import partial
from typing import Final

from morgan.errors import BadRequest, EngineFailed, EngineMissing, SettingsInvalid
from morgan.ports import Clause, TextToSpeech
from morgan.runtime.arriving import Arrival, arrive
from morgan.runtime.engine_thread import Stop, on_a_thread
from morgan.runtime.idle_unload import RestingMouth
from morgan.runtime.ranking import Breaker
from morgan.settings.schema import Settings
from morgan.tts.audio.cache import SpeechCache
from morgan.tts.audio.loudness_matching import EvenMouth
from morgan.tts.choose import choose_tts, fetch_voice, instead, is_coming
from morgan.tts.piper.voices import VoiceCatalog
from morgan.tts.ranked import RankedMouth
from morgan.tts.text.normalize import speakable

_log = logging.getLogger(__name__)

_TO_NOBODY: Final = "The kitchen lights are on."  # two seconds: enough to learn how loud a voice is


async def one_mouth(settings: Settings, *, fetch: bool = True) -> TextToSpeech:
    """Build the engine of `tts.engine` and its cache. Raises EngineMissing, EngineFailed, BadRequest."""
    tts = settings.tts
    make = partial(_engine, settings, fetch=fetch)
    engine, minutes = await make(), tts.idle_minutes
    if minutes:
        engine = RestingMouth(engine, make, minutes * 60)
    cache = tts.cache_megabytes * 1024 * 1024 // max(1, len(tts.engines))
    shelf = VoiceCatalog(settings.data_dir, None)  # the stamps of an engine without voices there never change
    return SpeechCache(engine, cache, shelf.stamps) if cache else engine


async def ranked_mouth(settings: Settings, *, fetch: bool = True) -> RankedMouth:
    """Build the engines of `tts.engines`; missing ones are logged once and left out.

    Raises EngineMissing when all of them are missing.
    """
    tts = settings.tts
    ranked = RankedMouth(tts.engines, tts.first_sound_seconds, Breaker(tts.cool_down_seconds))
    for name in tts.engines:
        try:
            mouth = await one_mouth(for_one(settings, name), fetch=fetch)
        except (EngineFailed, BadRequest, SettingsInvalid, ImportError) as error:
            _log.warning("speaking with %s is not available: %s", name, error)
            continue
        ranked.add(name, mouth)
        try:
            await _say_a_sentence(mouth)
        except EngineFailed as error:  # a server that is down now may be up when it is needed
            _log.warning("speaking with %s is not available yet: %s", name, error)
            ranked.failed(name, error.code)
    if not ranked.names:
        raise EngineMissing(f"none of tts.engines can speak ({', '.join(tts.engines)}); the log says why")
    return ranked


def further_mouths(
    settings: Settings,
    ranked: TextToSpeech | None,
    changed: Callable[[], Awaitable[None]],
    take_over: Callable[[TextToSpeech], Awaitable[None]],
) -> list[Coroutine[None, None, None]]:
    """Return coroutines that fetch the weights of arriving `tts.engines`; each engine then joins the others.

    `ranked`: the engines that speak already; without any, `take_over` gets the first to arrive. Blocks.
    """
    tts = settings.tts
    all_of_them = ranked if isinstance(ranked, RankedMouth) else None

    async def join(name: str, mouth: TextToSpeech) -> None:
        nonlocal all_of_them
        if all_of_them is not None:
            all_of_them.add(name, mouth)
            return await changed()
        all_of_them = RankedMouth(tts.engines, tts.first_sound_seconds, Breaker(tts.cool_down_seconds))
        all_of_them.add(name, mouth)
        return await take_over(all_of_them)

    coming: list[Coroutine[None, None, None]] = []
    for name in tts.engines:
        only_it = for_one(settings, name)
        if (all_of_them is None or name not in all_of_them.names) and is_coming(only_it.tts, settings.data_dir):
            bring = partial(fetch_voice, only_it.tts, settings.data_dir)
            build = partial(one_mouth, only_it, fetch=False)
            coming.append(arrive(Arrival(f"speaking with {name}", bring, build, partial(join, name))))
    return coming


def for_one(settings: Settings, name: str) -> Settings:
    """Return the settings of one of several engines; the default voice applies to the engine that has it."""
    return settings.model_copy(update={"tts": settings.tts.model_copy(update={"engine": name})})


async def _engine(settings: Settings, *, fetch: bool) -> TextToSpeech:
    """Build the engine and synthesize a test sentence. Raises EngineMissing, EngineFailed."""
    tts = settings.tts

    def choose(_: Stop) -> tuple[TextToSpeech, str]:
        speakable("At 18:05 it was 21.5 °C.", tts.language)  # the first text compiles its patterns: 8 ms
        try:
            return choose_tts(tts, settings.data_dir, fetch=fetch)
        except SettingsInvalid:  # at most one of several engines has the default voice
            if not tts.engines or tts.voice is None:
                raise
            return choose_tts(tts.model_copy(update={"voice": None}), settings.data_dir, fetch=fetch)

    engine, why = await on_a_thread("build-tts", choose)
    mouth = EvenMouth(engine, tts.loudness_lufs, tts.speeds)
    if tts.engines:  # one of several: `ranked_mouth` tests it
        return mouth
    try:
        await _say_a_sentence(mouth)
    except EngineFailed as error:
        broken = str(error)
        await engine.close()
        if tts.engine != "auto" or engine.program.name == "espeak":
            raise
        engine, why = await on_a_thread("build-tts", lambda _: instead(tts, broken))
        mouth = EvenMouth(engine, tts.loudness_lufs, tts.speeds)
        await _say_a_sentence(mouth)
    _log.info("speaking: %s", why)
    return mouth


async def _say_a_sentence(mouth: TextToSpeech) -> None:
    async with aclosing(mouth.synthesize(Clause(_TO_NOBODY))) as sounds:
        async for _ in sounds:
            pass
