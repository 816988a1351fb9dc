"""The espeak-ng library, once per process, behind one lock; knows nothing of ports, threads or events.

espeak-ng keeps its state (voice, rate, callback) in globals of the library. So all use in this process goes through
this module: each call holds the lock and sets all the state that it depends on.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from morgan.audio import Samples
from morgan.errors import EngineFailed, EngineMissing

_RETRIEVE_SYNCHRONOUSLY: Final = 2
_DO_NOT_EXIT: Final = 0x8000  # without it the library calls exit(1) when its data folder is missing
_UTF8: Final = 1
_BY_CHARACTER: Final = 1
_RATE: Final = 1
_WORDS_PER_MINUTE: Final = 175
_CHUNK_MS: Final = 100
_IPA_TIED: Final = 0x02 | 0x80 | ord("^") << 8  # the letters of one phoneme are tied: "t^ʃ"
# Listed by espeakng-loader 0.2.4, but their dictionaries are not in it.
_WITHOUT_DICTIONARY: Final = frozenset(["fo", "kaa", "xex"])

_lock = threading.RLock()  # one for the process, as the library is
_loaded: list[Espeak] = []  # one entry once the library was loaded; it is never unloaded (2 MB)


@dataclass(frozen=True, slots=True)
class Speaker:
    """A language or a way of speaking that the library knows."""

    name: str  # what `synthesize` takes: "en-US", "f3"
    description: str
    language: str = ""  # BCP 47: "en-US"; empty for a way of speaking


class _VoiceRecord(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_char_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("xx1", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


_OnSound = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


def load() -> Espeak:
    """Return the library, loading it the first time (2 ms). Raises EngineMissing, with the command that installs it."""
    with _lock:
        if not _loaded:
            _loaded.append(Espeak())
        return _loaded[0]


class Espeak:
    """The part of the library that Morgan uses. Get it with `load`: two instances would share the library's globals."""

    def __init__(self) -> None:
        try:
            import espeakng_loader  # noqa: PLC0415  # an optional package, and GPL-3.0: only when asked for

            self._library = ctypes.CDLL(espeakng_loader.get_library_path())
            folder = espeakng_loader.get_data_path()
        except (ImportError, OSError, RuntimeError) as error:
            raise EngineMissing("espeak-ng is not there: pip install 'morgan-voice[espeak]'") from error
        self._declare(self._library)
        self._library.espeak_SetSynthCallback.argtypes = [ctypes.c_void_p]
        rate = self._library.espeak_Initialize(_RETRIEVE_SYNCHRONOUSLY, _CHUNK_MS, folder.encode(), _DO_NOT_EXIT)
        if rate <= 0:
            raise EngineFailed(f"espeak-ng found no voices in {folder}: reinstall espeakng-loader")
        self.rate_hz: int = rate

    @staticmethod
    def _declare(library: Any) -> None:  # noqa: ANN401  # ctypes makes its functions on the fly
        library.espeak_SetVoiceByName.argtypes = [ctypes.c_char_p]
        library.espeak_SetParameter.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_int]
        library.espeak_Info.restype = ctypes.c_char_p
        library.espeak_Info.argtypes = [ctypes.c_void_p]
        library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_VoiceRecord))
        library.espeak_ListVoices.argtypes = [ctypes.POINTER(_VoiceRecord)]
        library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        library.espeak_TextToPhonemes.argtypes = [ctypes.POINTER(ctypes.c_char_p), ctypes.c_int, ctypes.c_int]
        library.espeak_Synth.argtypes = [
            ctypes.c_char_p,
            ctypes.c_size_t,
            ctypes.c_uint,
            ctypes.c_int,
            ctypes.c_uint,
            ctypes.c_uint,
            ctypes.c_void_p,
            ctypes.c_void_p,
        ]

    @property
    def version(self) -> str:
        """The library's version: "1.52.0"."""
        return str(self._library.espeak_Info(None).decode().split()[0])

    def languages(self) -> tuple[Speaker, ...]:
        """All the languages that it speaks."""
        return self._listed(None)

    def variants(self) -> tuple[Speaker, ...]:
        """The variants in which each language can be spoken: added to a language's name with a plus sign."""
        return self._listed(_VoiceRecord(languages=b"variant"))

    def _listed(self, like: _VoiceRecord | None) -> tuple[Speaker, ...]:
        found: dict[str, Speaker] = {}
        with _lock:
            for record in iter(self._library.espeak_ListVoices(ctypes.byref(like) if like else None)):
                if not record:
                    break
                # The file names the voice: the language's code does not always do ("fr-fr" is in the file "fr").
                name = record[0].identifier.decode().split("/")[-1]
                # One byte of priority, then the code.
                language = "" if like else record[0].languages[1:].decode()
                if name not in _WITHOUT_DICTIONARY:
                    found.setdefault(name, Speaker(name, record[0].name.decode(errors="replace"), language))
        return tuple(found.values())

    def synthesize(self, text: str, voice: str, speed: float, put: Callable[[Samples], bool]) -> None:
        """Speak `text`, handing over each 100 ms of sound as it is made, until `put` returns False.

        `voice` is a language's name, with "+" and a variant's if wanted; `speed` 1.0 is 175 words a minute.
        """
        failures: list[Exception] = []

        def on_sound(samples: Any, count: int, _events: int | None) -> int:  # noqa: ANN401  # a ctypes pointer
            if not samples or count <= 0:
                return 0
            try:
                return 0 if put(np.ctypeslib.as_array(samples, (count,)).copy()) else 1
            except Exception as error:  # noqa: BLE001  # C code cannot pass exceptions on; raised again below
                failures.append(error)
                return 1

        callback = _OnSound(on_sound)
        encoded = text.encode(errors="replace").replace(b"\0", b" ") + b"\0"
        with _lock:
            self._take(voice)
            self._library.espeak_SetParameter(_RATE, round(_WORDS_PER_MINUTE * speed), 0)
            self._library.espeak_SetSynthCallback(ctypes.cast(callback, ctypes.c_void_p))
            status = self._library.espeak_Synth(encoded, len(encoded), 0, _BY_CHARACTER, 0, _UTF8, None, None)
        if failures:
            raise failures[0]
        if status != 0:
            raise EngineFailed(f"espeak-ng could not speak (status {status})")

    def phonemes(self, text: str, voice: str) -> str:
        """Return how a language's voice would say `text`: IPA with stress, "^" within a phoneme of several letters.

        The library drops punctuation marks: a caller that needs them must cut the text there. Raises EngineFailed.
        """
        encoded = ctypes.c_char_p(text.encode(errors="replace").replace(b"\0", b" "))
        clauses: list[str] = []
        with _lock:
            self._take(voice)
            while encoded.value:  # the library moves it past each clause, and to null after the last
                told = self._library.espeak_TextToPhonemes(ctypes.byref(encoded), _UTF8, _IPA_TIED)
                clauses.append((told or b"").decode(errors="replace"))
        return " ".join(filter(None, clauses))

    def _take(self, voice: str) -> None:
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise EngineFailed(f"espeak-ng has no voice {voice!r}")
