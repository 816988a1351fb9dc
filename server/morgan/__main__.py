"""`python -m morgan` and the command `morgan`."""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Run the command line and leave in time."""
    # Numpy's OpenBLAS has a thread for every core, which goes on spinning after each product of two small matrices: it
    # took a quarter of a core from those that hear. It reads this once, when numpy is imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

    try:
        from morgan.cli.main import main as run_command  # noqa: PLC0415
        from morgan.cli.process import leave  # noqa: PLC0415
    except KeyboardInterrupt:  # Ctrl-C in the tenth of a second that it takes
        return 130
    return leave(run_command())


if __name__ == "__main__":
    sys.exit(main())
