"""PocketSphinx's English acoustic model and dictionary: sound in, likelihoods of phone states out; knows no grammar.

PocketSphinx's own grammar search keeps a copy of every word for every place and may leave through any of them: on a
house of twelve entities it took up to twenty seconds for one sentence and often lost the last word. With the smallest
automaton it takes a second, but hears people worse and takes talk for commands (`script/bench closed`). So only its
acoustic scoring is used: it writes the score of each of its 5126 phone states for each 10 ms (`senlogdir`), in 0.05 s
for a second of sound, and `search.py` finds the sentence. The model's files are read directly, because PocketSphinx
has no call that tells which states make up a phone.
"""

from __future__ import annotations

import struct
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from morgan.audio import SAMPLE_RATE_HZ, Samples
from morgan.errors import EngineFailed, EngineMissing

FRAME_SECONDS = 0.01
UNITS_PER_NAT = 1 / (1024 * float(np.log(1.0001)))  # PocketSphinx counts in logarithms to 1.0001, shifted by ten bits

Scores = npt.NDArray[np.int32]  # [frames, states], never above zero at the frame's best

_PEAK = 0.6  # of full scale; on quiet sound the model's word error doubles
_PADDING_SECONDS = 0.1
_MARGIN_SECONDS = 0.12
_QUIETEST = 0.01  # of the loud parts: 40 dB below them there is no speech, a final "s" included
_ABOVE_THE_ROOM = 2.0
INSIDE, BEGIN, END, SINGLE = range(4)  # the model's codes for a phone's place in its word


class Phones:
    """Which states make up a phone in each context, and the transition scores of each state."""

    def __init__(self, folder: Path) -> None:
        raw = (folder / "mdef").read_bytes()
        if raw[:4] != b"BMDF":
            raise EngineFailed(f"{folder} holds no acoustic model of a kind that is known here")
        (described,) = struct.unpack_from("<i", raw, 8)
        at = 12 + described
        n_plain, n_phones, n_states, _, _, _, _, _, n_tree, self.silence = struct.unpack_from("<10i", raw, at)
        at += 40
        end, names = at, []
        for _ in range(n_plain):
            stop = raw.index(b"\0", end)
            names.append(raw[end:stop].decode())
            end = stop + 1
        at += (end - at + 3) // 4 * 4 + n_tree * 8
        row = np.dtype([("sequence", "<i4"), ("moves", "<i4"), ("attributes", "u1", (4,))])
        phones = np.frombuffer(raw, row, n_phones, at)
        at += n_phones * 12
        (size,) = struct.unpack_from("<i", raw, at)
        self.states: npt.NDArray[np.int64] = (
            np.frombuffer(raw, "<u2", size, at + 4).reshape(-1, n_states).astype(np.int64)
        )
        self.names = tuple(names)
        self.numbers = {name: number for number, name in enumerate(names)}
        self.plain = tuple(n for n, name in enumerate(names) if not name.startswith("+") and n != self.silence)
        self.sequences = _by_context(phones, n_plain, self.silence)
        self.stay, self.leave = _moves(folder / "transition_matrices")

    def sequence(self, phone: int, left: int, right: int, place: int) -> int:
        """Return the number of the state sequence of a phone between two others."""
        return int(self.sequences[place, phone, left, right])


def _by_context(phones: npt.NDArray[Any], n_plain: int, silence: int) -> npt.NDArray[np.int32]:
    """[place, phone, left, right] → state sequence; for a context missing from the model, that of the nearest one."""
    table = np.full((4, n_plain, n_plain, n_plain), -1, dtype=np.int32)
    spoken = phones[n_plain:]
    place, phone, left, right = spoken["attributes"].T
    table[place, phone, left, right] = spoken["sequence"]
    for wanted in range(4):
        for other in (INSIDE, BEGIN, END, SINGLE):
            table[wanted] = np.where(table[wanted] < 0, table[other], table[wanted])
    beside_silence = table[:, :, silence, :][:, :, None, :], table[:, :, :, silence][:, :, :, None]
    for nearest in beside_silence:
        table = np.where(table < 0, nearest, table)
    alone = phones["sequence"][:n_plain].reshape(1, -1, 1, 1)
    plain = np.broadcast_to(alone, table.shape)
    table = np.where(table < 0, plain, table)
    table[:, silence] = phones["sequence"][silence]
    return table.astype(np.int32)


def _moves(path: Path) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Return the scores for each phone's three states to stay and to go on, in score units."""
    raw = path.read_bytes()
    at = raw.index(b"endhdr\n") + 7
    _, count, states, targets, size = struct.unpack_from("<5i", raw, at)
    counts = np.frombuffer(raw, "<f4", size, at + 20).reshape(count, states, targets)
    chances = np.maximum(counts / counts.sum(axis=2, keepdims=True), 1e-4)
    units = np.round(np.log(chances) * UNITS_PER_NAT).astype(np.int32)
    steps = np.arange(states)
    return units[:, steps, steps], units[:, steps, steps + 1]


