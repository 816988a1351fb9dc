"""Describes the server's engines as Wyoming's Info; knows engines only by what they report of themselves."""

from __future__ import annotations

from typing import TypedDict

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


class InfoCache:
    """The server's `info`, built once and again when it changes: for 138 voices that takes 10 ms."""

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
    """Return the engines that are there: one that is missing isn't listed."""
    return Info(
        asr=[_asr(engines.stt)] if engines.stt else [],
        tts=[_tts(engines.tts)] if engines.tts else [],
        handle=[_handle(engines.agent)] if engines.agent else [],
        wake=[_wake(engines.wake)] if engines.wake else [],
    )


def program_names(engines: Engines) -> list[str]:
    """Return the names that `select-program` accepts."""
    return [each.program.name for each in (engines.stt, engines.tts, engines.agent, engines.wake) if each]


class _About(TypedDict):
    """The fields that Wyoming requires of each program, each model and each voice."""

    name: str
    attribution: Attribution
    installed: bool
    description: str
    version: str


def _about(program: Program, name: str, description: str | None = None, *, installed: bool = True) -> _About:
    by, url = program.attribution
    said = program.description if description is None else description
    return _About(
        name=name, attribution=Attribution(by, url), installed=installed, description=said, version=program.version
    )


def _asr(stt: SpeechToText) -> AsrProgram:
    program = stt.program
    return AsrProgram(
        **_about(program, program.name),
        models=[AsrModel(**_about(program, program.model), languages=list(program.languages))],
        supports_transcript_streaming=True,
        requires_external_vad=False,  # the server ends the turn
        prefers_auto_gain_enabled=False,
        prefers_noise_reduction_enabled=False,
    )


def _tts(tts: TextToSpeech) -> TtsProgram:
    program = tts.program
    voices = [
        TtsVoice(
            **_about(program, voice.name, voice.description, installed=voice.installed),
            languages=[voice.language],
            speakers=[TtsVoiceSpeaker(speaker) for speaker in voice.speakers] or None,
        )
        for voice in tts.voices
    ]
    return TtsProgram(**_about(program, program.name), voices=voices, supports_synthesize_streaming=True)


def _handle(agent: Agent) -> HandleProgram:
    program = agent.program
    return HandleProgram(
        **_about(program, program.name),
        models=[HandleModel(**_about(program, program.model), languages=list(program.languages))],
        supports_handled_streaming=True,
        supports_home_control=False,
    )


def _wake(wake: WakeWordDetector) -> WakeProgram:
    program = wake.program
    models = [
        WakeModel(**_about(program, word.name, word.phrase), languages=list(word.languages), phrase=word.phrase)
        for word in wake.wake_words
    ]
    return WakeProgram(**_about(program, program.name), models=models)
