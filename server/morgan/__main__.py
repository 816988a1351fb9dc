"""`python -m morgan` and the command `morgan`."""

from __future__ import annotations

import sys

from morgan.cli.main import main as run_command
from morgan.cli.process import leave


def main() -> int:
    """Run the command line and leave in time."""
    return leave(run_command())


if __name__ == "__main__":
    sys.exit(main())
