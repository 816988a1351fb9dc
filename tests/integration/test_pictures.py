"""Pictures that an AI task brings along: shown to a model that sees, byte for byte, or refused with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from custom_components.morgan.choices.agents import tasks
from custom_components.morgan.client.pictures import MAX_BYTES, MAX_PICTURES
from homeassistant.components.ai_task import AITaskEntityFeature
from homeassistant.const import CONF_MODEL
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .fake_server import FakeServer
from .test_ai_task import TASKS, generate

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9
JPEG = b"\xff\xd8\xff\xe0" + bytes(reversed(range(256)))
WEBP = b"RIFF\x04\x00\x00\x00WEBP" + b"\r\n\x00"


def attached(*names: str, media_type: str = "image/png") -> list[dict[str, str]]:
    """What an automation gives."""
    return [
        {"media_content_id": f"media-source://media_source/local/{name}", "media_content_type": media_type}
        for name in names
    ]


def sees(hass: HomeAssistant) -> bool:
    """Whether Home Assistant lets automations attach something."""
    state = hass.states.get(TASKS)
    assert state is not None
    return bool(state.attributes["supported_features"] & AITaskEntityFeature.SUPPORT_ATTACHMENTS)


def choose_model(hass: HomeAssistant, entry: MockConfigEntry, model: str | None) -> None:
    (task,) = tasks(entry)
    hass.config_entries.async_update_subentry(entry, task, data={CONF_MODEL: model} if model else {})


@pytest.fixture
async def seeing(hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer) -> MockConfigEntry:
    """A server whose model for tasks sees."""
    await server.until(lambda: morgan.runtime_data.link.offer is not None)
    choose_model(hass, morgan, "large")
    assert sees(hass)
    return morgan


async def test_the_model_that_is_asked_decides_whether_anything_can_be_attached(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    link = morgan.runtime_data.link
    await server.until(lambda: link.offer is not None)
    assert not sees(hass), "the server's own choice does not"
    choose_model(hass, morgan, "large")
    assert sees(hass)
    choose_model(hass, morgan, None)
    assert not sees(hass)
    server.offers = {"own": "large", "models": ["m", "large"], "sees": ["large"]}
    offer = await morgan.runtime_data.client.offer()
    assert offer is not None
    link.async_learn_offer(offer)
    assert sees(hass), "its own choice does now"


async def test_a_server_that_takes_no_pictures_is_given_none(
    hass: HomeAssistant,
    media: Path,
    seeing: MockConfigEntry,
    server: FakeServer,
) -> None:
    server.features = tuple(each for each in server.features if each != "images")
    assert await hass.config_entries.async_reload(seeing.entry_id)
    await server.until(lambda: seeing.runtime_data.link.offer is not None)
    assert not sees(hass)
    (media / "door.png").write_bytes(PNG)
    with pytest.raises(HomeAssistantError, match="attachments"):  # Home Assistant's own
        await generate(hass, attachments=attached("door.png"))
    assert server.turns == []


async def test_exactly_the_bytes_go_along_whatever_the_names_say(
    hass: HomeAssistant,
    media: Path,
    seeing: MockConfigEntry,
    server: FakeServer,
) -> None:
    for name, data in (("door.png", PNG), ("hall.png", JPEG), ("cat.webp", WEBP)):
        (media / name).write_bytes(data)
    assert await generate(hass, attachments=attached("door.png", "hall.png", "cat.webp")) == "It was Shakespeare."
    assert server.shown == [("image/png", PNG), ("image/jpeg", JPEG), ("image/webp", WEBP)]
    assert server.turns[0]["model"] == "large"
    await generate(hass)
    assert len(server.shown) == 3


async def test_the_largest_that_may_be_goes_along(
    hass: HomeAssistant,
    media: Path,
    seeing: MockConfigEntry,
    server: FakeServer,
) -> None:
    (media / "large.png").write_bytes(PNG[:8] + bytes(MAX_BYTES - 8))
    await generate(hass, attachments=attached("large.png"))
    assert [len(data) for _, data in server.shown] == [MAX_BYTES]


@pytest.mark.parametrize(
    "wrong",
    [
        (["large.png"], PNG[:8] + bytes(MAX_BYTES), "larger than 1 MB"),
        (["notes.png"], b"not a picture", "no picture"),
        (["tune.wav"], b"RIFF\x04\x00\x00\x00WAVE", "no picture"),
        (["drawing.svg"], b"<svg/>", "no picture"),
        (["empty.png"], b"", "no picture"),
        (["door.png"] * (MAX_PICTURES + 1), PNG, f"more than {MAX_PICTURES}"),
    ],
)
async def test_what_cannot_be_shown_is_refused_before_anybody_is_asked(
    hass: HomeAssistant, media: Path, seeing: MockConfigEntry, server: FakeServer, wrong: tuple[list[str], bytes, str]
) -> None:
    names, content, says = wrong
    (media / names[0]).write_bytes(content)
    with pytest.raises(ServiceValidationError, match=says):
        await generate(hass, attachments=attached(*names))
    assert (server.turns, server.shown) == ([], [])


async def test_a_file_that_is_gone_is_named(
    hass: HomeAssistant,
    media: Path,
    seeing: MockConfigEntry,
    server: FakeServer,
) -> None:
    (media / "folder.png").mkdir()
    with pytest.raises(HomeAssistantError, match=r"local/folder\.png cannot be read"):
        await generate(hass, attachments=attached("folder.png"))
    assert server.turns == []


@pytest.mark.parametrize("reason", ["It can only read.", None])
async def test_a_server_that_cannot_show_them_after_all_is_an_error_and_no_answer(
    hass: HomeAssistant,
    media: Path,
    seeing: MockConfigEntry,
    server: FakeServer,
    reason: str | None,
) -> None:
    (media / "door.png").write_bytes(PNG)
    server.declines, server.hangs_up = reason, reason is None
    with pytest.raises(HomeAssistantError) as raised:
        await generate(hass, attachments=attached("door.png"))
    assert reason is None or reason in str(raised.value)
    await server.until(lambda: len(server.connections) == 1)  # the standing one alone


def test_the_bound_of_both_halves_is_one() -> None:
    """The server takes so many, of that size: docs/protocol.md."""
    told = " ".join((Path(__file__).parents[2] / "docs" / "protocol.md").read_text().split())
    assert f"at most {MAX_PICTURES} of them" in told
    assert MAX_BYTES == 1024 * 1024
