"""The pictures of a task: read within bounds; their first bytes tell the type, not their names.

Knows nothing of how they are used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from homeassistant.components.conversation import Attachment
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from ..const import DOMAIN
from .connection import MAX_PAYLOAD
from .models import Picture

MAX_PICTURES: Final = 4  # what the server takes with one question
MAX_BYTES: Final = MAX_PAYLOAD  # of each: it is sent in one payload. A camera's picture has a third of it
_KINDS: Final[Mapping[str, Callable[[bytes], bool]]] = {
    "image/jpeg": lambda data: data.startswith(b"\xff\xd8\xff"),
    "image/png": lambda data: data.startswith(b"\x89PNG\r\n\x1a\n"),
    "image/webp": lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP",
}


def read_pictures(attachments: Sequence[Attachment]) -> tuple[Picture, ...]:
    """Read them from the disk: not for the event loop. Raises HomeAssistantError, which names the picture."""
    if len(attachments) > MAX_PICTURES:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="pictures_too_many",
            translation_placeholders={"most": str(MAX_PICTURES)},
        )
    return tuple(_read(each.path, each.media_content_id) for each in attachments)


def _read(path: Path, name: str) -> Picture:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)  # not more: a film would fill the memory
    except OSError as error:
        raise HomeAssistantError(
            translation_domain=DOMAIN, translation_key="picture_unreadable", translation_placeholders={"name": name}
        ) from error
    media_type = next((kind for kind, begins in _KINDS.items() if begins(data)), None)
    if media_type is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="picture_of_no_kind", translation_placeholders={"name": name}
        )
    if len(data) > MAX_BYTES:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="picture_too_large",
            translation_placeholders={"name": name, "megabytes": f"{MAX_BYTES / 1024**2:g}"},
        )
    return Picture(media_type, data)
