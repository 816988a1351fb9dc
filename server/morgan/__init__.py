"""Morgan: a voice assistant for a house, on the owner's own hardware."""

from importlib.metadata import version

from morgan.reporting import silence

silence()  # here, because whoever imports any part of Morgan comes by here first

__version__ = version("morgan-voice")
