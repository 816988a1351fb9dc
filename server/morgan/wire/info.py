"""What the server offers, told as Wyoming's Info; knows engines by their own words only."""

from __future__ import annotations

from wyoming.event import Event
from wyoming.info import (
    AsrModel,
    AsrProgram,
    Attribution,
    HandleModel,
    HandleProgram,
    Info,
    TtsProgram,
    TtsVoice,
    TtsVoiceSpeaker,
    WakeModel,
    WakeProgram,
)

from morgan.ports import Agent, Engines, Program, SpeechToText, TextToSpeech, WakeWordDetector


class Told:
    """What the server offers, put together once and again when it changes: for 138 voices that takes 10 ms."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._of: tuple[object, ...] | None = None
        self._event: Event | None = None

    def event(self) -> Event:
        """Return the `info` to send."""
        engines = self._engines
        of = (
            *(each and each.program for each in (engines.stt, engines.tts, engines.agent, engines.wake)),
            engines.tts and engines.tts.voices,
            engines.wake and engines.wake.wake_words,
        )
        if self._event is None or of != self._of:
            self._of, self._event = of, describe(engines).event()
        return self._event


def describe(engines: Engines) -> Info:
    """Return what is really there: an engine that is missing isn't listed."""
    return Info(
        asr=[_asr(engines.stt)] if engines.stt else [],
        tts=[_tts(engines.tts)] if engines.tts else [],
        handle=[_handle(engines.agent)] if engines.agent else [],
        wake=[_wake(engines.wake)] if engines.wake else [],
    )


def program_names(engines: Engines) -> list[str]:
    """Return the names that `select-program` accepts."""
    return [each.program.name for each in (engines.stt, engines.tts, engines.agent, engines.wake) if each]


def _by(program: Program) -> Attribution:
    name, url = program.attribution
    return Attribution(name, url)


def _asr(stt: SpeechToText) -> AsrProgram:
    program = stt.program
    model = AsrModel(
        name=program.model,
        attribution=_by(program),
        installed=True,
        description=program.description,
        version=program.version,
        languages=list(program.languages),
    )
    return AsrProgram(
        name=program.name,
        attribution=_by(program),
        installed=True,
        description=program.description,
        version=program.version,
        models=[model],
        supports_transcript_streaming=True,
        requires_external_vad=False,  # the server ends the turn
        prefers_auto_gain_enabled=False,
        prefers_noise_reduction_enabled=False,
    )


def _tts(tts: TextToSpeech) -> TtsProgram:
    program = tts.program
    voices = [
        TtsVoice(
            name=voice.name,
            attribution=_by(program),
            installed=voice.installed,
            description=voice.description,
            version=program.version,
            languages=[voice.language],
            speakers=[TtsVoiceSpeaker(speaker) for speaker in voice.speakers] or None,
        )
        for voice in tts.voices
    ]
    return TtsProgram(
        name=program.name,
        attribution=_by(program),
        installed=True,
        description=program.description,
        version=program.version,
        voices=voices,
        supports_synthesize_streaming=True,
    )


def _handle(agent: Agent) -> HandleProgram:
    program = agent.program
    model = HandleModel(
        name=program.model,
        attribution=_by(program),
        installed=True,
        description=program.description,
        version=program.version,
        languages=list(program.languages),
    )
    return HandleProgram(
        name=program.name,
        attribution=_by(program),
        installed=True,
        description=program.description,
        version=program.version,
        models=[model],
        supports_handled_streaming=True,
        supports_home_control=False,
    )


def _wake(wake: WakeWordDetector) -> WakeProgram:
    program = wake.program
    models = [
        WakeModel(
            name=word.name,
            attribution=_by(program),
            installed=True,
            description=word.phrase,
            version=program.version,
            languages=list(word.languages),
            phrase=word.phrase,
        )
        for word in wake.wake_words
    ]
    return WakeProgram(
        name=program.name,
        attribution=_by(program),
        installed=True,
        description=program.description,
        version=program.version,
        models=models,
    )
