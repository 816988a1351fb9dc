"""`python -m morgan` and the command `morgan`."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line."""
    from morgan.cli.main import main as run  # noqa: PLC0415 - so that importing this module costs nothing

    return run()


if __name__ == "__main__":
    sys.exit(main())
