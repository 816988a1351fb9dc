"""What is pure in safety/ is tested without a Home Assistant that runs: hundreds of sentences a second."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations() -> None:
    """Nothing is loaded."""


@pytest.fixture(autouse=True)
def assist() -> None:
    """Nothing is set up."""
