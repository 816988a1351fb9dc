"""Morgan: a voice assistant for a house, on the owner's own hardware."""

from importlib.metadata import version

from morgan.reporting import silence

silence()  # here, because importing any part of Morgan runs this file first

__version__ = version("morgan-voice")
