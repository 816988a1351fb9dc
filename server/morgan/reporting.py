"""Turns off the telemetry of libraries; knows which of them have any, and nothing of what Morgan does with them.

Imported before any other module of Morgan, because each library reads its variable once: onnxruntime when it is loaded,
huggingface_hub when it is imported. docs/privacy.md lists what they would send, and to whom.
"""

from __future__ import annotations

import os

SILENCE = {
    "ORT_DISABLE_TELEMETRY": "1",  # onnxruntime 1.31 on Linux; its disable_telemetry_events() comes too late
    "HF_HUB_DISABLE_TELEMETRY": "1",  # versions and programs named in each request, and the look-up of those
    "HF_HUB_DISABLE_UPDATE_CHECK": "1",  # of its command line, which is installed with Morgan
    "DO_NOT_TRACK": "1",  # https://donottrack.sh: a library that adds telemetry later may honor it
}


def silence() -> None:
    """Set the variables for this process and its children, over any other value: Morgan promises no telemetry."""
    os.environ.update(SILENCE)
