"""Prints, for each end of what uv.lock holds, a Python version and the versions of packages that belong to it.

One line an end, the lowest first: `3.11 numpy==2.4.6`. Of the packages that Morgan asks for by itself, only those of
which the lock file holds several versions are named: the others are the same everywhere. Standard library only.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ENDS = ("3.11", "3.14")  # the first and the last Python of pyproject.toml's classifiers


def ends(lock: dict[str, Any], pythons: tuple[str, str] = ENDS) -> list[tuple[str, list[str]]]:
    """Return (Python, requirements) for the lowest and for the highest versions."""
    (own,) = [package for package in lock["package"] if package["name"] == "morgan-voice"]
    asked = {each["name"] for each in own["dependencies"]}
    versions: dict[str, list[str]] = {}
    for package in lock["package"]:
        if package["name"] in asked:
            versions.setdefault(package["name"], []).append(package["version"])
    several = {name: sorted(found, key=_order) for name, found in versions.items() if len(found) > 1}
    return [
        (python, [f"{name}=={found[place]}" for name, found in sorted(several.items())])
        for python, place in zip(pythons, (0, -1), strict=True)
    ]


def _order(version: str) -> list[int]:
    return [int(part) for part in version.split(".") if part.isdecimal()]


def main() -> int:
    """Print them."""
    for python, requirements in ends(tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))):
        print(python, *requirements)
    return 0


if __name__ == "__main__":
    sys.exit(main())
