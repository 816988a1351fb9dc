"""Reads the pictures of a question, one event each; knows nothing of what a model makes of them."""

from __future__ import annotations

from morgan.errors import BadRequest
from morgan.ports import Picture
from morgan.wire.fields import Fields

MOST_PICTURES = 4  # per question, each at most a payload: bounds the memory that one peer can fill

# The first bytes of each format. No others, because not every server of a language model can read them.
_BEGINNINGS = {
    "image/jpeg": lambda data: data.startswith(b"\xff\xd8\xff"),
    "image/png": lambda data: data.startswith(b"\x89PNG\r\n\x1a\n"),
    "image/webp": lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP",
}


def read_picture(fields: Fields, data: bytes) -> Picture:
    """Read a `user-event image`. Raises BadRequest if the data is not of its media type."""
    media_type = fields.text("media_type", 64)
    begins = _BEGINNINGS.get(media_type)
    if begins is None:
        raise BadRequest(f"{fields.where}: media_type must be one of {', '.join(_BEGINNINGS)}")
    if not begins(data):
        raise BadRequest(f"{fields.where}: these bytes are no {media_type}")
    return Picture(media_type, data)
