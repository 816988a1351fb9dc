"""Chooses the TTS engine: the best one that is here or fetched in time; the only file that knows all engines."""

from __future__ import annotations

import math
import threading
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from morgan.errors import BadRequest, EngineMissing, SettingsInvalid
from morgan.ports import TextToSpeech
from morgan.settings.speaking import TtsSettings
from morgan.tts.kokoro.voices import KokoroCatalog
from morgan.tts.piper.voices import OnRequest, VoiceCatalog, is_voice_name, nearest


def choose_tts(settings: TtsSettings, data_dir: Path, *, fetch: bool = True) -> tuple[TextToSpeech, str]:
    """Return the engine and the reason in one sentence. Blocks for `fetch_seconds`, two seconds without a network.

    Without `fetch` it uses only what is here. Raises EngineMissing when the engine in the settings, or with "auto" any
    engine, is missing, and SettingsInvalid for a voice that no engine has.
    """
    try:
        match settings.engine:
            case "piper":
                return _piper(settings, data_dir, fetch=fetch), "Piper, because tts.engine says so"
            case "espeak":
                return _espeak(settings, settings.voice), "espeak-ng, because tts.engine says so"
            case "kokoro":
                return _kokoro(settings, data_dir, fetch=fetch), "Kokoro, because tts.engine says so"
            case "coqui":
                return _coqui(settings), f"Coqui {settings.coqui.model}, because tts.engine says so"
            case "openai":
                return _server(settings), "a server with OpenAI's speech, because tts.engine says so"
            case "auto":
                return _best(settings, data_dir, fetch=fetch)
    except BadRequest as error:
        raise SettingsInvalid(f"tts.voice: {error}") from error


def instead(settings: TtsSettings, why: str) -> tuple[TextToSpeech, str]:
    """Return the engine for when Piper cannot speak, and the reason. Raises EngineMissing."""
    voice = None if settings.voice and is_voice_name(settings.voice) else settings.voice
    return _espeak(settings, voice), f"espeak-ng, because {why}"


def is_coming(settings: TtsSettings, data_dir: Path) -> bool:
    """Tell whether the settings want Piper or Kokoro, it is installed, and its weights are here or may be fetched."""
    if settings.engine == "kokoro":
        return find_spec("espeakng_loader") is not None and (settings.download or _shelf(settings, data_dir).is_here())
    if settings.engine not in {"auto", "piper"} or find_spec("piper") is None:
        return False
    if settings.voice and not is_voice_name(settings.voice):
        return VoiceCatalog(data_dir, None).path(settings.voice) is not None
    shelf = VoiceCatalog(data_dir, settings.fetch_seconds if settings.download else None)
    try:
        name = settings.voice or nearest(shelf.voices(), settings.language)
    except EngineMissing:
        return False
    return settings.download or shelf.path(name) is not None


def fetch_voice(settings: TtsSettings, data_dir: Path, stop: threading.Event) -> None:
    """Fetch the voice in the settings, without a timeout. Blocks. Raises EngineMissing."""
    if settings.engine == "kokoro":
        unhurried = settings.model_copy(update={"fetch_seconds": math.inf})
        _shelf(unhurried, data_dir).bring(stop)
        return
    shelf = VoiceCatalog(data_dir, math.inf if settings.download else None)
    shelf.bring(settings.voice or nearest(shelf.voices(), settings.language), stop)


def _best(settings: TtsSettings, data_dir: Path, *, fetch: bool) -> tuple[TextToSpeech, str]:
    try:
        return _piper(settings, data_dir, fetch=fetch), "Piper, because its voice is here"
    except BadRequest:  # not the name of a Piper voice: it may be one of espeak's
        return _espeak(settings, settings.voice), f"espeak-ng, because tts.voice is {settings.voice}"
    except EngineMissing as missing:
        return instead(settings, str(missing))


def _piper(settings: TtsSettings, data_dir: Path, *, fetch: bool) -> TextToSpeech:
    """Build Piper with its default voice. Raises EngineMissing when either is missing and not fetched in time."""
    if find_spec("piper") is None:  # before 63 MB are fetched in vain
        raise EngineMissing("Piper is not there: pip install 'morgan-voice[piper]'")
    wished = OnRequest(most_bytes=settings.request_megabytes * 1_000_000)
    if settings.request_voices is not None:
        wished = replace(wished, voices=settings.request_voices)
    shelf = VoiceCatalog(data_dir, settings.fetch_seconds if settings.download else None, wished)
    voice = settings.voice or nearest(shelf.voices(), settings.language)
    if not fetch and is_voice_name(voice) and shelf.path(voice) is None and settings.download:
        raise EngineMissing(f"the voice {voice} is not here yet")
    shelf.bring(voice)
    from morgan.tts.piper.engine import PiperTts  # noqa: PLC0415  # 0.3 s and 40 MB: only when there is a voice for it

    return PiperTts(shelf, settings.language, voice, settings.speed, settings.resident_megabytes * 1_000_000)


def _kokoro(settings: TtsSettings, data_dir: Path, *, fetch: bool) -> TextToSpeech:
    """Build Kokoro. Raises EngineMissing when its package or weights are missing and not fetched in time."""
    if find_spec("espeakng_loader") is None:  # before 120 MB are fetched in vain
        raise EngineMissing("Kokoro needs espeak-ng: pip install 'morgan-voice[kokoro]'")
    from morgan.tts.kokoro.engine import KokoroTts, is_on_cuda  # noqa: PLC0415  # an extra: only when it is wanted

    shelf = _shelf(settings, data_dir)
    if not fetch and settings.download and not shelf.is_here():
        raise EngineMissing("Kokoro's weights are not here yet")
    return KokoroTts(shelf, settings.language, settings.voice, settings.speed, cuda=is_on_cuda(settings.kokoro.device))


def _shelf(settings: TtsSettings, data_dir: Path) -> KokoroCatalog:
    from morgan.tts.kokoro.engine import is_on_cuda  # noqa: PLC0415

    seconds = settings.fetch_seconds if settings.download else None
    return KokoroCatalog(settings.kokoro.model, data_dir, seconds, cuda=is_on_cuda(settings.kokoro.device))


def _coqui(settings: TtsSettings) -> TextToSpeech:
    from morgan.tts.coqui import CoquiTts  # noqa: PLC0415  # an extra: only when it is wanted

    return CoquiTts(settings.coqui, settings.language, settings.voice, settings.speed)


def _server(settings: TtsSettings) -> TextToSpeech:
    from morgan.tts.speech_server import SpeechServerTts  # noqa: PLC0415  # 0.5 s to import: only when it is wanted

    return SpeechServerTts(settings.openai, settings.language, settings.speed)


def _espeak(settings: TtsSettings, voice: str | None) -> TextToSpeech:
    from morgan.tts.espeak import EspeakTts  # noqa: PLC0415  # an extra: only when it is wanted

    return EspeakTts(settings.language, voice, settings.speed)
