"""When Home Assistant's own voice detection ends each sound: run by `script/bench endpoint` in its environment.

Reads a folder of `NUMBER.pcm` (16 kHz, mono, 16 bits) and prints a JSON list: for each, at each of the three settings,
the second at which the command was finished, and whether that was a timeout; null where it never was. The code that
decides is Home Assistant's, not ours.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from homeassistant.components.assist_pipeline.audio_enhancer import MicroVadSpeexEnhancer
from homeassistant.components.assist_pipeline.const import BYTES_PER_CHUNK
from homeassistant.components.assist_pipeline.vad import VadSensitivity, VoiceCommandSegmenter

_CHUNK_SECONDS = 0.01  # as `PipelineRun.process_volume_only` and `speech_to_text` cut it


def ends(pcm: bytes) -> dict[str, tuple[float, bool] | None]:
    """Return when each setting ends this sound."""
    enhancer = MicroVadSpeexEnhancer(0, 0, is_vad_enabled=True)
    segmenters = {
        each.value: VoiceCommandSegmenter(silence_seconds=VadSensitivity.to_seconds(each)) for each in VadSensitivity
    }
    found: dict[str, tuple[float, bool] | None] = dict.fromkeys(segmenters)
    for number in range(len(pcm) // BYTES_PER_CHUNK):
        chunk = enhancer.enhance_chunk(pcm[number * BYTES_PER_CHUNK :][:BYTES_PER_CHUNK], number * 10)
        for name, segmenter in segmenters.items():
            if found[name] is None and not segmenter.process(_CHUNK_SECONDS, chunk.speech_probability):
                found[name] = ((number + 1) * _CHUNK_SECONDS, segmenter.timed_out)
    return found


def main() -> int:
    """Print what was found."""
    paths = sorted(Path(sys.argv[1]).glob("*.pcm"), key=lambda path: int(path.stem))
    print(json.dumps([ends(path.read_bytes()) for path in paths]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
