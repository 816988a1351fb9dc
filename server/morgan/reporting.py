"""Keeps libraries from reporting to their makers; knows which of them would, and nothing of what Morgan does with them.

Imported before anything else of Morgan's, because each library reads its word once: onnxruntime when it is loaded,
huggingface_hub when it is imported. What they would tell, and to whom, stands in docs/privacy.md.
"""

from __future__ import annotations

import os

SILENCE = {
    "ORT_DISABLE_TELEMETRY": "1",  # onnxruntime 1.31 on Linux; its disable_telemetry_events() comes too late
    "HF_HUB_DISABLE_TELEMETRY": "1",  # what stands in each request to the hub, and whom its library asks for that
    "HF_HUB_DISABLE_UPDATE_CHECK": "1",  # its command line, which is installed beside ours
    "DO_NOT_TRACK": "1",  # https://donottrack.sh: whoever learns to report tomorrow may know this
}


def silence() -> None:
    """Say so to this process and those that it starts, whatever else was said: that nothing leaves is a promise."""
    os.environ.update(SILENCE)
