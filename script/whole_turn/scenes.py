"""What is said in the bench of the whole turn, and what the made models make of it; knows nothing of who runs them.

A made Whisper says one sentence whatever it hears, so each kind of turn has a Whisper of its own and the same
recordings: only their length, their pauses and their trailing silence matter. With real weights the sentences of each
kind are really said and heard, by turns, so that no question is the one before it. The room is not the satellite's own:
for that one Home Assistant plays a recorded chime in place of an answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Scene:
    """One kind of turn."""

    kind: str
    title: str
    hears: str  # no part of it twice: see make_whisper.py
    local: bool  # whether Home Assistant's own intents understand it
    # For real weights: what the real voice says, and the recording of a person that is taken where it is there; without
    # words for the voice the recording or nothing. The script knows the model's by a few words: "sky blue".
    sentences: tuple[tuple[str, str], ...]


SCENES = (
    Scene(
        "command",
        "plain command",
        "Turn on the lights in Bedroom.",
        local=True,
        sentences=(
            ("Turn on the lights in the bedroom.", ""),
            ("", "turn off lights in the Office"),
            ("Please switch on the bedroom lights.", ""),
        ),
    ),
    Scene(
        "tool",
        "command through the model",
        "Could you brighten up the bedroom a little?",
        local=False,
        sentences=(
            ("Could you brighten up the bedroom a little?", ""),
            ("It is so dark, can you brighten up the bedroom?", ""),
            ("Would you brighten up the bedroom for me, please?", ""),
        ),
    ),
    Scene(
        "answer",
        "answer of three sentences",
        "Why is our sky blue during a day?",
        local=False,
        sentences=(
            ("Why is the sky blue during the day?", ""),
            ("Can you tell me what makes the sky blue?", ""),
            ("My daughter wants to know why we see the sky blue.", ""),
        ),
    ),
)

# The first match wins, by the words of the last thing said. Everything that a stack sends is answered by this.
SCRIPT: list[dict[str, Any]] = [
    {
        "when": "brighten up",
        "call": {"name": "intent__HassTurnOn", "arguments": {"area": "Bedroom", "domain": ["light"]}},
        "then": "The lights in the bedroom are on now.",
    },
    {
        "when": "sky blue",
        "say": "Sunlight holds every colour of the rainbow. The air scatters short blue waves far more than long red "
        "ones, so blue reaches you from everywhere. At sunset the way is longer, and only the red is left.",
    },
    {"when": "", "say": "I am only a script."},
]

# Recordings of a person, commands of more than a second: Home Assistant's voice detection waits for a whole one.
RECORDINGS = (
    "lock the Front Door",
    "turn off lights in the Office",
    "is the Front Door locked",
    "activate Mood Lighting",
    "set Bed Light brightness to 50 percent",
    "set a timer for 5 minutes",
    "what is the Outdoor Humidity",
)
