"""What a fake server says it can do; knows nothing of how it does it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wyoming.info import (
    AsrModel,
    AsrProgram,
    Attribution,
    HandleModel,
    HandleProgram,
    Info,
    TtsProgram,
    TtsVoice,
    WakeModel,
    WakeProgram,
)

ATTRIBUTION = Attribution(name="nobody", url="")


def told(
    hears: Sequence[str] = ("en", "de"),
    voices: Sequence[tuple[str, str]] = (("amy", "en"),),
    wakes: Sequence[tuple[str, str]] = (("okay_nabu", "okay nabu"), ("hey_jarvis", "hey jarvis")),
) -> Info:
    """What `describe` is answered with."""
    about: dict[str, Any] = {"attribution": ATTRIBUTION, "installed": True, "version": "1"}
    asr = AsrProgram(
        name="ear",
        description="",
        models=[AsrModel(name="m", description="", languages=list(hears), **about)],
        supports_transcript_streaming=True,
        requires_external_vad=False,
        **about,
    )
    tts = TtsProgram(
        name="mouth",
        description="",
        voices=[TtsVoice(name=name, description=name.title(), languages=[code], **about) for name, code in voices],
        supports_synthesize_streaming=True,
        **about,
    )
    handle = HandleProgram(
        name="mind",
        description="",
        models=[HandleModel(name="m", description="", languages=["en"], **about)],
        supports_handled_streaming=True,
        **about,
    )
    wake = WakeProgram(
        name="watch",
        description="",
        models=[
            WakeModel(name=name, description=phrase, phrase=phrase, languages=["en"], **about) for name, phrase in wakes
        ],
        **about,
    )
    return Info(
        asr=[asr] if hears else [],
        tts=[tts] if voices else [],
        handle=[handle],
        wake=[wake] if wakes else [],
    )


TRACES: dict[str, dict[str, Any]] = {
    "stt": {
        "path": "endpoint",
        "spans": [{"name": "listen", "start_ms": 0.0, "ms": 1200.0}, {"name": "stt", "start_ms": 1200.0, "ms": 80.5}],
    },
    "handle": {
        "path": "agent",
        "spans": [{"name": "first_word", "start_ms": 0, "ms": 210.0}, {"name": "answer", "start_ms": 0, "ms": 400.0}],
        "model": "tiny",
        "tokens": {"prompt": 900, "cached": 850, "answer": 12},
        "rounds": 2,
        "repairs": ["area"],
        "passed": ["big: engine-missing"],
    },
    "tts": {"spans": [{"name": "first_sound", "start_ms": 3.0, "ms": 40.0}]},
}
