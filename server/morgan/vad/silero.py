"""Silero VAD on plain onnxruntime, with weights that come with Morgan; knows nothing of turns and needs no torch.

The model takes any number of frames of one stream in one call and carries its own state through them, so a chunk costs
one call. 16 kHz only; a frame is 512 samples, passed together with the 64 samples before it.
"""

from __future__ import annotations

from importlib import resources

import numpy as np
import numpy.typing as npt
import onnxruntime

from morgan.audio import FRAME_SAMPLES, Samples
from morgan.errors import EngineFailed
from morgan.ports import SILENCE
from morgan.runtime.engine_thread import EngineThread, Stop

_WEIGHTS = "silero_vad_v6.onnx"
_CONTEXT_SAMPLES = 64
_STATE_SHAPE = (1, 1, 128)
# Frames per call: 1 s of sound in about 3 ms, after which a cancelled stream stops and the next one runs.
_FRAMES_AT_ONCE = 32

# Chunks up to this length run on the caller's thread: 0.16 ms a frame, while the hop to the engine's thread and back
# costs 0.23 ms. Longer ones (a file in one piece: 30 s, 70 ms of work) would block all other turns and take the hop.
_HERE_FRAMES = 4

_Floats = npt.NDArray[np.float32]


class SileroVad:
    """Tells speech from silence for many streams with one set of weights (1.2 MB)."""

    def __init__(self, waiting: int = 256) -> None:
        """Load the weights (about 50 ms). `waiting`: streams that may queue at the same time."""
        options = onnxruntime.SessionOptions()
        # One thread: 0.1 ms of work is not worth waking a second one, and a spinning pool would waste a core.
        options.inter_op_num_threads = 1
        options.intra_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 4
        weights = resources.files(__package__).joinpath(_WEIGHTS).read_bytes()
        self._session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
        self._thread = EngineThread("vad", waiting)

    def listen(self) -> SileroStream:
        """Begin one stream with fresh state."""
        return SileroStream(self._session, self._thread)

    async def close(self) -> None:
        """Free the thread; the memory goes with the last stream."""
        await self._thread.close()


class SileroStream:
    """One microphone: its recurrent state, and the samples that do not fill a frame yet."""

    def __init__(self, session: onnxruntime.InferenceSession, thread: EngineThread) -> None:
        self._session = session
        self._thread = thread
        self._h: _Floats = np.zeros(_STATE_SHAPE, dtype=np.float32)
        self._c: _Floats = np.zeros(_STATE_SHAPE, dtype=np.float32)
        self._context: _Floats = np.zeros(_CONTEXT_SAMPLES, dtype=np.float32)
        self._rest: Samples = SILENCE

    async def detect(self, samples: Samples) -> list[float]:
        """Return the speech probability of each frame that `samples` completes. Raises EngineFailed, Busy."""
        heard = np.concatenate((self._rest, samples))
        usable = len(heard) - len(heard) % FRAME_SAMPLES
        self._rest = heard[usable:]
        if not usable:
            return []
        if usable <= _HERE_FRAMES * FRAME_SAMPLES:
            return self._probabilities(heard[:usable], Stop())
        return await self._thread.run(lambda stop: self._probabilities(heard[:usable], stop))

    def _probabilities(self, samples: Samples, stop: Stop) -> list[float]:
        found: list[float] = []
        step = _FRAMES_AT_ONCE * FRAME_SAMPLES
        for start in range(0, len(samples), step):
            if stop.is_set():
                break
            frames = (samples[start : start + step].astype(np.float32) / 32768.0).reshape(-1, FRAME_SAMPLES)
            before = np.vstack((self._context, frames[:-1, -_CONTEXT_SAMPLES:]))
            self._context = frames[-1, -_CONTEXT_SAMPLES:]
            found.extend(self._run(np.hstack((before, frames))))
        return found

    def _run(self, windows: _Floats) -> list[float]:
        try:
            probabilities, self._h, self._c = self._session.run(None, {"input": windows, "h": self._h, "c": self._c})
        except Exception as error:  # onnxruntime's errors have no other common base class
            raise EngineFailed(f"the voice detector failed: {error}") from error
        values: list[float] = probabilities.tolist()
        return values
