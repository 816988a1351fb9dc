"""Imports Home Assistant's test plugin in the one order in which it can be imported, outside of pytest."""

from __future__ import annotations

import homeassistant  # noqa: F401  # before anything that imports httpx
from homeassistant.components import logger
from homeassistant.components.logger import helpers

# The newest test plugin (0.13.375) is made for 2026.10 and looks for this where it was then.
if not hasattr(logger, "_clear_logger_overwrites"):
    logger._clear_logger_overwrites = helpers._clear_logger_overwrites  # type: ignore[attr-defined]

from pytest_homeassistant_custom_component.common import (  # type: ignore[import-untyped]
    MockConfigEntry as ConfigEntryMade,
)
from pytest_homeassistant_custom_component.common import async_test_home_assistant

__all__ = ["ConfigEntryMade", "async_test_home_assistant"]
