"""Where Kokoro's network and voices are, which there are, and how to fetch them; knows nothing of how they speak.

One network speaks with all voices; a voice is half a megabyte of styles. Two layouts are read: the hub's
(`onnx/model_quantized.onnx` and `voices/NAME.bin`) and that of kokoro-onnx's releases (`kokoro-v1.0.int8.onnx` and
`voices-v1.0.bin`, an archive of all voices). The owner's own folder may hold either, or a mixture.
"""

from __future__ import annotations

import logging
import threading
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from morgan.errors import BadRequest, EngineMissing
from morgan.ports import Voice
from morgan.runtime.downloads import fetch, is_complete

_log = logging.getLogger(__name__)

REPOSITORY: Final = "onnx-community/Kokoro-82M-v1.0-ONNX"
STYLES: Final = 510  # in a voice, one for each number of tokens
STYLE_SIZE: Final = 256
# The first letter of a voice's name is its language; the first voice of a language is its default.
LETTERS: Final[Mapping[str, str]] = {
    "a": "en-US",
    "b": "en-GB",
    "e": "es",
    "f": "fr",
    "h": "hi",
    "i": "it",
    "p": "pt-BR",
    "j": "ja",
    "z": "zh",
}
# fmt: off
CATALOGUE: Final = (
    "af_heart", "af_alloy", "af_aoede", "af_bella", "af_jessica", "af_kore", "af_nicole", "af_nova", "af_river",
    "af_sarah", "af_sky", "am_adam", "am_echo", "am_eric", "am_fenrir", "am_liam", "am_michael", "am_onyx", "am_puck",
    "am_santa", "bf_emma", "bf_alice", "bf_isabella", "bf_lily", "bm_daniel", "bm_fable", "bm_george", "bm_lewis",
    "ef_dora", "em_alex", "em_santa", "ff_siwis", "hf_alpha", "hf_beta", "hm_omega", "hm_psi", "if_sara", "im_nicola",
    "pf_dora", "pm_alex", "pm_santa", "jf_alpha", "jf_gongitsune", "jf_nezumi", "jf_tebukuro", "jm_kumo",
    "zf_xiaobei", "zf_xiaoni", "zf_xiaoxiao", "zf_xiaoyi", "zm_yunjian", "zm_yunxi", "zm_yunxia", "zm_yunyang",
)
# fmt: on
# Best first: int8 is the fastest on a CPU, float16 on a graphics card.
_ON_CPU: Final = ("model_quantized.onnx", "*int8*.onnx", "model_uint8.onnx", "model.onnx", "*.onnx")
_ON_CUDA: Final = ("model_fp16.onnx", "*fp16*.onnx", "model.onnx", "*.onnx")

Styles = npt.NDArray[np.float32]


class KokoroCatalog:
    """A network and all its voices, here or still to be fetched."""

    def __init__(self, model: str, data_dir: Path, fetch_seconds: float | None, *, cuda: bool = False) -> None:
        """`model`: a hub repository or a folder; `fetch_seconds`: timeout for fetching it, None: it is not fetched."""
        own = Path(model).expanduser()
        self._is_own = own.is_dir()
        if not self._is_own and (own.is_absolute() or model.startswith(("~", "."))):
            raise EngineMissing(f"tts.kokoro.model: there is no folder {own}")
        self._model, self._cuda, self._fetch_seconds = model, cuda, fetch_seconds
        self._folder = own if self._is_own else data_dir / "weights" / "kokoro" / model.replace("/", "--")

    @property
    def folder(self) -> Path:
        """Where the weights are or will be."""
        return self._folder

    def is_here(self) -> bool:
        """Tell whether the network and a voice are here, so that nothing need be fetched."""
        return (self._is_own or is_complete(self._folder, _lacking)) and _lacking(self._folder) is None

    def voices(self) -> tuple[Voice, ...]:
        """Return the voices that are here, else those that can be fetched, by language; a language's default first."""
        here = set(self._files()) if self.is_here() else set()
        names = here or (set() if self._fetch_seconds is None else set(CATALOGUE))
        order = {name: at for at, name in enumerate(CATALOGUE)}
        return tuple(
            Voice(name, f"Kokoro, {name}", language_of(name), installed=name in here)
            for name in sorted(names, key=lambda one: (order.get(one, len(order)), one))
        )

    def bring(self, stop: threading.Event | None = None) -> Path:
        """Return the network's path; fetch it and the voices if missing (120 MB; 200 MB for CUDA). Blocks.

        Raises EngineMissing when it is not here and cannot be fetched in time.
        """
        if not self.is_here():
            if self._is_own:
                raise EngineMissing(f"{self._folder} lacks {_lacking(self._folder)}; tts.kokoro.model names it")
            if self._fetch_seconds is None:
                raise EngineMissing(f"Kokoro is not in {self._folder} and tts.download is off")
            network = _ON_CUDA[0] if self._cuda else _ON_CPU[0]
            files = (f"onnx/{network}", *(f"voices/{name}.bin" for name in CATALOGUE))
            within = None if self._fetch_seconds == float("inf") else self._fetch_seconds
            fetch(self._model, files, self._folder, within_seconds=within, stop=stop)
        for pattern in _ON_CUDA if self._cuda else _ON_CPU:
            if found := sorted(self._folder.rglob(pattern)):
                return found[0]
        raise EngineMissing(f"{self._folder} lacks {_lacking(self._folder)}")

    def styles(self, name: str) -> Styles:
        """Return a voice: STYLES x STYLE_SIZE. Blocks. Raises BadRequest for one that is not here."""
        files = self._files()
        if name not in files:
            raise BadRequest(f"Kokoro has no voice {name!r}; it has {', '.join(sorted(files)[:10]) or 'none yet'}")
        try:
            styles = _read(files[name], name)
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise EngineMissing(f"{files[name]} is no voice of Kokoro's ({error})") from error
        return styles

    def _files(self) -> dict[str, Path]:
        found: dict[str, Path] = {}
        for file in sorted((*self._folder.rglob("*.bin"), *self._folder.rglob("*.npz"))):
            try:
                names = _archived(file) if zipfile.is_zipfile(file) else [file.stem]
            except (OSError, zipfile.BadZipFile) as error:
                _log.warning("%s holds no voices that can be read (%s)", file, error)
                continue
            found |= dict.fromkeys(names, file)
        return found


def language_of(name: str) -> str:
    """Return the language of a voice, by the first letter of its name: "bf_emma" is British."""
    return LETTERS.get(name[:1], "en-US")


def _archived(file: Path) -> list[str]:
    with zipfile.ZipFile(file) as archive:
        return [name.removesuffix(".npy") for name in archive.namelist()]


def _read(file: Path, name: str) -> Styles:
    if zipfile.is_zipfile(file):
        with np.load(file, allow_pickle=False) as archive:
            styles = np.asarray(archive[name], dtype=np.float32)
    else:
        styles = np.fromfile(file, dtype="<f4").astype(np.float32)
    if styles.size < STYLES * STYLE_SIZE:
        raise ValueError(f"{styles.size} numbers instead of {STYLES * STYLE_SIZE}")
    return styles.reshape(-1, STYLE_SIZE)[:STYLES]


def _lacking(folder: Path) -> str | None:
    """Return which of network and voice a folder lacks; None when it has both."""
    if not next(folder.rglob("*.onnx"), None):
        return "a network (onnx/model_quantized.onnx or kokoro-v1.0.int8.onnx)"
    if not next(folder.rglob("*.bin"), None) and not next(folder.rglob("*.npz"), None):
        return "a voice (voices/af_heart.bin or voices-v1.0.bin)"
    return None
