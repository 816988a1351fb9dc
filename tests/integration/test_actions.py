"""The actions and what they answer: ask, transcribe, speak to a file, reload names; and whom they refuse."""

from __future__ import annotations

import io
import resource
import wave
from pathlib import Path
from typing import Any

import pytest
from custom_components.morgan.actions import MAX_SECONDS
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError, Unauthorized
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from wyoming.error import Error

from .fake_server import FakeServer
from .fixtures import House


async def act(hass: HomeAssistant, action: str, **data: Any) -> Any:
    return await hass.services.async_call("morgan", action, data, blocking=True, return_response=True)


def recording(seconds: float, rate_hz: int = 8000) -> bytes:
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setframerate(rate_hz)
        file.setsampwidth(2)
        file.setnchannels(2)
        file.writeframes(bytes(int(seconds * rate_hz) * 4))
    return held.getvalue()


async def test_a_question_is_answered_with_the_way_it_took(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry
) -> None:
    told = await act(hass, "ask", text="who wrote hamlet")
    assert (told["answer"], told["path"], told["continue"]) == ("It was Shakespeare.", "agent", False)
    again = await act(hass, "ask", text="turn on the desk lamp", language="en", conversation_id=told["conversation_id"])
    assert (again["path"], again["conversation_id"]) == ("intent", told["conversation_id"])
    assert house.touched == ["light.turn_on ['light.desk']"]


async def test_a_recording_is_sent_as_it_is_and_its_words_come_back(
    hass: HomeAssistant, media: Path, morgan: MockConfigEntry, server: FakeServer
) -> None:
    server.form = (8000, 2, 2)
    (media / "note.wav").write_bytes(recording(1.5))
    source = {"media_content_id": "media-source://media_source/local/note.wav", "media_content_type": "audio/wav"}
    told = await act(hass, "transcribe", media=source, config_entry_id=morgan.entry_id)
    assert told == {"text": "turn on the kitchen lights", "language": "en"}
    assert server.heard_bytes == int(1.5 * 8000) * 4


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        ("none.wav", None, "media_not_found"),
        ("song.mp3", b"ID3", "media_not_wav"),
        ("cut.wav", recording(1)[:30], "media_not_wav"),
        ("long.wav", recording(MAX_SECONDS + 1, 100), "media_too_long"),
    ],
)
async def test_what_cannot_be_transcribed_is_refused_in_words(
    hass: HomeAssistant, media: Path, morgan: MockConfigEntry, name: str, content: bytes | None, key: str
) -> None:
    if content is not None:
        (media / name).write_bytes(content)
    with pytest.raises(ServiceValidationError) as refused:
        await act(hass, "transcribe", media={"media_content_id": f"media-source://media_source/local/{name}"})
    assert refused.value.translation_key == key


@pytest.mark.parametrize(
    ("source", "key"),
    [
        ("media-source://nobody/note.wav", "media_not_found"),
        ("media-source://tts/tts.morgan_text_to_speech?message=hello", "media_not_local"),
    ],
)
async def test_only_a_file_of_the_house_is_transcribed(
    hass: HomeAssistant, media: Path, morgan: MockConfigEntry, source: str, key: str
) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await act(hass, "transcribe", media={"media_content_id": source})
    assert refused.value.translation_key == key


async def test_a_text_is_spoken_into_a_file_that_can_be_played(
    hass: HomeAssistant, media: Path, morgan: MockConfigEntry, server: FakeServer
) -> None:
    told = await act(hass, "speak", text="Dinner is ready.", file="morgan/dinner.wav", voice="amy")
    assert told["media_content_id"] == "media-source://media_source/local/morgan/dinner.wav"
    assert server.spoken[0]["text"] == "Dinner is ready."
    assert server.spoken[0]["voice"]["name"] == "amy"
    with wave.open(told["path"], "rb") as file:
        assert (file.getframerate(), file.getnframes()) == (22_050, 200)
        assert told["seconds"] == round(200 / 22_050, 3)
    assert [path.name for path in (media / "morgan").iterdir()] == ["dinner.wav"]