class Acoustics:
    """PocketSphinx without its search. Not thread-safe."""

    def __init__(self) -> None:
        """Load the model that comes with the package, in 0.2 s. Raises EngineMissing."""
        try:
            import pocketsphinx  # noqa: PLC0415  # an extra
        except ImportError as error:
            raise EngineMissing("PocketSphinx is not installed: install morgan-voice[closed]") from error
        self._folder = tempfile.TemporaryDirectory(prefix="morgan-stt-")  # 1 MB of scores a second, deleted as read
        try:
            self._decoder = pocketsphinx.Decoder(
                lm=None, loglevel="FATAL", senlogdir=self._folder.name, compallsen=True, beam=1e-300, pbeam=1e-300
            )
            silence = self._decoder.create_fsg("silence", 0, 1, [(0, 0, 0.5, "<sil>"), (0, 1, 0.5, "<sil>")])
            self._decoder.add_fsg("silence", silence)
            self._decoder.activate_search("silence")
            self.phones = Phones(Path(str(self._decoder.config["hmm"])))
        except (RuntimeError, ValueError, OSError) as error:
            raise EngineFailed(f"PocketSphinx cannot be used: {error}") from error

    def pronunciations(self, word: str) -> list[tuple[int, ...]]:
        """Return how a word is said, as phones; empty when the dictionary lacks it."""
        found = []
        spelled = self._decoder.lookup_word(word)
        number = 2
        while spelled is not None:
            found.append(tuple(self.phones.numbers[phone] for phone in spelled.split()))
            spelled = self._decoder.lookup_word(f"{word}({number})")
            number += 1
        return found

    def score(self, samples: Samples) -> Scores:
        """Return the score of each phone state in each frame of the utterance. Raises EngineFailed."""
        sound = levelled(samples)
        try:
            self._decoder.start_utt()
            self._decoder.process_raw(sound.tobytes(), no_search=False, full_utt=True)
            self._decoder.end_utt()
            (path,) = Path(self._folder.name).iterdir()
            raw = path.read_bytes()
            path.unlink()
        except (RuntimeError, ValueError, OSError) as error:
            raise EngineFailed(f"PocketSphinx failed: {error}") from error
        at = raw.index(b"endhdr\n") + 7 + 4
        rows = np.frombuffer(raw, "<i2", offset=at)
        width = int(rows[0]) + 1  # each frame begins with its number of scores
        if len(rows) % width:
            raise EngineFailed("PocketSphinx wrote scores in a way that is not known here")
        return -rows.reshape(-1, width)[:, 1:].astype(np.int32)

    def close(self) -> None:
        """Delete the folder for scores."""
        self._folder.cleanup()


def levelled(samples: Samples) -> Samples:
    """Bring the peak to a fixed level and pad with faint noise: the model was not trained on digital silence."""
    sound = samples.astype(np.float32) - float(samples.mean())
    sound = sound[_spoken(sound)]
    peak = float(np.abs(sound).max()) or 1.0
    hiss = np.random.default_rng(0).normal(0, 3, int(2 * _PADDING_SECONDS * SAMPLE_RATE_HZ)).astype(np.float32)
    half = len(hiss) // 2
    loud = sound * (_PEAK * 32767 / peak)
    return np.concatenate([hiss[:half], loud, hiss[half:]]).clip(-32768, 32767).astype(np.int16)


def _spoken(sound: npt.NDArray[np.float32]) -> slice:
    """Return the part from the first to the last 10 ms that stand out from the room's noise.

    The model normalizes by the mean of the whole utterance, as an estimate of the microphone: a second of room noise
    around a short command shifts the mean so far that half of the commands were not recognised.
    """
    step = int(FRAME_SECONDS * SAMPLE_RATE_HZ)
    if len(sound) < 10 * step:
        return slice(None)
    levels = np.sqrt(np.mean(sound[: len(sound) // step * step].reshape(-1, step) ** 2, axis=1)) + 1e-3
    room, loud = np.percentile(levels, 5), np.percentile(levels, 95)
    above = np.flatnonzero(levels > max(loud * _QUIETEST, min(room * _ABOVE_THE_ROOM, loud / 4)))
    margin = int(_MARGIN_SECONDS / FRAME_SECONDS)
    first, last = max(0, int(above[0]) - margin), int(above[-1]) + 1 + margin
    return slice(first * step, last * step)


def same_phones(phones: Phones, spelled: Sequence[str]) -> tuple[int, ...]:
    """Turn phones by name (ARPAbet) into numbers."""
    return tuple(phones.numbers[name] for name in spelled)
