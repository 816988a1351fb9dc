"""The actions: ask, transcribe, speak, reload names; each returns its result.

They exist whether or not a server is set up, as Home Assistant wants it. Knows nothing of how a turn is made.
"""

from __future__ import annotations

import asyncio
import wave
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import probatio as vol
from homeassistant.components import conversation, media_source
from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.service import async_get_config_entry, async_register_admin_service
from homeassistant.util.ulid import ulid_now

from .choices.agents import async_main_agent_id
from .client.errors import MorganError
from .client.models import Manner
from .const import DOMAIN, EXTRA
from .entity import failed
from .house.commands import speech_of
from .house.snapshot import async_home
from .runtime import MorganConfigEntry

ASK: Final = "ask"
TRANSCRIBE: Final = "transcribe"
SPEAK: Final = "speak"
RELOAD_NAMES: Final = "reload_names"

MAX_TEXT: Final = 10_000  # characters: ten minutes of speech
MAX_SECONDS: Final = 60  # of a recording: the server ends an utterance there, and would drop the rest silently
_CHUNK_FRAMES: Final = 4096
_ENTRY: Final = {vol.Optional(ATTR_CONFIG_ENTRY_ID): str}
_TEXT: Final = vol.All(cv.string, vol.Length(min=1, max=MAX_TEXT))


@callback
def async_register_actions(hass: HomeAssistant) -> None:
    """Register all; `speak` writes files, which only an administrator may."""
    actions = hass.services.async_register
    only = SupportsResponse.ONLY
    schema = vol.Schema(
        {**_ENTRY, vol.Required("text"): _TEXT, vol.Optional("language"): str, vol.Optional("conversation_id"): str}
    )
    actions(DOMAIN, ASK, _async_ask, schema, only)
    media = vol.Schema({vol.Required("media_content_id"): str}, extra=vol.ALLOW_EXTRA)
    schema = vol.Schema({**_ENTRY, vol.Required("media"): media, vol.Optional("language"): str})
    actions(DOMAIN, TRANSCRIBE, _async_transcribe, schema, only)
    actions(DOMAIN, RELOAD_NAMES, _async_reload_names, vol.Schema(_ENTRY), SupportsResponse.OPTIONAL)
    schema = vol.Schema({**_ENTRY, vol.Required("text"): _TEXT, vol.Required("file"): str, vol.Optional("voice"): str})
    async_register_admin_service(hass, DOMAIN, SPEAK, _async_speak, schema, SupportsResponse.OPTIONAL)


def _entry(call: ServiceCall) -> MorganConfigEntry:
    return async_get_config_entry(call.hass, DOMAIN, call.data.get(ATTR_CONFIG_ENTRY_ID))


def _wrong(key: str, **places: str) -> ServiceValidationError:
    return ServiceValidationError(translation_domain=DOMAIN, translation_key=key, translation_placeholders=places)


async def _async_ask(call: ServiceCall) -> ServiceResponse:
    """Send a sentence to Morgan's conversation, plain commands included."""
    hass, entry = call.hass, _entry(call)
    agent = async_main_agent_id(hass, entry)
    if agent is None:  # its owner has removed them all; Home Assistant's own would answer in its place
        raise _wrong("no_agent")
    result = await conversation.async_converse(
        hass,
        call.data["text"],
        call.data.get("conversation_id"),
        call.context,
        language=call.data.get("language"),
        agent_id=agent,
    )
    plain: dict[str, Any] = result.response.speech.get("plain", {})
    return {
        "answer": speech_of(result.response),
        "path": ((plain.get("extra_data") or {}).get(EXTRA) or {}).get("path", "none"),
        "conversation_id": result.conversation_id,
        "continue": result.continue_conversation,
    }


