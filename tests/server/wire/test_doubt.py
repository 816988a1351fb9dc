"""An order that may as well have been its opposite is told to a client that asks about it, and to nobody else."""

from __future__ import annotations

import pytest
from wyoming.asr import Transcribe

from morgan.testing import FakeSpeechToText, fakes, running_server

DOUBT = "turn off the kitchen lights"


@pytest.mark.parametrize(
    ("context", "handed_back"),
    [
        ({"asks": True, "id": 7}, {"asks": True, "id": 7, "doubt": DOUBT}),
        ({"asks": "yes"}, {"asks": "yes"}),
        ({}, {}),
        (None, {}),
    ],
)
async def test_a_doubt_stands_beside_empty_words_for_whoever_asks(connect, speech, context, handed_back) -> None:
    stt = FakeSpeechToText(doubt=DOUBT)
    async with running_server(fakes(stt=stt)) as server, connect(server) as client:
        await client.say(Transcribe(language="en", context=context), *speech)
        events = await client.hear_until("transcript")
    assert events[-1].data["text"] == ""
    assert (events[-1].data.get("context") or {}) == handed_back
    assert "transcript-chunk" not in [event.type for event in events]


async def test_words_that_are_sure_leave_no_doubt(connect, speech) -> None:
    async with running_server(fakes(stt=FakeSpeechToText())) as server, connect(server) as client:
        await client.say(Transcribe(language="en", context={"asks": True}), *speech)
        transcript = (await client.hear_until("transcript"))[-1]
    assert transcript.data["text"]
    assert transcript.data["context"] == {"asks": True}
