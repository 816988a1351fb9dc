"""Checks the engines that hear, speak, wake and answer, without loading any weights."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from morgan.cli.checks import Finding
from morgan.errors import EngineMissing, MorganError
from morgan.llm.choose import ServedModel
from morgan.remote.urls import shown
from morgan.runtime.downloads import progress
from morgan.settings.schema import LlmSettings, ModelSettings, Settings, SttSettings, WakeSettings
from morgan.settings.speaking import TtsSettings
from morgan.stt import onnx_asr
from morgan.stt.whisper import weights_are_there, weights_folder
from morgan.tts.kokoro.voices import KokoroCatalog
from morgan.tts.piper.voices import VoiceCatalog, nearest

_MODEL_SECONDS = 4.0
_HERE_SECONDS = 1.0
_MOST_NAMED = 10
_OLLAMA_HERE = "http://127.0.0.1:11434"


async def language_model(settings: LlmSettings) -> list[Finding]:
    """Ask the model's server for its model, or look for one on this machine when none is set up."""
    if settings.url is None:
        here = LlmSettings(url=_OLLAMA_HERE)
        found = await _find(here, _HERE_SECONDS)
        if found.level == "ok":
            return [
                Finding(
                    "language model", "warn", f"none is set up, but {found.found}", f"set llm.url to {_OLLAMA_HERE}"
                )
            ]
        mend = "set llm.url to an Ollama or an OpenAI-style server"
        return [Finding("language model", "warn", "none: commands are obeyed, questions are not answered", mend)]
    return [await _find(one, _MODEL_SECONDS) for one in (settings, *settings.fallbacks)]


async def _find(settings: ModelSettings, seconds: float) -> Finding:
    try:
        model = ServedModel(settings)
        try:
            async with asyncio.timeout(seconds):
                await model.find()
                others = [name for name in await model.models() if name != model.program.model][:_MOST_NAMED]
        finally:
            await model.close()
    except MorganError as error:
        return Finding("language model", "bad", str(error), "start that server, or correct llm.url and llm.model")
    except TimeoutError:
        mend, where = "start that server, or correct llm.url and llm.model", shown(settings.url or "")
        return Finding("language model", "bad", f"{where} does not answer within {seconds:g} s", mend)
    also = f"; it also has {', '.join(others)}" if others else ""
    return Finding("language model", "ok", f"{model.program.model}, {model.program.description}{also}")


async def transcription_server(stt: SttSettings) -> list[Finding]:
    """Ask the transcription server for its model, if the settings use one."""
    if "openai" not in (stt.engine, *stt.engines):
        return []
    level: Literal["warn", "bad"] = "warn" if len(stt.engines) > 1 else "bad"
    mend = "start that server, or correct stt.openai.url, stt.openai.model and stt.openai.api_key"
    try:
        from morgan.stt.openai import OpenAiEars  # noqa: PLC0415  # importing its library takes a third of a second

        ears = OpenAiEars(stt.openai, stt.language)
        try:
            async with asyncio.timeout(_MODEL_SECONDS):
                await ears.prepare()
        finally:
            await ears.close()
    except MorganError as error:
        return [Finding("hearing", level, str(error), mend)]
    except TimeoutError:
        return [Finding("hearing", level, f"{shown(stt.openai.url or '')} does not answer in time", mend)]
    return [Finding("hearing", "ok", f"{ears.program.model}, {ears.program.description}")]


def engines(settings: Settings) -> list[Finding]:
    """Report which engines there are and which the server uses, from packages and files alone."""
    return [
        *_ranked(settings.stt, settings.data_dir),
        *(_speaking(one, settings.data_dir) for one in ranked(settings.tts)),
        _waking(settings.wake),
    ]


def _ranked(stt: SttSettings, data_dir: Path) -> list[Finding]:
    """Check each engine that is to hear; a transcription server is checked on its own."""
    if not stt.engines:
        return [] if stt.engine == "openai" else [_alone(stt, data_dir)]
    alone = [stt.model_copy(update={"engine": name, "engines": ()}) for name in stt.engines if name != "openai"]
    findings = [_alone(one, data_dir) for one in alone]
    if len(stt.engines) > 1:  # another one stands in for it
        findings = [replace(one, level="warn") if one.level == "bad" else one for one in findings]
    return findings


def _alone(stt: SttSettings, data_dir: Path) -> Finding:
    return _onnx_asr(stt, data_dir) if stt.engine == "onnx-asr" else _hearing(stt, data_dir)


def _onnx_asr(stt: SttSettings, data_dir: Path) -> Finding:
    model = stt.onnx_asr.model
    try:
        folder = onnx_asr.weights_folder(stt.onnx_asr, data_dir)
        weights = onnx_asr.weights_are_there(stt.onnx_asr, data_dir)
    except EngineMissing as error:
        return Finding("hearing", "bad", str(error), "correct stt.onnx_asr.model")
    if find_spec("onnx_asr") is None:
        return Finding("hearing", "bad", "onnx-asr is not installed", "pip install 'morgan-voice[onnx-asr]'")
    if weights:
        return Finding("hearing", "ok", f"onnx-asr {model}, {_size(folder)} in {folder}")
    on_its_way = progress(folder)
    missing = f"the weights of {model} are not in {folder}" + (f" ({on_its_way})" if on_its_way else "")
    level: Literal["warn", "bad"] = "warn" if stt.download else "bad"
    found = missing + (", and fetched while the server runs" if stt.download else "")
    return Finding("hearing", level, found, "run: morgan download onnx-asr")