async def _async_transcribe(call: ServiceCall) -> ServiceResponse:
    """Return the words of a recording."""
    entry = _entry(call)
    try:
        media = await media_source.async_resolve_media(call.hass, call.data["media"]["media_content_id"], None)
    except media_source.Unresolvable as error:
        raise _wrong("media_not_found") from error
    if media.path is None:
        raise _wrong("media_not_local")
    try:
        pieces, form = await call.hass.async_add_executor_job(_read, media.path)
    except FileNotFoundError as error:
        raise _wrong("media_not_found") from error
    except (wave.Error, EOFError, OSError) as error:
        raise _wrong("media_not_wav") from error
    if not pieces:
        raise _wrong("media_too_long", seconds=str(MAX_SECONDS))
    runtime, language = entry.runtime_data, call.data.get("language") or call.hass.config.language
    try:
        with runtime.turns.stage("stt") as stage:
            text = await runtime.client.transcribe(_sound(pieces), language, stage.told, form)
            stage.heard(text, language)
    except MorganError as error:
        raise failed(error) from error
    return {"text": text, "language": language}


def _read(path: Path) -> tuple[list[bytes], tuple[int, int, int]]:
    """Return a recording in pieces, none if it is too long, and its rate, width and channels."""
    with wave.open(str(path), "rb") as file:
        form = (file.getframerate(), file.getsampwidth(), file.getnchannels())
        frames = file.getnframes()
        if frames > MAX_SECONDS * form[0]:
            return [], form
        return [file.readframes(_CHUNK_FRAMES) for _ in range(0, max(1, frames), _CHUNK_FRAMES)], form


async def _sound(pieces: list[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece
        await asyncio.sleep(0)  # a whole file must not block the event loop


async def _async_speak(call: ServiceCall) -> ServiceResponse:
    """Have a text spoken into a WAV file of the media folder."""
    hass, runtime = call.hass, _entry(call).runtime_data
    folder = Path(hass.config.media_dirs.get("local") or next(iter(hass.config.media_dirs.values()), ""))
    path, name = await hass.async_add_executor_job(_inside, hass, folder, call.data["file"])

    async def text() -> AsyncIterator[str]:
        yield call.data["text"]

    sounds = []
    try:
        with runtime.turns.stage("tts") as stage:
            manner = Manner(voice=call.data.get("voice"))
            async for sound in runtime.client.synthesize(stage.saying(text()), manner, stage.told):
                sounds.append(sound)  # noqa: PERF401  # bounded by MAX_TEXT
    except MorganError as error:
        raise failed(error) from error
    if not sounds:
        raise _wrong("nothing_to_say")
    pcm, first = b"".join(sound.pcm for sound in sounds), sounds[0]
    form = (first.rate_hz, first.width_bytes, first.channels)
    try:
        await hass.async_add_executor_job(_write, path, pcm, form)
    except OSError as error:
        raise HomeAssistantError(translation_domain=DOMAIN, translation_key="file_not_written") from error
    seconds = round(len(pcm) / (form[0] * form[1] * form[2]), 3)
    return {"media_content_id": f"media-source://media_source/local/{name}", "path": str(path), "seconds": seconds}


def _inside(hass: HomeAssistant, folder: Path, name: str) -> tuple[Path, str]:
    """Return a file of the media folder, and its name there. Raises ServiceValidationError for any other place."""
    path, folder = (folder / name.replace("\0", "")).resolve(), folder.resolve()
    wanted = path.suffix.lower() == ".wav" and "\0" not in name and path.is_relative_to(folder)
    if not wanted or not hass.config.is_allowed_path(str(path)):
        raise _wrong("file_not_allowed", folder=str(folder))
    return path, path.relative_to(folder).as_posix()


def _write(path: Path, pcm: bytes, form: tuple[int, int, int]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    begun = path.with_name(
        f".{path.name}.{ulid_now()}.part"
    )  # no player gets half a file, and two calls may write the same one
    try:
        with wave.open(str(begun), "wb") as file:
            file.setframerate(form[0])
            file.setsampwidth(form[1])
            file.setnchannels(form[2])
            file.writeframes(pcm)
        begun.replace(path)
    except OSError:
        begun.unlink(missing_ok=True)  # leave nothing behind on a full disk
        raise


async def _async_reload_names(call: ServiceCall) -> ServiceResponse:
    """Read the house's names again and send them to the server, as if something had been renamed."""
    runtime = _entry(call).runtime_data
    for plain in {runtime.plain, *runtime.agents.values()}:
        plain.async_home_changed()
    runtime.link.async_home_changed()
    return {key: len(things) for key, things in async_home(call.hass).items()}
