"""Morgan: a voice assistant for a house, on the owner's own hardware."""

from importlib.metadata import version

__version__ = version("morgan-voice")