@pytest.mark.parametrize("name", ["../out.wav", "/etc/out.wav", "out.txt", "a/../../out.wav", "out.wav\0.txt", ""])
async def test_no_file_is_written_outside_the_media_folder(
    hass: HomeAssistant, media: Path, morgan: MockConfigEntry, server: FakeServer, name: str
) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await act(hass, "speak", text="Dinner is ready.", file=name)
    assert refused.value.translation_key == "file_not_allowed"
    assert not server.spoken


async def test_a_link_out_of_the_media_folder_is_not_followed(
    hass: HomeAssistant, media: Path, morgan: MockConfigEntry, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (media / "link").symlink_to(outside)
    with pytest.raises(ServiceValidationError):
        await act(hass, "speak", text="Dinner is ready.", file="link/out.wav")
    assert not list(outside.iterdir())


async def test_only_an_administrator_has_files_written(
    hass: HomeAssistant, media: Path, morgan: MockConfigEntry, hass_read_only_user: MockUser
) -> None:
    with pytest.raises(Unauthorized):
        await hass.services.async_call(
            "morgan",
            "speak",
            {"text": "Dinner is ready.", "file": "out.wav"},
            blocking=True,
            return_response=True,
            context=Context(user_id=hass_read_only_user.id),
        )


async def test_text_without_words_makes_no_file(hass: HomeAssistant, media: Path, morgan: MockConfigEntry) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await act(hass, "speak", text="   ", file="out.wav")
    assert refused.value.translation_key == "nothing_to_say"
    assert not (media / "out.wav").exists()


def contents(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.glob("*out*")}


async def test_a_disk_that_is_full_is_told_and_nothing_half_written_stays(
    hass: HomeAssistant, media: Path, morgan: MockConfigEntry
) -> None:
    (media / "out.wav").write_bytes(b"what was there before")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (60, before[1]))  # bytes: the header, and a little of the sound
    try:
        with pytest.raises(HomeAssistantError) as failed:
            await act(hass, "speak", text="Dinner is ready.", file="out.wav")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert failed.value.translation_key == "file_not_written"
    assert contents(media) == {"out.wav": b"what was there before"}


async def test_a_folder_that_cannot_be_made_is_told(hass: HomeAssistant, media: Path, morgan: MockConfigEntry) -> None:
    (media / "taken").write_bytes(b"")
    with pytest.raises(HomeAssistantError) as failed:
        await act(hass, "speak", text="Dinner is ready.", file="taken/out.wav")
    assert failed.value.translation_key == "file_not_written"


@pytest.mark.parametrize("action", ["speak", "transcribe"])
async def test_a_server_that_fails_is_put_into_words(
    hass: HomeAssistant, media: Path, morgan: MockConfigEntry, server: FakeServer, action: str
) -> None:
    (media / "note.wav").write_bytes(recording(0.5))
    server.fails = Error(text="no engine", code="engine-failed")
    server.form = (8000, 2, 2)
    data: dict[str, Any] = {"text": "Hello.", "file": "out.wav"}
    if action == "transcribe":
        data = {"media": {"media_content_id": "media-source://media_source/local/note.wav"}}
    with pytest.raises(HomeAssistantError) as failed:
        await act(hass, action, **data)
    assert failed.value.translation_key == "server_error"


async def test_names_are_told_anew_when_asked_for(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await server.until(lambda: server.homes)
    told = await act(hass, "reload_names")
    assert told == {"entities": 4, "areas": 2, "floors": 1}


async def test_the_actions_are_there_without_a_server_and_say_that_there_is_none(
    hass: HomeAssistant, assist: None
) -> None:
    assert await async_setup_component(hass, "morgan", {})
    assert set(hass.services.async_services()["morgan"]) == {"ask", "transcribe", "speak", "reload_names"}
    with pytest.raises(ServiceValidationError):
        await act(hass, "ask", text="who wrote hamlet")
