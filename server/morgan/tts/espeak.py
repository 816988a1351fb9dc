"""espeak-ng: the voice that needs no download and starts within a millisecond; knows nothing of clauses or the wire.

It speaks a hundred languages, none of them naturally. A voice is a language; a speaker (espeak's "variant") can be
added to its name: "en-US+f2".
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from morgan.audio import Samples, amplified
from morgan.errors import BadRequest
from morgan.ports import Clause, Program, Sound, Voice
from morgan.runtime.engine_thread import EngineThread, Stop
from morgan.tts import espeak_library as espeak

# The espeak variant that the closed engine recognises best (docs/engines.md, "Speaking").
DEFAULT_SPEAKER = "f2"
_LISTED = re.compile(r"[fm]\d")  # espeak's own female and male variants
# In chunks of 0.1 s: espeak makes a minute of sound in 60 ms, and while it waits for a slow listener it blocks all
# other requests. A minute of sound is 2.6 MB, the most that is buffered for one listener.
_AHEAD = 600
# Codes for which BCP 47 and espeak differ, and the English that "en" means.
_OWN_NAMES = {
    "en": "en-us",
    "en-gb": "en",
    "zh": "cmn",
    "zh-cn": "cmn",
    "zh-hk": "yue",
    "no": "nb",
    "nn": "nb",
    "iw": "he",
}


class EspeakTts:
    """Speaks through the one espeak-ng of the process. Raises EngineMissing when built without its package."""

    def __init__(self, language: str = "en", voice: str | None = None, speed: float = 1.0) -> None:
        self._espeak = espeak.load()
        self._speed = speed
        self._thread = EngineThread("espeak", waiting=64)
        languages = self._espeak.languages()
        self._names = {speaker.name.lower(): speaker.name for speaker in languages}
        self._speakers = {speaker.name.lower(): speaker.name for speaker in self._espeak.variants()}
        self._default = self._named(voice, None) if voice else self._nearest(language, f"en-US+{DEFAULT_SPEAKER}")
        first = self._default.partition("+")[0]
        # All 104 can be requested; to list them for each of 138 languages would make the server's info 290 kB.
        speakers = tuple(sorted(name for name in self._speakers.values() if _LISTED.fullmatch(name)))
        self._voices = tuple(
            Voice(speaker.name, speaker.description, _bcp47(speaker.language), speakers=speakers)
            for speaker in sorted(languages, key=lambda one: (one.name != first, one.name))
        )

    @property
    def program(self) -> Program:
        """What the engine is."""
        return Program(
            name="espeak",
            model="espeak-ng",
            description="espeak-ng, the embedded voice",
            version=self._espeak.version,
            languages=tuple(dict.fromkeys(voice.language for voice in self._voices)),
            attribution=("espeak-ng", "https://github.com/espeak-ng/espeak-ng"),
        )

    @property
    def voices(self) -> tuple[Voice, ...]:
        """One voice for each language, the default first."""
        return self._voices

    async def synthesize(self, clause: Clause) -> AsyncGenerator[Sound, None]:
        """Yield the sound in pieces of 0.1 s. Raises BadRequest for an unknown voice or speaker."""
        voice = self._voice_of(clause)

        def speak(stop: Stop, put: Callable[[Sound], bool]) -> None:
            def on_sound(samples: Samples) -> bool:
                return put(Sound(amplified(samples, clause.volume), self._espeak.rate_hz))

            if not stop.is_set():
                self._espeak.synthesize(clause.text, voice, self._speed * clause.speed, on_sound)

        async with aclosing(self._thread.pour(speak, _AHEAD)) as sounds:
            async for sound in sounds:
                yield sound

    async def prepare(self, manner: Clause) -> None:
        """Check voice and speaker; the library is always ready. Raises BadRequest."""
        self._voice_of(manner)

    async def close(self) -> None:
        """Free the thread; the library stays for the process."""
        await self._thread.close()

    def _voice_of(self, clause: Clause) -> str:
        if clause.voice:
            return self._named(clause.voice, clause.speaker)
        voice = self._nearest(clause.language, self._default) if clause.language else self._default
        return self._named(voice, clause.speaker) if clause.speaker else voice

    def _named(self, voice: str, speaker: str | None) -> str:
        name, _, own_speaker = voice.partition("+")
        if name.lower() not in self._names:
            raise BadRequest(f"espeak has no voice {name!r}; it has a voice for each language, such as 'en-US' or 'de'")
        speaker = speaker or own_speaker or DEFAULT_SPEAKER
        if speaker.lower() not in self._speakers:
            raise BadRequest(f"espeak has no speaker {speaker!r}; it has {', '.join(sorted(self._speakers.values()))}")
        return f"{self._names[name.lower()]}+{self._speakers[speaker.lower()]}"

    def _nearest(self, language: str, otherwise: str) -> str:
        """Return the voice of espeak's nearest language, `otherwise` if it has none."""
        code = language.lower().replace("_", "-")
        primary = code.split("-")[0]
        for candidate in (_OWN_NAMES.get(code, code), code, _OWN_NAMES.get(primary, primary), primary):
            if candidate in self._names:
                return f"{self._names[candidate]}+{DEFAULT_SPEAKER}"
        return otherwise


def _bcp47(code: str) -> str:
    """Return "en-us" as "en-US"."""
    primary, *rest = code.split("-")
    return "-".join((primary, *(part.upper() if len(part) == 2 else part for part in rest)))