def _hearing(stt: SttSettings, data_dir: Path) -> Finding:
    model = stt.whisper.model
    package, closed = find_spec("faster_whisper") is not None, find_spec("pocketsphinx") is not None
    try:
        folder = weights_folder(model, data_dir)
        weights = weights_are_there(model, data_dir)
    except EngineMissing as error:
        return Finding("hearing", "bad", str(error), "correct stt.whisper.model")
    if stt.engine != "closed" and package and weights:
        return Finding("hearing", "ok", f"Whisper {model}, {_size(folder)} in {folder}")
    if not package:
        missing, mend = "Whisper is not installed", "pip install 'morgan-voice[whisper]'"
    else:
        on_its_way = progress(folder)
        missing = f"the weights of Whisper {model} are not in {folder}" + (f" ({on_its_way})" if on_its_way else "")
        mend = "run: morgan download whisper"
    if stt.engine == "whisper":
        fetched = package and stt.download
        return Finding(
            "hearing", "warn" if fetched else "bad", missing + (", and fetched while the server runs" * fetched), mend
        )
    if not closed:
        return Finding("hearing", "bad", "no engine is installed", "pip install 'morgan-voice[embedded]'")
    about = "the closed engine, which knows plain English commands only"
    if stt.engine == "closed":
        return Finding("hearing", "ok", f"{about}, because stt.engine says so")
    return Finding("hearing", "warn", f"{about}; {missing}", mend)


def ranked(tts: TtsSettings) -> list[TtsSettings]:
    """Return the settings of each engine that is to speak, best first."""
    return [tts.model_copy(update={"engine": name}) for name in tts.engines] or [tts]


def _speaking(tts: TtsSettings, data_dir: Path) -> Finding:
    match tts.engine:
        case "kokoro":
            return _kokoro(tts, data_dir)
        case "coqui":
            if find_spec("TTS") is None:
                return Finding("speaking", "bad", "coqui-tts is not installed", "pip install 'coqui-tts[cuda]'")
            return Finding("speaking", "ok", f"Coqui {tts.coqui.model}, loaded when the server starts")
        case "openai":
            if tts.openai.url is None:
                return Finding("speaking", "bad", "no speech server is set up", "set tts.openai.url")
            return Finding("speaking", "ok", f"the speech server at {shown(tts.openai.url)}, which is not asked here")
        case _:
            return _own_voice(tts, data_dir)


def _kokoro(tts: TtsSettings, data_dir: Path) -> Finding:
    if find_spec("espeakng_loader") is None:
        return Finding("speaking", "bad", "Kokoro's phonemes are not installed", "pip install 'morgan-voice[kokoro]'")
    try:
        shelf = KokoroCatalog(tts.kokoro.model, data_dir, None)
    except EngineMissing as error:
        return Finding("speaking", "bad", str(error), "set tts.kokoro.model")
    if shelf.is_here():
        return Finding("speaking", "ok", f"Kokoro, {shelf.folder}, {_size(shelf.folder)}")
    on_its_way = progress(shelf.folder)
    missing = f"Kokoro's weights are not in {shelf.folder}" + (f" ({on_its_way})" if on_its_way else "")
    fetched = ", and fetched while the server runs" * tts.download
    return Finding("speaking", "warn" if tts.download else "bad", missing + fetched, "run: morgan download kokoro")


def _own_voice(tts: TtsSettings, data_dir: Path) -> Finding:
    package, espeak = find_spec("piper") is not None, find_spec("espeakng_loader") is not None
    shelf = VoiceCatalog(data_dir, None)
    try:
        voice = tts.voice or nearest(shelf.voices(), tts.language)
        path = shelf.path(voice)
    except EngineMissing:
        path = None
    if tts.engine != "espeak" and package and path:
        return Finding("speaking", "ok", f"Piper, {path}, {_size(path.parent)}")
    if not package:
        missing, mend = "Piper is not installed", "pip install 'morgan-voice[piper]'"
    else:
        on_its_way = next(filter(None, map(progress, (data_dir / "weights" / "piper").glob("*"))), None)
        missing = f"no Piper voice for {tts.voice or tts.language} is here" + (f" ({on_its_way})" if on_its_way else "")
        mend = "run: morgan download piper"
    if tts.engine == "piper":
        fetched = package and tts.download
        return Finding(
            "speaking", "warn" if fetched else "bad", missing + (", and fetched while the server runs" * fetched), mend
        )
    if not espeak:
        return Finding("speaking", "bad", "no engine is installed", "pip install 'morgan-voice[embedded]'")
    if tts.engine == "espeak":
        return Finding("speaking", "ok", "espeak-ng, because tts.engine says so")
    return Finding("speaking", "warn", f"espeak-ng, plain but understandable; {missing}", mend)


def _waking(wake: WakeSettings) -> Finding:
    if wake.engine == "off":
        return Finding("wake words", "ok", "switched off")
    if find_spec("pymicro_wakeword") is None:
        level: Literal["warn", "bad"] = "warn" if wake.engine == "auto" else "bad"
        return Finding("wake words", level, "no engine is installed", "pip install 'morgan-voice[wake]'")
    return Finding("wake words", "ok", "micro-wakeword, its models come with it")


def _size(folder: Path) -> str:
    return f"{sum(file.stat().st_size for file in folder.rglob('*') if file.is_file()) / 1e6:.0f} MB"
