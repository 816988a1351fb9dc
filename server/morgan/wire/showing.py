"""Pictures that are shown with a question: one event each; knows nothing of what a model makes of them."""

from __future__ import annotations

from morgan.errors import BadRequest
from morgan.ports import Picture
from morgan.wire.fields import Fields

MOST_PICTURES = 4  # of one question, each no larger than a payload may be: what one peer can make the server hold

# How each begins. No others, because not every server of a language model can read them.
_BEGINNINGS = {
    "image/jpeg": lambda data: data.startswith(b"\xff\xd8\xff"),
    "image/png": lambda data: data.startswith(b"\x89PNG\r\n\x1a\n"),
    "image/webp": lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP",
}


def read_picture(fields: Fields, data: bytes) -> Picture:
    """Read a `user-event image`. Raises BadRequest for what is no picture of the kind that it says it is."""
    media_type = fields.text("media_type", 64)
    begins = _BEGINNINGS.get(media_type)
    if begins is None:
        raise BadRequest(f"{fields.where}: media_type must be one of {', '.join(_BEGINNINGS)}")
    if not begins(data):
        raise BadRequest(f"{fields.where}: these bytes are no {media_type}")
    return Picture(media_type, data)
