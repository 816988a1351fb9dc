"""Loads the test Home Assistant in the one order in which it loads; the fixtures themselves stand in fixtures.py."""

from __future__ import annotations

import homeassistant  # noqa: F401  # first of all: Home Assistant 2026.11 must be imported before httpx is
import pytest
from hypothesis import settings

# A busy machine takes longer now and then: that is no fault of what is tested.
settings.register_profile("morgan", deadline=None)
settings.load_profile("morgan")

pytest.register_assert_rewrite("pytest_homeassistant_custom_component")

from pytest_homeassistant_custom_component import patch_json, patch_recorder, patch_time  # noqa: E402, F401, I001

from homeassistant.components import logger  # noqa: E402
from homeassistant.components.logger import helpers  # noqa: E402
from homeassistant.util import executor  # noqa: E402

# Home Assistant waits some hundredths of a second for each of its threads to end, and then raises SystemExit in it,
# wherever it is. On a busy machine that meets one that is just ending, amid a library's clean-up, and fails a test.
executor.EXECUTOR_SHUTDOWN_TIMEOUT = 200

# The newest test plugin (0.13.375) is made for 2026.10 and looks for this where it was then.
if not hasattr(logger, "_clear_logger_overwrites"):
    logger._clear_logger_overwrites = helpers._clear_logger_overwrites

pytest_plugins = [
    "pytest_homeassistant_custom_component.plugins",
    "tests.integration.fixtures",
    "tests.integration.written_house",
]
