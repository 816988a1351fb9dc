"""`python -m morgan` and the command `morgan`."""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Run the command line and exit without waiting for busy threads."""
    # NumPy's OpenBLAS starts a thread per core, which goes on spinning after each product of two small matrices: that
    # took a quarter of a core from the engines that hear. OpenBLAS reads this once, when NumPy is imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

    try:
        from morgan.cli.main import main as run_command  # noqa: PLC0415
        from morgan.cli.process import leave  # noqa: PLC0415
    except KeyboardInterrupt:  # Ctrl-C during these imports, which take 0.1 s
        return 130
    return leave(run_command())


if __name__ == "__main__":
    sys.exit(main())
