"""Numpy begins no thread that spins beside those that hear, unless its owner asks for some."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

SAYS = """
import os, sys
from morgan.__main__ import main
assert "numpy" not in sys.modules, "numpy has read its settings before they were made"
sys.argv = ["morgan", "config"]
main()
print(os.environ["OPENBLAS_NUM_THREADS"])
"""


@pytest.mark.parametrize(("given", "taken"), [({}, "1"), ({"OPENBLAS_NUM_THREADS": "3"}, "3")])
def test_numpy_has_one_thread_unless_its_owner_says_how_many(given, taken):
    others = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run([sys.executable, "-c", SAYS], check=True, env=others | given, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == taken
